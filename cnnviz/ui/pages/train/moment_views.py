"""What is shown of one moment of a training; the frames stand still from moment to moment."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st
import torch

from cnnviz.core.networks.network import Network
from cnnviz.core.trace import INPUT_NAME, LayerKind, Trace
from cnnviz.core.training.film import Film, Frame
from cnnviz.figures.confusion import confusion_matrix
from cnnviz.figures.curves import training_curves
from cnnviz.figures.montage import montage
from cnnviz.figures.probabilities import probability_bars, short_name
from cnnviz.figures.theme import ColourScale, number, percent, scale_for, size
from cnnviz.figures.tiles import Maps
from cnnviz.figures.vectors import bars
from cnnviz.ui.navigation import page_called
from cnnviz.ui.reels import Reel
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import Shown
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.steady import SteadyCharts
from cnnviz.ui.words.channels import channel_name
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.glossary import kind_name
from cnnviz.ui.words.speech import say

# Pictures of one figure, and numbers it may hold: more take longer to send than a moment lasts.
_MOST_PICTURES, _MOST_CELLS = 64, 26_000
_MOST_NAMES = 12
_CURVES_HEIGHT = 430
_HEIGHT = 340


def called(session: Session, given: Shown) -> str:
    """What the input shown is called in a sentence."""
    if given.is_blank:
        return say("view-built-in")
    if given.digit is None:
        return say("view-picture")
    return say("view-drawing" if session.shows_drawing else "view-digit")


def show_answer(
    charts: SteadyCharts,
    session: Session,
    network: Network,
    frame: Frame,
    given: Shown,
    when: str = "moment",
    height: int = 230,
) -> None:
    """The person's drawing, and what the network of this moment, or by "now", makes of it."""
    what = called(session, given)
    kind = "" if given.digit is not None else "-picture"
    panel_title(say(f"view-{when}{kind}", what=f"{what[0].upper()}{what[1:]}"))
    best = network.ranked(torch.from_numpy(frame.probabilities), 1)[0]
    word = "" if len(best.name) <= 2 else " word"
    with st.container(key="scrub_prediction"):
        st.html(
            f'<div class="looked-at">{picture_of(given, what)}'
            '<div class="prediction small" role="status">'
            f'<div class="digit{word}">{escape(short_name(best.name, 24))}</div>'
            f'<div class="share">{percent(best.share)}</div></div></div>'
        )
    names = class_names(network, len(frame.probabilities))
    figure = probability_bars(frame.probabilities, names, height=height, coarse=True)
    charts.show(figure, "scrub_bars")
    if given.is_blank:
        st.caption(say("view-not-drawn"))
        st.page_link(page_called("draw"), label=say("stand-in-draw"), icon=":material/draw:")


def picture_of(given: Shown, what: str) -> str:
    """What the network reads, as a picture for a page."""
    if given.digit is not None:
        pixels = given.digit.picture
    else:
        assert given.picture is not None
        pixels = np.ascontiguousarray(given.picture.resized)
    return f'<img alt="{escape(what)}" src="data:image/png;base64,{png_base64(pixels)}">'


def layers_of(result: Trace) -> dict[str, LayerKind]:
    """The layers of the network, in order, without its input."""
    return {r.name: r.kind for r in result.records if r.name != INPUT_NAME}


def kept_layer(layers: dict[str, LayerKind], wanted: str) -> str:
    """The layer wanted; without it, the first convolution, or else the first dense layer."""
    if wanted in layers:
        return wanted
    for kind in (LayerKind.CONV, LayerKind.DENSE):
        for name, each in layers.items():
            if each is kind:
                return name
    return next(iter(layers))


def layer_choice(layers: dict[str, LayerKind], now: str, key: str) -> str:
    """Whose maps are shown."""
    names = list(layers)
    return st.selectbox(
        say("view-layer"),
        names,
        index=names.index(now),
        format_func=lambda name: f"{name} · {kind_name(layers[name])}",
        label_visibility="collapsed",
        key=key,
    )


def show_how_well(charts: SteadyCharts, reel: Reel, place: int) -> None:
    """The curves with this moment marked, and which class was taken for which."""
    curves, table = st.columns(2, gap="medium")
    with curves, st.container(key="scrub_curves"):
        panel_title(say("view-curves"))
        step = reel.moments[place][0]
        last = max(reel.moments[-1][0], reel.curve[-1].step if reel.curve else 0)
        epoch = reel.curve[-1].epoch if reel.curve else 0.0
        figure = training_curves(
            reel.curve, step, total=(last, epoch), log_steps=reel.log_steps, height=_CURVES_HEIGHT
        )
        charts.show(figure, "scrub_curve_lines")
    with table, st.container(key="scrub_confusion"):
        panel_title(say("view-confusion"))
        confusion = reel.facts(place).confusion
        names = class_names(reel.network, len(confusion))
        figure = confusion_matrix(confusion, names)
        charts.show(figure, "scrub_table")


def show_filters(
    charts: SteadyCharts, film: Film, place: int, height: int = _HEIGHT, aspect: float = 1.5
) -> None:
    """The first layer's weights, on a scale that holds those of all the film's moments."""
    every = np.stack([frame.filters for frame in film.frames])
    if every.size == 0:
        st.markdown(say("view-no-filters"))
        return
    count, channels = every.shape[1:3]
    pictures = every[place].reshape(count * channels, *every.shape[3:])
    labels = [
        f"{i + 1}{'' if channels == 1 else f' · {channel_name(c, channels)}'}"
        for i in range(count)
        for c in range(channels)
    ]
    kept = _fitting(pictures)
    if kept > _MOST_NAMES:  # they would lie on the rows above them
        labels = [""] * kept
    what = "kernels" if every.shape[3:] != film.input_shape[1:] else "pixel-weights"
    panel_title(say(f"view-{what}", layer=film.first, size=size((count, *every.shape[2:]))))
    limit = float(np.abs(every).max()) or 1.0
    with st.container(key="scrub_filters"):
        scale = ColourScale(True, -limit, limit)
        _montage(charts, pictures[:kept], labels, scale, "scrub_kernels", height, aspect)
    largest = say("view-largest", value=number(float(np.abs(pictures).max())))
    st.caption(_sentences(largest, _same(film, "colours"), _left_out(len(pictures), kept)))


def show_maps(
    charts: SteadyCharts,
    film: Film,
    place: int,
    network: Network,
    height: int = _HEIGHT,
    aspect: float = 2.0,
) -> None:
    """A layer's output for the input shown, on a scale that holds those of all moments."""
    every = np.stack([frame.maps for frame in film.frames])
    maps, scale = every[place], scale_for(every)
    title = f"{film.layer}: {size(maps.shape)}"
    if maps[0].size == 1:
        title = say("view-numbers", layer=film.layer, count=len(maps))
    panel_title(title)
    kept = len(maps)
    with st.container(key="scrub_maps"):
        if maps[0].size > 1:
            kept = _fitting(maps)
            labels = [str(index + 1) for index in range(kept)]
            _montage(charts, maps[:kept], labels, scale, "scrub_layer", height, aspect)
        else:
            is_answer = film.layer == film.last and len(maps) <= 40
            names = class_names(network, len(maps)) if is_answer else None
            room = 0.05 * (scale.high - scale.low)
            limits = (scale.low - room if scale.diverging else 0.0, scale.high + room)
            figure = bars(maps.ravel(), limits=limits, names=names, height=height - 40)
            charts.show(figure, "scrub_layer")
    span = say("view-range", low=number(float(maps.min())), high=number(float(maps.max())))
    same = _same(film, "colours" if maps[0].size > 1 else "axis")
    st.caption(_sentences(span, same, _left_out(len(maps), kept)))


def _sentences(*said: str) -> str:
    return " ".join(filter(None, said))


def _same(film: Film, what: str) -> str:
    return say(f"view-same-{what}") if len(film.frames) > 1 else ""


def _fitting(pictures: Maps) -> int:
    return max(1, min(len(pictures), _MOST_PICTURES, _MOST_CELLS // max(int(pictures[0].size), 1)))


def _left_out(count: int, kept: int) -> str:
    return "" if kept == count else say("view-left-out", shown=kept, count=count)


def _montage(
    charts: SteadyCharts,
    pictures: Maps,
    labels: list[str],
    scale: ColourScale,
    key: str,
    height: int,
    aspect: float,
) -> None:
    figure = montage(
        pictures,
        labels[: len(pictures)],
        scale=scale,
        clickable=False,
        aspect=aspect,
        height=height,
    )
    charts.show(figure, key)
