"""Backwards, layer by layer: each layer's maps, and the gradient of the loss at every number."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st
import torch

from cnnviz.core.explore.cells import as_maps, planes
from cnnviz.core.learning.backward import Backward
from cnnviz.core.networks.network import Network
from cnnviz.core.records import first_of
from cnnviz.core.trace import INPUT_NAME, LayerKind, LayerRecord
from cnnviz.figures.gradients import painted_row
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, ColourScale, even_scale, number, scale_for, size
from cnnviz.figures.tiles import Maps
from cnnviz.figures.vectors import bars
from cnnviz.ui.pages.train.moment_views import kept_layer
from cnnviz.ui.said import said
from cnnviz.ui.state.learning import Learning
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.glossary import kind_title
from cnnviz.ui.words.learning import passes_on
from cnnviz.ui.words.speech import say

_MOST_PICTURES, _MOST_CELLS = 36, 30_000
_MOST_LONG = 160
_HEIGHT = 330


def show_backwards(own: Learning, network: Network, found: Backward) -> None:
    """All layers from the last to the first; of one of them, maps and gradients."""
    records = [r for r in reversed(found.trace.records) if r.name in found.gradients]
    if not records:
        return
    names = [record.name for record in records]
    if own.layer not in names:
        layers = {name: found.trace.record(name).kind for name in reversed(names)}
        own.layer, own.parameter, own.place = kept_layer(layers, own.layer), "", ()
    ladder, layer = st.columns([9, 23], gap="medium")
    with ladder, st.container(key="step_ladder"):
        panel_title(say("learned-backwards"))
        _ladder(found, records, own.layer)
    with layer, st.container(key="step_layer"):
        _choose(own, found, names)
        _layer(network, found, found.trace.record(own.layer))


def _ladder(found: Backward, records: list[LayerRecord], chosen: str) -> None:
    """Every layer with its maps and its gradients in one small row each."""
    rows = ""
    for record in records:
        gradient = _numbers(found.gradients[record.name], record)
        maps = planes(record).float().numpy()
        most = number(float(np.abs(gradient).max()) if gradient.size else 0.0)
        here = ' class="here"' if record.name == chosen else ""
        rows += (
            f'<tr{here}><th scope="row">{escape(record.name)}'
            f"<small>{escape(kind_title(record))}</small></th>"
            f"<td>{_strip(maps, scale_for(maps), say('learned-maps'))}"
            f"{_strip(gradient, even_scale(gradient), say('learned-gradients'))}</td>"
            f"<td>{most}</td></tr>"
        )
    heads = ("layer", "maps", "largest")
    head = "".join(f'<th scope="col">{say(f"learned-head-{name}")}</th>' for name in heads)
    about = escape(say("learned-ladder"))
    st.html(
        f'<div class="step-ladder" tabindex="0" role="region" aria-label="{about}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _strip(values: Maps, scale: ColourScale, what: str) -> str:
    if values.shape[1:] == (1, 1):
        values = values[:_MOST_LONG].reshape(1, 1, -1)
    step = max(1, max(values.shape[1:]) // 64) if values.shape[1] > 1 else 1
    picture = painted_row(values[:, ::step, ::step], scale, most=8)
    long = " long" if values.shape[1] == 1 else ""
    return (
        f'<img class="strip{long}" alt="{what}" src="data:image/png;base64,{png_base64(picture)}">'
    )


def _choose(own: Learning, found: Backward, names: list[str]) -> None:
    key = f"step_layer_{own.layer}"
    place = names.index(own.layer)

    def go(name: str) -> None:
        own.layer, own.parameter, own.place = name, "", ()

    with st.container(
        horizontal=True, gap="small", vertical_alignment="bottom", key="step_layer_choice"
    ):
        with st.container(width=330):
            st.selectbox(
                say("view-layer"),
                names,
                index=place,
                format_func=lambda name: f"{name} · {kind_title(found.trace.record(name))}",
                on_change=said(key, go),
                label_visibility="collapsed",
                key=key,
            )
        for name, icon, step in (("up", "chevron_left", -1), ("down", "chevron_right", 1)):
            at = place + step
            st.button(
                say(f"learned-{name}"),
                icon=f":material/{icon}:",
                disabled=not 0 <= at < len(names),
                on_click=go,
                args=(names[min(max(at, 0), len(names) - 1)],),
                key=f"step_{name}",
            )


def _layer(network: Network, found: Backward, record: LayerRecord) -> None:
    maps = planes(record).float().numpy()
    gradient = _numbers(found.gradients[record.name], record)
    low, high = number(float(maps.min())), number(float(maps.max()))
    forwards, backwards = st.columns(2, gap="medium")
    what = say("title-input") if record.name == INPUT_NAME else record.name
    with forwards:
        panel_title(say("learned-layer", layer=what, size=size(maps.shape), low=low, high=high))
        _picture(network, record, maps, scale_for(maps), "step_maps")
    with backwards:
        most = number(float(np.abs(gradient).max()))
        panel_title(say("learned-gradient-of", most=most))
        _picture(network, record, gradient, even_scale(gradient), "step_gradients")
    has_weights = any(use.layer == record.name for uses in found.uses.values() for use in uses)
    about = say("learned-gradient")
    st.caption(about if has_weights else f"{passes_on(record)} {about}")


def _picture(
    network: Network, record: LayerRecord, values: Maps, scale: ColourScale, key: str
) -> None:
    if values.shape[1:] == (1, 1):
        flat = values.ravel()
        is_answer = record.kind in (LayerKind.DENSE, LayerKind.SOFTMAX) and (
            len(flat) == len(network.classes)
        )
        names = class_names(network, len(flat)) if is_answer and len(flat) <= 40 else None
        room = 0.05 * (scale.high - scale.low)
        limits = (scale.low - room if scale.diverging else 0.0, scale.high + room)
        figure = bars(flat, limits=limits, names=names, height=_HEIGHT)
    else:
        kept = max(1, min(len(values), _MOST_PICTURES, _MOST_CELLS // values[0].size))
        figure = montage(
            values[:kept],
            [str(index + 1) for index in range(kept)],
            scale=scale,
            clickable=False,
            aspect=1.5,
            height=_HEIGHT,
        )
        if kept < len(values):
            st.caption(say("learned-first", shown=kept, count=len(values)))
    st.plotly_chart(figure, config=CONFIG, key=key)


def _numbers(gradient: torch.Tensor, record: LayerRecord) -> Maps:
    """The gradient of one picture's output as maps (C, H, W)."""
    values: Maps = as_maps(first_of(gradient, record.batch)).float().numpy()
    return values
