"""What does this filter look for? The digits that excite a map most, and an input made for it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray

from cnnviz.core.explore.ascent import GENTLE_RATE, RATE, AscentStep, noise_start
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.explore.survey import Survey, SurveyProgress
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerKind, Trace, trace
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, UNIT_SCALE, number, percent
from cnnviz.ui.cache import found_images, found_surveys
from cnnviz.ui.known_pictures import KnownPictures, as_input, known_pictures
from cnnviz.ui.run import RunState
from cnnviz.ui.state.seeks import STEPS, ClimbKey, Seek, Seeks, is_under_way
from cnnviz.ui.state.session import Session
from cnnviz.ui.thumbnails import framed, image_label, plain_markdown, png_base64
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.taking import take_picture
from cnnviz.ui.words.classes import class_title
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

# So often the page looks how far they are, in seconds.
_LOOKS = 0.5
Steps = tuple[AscentStep, AscentStep]
Box = tuple[int, int, int, int]
# Pictures of a class that are averaged.
_AVERAGED = 200


def show(session: Session, network: Network, result: Trace, cell: Cell, what: str) -> None:
    """Both, side by side."""
    seeks = session.seeks
    looks = is_under_way(seeks.survey, network.key)
    climbs = seeks.climb is not None and not seeks.climb.run.is_over
    examples, made = st.columns([3, 2], gap="medium")
    with examples:
        every = _LOOKS if looks else None
        st.fragment(_pictures, run_every=every)(session, network, result, cell, what, looks)
    with made:
        every = _LOOKS if climbs else None
        st.fragment(_made, run_every=every)(session, network, result, cell, what, climbs)


def _pictures(
    session: Session, network: Network, result: Trace, cell: Cell, what: str, looked: bool
) -> None:
    known, seeks = known_pictures(network), session.seeks
    looks = is_under_way(seeks.survey, network.key)
    if looks != looked:
        # How often it is looked at, is another now.
        st.rerun()
    with st.container(key="top_digits"):
        words = say(f"known-{'pictures' if known is None else known.what}")
        panel_title(say("seeks-title", pictures=words, what=what))
        if known is None:
            st.caption(say("seeks-no-pictures"))
        elif network.key in found_surveys():
            _gallery(session, network, known, result, cell)
        elif looks and seeks.survey is not None:
            _survey_progress(seeks.survey, known)
        else:
            _offer(seeks, network, known)


def _offer(seeks: Seeks, network: Network, known: KnownPictures) -> None:
    if seeks.survey is not None and seeks.survey.key == network.key:
        _problem(seeks.survey)
    pictures = say(f"known-{known.what}")
    st.caption(say("seeks-finds", pictures=pictures))
    st.button(
        say("seeks-look", count=len(known.looked_through), pictures=pictures),
        icon=":material/search:",
        help=say("seeks-look-help"),
        on_click=seeks.look_through,
        args=(network, known),
        key="start_survey",
    )


def _survey_progress(seek: Seek[SurveyProgress | Survey], known: KnownPictures) -> None:
    event = seek.run.latest
    done = event.done if isinstance(event, SurveyProgress) else 0
    total = len(known.looked_through)
    words = say("seeks-done", done=done, total=total, pictures=say(f"known-{known.what}"))
    if seek.run.place:
        words = say("job-waiting")
    _bar(seek, done / total, words, "survey")


def _bar(seek: Seek[Any], share: float, words: str, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            say("job-stop"), icon=":material/stop:", on_click=seek.run.stop, key=f"{name}_stop"
        )
        st.progress(share, text=words, width="stretch")


def _problem(seek: Seek[Any]) -> None:
    if seek.run.state is RunState.FAILED:
        st.error(problem_words(seek.run.problem), icon=":material/error:")


def _gallery(
    session: Session, network: Network, known: KnownPictures, result: Trace, cell: Cell
) -> None:
    found, pictures = found_surveys()[network.key], known.looked_through
    if cell.layer not in found.layers or cell.channel >= found.channels(cell.layer):
        st.caption(say("seeks-unknown"))
        return
    if found.is_dead(cell.layer, cell.channel):
        st.markdown(say("seeks-dead", count=len(pictures), pictures=say(f"known-{known.what}")))
        return
    best = found.best(cell.layer, cell.channel)
    shown = [pictures.labels[each.index] for each in best]
    names = [pictures.classes[label] if pictures.classes else str(label) for label in shown]
    labels = [f"{name} · {number(e.value)}" for name, e in zip(names, best, strict=True)]
    boxes: list[Box | None] = [None] * len(best)
    # A box says where in a picture of the input's own size.
    if pictures.images.shape[1:3] == tuple(result.input.shape[-2:]):
        with suppress(ValueError):
            boxes = [_seen(result, Cell(cell.layer, cell.channel, e.row, e.column)) for e in best]
    st.caption(say("seeks-gallery-framed" if boxes[0] else "seeks-gallery"))
    with st.container(horizontal=True, gap="small", key="top_digits_pictures"):
        for name, each, label, box in zip(names, best, labels, boxes, strict=True):
            picture = framed(pictures.images[each.index], box)
            words = f"{image_label(picture, name)} {plain_markdown(label)}"
            if st.button(words, type="tertiary", key=f"top_digit_{each.index}"):
                what = f"{name} ({say(f'known-{known.what}')}, {each.index + 1})"
                take_picture(session, pictures, each.index, is_digits=network.is_digits, name=what)
                # All of the page shows another picture now, and not only what this part does.
                st.rerun()


def _seen(result: Trace, cell: Cell) -> tuple[int, int, int, int]:
    return bounding_box(receptive_field(result, cell)) or (0, 0, 0, 0)


def _made(
    session: Session, network: Network, result: Trace, cell: Cell, what: str, climbed: bool
) -> None:
    seek = session.seeks.climb
    if (seek is not None and not seek.run.is_over) != climbed:
        st.rerun()
    with st.container(key="ascent"):
        panel_title(say("seeks-made", what=what))
        if result.record(cell.layer).kind is LayerKind.INPUT:
            st.caption(say("seeks-input"))
            return
        st.caption(say("seeks-ascent"))
        alone = _adds_pixels(result, cell.layer)
        if alone:
            rows, columns = planes(result.record(cell.layer)).shape[1:]
            cell = Cell(cell.layer, cell.channel, rows // 2, columns // 2)
            st.caption(say("seeks-alone", layer=cell.layer))
        own = (network.key, cell.layer, cell.channel)
        image = result.input[0].float().numpy()
        starts = {"digit": image.tobytes(), "noise": b""}
        answer = _class_of(network, result, cell)
        if answer is not None and len(_of_class(network, cell.channel)):
            starts["average"] = b"average"
        with st.container(horizontal=True, gap="small"):
            for start, sign in starts.items():
                st.button(
                    say(f"seeks-start-{start}", name=answer or ""),
                    on_click=_start,
                    args=(session, network, cell, start, image, (*own, sign), alone),
                    key=f"ascend_{start}",
                )
        chosen = session.ascent if session.ascent in starts else "noise"
        key = (*own, starts[chosen])
        of_a_map = planes(result.record(cell.layer))[0].numel() > 1
        _climb(network, seek, key, "cell" if alone else "map" if of_a_map else "unit")
        if answer is not None and key in found_images():
            offers = "average" in starts and chosen != "average"
            _read_as(network, found_images()[key][1], cell.channel, offers)


def _class_of(network: Network, result: Trace, cell: Cell) -> str | None:
    """What the class is called that the unit stands for; None if it stands for none."""
    last = result.records[-1]
    answers = (last.name, *(last.parents if last.kind is LayerKind.SOFTMAX else ()))
    if cell.layer not in answers or result.logits.ndim != 2 or result.logits.shape[1] < 2:
        return None
    return class_title(network.class_name(cell.channel))


def _read_as(network: Network, step: AscentStep, wanted: int, offers_average: bool) -> None:
    """What the network makes of the input that was made for one of its classes."""
    answer = trace(network.model, torch.from_numpy(step.image)[None])
    index = int(answer.probabilities[0].argmax())
    share = percent(float(answer.probabilities[0, index]))
    name = class_title(network.class_name(index))
    st.markdown(say("seeks-read", name=name, share=share))
    if index != wanted and offers_average:
        st.caption(say("seeks-plain"))


def _of_class(network: Network, label: int) -> NDArray[np.uint8]:
    """Some of the known pictures of a class; none, where nothing is known."""
    known = known_pictures(network)
    if known is None:
        return np.zeros((0, 1, 1), np.uint8)
    pictures = known.looked_through
    return np.asarray(pictures.images[pictures.labels == label][:_AVERAGED])


def _adds_pixels(result: Trace, layer: str) -> bool:
    """Whether the layer's map is linear in the input."""
    record = result.record(layer)
    return record.kind is LayerKind.CONV and record.parents == (result.records[0].name,)


def _start(
    session: Session,
    network: Network,
    cell: Cell,
    start: str,
    image: NDArray[np.float32],
    key: ClimbKey,
    alone: bool,
) -> None:
    session.ascent = start
    if key in found_images():
        return
    rate = RATE
    if start == "noise":
        image = network.preparation.tensor(noise_start(image.shape))[0].numpy()
    elif start == "average":
        image = as_input(network, _of_class(network, cell.channel)).mean(dim=0).numpy()
        rate = GENTLE_RATE
    session.seeks.make_for(network, cell, image, key, alone=alone, rate=rate)


def _climb(network: Network, seek: Seek[AscentStep] | None, key: ClimbKey, whose: str) -> None:
    """What has come of it, or how far it is; the way stays in view where it was stopped."""
    if key in found_images():
        with st.container(key="ascent_result"):
            _picture(network, found_images()[key], whose, key="ascent_picture")
    elif seek is not None and seek.key == key:
        _problem(seek)
        last = seek.run.latest
        if not seek.run.is_over:
            step = 0 if last is None else last.step
            _bar(seek, step / STEPS, say("seeks-step", step=step, steps=STEPS), "ascent")
        if seek.first is not None and last is not None:
            with st.container(key="ascent_so_far"):
                _picture(network, (seek.first, last), whose, key="ascent_so_far_picture")


def _picture(network: Network, steps: Steps, whose: str, *, key: str) -> None:
    """The start and the result side by side, and what the map answers to each."""
    first, last = steps
    titles = [say("seeks-start"), say("seeks-after", steps=last.step)]
    pixels = [
        network.preparation.pixels(torch.from_numpy(step.image)[None]) for step in (first, last)
    ]
    if pixels[0].shape[0] == 1:
        images = np.concatenate(pixels)
        figure = montage(images, titles, scale=UNIT_SCALE, clickable=False, height=250)
        st.plotly_chart(figure, config=CONFIG, key=key)
    else:
        _coloured(pixels, titles)
    if last.stuck:
        st.markdown(say("seeks-stuck"))
    else:
        grown = {"first": number(first.activation), "last": number(last.activation)}
        st.markdown(say(f"seeks-grew-{whose}", **grown))


def _coloured(pixels: Sequence[NDArray[np.float32]], titles: Sequence[str]) -> None:
    """Pictures of several channels, in their colours."""
    figures = ""
    for picture, title in zip(pixels, titles, strict=True):
        colours = np.rint(picture[:3].transpose(1, 2, 0) * 255).astype(np.uint8)
        if colours.shape[2] != 3:
            colours = np.repeat(colours[:, :, :1], 3, axis=2)
        image = png_base64(np.ascontiguousarray(colours))
        figures += (
            f'<figure><img alt="{title}" src="data:image/png;base64,{image}">'
            f"<figcaption>{title}</figcaption></figure>"
        )
    st.html(f'<div class="made">{figures}</div>')
