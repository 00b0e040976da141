"""The lab's first tab: one filter moves over one input, number by number."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.networks.network import Network
from cnnviz.core.windows import ConvSpec
from cnnviz.core.windows.examples import ARTICLE_INPUT, CHANNEL_NAMES, colour_picture, plane
from cnnviz.core.windows.facts import size_formula, torch_message
from cnnviz.core.windows.repairs import Repair, nearest_conv
from cnnviz.core.windows.tables import convolution_table
from cnnviz.figures.theme import UNIT_SCALE, size
from cnnviz.ui.components.window_stepper import Picture, pack_convolution, window_stepper
from cnnviz.ui.pages.lab.choices import (
    apart_switch,
    edit_grid,
    formula_html,
    pair_slider,
    show_problem,
)
from cnnviz.ui.pages.lab.kernels import activation_picker, kernel_grids, kernel_picker
from cnnviz.ui.pages.lab.layer_input import LayerInput, layer_input
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.lab import (
    CONV_INPUTS,
    CONV_STRIDES,
    DILATIONS,
    FILLS,
    KERNEL_SIZES,
    LAYER,
    NETWORK,
    PADDINGS,
    LabChoices,
)
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.tab import current_tab, lab_choices
from cnnviz.ui.widgets.careful import careful_fragment
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.unread import unread_sentence

_SIDE = size(DIGIT_SHAPE[1:])
_NAMES = "floor((input + 2*padding - dilation*(kernel-1) - 1)/stride) + 1"
# The fields of `LabChoices` that hold an argument of `ConvSpec`.
_PAIRS = {
    "kernel_size": ("kernel_height", "kernel_width"),
    "stride": ("stride_down", "stride_right"),
    "dilation": ("dilation_down", "dilation_right"),
}
_SINGLE = {"padding": "padding", "padding_mode": "fill"}


def render(session: Session, network: Network) -> None:
    """The tab 'Convolution'."""
    with st.container(key="lab_conv"):
        _body(session, network)


@careful_fragment
def _body(session: Session, network: Network) -> None:
    choices = lab_choices()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="conv_top"):
        read = layer_input(session, network, choices) if choices.conv_input == LAYER else None
        picture = _input(session, choices, read)
        kernel_picker(network, choices)
        tied = choices.tie("apart", _PAIRS.values())
        with st.container(horizontal=True, width=120 if tied else 250):
            pair_slider(
                choices,
                say("lab-kernel-size" if tied else "lab-kernel"),
                _PAIRS["kernel_size"],
                (say("lab-height"), say("lab-width")),
                KERNEL_SIZES,
                tied=tied,
                explained=say("lab-kernel-size-help"),
            )
        kernel = kernel_grids(network, choices, picture.channels or ("",), read)
        activation_picker(choices)
    _live(picture, kernel, read if choices.conv_source == NETWORK else None)


# A fragment within the other, and the result first: a slider's answer then waits for few other
# messages, which halves the time to the picture.
@careful_fragment
def _live(picture: Picture, kernel: NDArray[np.float32], read: LayerInput | None) -> None:
    choices = lab_choices()
    if kernel.shape[1:] != (choices.kernel_height, choices.kernel_width):
        st.rerun()  # a way out of a dead end gave the kernel another size
    left, right = st.columns([3, 1], gap="medium")
    with left:
        _result(choices, picture, kernel, _arguments(choices), read)
    with right, st.container(key="conv_settings", gap="small"):
        _settings(choices)
    write_address(current_tab())


def _input(session: Session, choices: LabChoices, read: LayerInput | None) -> Picture:
    with st.container(width=250):
        choices.conv_input = st.selectbox(
            say("lab-input"),
            CONV_INPUTS,
            format_func=lambda name: say(f"lab-input-{name}", side=_SIDE),
            key=choices.key("conv_input"),
        )
    if choices.conv_input == LAYER:
        if read is not None:
            return read.picture
        st.caption(say("lab-no-layer"))
    if choices.conv_input in ("drawing", LAYER):
        return drawn_picture(session)
    if choices.conv_input.startswith("colour"):
        values = colour_picture(int(choices.conv_input[-1]))
        names = tuple(say(f"plane-{name}") for name in CHANNEL_NAMES)
        return Picture(say("lab-colour"), values, names, UNIT_SCALE)
    example = plane(ARTICLE_INPUT)
    if choices.conv_input == "article":
        return Picture(say("lab-input"), example[None])
    popover = st.popover(say("lab-edit-input"), on_change="rerun", key="edit_input")
    if popover.open:
        with popover:
            edit_grid(choices, "own input", example)
    return Picture(say("lab-your-numbers"), choices.grid("own input", example)[None])


def drawn_picture(session: Session) -> Picture:
    """The person's digit as the network reads it, or an example while nothing is drawn."""
    digit = session.digit()
    if not digit.is_blank:
        return Picture(say("lab-your-drawing"), digit.centred[None], scale=UNIT_SCALE)
    example = Session(drawing=EXAMPLE_DIGITS[3].strokes).digit()
    return Picture(say("lab-example-digit"), example.centred[None], scale=UNIT_SCALE)


def _settings(choices: LabChoices) -> None:
    """The sliders; what a beginner does without stands under 'more'."""
    tied = choices.tie("apart", _PAIRS.values())
    words = (say("lab-down"), say("lab-right"))
    with st.container(horizontal=True, gap="medium"):
        pair_slider(
            choices,
            say("lab-stride"),
            _PAIRS["stride"],
            words,
            CONV_STRIDES,
            tied=tied,
            explained=say("lab-stride-help"),
        )
    choices.padding = st.select_slider(
        say("lab-padding"),
        PADDINGS,
        format_func=lambda count: say("lab-same") if count == "same" else str(count),
        key=choices.key("padding"),
        help=say("lab-padding-help"),
    )
    choices.bias = st.number_input(
        say("lab-bias"), step=0.5, help=say("lab-bias-help"), key=choices.key("bias"), format="%.4g"
    )
    more = {each.name: each.default for each in choices.settings() if each.name in _MORE}
    is_set = any(getattr(choices, name) != start for name, start in more.items())
    with st.expander(say("lab-more"), expanded=is_set):
        _more(choices, tied)


_MORE = ("dilation_down", "dilation_right", "fill", "apart")


def _more(choices: LabChoices, tied: bool) -> None:
    with st.container(horizontal=True, gap="medium"):
        pair_slider(
            choices,
            say("lab-dilation"),
            _PAIRS["dilation"],
            (say("lab-down"), say("lab-right")),
            DILATIONS,
            tied=tied,
            explained=say("lab-dilation-help"),
        )
    fill = st.segmented_control(
        say("lab-fill"),
        FILLS,
        format_func=lambda name: say(f"lab-fill-{name}"),
        required=True,
        help=say("lab-fill-help"),
        key=choices.key("fill"),
    )
    choices.fill = fill or "zeros"
    apart_switch(choices, "apart", tuple(_PAIRS.values()))


def _arguments(choices: LabChoices) -> dict[str, Any]:
    """The arguments of `ConvSpec` as they are set, whether or not they fit."""
    pairs = {
        argument: tuple(getattr(choices, name) for name in names)
        for argument, names in _PAIRS.items()
    }
    return {**pairs, "padding": choices.padding, "padding_mode": choices.fill}


def _apply(choices: LabChoices, repair: Repair) -> None:
    for argument, value in repair.changes.items():
        if argument in _PAIRS and isinstance(value, tuple):
            choices.set(dict(zip(_PAIRS[argument], value, strict=True)))
        else:
            choices.set({_SINGLE[argument]: value})


def _result(
    choices: LabChoices,
    picture: Picture,
    kernel: NDArray[np.float32],
    arguments: dict[str, Any],
    read: LayerInput | None,
) -> None:
    """The formula and the stepping window, or what is wrong and the ways out."""
    channels, height, width = picture.values.shape
    spec = None
    # Containers stand where they stand in either case: while somebody drags a slider fast,
    # Streamlit mixes the messages of two runs, and then nothing may turn into something else.
    with st.container(key="size_formula"):
        try:
            spec = ConvSpec(**arguments)
            formula = size_formula((height, width), spec)
            st.html(formula_html(_NAMES, *formula, unread_sentence((height, width), spec)))
        except ValueError as error:
            spec = None
            show_problem(
                error,
                torch_message((channels, height, width), arguments),
                nearest_conv((height, width), arguments),
                lambda repair: _apply(choices, repair),
                key="conv",
            )
    with st.container(key="conv_output"):
        if spec is None:
            return
        bias, activation = choices.bias, choices.activation
        rest = None if read is None else read.rest(spec)
        others = None if rest is None else rest[1]
        table = convolution_table(picture.values, kernel, spec, bias, activation, others)
        message = pack_convolution(
            picture, kernel, spec, table, bias=bias, activation=activation, rest=rest
        )
        window_stepper(message, key="conv_stepper")
