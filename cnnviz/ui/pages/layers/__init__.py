"""What every layer put out: its maps or numbers, its filters, its facts."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cnnviz.core.facts import layer_facts
from cnnviz.core.trace import BatchNormSpec, LayerKind, LayerRecord, Trace, trace
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, number, size
from cnnviz.figures.vectors import bars, histogram, strip
from cnnviz.ui.cache import in_worker
from cnnviz.ui.glossary import KINDS, TERMS
from cnnviz.ui.layer_words import layer_title, show_batch_norm, show_facts
from cnnviz.ui.session import Session, current_session, write_address
from cnnviz.ui.widgets import chosen_model, network_picker, panel_title

# Cells of this many or fewer have room for their numbers.
_MOST_NUMBERS = 600


def render() -> None:
    """The Layers page."""
    session = current_session()
    session.enter("layers")
    _body(session)


@st.fragment
def _body(session: Session) -> None:
    digit = session.digit()
    if digit.is_blank:
        st.info("Nothing is drawn yet: draw a digit first, and every layer shows it here.")
        from cnnviz.ui.pages import all_pages  # the table of pages holds this page as well

        st.page_link(all_pages()["draw"], label="Draw a digit", icon=":material/draw:")
        return
    network_picker(session)
    model = chosen_model(session)
    if model is None:
        return
    result = in_worker(trace, model, digit.tensor)
    record = _pick_layer(session, result)
    show_facts(layer_facts(result, record), record)
    if record.output.ndim == 4 and record.output[0, 0].numel() > 1:
        _maps(session, record)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            if record.kind is LayerKind.CONV:
                _filters(session, record)
        with right:
            _histogram(record)
    else:
        _vector(session, record, result)
    write_address(session, place=True)


def _pick_layer(session: Session, result: Trace) -> LayerRecord:
    names = [record.name for record in result.records]
    if session.layer not in names:
        session.layer = names[0]
    # A widget of its own for each layer: the browser's last answer about another one, on its way
    # while somebody clicks fast, can then not be taken for a choice.
    key = f"layer_{session.layer}"
    place = names.index(session.layer)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="picker"):
        with st.container(key="layer", width=420):
            st.selectbox(
                "Layer",
                names,
                index=place,
                format_func=lambda name: layer_title(result.record(name)),
                on_change=lambda: session.choose_layer(st.session_state[key]),
                key=key,
            )
        for label, icon, step in (("Previous", "chevron_left", -1), ("Next", "chevron_right", 1)):
            st.button(
                label,
                icon=f":material/{icon}:",
                on_click=session.choose_layer,
                args=(names[(place + step) % len(names)],),
                key=label.lower(),
            )
    record = result.record(session.layer)
    session.channel = min(session.channel, record.output.shape[1] - 1)
    st.markdown(KINDS[record.kind])
    return record


def _maps(session: Session, record: LayerRecord) -> None:
    values = record.output[0].numpy()
    labels = [f"map {index + 1}" for index in range(len(values))]
    grid, detail = st.columns([3, 2], gap="medium")
    with grid, st.container(key="feature_maps"):
        count = "1 feature map" if len(values) == 1 else f"{len(values)} feature maps"
        panel_title(f"{record.name}: {count}, click one to enlarge it")
        _scale_switch(session)
        figure = montage(values, labels, one_scale=session.one_scale, selected=session.channel)
        _clickable(session, figure, values[0].size, f"maps_{record.name}")
    with detail, st.container(key="enlarged"):
        chosen = values[session.channel]
        span = f"{number(float(chosen.min()))} to {number(float(chosen.max()))}"
        panel_title(f"{record.name}, map {session.channel + 1}: {size(chosen.shape)}, {span}")
        figure = montage(chosen[None], [""], numbers=chosen.size <= 200)
        st.plotly_chart(figure, config=CONFIG, key="enlarged_map")
        if isinstance(record.spec, BatchNormSpec):
            show_batch_norm(record, record.spec, session.channel)


def _histogram(record: LayerRecord) -> None:
    panel_title("How often each value occurs in this layer")
    figure = histogram(record.output[0].numpy().ravel())
    st.plotly_chart(figure, config=CONFIG, key="histogram")


def _scale_switch(session: Session) -> None:
    choices = {"one scale for the layer": True, "one scale per map": False}
    chosen = st.segmented_control(
        "Colours",
        list(choices),
        default=next(name for name, one in choices.items() if one == session.one_scale),
        label_visibility="collapsed",
        required=True,
        key="scale",
    )
    session.one_scale = choices.get(str(chosen), True)


def _clickable(session: Session, figure: Any, cells_per_map: int, key: str) -> None:
    """Show a montage whose maps choose the channel."""

    def choose() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            session.channel = points[0]["point_index"] // cells_per_map

    st.plotly_chart(figure, config=CONFIG, on_select=choose, selection_mode="points", key=key)


def _filters(session: Session, record: LayerRecord) -> None:
    assert record.weight is not None
    weights = record.weight.numpy()
    count, channels, rows, columns = weights.shape
    with st.container(key="filters"):
        if channels == 1:
            title = f"{record.name}: its {count} filters, {rows} × {columns} weights each"
            maps, labels = weights[:, 0], [f"filter {index + 1}" for index in range(count)]
        else:
            title = (
                f"{record.name}: filter {session.channel + 1} of {count}, "
                f"one {rows} × {columns} slice for each of {channels} input maps"
            )
            maps = weights[session.channel]
            labels = [f"input {index + 1}" for index in range(channels)]
        panel_title(title)
        st.caption(TERMS["filter"])
        if record.bias is not None:
            biases = record.bias if channels == 1 else record.bias[session.channel, None]
            st.caption("Bias: " + ", ".join(number(float(bias)) for bias in biases))
        figure = montage(
            maps,
            labels,
            selected=session.channel if channels == 1 else None,
            numbers=maps.size <= _MOST_NUMBERS,
        )
        st.plotly_chart(figure, config=CONFIG, key="filter_maps")


def _vector(session: Session, record: LayerRecord, result: Trace) -> None:
    values = record.output[0].ravel().numpy()
    is_last = record is result.records[-1]
    with st.container(key="feature_maps"):
        panel_title(f"{record.name}: {len(values)} numbers, in order")
        # The ten outputs are called by their digits.
        first = 0 if is_last else 1
        figure = strip(values, first=first, selected=session.channel)
        st.plotly_chart(figure, config=CONFIG, key="strip")
        if not is_last:
            figure = bars(values, selected=session.channel)
            st.plotly_chart(figure, config=CONFIG, key="bars")
        else:
            _logits_and_softmax(result)
    if not is_last:
        _histogram(record)


def _logits_and_softmax(result: Trace) -> None:
    logits, shares = result.logits[0].numpy(), result.probabilities[0].numpy()
    best = int(shares.argmax())
    left, right = st.columns(2, gap="medium")
    with left:
        panel_title("Logits")
        st.caption(TERMS["logits"])
        figure = bars(logits, first=0, selected=best)
        st.plotly_chart(figure, config=CONFIG, key="logits")
    with right:
        panel_title("After softmax: probabilities")
        st.caption(TERMS["softmax"])
        figure = bars(shares, first=0, selected=best, limits=(0, 1))
        st.plotly_chart(figure, config=CONFIG, key="softmax")
