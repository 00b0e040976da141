"""Step 6, fit: the network learns, and everything that it makes of the person's drawing follows."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray

from cnnviz.core.networks.network import Network
from cnnviz.core.trace import INPUT_NAME, LayerKind, LayerRecord, Trace, trace
from cnnviz.figures.curves import training_curves
from cnnviz.figures.montage import montage
from cnnviz.figures.probabilities import probability_bars, short_name
from cnnviz.figures.theme import CONFIG, percent, size
from cnnviz.ui.cache import in_worker
from cnnviz.ui.navigation import page_called
from cnnviz.ui.run import RunState
from cnnviz.ui.state.live_training import LiveTraining
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import Shown, shown
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.channels import channel_name
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.progress import progress_words

# So often the page looks at the training.
LOOKS = 1.0
_MOST_MAPS = 32


def fit_panel(session: Session, state: TrainState) -> None:
    """The training that was started last, as it goes on."""
    live = state.live
    if live is None:
        st.markdown(
            "Nothing is being trained yet. **Start training** above: loss, accuracy, filters, "
            "feature maps and the answer to your own drawing then change here as it learns."
        )
        return
    look = _looking if live.is_active else _looked
    look(session, state, live)


def _looked(session: Session, state: TrainState, live: LiveTraining) -> None:
    with st.container(key="train_progress"):
        _show(session, state, live)


@st.fragment(run_every=LOOKS)
def _looking(session: Session, state: TrainState, live: LiveTraining) -> None:
    _looked(session, state, live)
    if not live.is_active:
        # The buttons around it are others now.
        st.rerun()


def _show(session: Session, state: TrainState, live: LiveTraining) -> None:
    _progress(live)
    left, right = st.columns([3, 2], gap="large")
    with left:
        panel_title("Loss and accuracy")
        total = None if live.batch is None else (live.batch.steps, live.plan.config.epochs)
        curves = training_curves(live.curve, total=total)
        st.plotly_chart(curves, config=CONFIG, key="train_curves")
    network = live.network_now()
    if network is None:
        with right:
            st.markdown("The first weights are on their way.")
        return
    given = shown(session, network)
    result = in_worker(trace, network.model, given.tensor)
    with right:
        _answer(network, given, result)
    _insides(state, result, network)


def _progress(live: LiveTraining) -> None:
    run, batch = live.run, live.batch
    if run.state is RunState.FAILED:
        st.error(run.problem, icon=":material/error:")
        return
    share = 0.0 if batch is None else batch.step / batch.steps
    st.progress(share, text=progress_words(live))


def _answer(network: Network, given: Shown, result: Trace) -> None:
    """What the network makes of the person's drawing by now."""
    panel_title("Your drawing, as it reads it now" if network.is_digits else "Your picture")
    if given.is_blank:
        st.markdown("Draw a digit, and watch its answer change here as the network learns.")
        st.page_link(page_called("draw"), label="Draw a digit", icon=":material/draw:")
        return
    best = network.answer(result)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(
            '<div class="prediction small" role="status">'
            f'<div class="digit">{short_name(best.name, 16)}</div>'
            f'<div class="share">{percent(best.share)}</div></div>'
        )
    names = class_names(network, result.probabilities.shape[1])
    bars = probability_bars(result.probabilities[0].float().numpy(), names, height=180)
    st.plotly_chart(bars, config=CONFIG, key="train_bars")


def _insides(state: TrainState, result: Trace, network: Network) -> None:
    """The first layer's filters and one layer's maps, at this moment."""
    with_maps = [
        record
        for record in result.records
        if record.output.ndim == 4 and record.name != INPUT_NAME and record.output.shape[2] > 1
    ]
    first = next((r for r in result.records if r.kind is LayerKind.CONV), None)
    left, right = st.columns([2, 3], gap="large")
    with left:
        if first is not None:
            _filters(first)
        else:
            _dense_filters(result, network)
    with right:
        if with_maps:
            names = [record.name for record in with_maps]
            chosen = st.segmented_control(
                "Layer",
                names,
                default=names[0] if state.layer not in names else state.layer,
                label_visibility="collapsed",
                required=True,
                key=f"train_layer_{'_'.join(names)}",
            )
            state.layer = chosen or names[0]
            _maps(next(record for record in with_maps if record.name == state.layer))


def _filters(record: LayerRecord) -> None:
    assert record.weight is not None
    kernels = record.weight.float()
    panel_title(f"{record.name}: its kernels, {size(tuple(kernels.shape[1:]))} weights each")
    figure = montage(*_slices(kernels), clickable=False, height=260)
    st.plotly_chart(figure, config=CONFIG, key="train_filters")


def _dense_filters(result: Trace, network: Network) -> None:
    """A dense first layer's weights, laid out as the picture that they are multiplied with."""
    dense = next((r for r in result.records if r.kind is LayerKind.LINEAR), None)
    channels, height, width = network.input_shape
    if dense is None or dense.weight is None:
        return
    weights = dense.weight.float()
    if weights.shape[1] != channels * height * width:
        return
    panel_title(f"{dense.name}: one weight for each pixel, for each unit")
    pictures = weights.reshape(-1, channels, height, width)
    figure = montage(*_slices(pictures), clickable=False, height=260)
    st.plotly_chart(figure, config=CONFIG, key="train_filters")


def _slices(weights: torch.Tensor) -> tuple[NDArray[np.float32], list[str]]:
    """Weights (filters, channels, H, W) as pictures, one for each channel, and their names."""
    count, channels = weights.shape[:2]
    labels = [
        f"{place + 1}{'' if channels == 1 else f' · {channel_name(channel, channels)}'}"
        for place in range(count)
        for channel in range(channels)
    ]
    maps = weights.flatten(0, 1)[:_MOST_MAPS]
    return maps.numpy(), labels[: len(maps)]


def _maps(record: LayerRecord) -> None:
    maps = record.output[0].float()
    low, high = float(maps.min()), float(maps.max())
    panel_title(f"{record.name}: feature maps {size(tuple(maps.shape))}, {low:.2f} to {high:.2f}")
    labels = [str(place + 1) for place in range(min(len(maps), _MOST_MAPS))]
    shown_maps = np.ascontiguousarray(maps[:_MOST_MAPS].numpy())
    figure = montage(shown_maps, labels, clickable=False, height=260)
    st.plotly_chart(figure, config=CONFIG, key="train_maps")
