"""The lab's second tab: max and average pooling over one map, number by number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.prepare import DIGIT_SHAPE, digit_input
from cnnviz.core.explore.cells import planes
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerKind, trace
from cnnviz.core.windows import PoolSpec
from cnnviz.core.windows.examples import POOLING_INPUT, plane, shifted
from cnnviz.core.windows.facts import (
    change_between,
    size_formula,
    torch_message,
)
from cnnviz.core.windows.repairs import Repair, nearest_pool
from cnnviz.core.windows.tables import WindowTable, pooling_table
from cnnviz.figures.theme import number, percent, size
from cnnviz.ui.components.window_stepper import Picture, pack_pooling, window_stepper
from cnnviz.ui.pages.lab.choices import apart_switch, formula_html, pair_slider, show_problem
from cnnviz.ui.pages.lab.convolution import drawn_picture
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.lab import (
    MOST_CELLS,
    POOL_INPUTS,
    POOL_KINDS,
    POOL_PADDINGS,
    POOL_SIZES,
    SHIFTS,
    LabChoices,
)
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import shown
from cnnviz.ui.state.tab import current_tab, lab_choices
from cnnviz.ui.widgets.careful import careful_fragment
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.unread import unread_sentence

_SIDE = size(DIGIT_SHAPE[1:])
_NAMES = "((input + 2*padding - 1*(kernel-1) - 1)/stride) + 1"
_PAIRS = (("pool_height", "pool_width"), ("pool_stride_down", "pool_stride_right"))
_WORDS = (("height", "width"), ("down", "right"))
_FIELDS = {"kernel_size": _PAIRS[0], "stride": _PAIRS[1], "padding": ("pool_padding",)}


def render(session: Session, network: Network) -> None:
    """The tab 'Pooling'."""
    with st.container(key="lab_pool"):
        _body(session, network)


@careful_fragment
def _body(session: Session, network: Network) -> None:
    choices = lab_choices()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="pool_top"):
        picture = _input(session, network, choices)
        _pickers(choices)
    _live(picture)


# The result first, in a fragment of its own, as in the tab 'Convolution'.
@careful_fragment
def _live(picture: Picture) -> None:
    choices = lab_choices()
    left, right = st.columns([3, 1], gap="medium")
    with left:
        _result(choices, picture)
    with right, st.container(key="pool_settings", gap="small"):
        _settings(choices)
    write_address(current_tab())


def _pickers(choices: LabChoices) -> None:
    with st.container(width="content"):
        kind = st.segmented_control(
            say("lab-tab-pooling"),
            POOL_KINDS,
            format_func=lambda name: say(f"lab-pool-{name}"),
            required=True,
            help=say("lab-pool-help"),
            key=choices.key("pool_kind"),
        )
    with st.container(width="content"):
        shift = st.segmented_control(
            say("lab-shift"),
            list(SHIFTS),
            format_func=_shift_title,
            required=True,
            help=say("lab-shift-help"),
            key=choices.key("pool_shift"),
        )
    choices.pool_kind = kind or "both"
    choices.pool_shift = shift or "not shifted"


def _shift_title(shift: str) -> str:
    return say("lab-not-shifted" if shift == "not shifted" else f"lab-{shift}")


def _input(session: Session, network: Network, choices: LabChoices) -> Picture:
    with st.container(width=250):
        choices.pool_input = st.selectbox(
            say("lab-input"),
            POOL_INPUTS,
            format_func=lambda name: say(f"lab-input-{name}", side=_SIDE),
            key=choices.key("pool_input"),
        )
    if choices.pool_input == "drawing":
        return drawn_picture(session)
    if choices.pool_input == "map":
        return _feature_map(session, network, choices)
    return Picture(say("lab-input"), plane(POOLING_INPUT)[None])


def _feature_map(session: Session, network: Network, choices: LabChoices) -> Picture:
    """A map of the chosen network, for the person's input; an example while nothing is drawn."""
    given = shown(session, network)
    tensor = given.tensor
    if given.is_blank:
        example = drawn_picture(session).values[0]
        tensor = digit_input(example, network.preparation)
    records = trace(network.model, tensor).records
    maps = {
        record.name: record for record in records if 1 < planes(record)[0].numel() <= MOST_CELLS
    }
    if not maps:
        return drawn_picture(session)
    if choices.pool_layer not in maps:
        kinds = (LayerKind.ACTIVATION, LayerKind.CONV)
        later = [name for name, record in maps.items() if record.kind in kinds]
        choices.set({"pool_layer": (later or list(maps))[0]})
    with st.container(width=150):
        label, key = say("lab-layer"), choices.key("pool_layer")
        choices.pool_layer = st.selectbox(label, list(maps), key=key)
    values = planes(maps[choices.pool_layer]).float().numpy()
    if choices.pool_channel > len(values):
        choices.set({"pool_channel": 1})
    if len(values) > 1:
        with st.container(width=140):
            most, key = len(values), choices.key("pool_channel")
            label = say("lab-which-map", most=most)
            choices.pool_channel = st.number_input(label, 1, most, step=1, key=key)
    else:
        choices.set({"pool_channel": 1})
    channel = choices.pool_channel - 1
    title = f"{choices.pool_layer}, {say('strip-map', number=str(channel + 1))}"
    return Picture(title, values[channel : channel + 1], is_whole=True)


def _settings(choices: LabChoices) -> None:
    idle = choices.pool_kind == "none"
    tied = choices.tie("pool_apart", _PAIRS)
    for what, names, sides in zip(("size", "stride"), _PAIRS, _WORDS, strict=True):
        title = say(f"lab-{what}")
        words = (say(f"lab-{sides[0]}"), say(f"lab-{sides[1]}"))
        with st.container(horizontal=True, gap="medium"):
            pair_slider(choices, title, names, words, POOL_SIZES, tied=tied, disabled=idle)
    choices.pool_padding = st.slider(
        say("lab-padding"),
        POOL_PADDINGS[0],
        POOL_PADDINGS[-1],
        disabled=idle,
        help=say("lab-pool-padding-help"),
        key=choices.key("pool_padding"),
    )
    is_set = choices.pool_ceil or choices.pool_apart
    with st.expander(say("lab-pool-more"), expanded=is_set):
        choices.pool_ceil = st.toggle(
            say("lab-ceil"),
            disabled=idle,
            help=say("lab-ceil-help"),
            key=choices.key("pool_ceil"),
        )
        apart_switch(choices, "pool_apart", _PAIRS)


def _arguments(choices: LabChoices) -> dict[str, Any]:
    if choices.pool_kind == "none":
        return {"kind": "max", "kernel_size": (1, 1), "stride": (1, 1), "padding": 0}
    return {
        "kind": "average" if choices.pool_kind == "average" else "max",
        "kernel_size": (choices.pool_height, choices.pool_width),
        "stride": (choices.pool_stride_down, choices.pool_stride_right),
        "padding": choices.pool_padding,
        "ceil_mode": choices.pool_ceil,
    }


def _apply(choices: LabChoices, repair: Repair) -> None:
    for argument, value in repair.changes.items():
        values = value if isinstance(value, tuple) else (value,)
        choices.set(dict(zip(_FIELDS[argument], values, strict=True)))


def _tables(picture: Picture, kind: str, arguments: dict[str, Any]) -> dict[str, WindowTable]:
    """Kind -> every step, for each kind that is shown."""
    kinds = ("max", "average") if kind == "both" else (kind,)
    return {
        name: pooling_table(
            picture.values[0],
            PoolSpec(**{**arguments, "kind": "max" if name == "none" else name}),
        )
        for name in kinds
    }


def _result(choices: LabChoices, picture: Picture) -> None:
    """The formula and the stepping window, or what is wrong and the ways out."""
    arguments = _arguments(choices)
    _, height, width = picture.values.shape
    spec = None
    # Containers stand where they stand in either case, as in the tab 'Convolution'.
    with st.container(key="pool_formula"):
        try:
            spec = PoolSpec(**arguments)
            formula = size_formula((height, width), spec)
            unread = unread_sentence((height, width), spec)
            st.html(formula_html(f"{formula[0].split('(')[0]}{_NAMES}", *formula, unread))
        except ValueError as error:
            spec = None
            show_problem(
                error,
                torch_message((1, height, width), arguments),
                nearest_pool((height, width), arguments),
                lambda repair: _apply(choices, repair),
                key="pool",
            )
    moved = _shifted(picture, choices.pool_shift)
    with st.container(key="pool_output"):
        if spec is None:
            return
        tables = _tables(moved, choices.pool_kind, arguments)
        window_stepper(pack_pooling(moved, spec, tables), key="pool_stepper")
    with st.container(key="pool_changes"):
        if moved is not picture:
            before = _tables(picture, choices.pool_kind, arguments)
            _changes(choices.pool_shift, (picture, before), (moved, tables))


def _shifted(picture: Picture, shift: str) -> Picture:
    down, right = SHIFTS[shift]
    if not (down or right):
        return picture
    values = shifted(picture.values[0], down, right)[None]
    title = f"{picture.title}, {say(f'lab-shifted-{shift}')}"
    return replace(picture, title=title, values=values)


Numbers = NDArray[np.floating[Any]]
Side = tuple[Picture, dict[str, WindowTable]]


def _changes(shift: str, before: Side, after: Side) -> None:
    """How much the input and each output change by the shift, as a table."""
    pairs: dict[str, tuple[Numbers, Numbers]] = {
        say("lab-input"): (before[0].values, after[0].values)
    }
    for kind, table in before[1].items():
        pairs[say(f"step-pool-{kind}")] = (
            table.values,
            after[1][kind].values,
        )
    rows = []
    for name, (old, new) in pairs.items():
        change = change_between(old, new)
        strength = float(np.abs(old).mean())
        share = percent(change.mean / strength) if strength else "–"
        cells = (
            say("scenes-at", number=change.cells, all=change.total),
            number(change.mean),
            number(change.largest),
            share,
        )
        rows.append(f"<tr><th>{name}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    heads = ("", *(say(f"lab-change-{name}") for name in ("cells", "mean", "largest", "share")))
    style = "padding:.3rem .9rem .3rem 0;text-align:left"
    table_html = (
        f'<div style="overflow-x:auto"><table style="font-size:1rem"><caption style="text-align:'
        f'left;font-weight:700">{say(f"lab-changes-{shift}")}</caption>'
        f"<thead><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
    for tag in ("th", "td"):
        table_html = table_html.replace(f"<{tag}>", f'<{tag} style="{style}">')
    st.html(table_html.replace(f'<th style="{style}"></th>', f'<td style="{style}"></td>'))
