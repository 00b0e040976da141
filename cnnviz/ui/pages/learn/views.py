"""What a chapter shows beside its prose: the views of the other pages, at work."""

from __future__ import annotations

from html import escape

import streamlit as st

from cnnviz.core.course.looking import SMALL
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.core.explore.influence import answer_cell
from cnnviz.core.export.layer_code import layer_code
from cnnviz.core.surgery.straight import without_activations
from cnnviz.core.trace import Head, trace
from cnnviz.core.windows.examples import colour_picture
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, UNIT_SCALE, size
from cnnviz.ui.cache import get_architecture, get_straight_accuracy, in_worker
from cnnviz.ui.components.network_map import network_map
from cnnviz.ui.pages.duel.cards import read_all, show_cards
from cnnviz.ui.pages.duel.subject import sliders, subject
from cnnviz.ui.pages.lab import convolution as lab_convolution
from cnnviz.ui.pages.lab import pooling as lab_pooling
from cnnviz.ui.pages.layers import origin, pixels, softmax
from cnnviz.ui.pages.learn.scene import Scene
from cnnviz.ui.pages.train.compiling import augmentation
from cnnviz.ui.pages.train.data import data_of
from cnnviz.ui.pages.train.step import one_step
from cnnviz.ui.state.place import standing_cell
from cnnviz.ui.state.tab import duel_state, train_state
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.tiles import network_tiles
from cnnviz.ui.widgets.unfolding import unfolding_network
from cnnviz.ui.words.speech import language, say

_MAP_HEIGHT = 560
_SHARES_HEIGHT = 420
_DUEL = tuple(name for name, spec in SPECS.items() if spec.part == "duel")


def picture(scene: Scene) -> None:
    """The digit's pixels, which a click switches; and a small colour picture in numbers."""
    digit, colours = st.columns([5, 6], gap="medium")
    with digit, st.container(key="change_pixels"):
        if scene.given.digit is not None:
            pixels.digit_to_change(scene.session, scene.network, scene.given, scene.result, None)
        best = scene.network.answer(scene.result)
        st.html(f'<p class="plainly" role="status">{_reads(best.name, best.share)}</p>')
    with colours:
        _colours()


def _colours() -> None:
    panel_title(say("learn-colour-title", side=SMALL))
    names = [say(f"learn-colour-{name}") for name in ("red", "green", "blue")]
    figure = montage(
        colour_picture(SMALL),
        names,
        scale=UNIT_SCALE,
        numbers=True,
        clickable=False,
        aspect=1.0,
        height=460,
    )
    st.plotly_chart(figure, config=CONFIG, key="learn_colour")


def ordinary(scene: Scene) -> None:
    """The duel: the same moved digit for an ordinary network and for convolutional ones."""
    state = duel_state()
    given = subject(scene.session, state)
    left, right = st.columns([1, 2], gap="medium")
    with left, st.container(key="duel_settings", gap="small"):
        sliders(state, given.small, shuffle=False)
    with right:
        show_cards(read_all(_DUEL, given.small, state.move), given.small, state.move, given.label)


def convolution(scene: Scene) -> None:
    """The lab's convolution."""
    lab_convolution.render(scene.session, scene.network)


def pooling(scene: Scene) -> None:
    """The lab's pooling."""
    lab_pooling.render(scene.session, scene.network)


def unfolded(scene: Scene) -> None:
    """The network map, which unfolds where one clicks."""
    session = scene.session
    cell = standing_cell(session, scene.result) if session.unfolded else None
    if cell is None:
        st.caption(say("learn-whole-open"))
    with st.container(key="network_map"):
        unfolding_network(
            session,
            scene.result,
            scene.names,
            cell=cell,
            height=_MAP_HEIGHT,
            key="learn_map",
            controls=lambda: None,
            closes=True,
        )


def straight(scene: Scene) -> None:
    """The trained network, and the same without its activations."""
    network = scene.network
    changed = in_worker(trace, without_activations(network.model), scene.given.tensor)
    left, right = st.columns(2)
    accuracies = get_straight_accuracy(network)
    for column, title, result, accuracy in (
        (left, "learn-straight-with", scene.result, accuracies[0]),
        (right, "learn-straight-without", changed, accuracies[1]),
    ):
        with column:
            panel_title(say(title))
            best = network.ranked(result.probabilities[0], 1)[0]
            st.html(f'<p class="plainly">{_reads(best.name, best.share)}</p>')
            if accuracy is not None:
                st.caption(say("learn-straight-accuracy", share=accuracy))
    panel_title(say("learn-straight-map"))
    with st.container(key="network_map"):
        network_map(changed, scene.names, idle=False, height=420, key="straight_map")


def _reads(name: str, share: float) -> str:
    return escape(say("learn-straight-answer", **{"class": name}, share=share))


def answer(scene: Scene) -> None:
    """Softmax, term by term."""
    if scene.result.head is Head.LOGITS and scene.result.logits.ndim == 2:
        with st.container(key="softmax"):
            softmax.show(scene.result, answer_cell(scene.result).channel, scene.names)


def learning(scene: Scene) -> None:
    """The loss and one step."""
    one_step(scene.session, scene.network, is_whole=False)


def overfitting(_: Scene) -> None:
    """Augmentation on real digits."""
    state = train_state()
    given = data_of(state)
    if given is not None:
        with st.container(key="train_augmentation"):
            augmentation(state, given)


def architectures(scene: Scene) -> None:
    """What each network answers, and how the chosen one is built."""
    with st.container(key="compare_in_course"):
        network_tiles(scene.session, scene.network, stands_in=True)
    figure, _ = get_architecture(scene.network, language())
    panel_title(scene.network.title)
    st.plotly_chart(figure, config=CONFIG, key=f"learn_architecture_{scene.network.key}")


def attribution(scene: Scene) -> None:
    """What each pixel adds to the answer."""
    origin.show(
        scene.network, scene.given, scene.result, answer_cell(scene.result), height=_SHARES_HEIGHT
    )


def code(scene: Scene) -> None:
    """Each layer as a line of PyTorch and of Keras."""
    rows = layer_code(scene.network.model, scene.result)
    none = say("learn-code-none")
    show_table(
        {
            say("learn-code-layer"): [row.layer for row in rows],
            say("learn-code-output"): [size(row.shape) for row in rows],
            "PyTorch": [row.pytorch or none for row in rows],
            "Keras": [row.keras or none for row in rows],
        }
    )
