"""Edit and see: switch a filter off, or turn it up or down, and watch the network follow."""

from __future__ import annotations

from html import escape

import streamlit as st

from cnnviz.core.explore.cells import Cell
from cnnviz.core.networks.network import Network
from cnnviz.core.surgery.edits import NetworkEdit
from cnnviz.core.surgery.filter_scale import FilterScale
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.figures.probabilities import probability_bars, short_name
from cnnviz.figures.theme import CONFIG, percent
from cnnviz.ui.cache import get_held_out_accuracy, get_scaled_accuracy
from cnnviz.ui.known_pictures import known_pictures
from cnnviz.ui.said import said
from cnnviz.ui.state.session import Session
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.speech import say

Scales = tuple[FilterScale, ...]
_HIGHEST = 2.0
# Layers that hand each map on by itself: what a filter made is still the same map after them.
_PASSING = (LayerKind.BATCH_NORM, LayerKind.ACTIVATION, LayerKind.POOL, LayerKind.DROPOUT)


def say_left_out(count: int) -> None:
    """That filters were to be changed which cannot be."""
    st.warning(say("switch-left-out", count=count), icon=":material/info:")


def say_changed(session: Session) -> None:
    """That it is not the trained network that the page shows, and the way back to that."""
    scales = session.scales.get(session.model, ())
    if not scales:
        return
    words = "; ".join(
        f"{s.layer}, {s.channel + 1}: {f'× {s.factor:g}' if s.factor else say('switch-off')}"
        for s in scales
    )
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="changed_network"
    ):
        st.markdown(f"**{say('switch-changed')}** {words}", width="content")
        st.button(
            say("switch-reset"),
            on_click=_reset,
            args=(session,),
            key="reset_filters",
        )


def show(session: Session, network: Network, trained: Trace, result: Trace, cell: Cell) -> None:
    """The panel, for the filter that made the chosen map.

    `trained` and `result` are of the network as trained and as it is now.
    """
    scales = session.scales.get(session.model, ())
    maker = _maker(result, result.record(cell.layer))
    with st.container(key="filter_switch"):
        panel_title(say("switch-title"))
        if maker is not None:
            _controls(session, maker, cell.channel, scales)
        elif not scales:
            st.markdown(say("switch-none", layer=cell.layer))
        if scales:
            _compare(network, trained, result, scales)


def _maker(result: Trace, record: LayerRecord) -> LayerRecord | None:
    """The convolution or dense layer whose filter, by itself, made this layer's map.

    None for the network's answers: what they are called does not go away.
    """
    while record.kind in _PASSING:
        record = result.record(record.parents[0])
    makes = record.kind in (LayerKind.CONV, LayerKind.DENSE)
    return record if makes and record is not result.records[-1] else None


def _controls(session: Session, maker: LayerRecord, channel: int, scales: Scales) -> None:
    what = "filter" if maker.kind is LayerKind.CONV else "unit"
    number = str(channel + 1)
    present = next((s.factor for s in scales if (s.layer, s.channel) == (maker.name, channel)), 1.0)
    key = f"scale_{session.model}_{maker.name}_{channel}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        with st.container(width=360):
            # Buttons change it, too; a widget that is there keeps to its own state.
            st.session_state[key] = present
            st.slider(
                say(f"switch-times-{what}", layer=maker.name, number=number),
                0.0,
                _HIGHEST,
                step=0.25,
                help=say("switch-help"),
                on_change=said(key, lambda factor: _set(session, maker.name, channel, factor)),
                key=key,
            )
        st.button(
            say(f"switch-{what}-{'off' if present else 'on'}", number=number),
            on_click=_set,
            args=(session, maker.name, channel, 0.0 if present else 1.0),
            type="primary" if present else "secondary",
            key="switch_filter",
        )


def _set(session: Session, layer: str, channel: int, factor: float) -> None:
    kept = tuple(
        scale
        for scale in session.scales.get(session.model, ())
        if (scale.layer, scale.channel) != (layer, channel)
    )
    new = () if factor == 1.0 else (FilterScale(layer, channel, factor),)
    session.scales[session.model] = tuple(
        sorted((*kept, *new), key=lambda scale: (scale.layer, scale.channel))
    )


def _reset(session: Session) -> None:
    session.scales.pop(session.model, None)


def _compare(network: Network, before: Trace, after: Trace, scales: Scales) -> None:
    names = class_names(network, before.probabilities.shape[1])
    sides = (("trained", before), ("changed", after))
    columns = st.columns(2, gap="medium")
    for column, (key, result) in zip(columns, sides, strict=True):
        with column, st.container(key=f"switch_{key}"):
            best = network.answer(result)
            st.html(
                f'<p class="layers-answer" role="status">{escape(say(f"switch-{key}-short"))}: '
                f"<b>{escape(short_name(best.name))}</b>, {percent(best.share)}</p>"
            )
            st.plotly_chart(
                probability_bars(result.probabilities[0].float().numpy(), names, height=200),
                config=CONFIG,
                key=f"switch_bars_{key}",
            )
    _accuracies(network, scales)


def _accuracies(network: Network, scales: Scales) -> None:
    known = known_pictures(network)
    before = get_held_out_accuracy(network, NetworkEdit())
    after = get_scaled_accuracy(network, scales)
    if known is None or before is None or after is None:
        return
    with st.container(key="switch_accuracy"):
        show_table(
            {
                "": [say("known-right", count=len(known.judged), what=say(f"known-{known.what}"))],
                say("switch-trained-short"): [percent(before)],
                say("switch-changed-short"): [percent(after)],
            }
        )
