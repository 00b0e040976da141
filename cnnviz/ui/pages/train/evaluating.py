"""Step 7, evaluate: how often it is right, its worst mistakes, and what can be done with it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnnviz.core.networks.definition import save_definition
from cnnviz.core.training.evaluation import Judgement, Mistake, judgement_of
from cnnviz.core.training.fit import predict_logits
from cnnviz.figures.confusion import confusion_matrix
from cnnviz.figures.theme import CONFIG, percent, written
from cnnviz.ui.cache import in_worker
from cnnviz.ui.navigation import page_called
from cnnviz.ui.pages.train.data.samples import show_everywhere
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import Trained, TrainState
from cnnviz.ui.thumbnails import image_label, plain_markdown
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.training import data_words, duration, recipe_in_words

_SHOWN = 12


def evaluate_panel(session: Session, state: TrainState) -> None:
    """The network that was trained, judged by pictures that it was not trained on."""
    if not state.trained:
        st.markdown(say("judge-nothing"))
        return
    trained = _chosen(state)
    found = judgement_for(state, trained)
    with st.container(key="train_evaluate"):
        _summary(trained, found)
        use_buttons(session, trained)
        _onwards(state, trained)
        left, right = st.columns([1, 1], gap="large")
        with left:
            panel_title(say("card-confusion"))
            figure = confusion_matrix(found.confusion, trained.given.classes)
            st.plotly_chart(figure, config=CONFIG, key="train_confusion")
        with right:
            _mistakes(session, trained, found)


def _chosen(state: TrainState) -> Trained:
    keys = list(reversed(state.trained))
    if len(keys) == 1:
        return state.trained[keys[0]]
    key = st.segmented_control(
        say("judge-training"),
        keys,
        format_func=lambda key: state.trained[key].network.title,
        default=keys[0],
        label_visibility="collapsed",
        required=True,
        key=f"train_chosen_{keys[0]}",
    )
    return state.trained[key or keys[0]]


def judgement_for(state: TrainState, trained: Trained) -> Judgement:
    """How the network does on the test pictures; worked out once."""
    key = trained.network.key
    if key not in state.judged:
        with st.spinner(say("judge-reading")):
            check = trained.given.data.check
            logits = in_worker(predict_logits, trained.network.model, check)
            state.judged[key] = judgement_of(logits, check.labels)
    return state.judged[key]


def _summary(trained: Trained, found: Judgement) -> None:
    check = trained.given.data.check
    right = say(
        "judge-summary",
        network=trained.network.title,
        share=percent(found.accuracy),
        count=len(check),
        mistakes=len(found.mistakes),
        loss=written(f"{found.loss:.3f}"),
    )
    ended = say(
        "judge-stopped" if trained.stopped else "judge-trained",
        time=duration(trained.seconds),
        what=data_words(trained.given),
        recipe=recipe_in_words(trained.plan.config),
    )
    st.markdown(f"{right} {ended}")


def use_buttons(session: Session, trained: Trained) -> None:
    """Put the network beside the five; download it."""
    network = trained.network
    is_open = network.key in session.own
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            say("network-in-use" if is_open else "network-use"),
            icon=":material/check:" if is_open else ":material/hub:",
            type="secondary" if is_open else "primary",
            disabled=is_open and session.model == network.key,
            on_click=session.open_network,
            args=(network,),
            help=say("network-use-help"),
            key="use_network",
        )
        if is_open:
            for name, icon in (
                ("draw", ":material/draw:"),
                ("layers", ":material/layers:"),
                ("lab", ":material/science:"),
            ):
                st.page_link(page_called(name), label=say(f"page-{name}"), icon=icon)
        name = network.title.replace(":", "").replace(" ", "-").lower()
        for which, (key, ending) in enumerate(
            (("card-definition", "json"), ("card-weights", "safetensors"))
        ):
            st.download_button(
                say(key),
                partial(_written, trained, which),
                f"{name}.{ending}",
                icon=":material/download:",
                on_click="ignore",
                help=say("judge-files-help"),
                key=f"train_download_{ending}",
            )


def _onwards(state: TrainState, trained: Trained) -> None:
    def look_back() -> None:
        state.look_back.choose(trained.network.key)
        state.go_to_part("scrub")

    if trained.moments:
        st.button(
            say("judge-look-back"),
            icon=":material/movie:",
            type="tertiary",
            on_click=look_back,
            key="train_look_back",
        )


def _written(trained: Trained, which: int) -> bytes:
    return save_definition(trained.network)[which]


def _mistakes(session: Session, trained: Trained, found: Judgement) -> None:
    panel_title(say("judge-worst"))
    if not found.mistakes:
        st.markdown(say("judge-no-mistakes"))
        return
    st.caption(say("judge-click"))
    with st.container(horizontal=True, gap="small", key="train_mistakes"):
        for mistake in found.mistakes[:_SHOWN]:
            _mistake(session, trained, mistake)


def _mistake(session: Session, trained: Trained, mistake: Mistake) -> None:
    check, classes = trained.given.data.check, trained.given.classes
    truth, answer = classes[mistake.label], classes[mistake.answer]
    with st.container(width=104, gap=None, key=f"mistake_{mistake.index}"):
        st.button(
            image_label(
                check.images[mistake.index], say("judge-mistake", truth=truth, answer=answer)
            ),
            type="tertiary",
            on_click=_show,
            args=(session, trained, mistake),
            key=f"show_mistake_{mistake.index}",
        )
        lines = (
            ("judge-is", truth, mistake.true_share),
            ("judge-read-as", answer, mistake.share),
        )
        st.markdown(
            "  \n".join(
                say(key, name=plain_markdown(name), share=percent(share))
                for key, name, share in lines
            )
        )


def _show(session: Session, trained: Trained, mistake: Mistake) -> None:
    """Make the picture the input on all pages, and its network the one shown."""
    session.open_network(trained.network)
    show_everywhere(session, trained.given, mistake.index)
