"""Look back at a training: everything as it was at a moment, and all moments as a film."""

from __future__ import annotations

import hashlib

import streamlit as st
import torch

from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.networks.network import Answer
from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.core.trace import trace
from cnnviz.core.training.film import Film, MomentFacts, film_of
from cnnviz.ui.cache import in_worker
from cnnviz.ui.pages.train.moment_views import (
    called,
    kept_layer,
    layer_choice,
    layers_of,
    show_answer,
    show_filters,
    show_how_well,
    show_maps,
)
from cnnviz.ui.reels import Reel, reel_keys, reel_of
from cnnviz.ui.said import said
from cnnviz.ui.state.look_back import PACES, LookBack
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import Shown, shown_or_sample
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.words.moments import change_words
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say


def render(session: Session, state: TrainState) -> None:
    """The part 'Look back'."""
    look = state.look_back
    _choose_training(state, look)
    try:
        reel = reel_of(state, look.source)
    except WeightsError as error:
        st.error(problem_words(error), icon=":material/error:")
        return
    look.place = min(look.place, len(reel.moments) - 1)
    mounted = (look.playing, look.pace)
    every = PACES[look.pace] if look.playing else None
    with st.container(key="scrubber"):
        st.fragment(_player, run_every=every)(session, look, reel, mounted)


def _choose_training(state: TrainState, look: LookBack) -> None:
    keys = reel_keys(state)
    if look.source not in keys:
        look.choose(keys[0])
    chosen = st.segmented_control(
        say("scrub-whose"),
        keys,
        format_func=lambda key: (
            state.trained[key].network.title if key in state.trained else SHIPPED[key].title
        ),
        default=look.source,
        label_visibility="collapsed",
        required=True,
        key=f"scrub_source_{len(keys)}_{keys[-1]}",
    )
    look.choose(str(chosen or look.source))


def _player(session: Session, look: LookBack, reel: Reel, mounted: tuple[bool, str]) -> None:
    """One moment; run again by itself while the film plays."""
    look.tick(len(reel.moments))
    if (look.playing, look.pace) != mounted:
        # How often this runs by itself is said where the page begins.
        st.rerun()
    _controls(look, reel)
    given = shown_or_sample(session, reel.network)
    layers = layers_of(in_worker(trace, reel.network.model, given.tensor))
    look.layer = kept_layer(layers, look.layer)
    film = _film(look, reel, given)
    _changed(look, reel, film, called(session, given))
    answer, filters, maps = st.columns([10, 11, 14], gap="medium")
    with answer:
        show_answer(look.charts, session, reel.network, film.frames[look.place], given)
    with filters:
        show_filters(look.charts, film, look.place)
    with maps:
        look.layer = layer_choice(layers, look.layer, f"scrub_layer_{look.source}")
        show_maps(look.charts, film, look.place, reel.network)
    show_how_well(look.charts, reel, look.place)
    look.charts.turn()
    st.caption(reel.note)


def _controls(look: LookBack, reel: Reel) -> None:
    count = len(reel.moments)
    key = f"scrub_moment_{reel.network.key}"
    # The film moves the handle, too: what it shows is the state's place, whoever changed it.
    if st.session_state.get(key) != look.place:
        st.session_state[key] = look.place

    st.select_slider(
        say("scrub-moment"),
        range(count),
        format_func=lambda place: reel.labels[place],
        on_change=said(key, look.slide_to),
        label_visibility="collapsed",
        key=key,
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="scrub_bar"):
        _button("back", "skip_previous", look.place == 0, look.step, -1, count)
        if look.playing:
            _button("pause", "pause", False, look.pause)
        else:
            _button("play", "play_arrow", count < 2, look.play, count)
        is_last = look.place == count - 1
        _button("forward", "skip_next", is_last, look.step, 1, count)
        pace = st.segmented_control(
            say("scrub-speed"),
            list(PACES),
            default=look.pace,
            format_func=lambda name: say(f"scrub-{name}"),
            label_visibility="collapsed",
            required=True,
            key="scrub_pace",
        )
        st.markdown(
            say("scrub-at", label=reel.labels[look.place], number=look.place + 1, count=count),
            width="content",
        )
    if pace and pace != look.pace:
        look.pace = pace
        st.rerun()


def _button(name: str, icon: str, disabled: bool, act: object, *arguments: int) -> None:
    label = say(f"scrub-{name}")
    st.button(
        label if name in ("play", "pause") else "",
        icon=f":material/{icon}:",
        help=None if name in ("play", "pause") else label,
        type="primary" if name in ("play", "pause") else "secondary",
        disabled=disabled,
        on_click=act,  # type: ignore[arg-type]
        args=arguments,
        key=f"scrub_{name}",
    )


def _film(look: LookBack, reel: Reel, given: Shown) -> Film:
    """The input at all moments; worked out anew for another input, training or layer."""
    key = (reel.network.key, look.layer, str(len(reel.moments)), _digest(given.tensor))
    if look.film is None or look.film[0] != key:
        film = in_worker(film_of, reel.network, reel.moments, given.tensor, look.layer)
        look.film = key, film
    return look.film[1]


def _digest(values: torch.Tensor) -> str:
    return hashlib.sha256(values.contiguous().numpy().tobytes()).hexdigest()


def _changed(look: LookBack, reel: Reel, film: Film, what: str) -> None:
    def at(place: int) -> tuple[MomentFacts, Answer]:
        shares = torch.from_numpy(film.frames[place].probabilities)
        return reel.facts(place), reel.network.ranked(shares, 1)[0]

    place = look.place
    before = at(place - 1) if place else None
    since = reel.labels[place - 1] if place else ""
    with st.container(key="scrub_change"):
        st.markdown(change_words(before, at(place), since, what))
