"""Says where a changed network does not fit, and retrains it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from cnnviz.core.networks.network import Network
from cnnviz.core.surgery.change import EditedNetwork
from cnnviz.core.surgery.edits import WindowSpec, difference, edited_specs
from cnnviz.core.surgery.misfit import Misfit
from cnnviz.figures.theme import written
from cnnviz.ui.cache import get_nearest_working
from cnnviz.ui.known_pictures import known_pictures
from cnnviz.ui.pages.lab.layer_controls import change_words
from cnnviz.ui.state.lab_network import LabNetwork, Retraining
from cnnviz.ui.words.misfits import misfit_sentence
from cnnviz.ui.words.speech import say

# So often the page looks how far it is.
_LOOKS = 0.4


def retrain_panel(
    state: LabNetwork, network: Network, edited: EditedNetwork, layers: Mapping[str, WindowSpec]
) -> None:
    """What is wrong with the changed network, and what can be done."""
    place = (network.key, edited.edit)
    if state.run is not None and state.run.place == place:
        _progress(state)
        return
    if place in state.retrained:
        _retrained(state, network, edited)
        return
    if edited.misfit is not None:
        _say(edited.misfit)
    known = known_pictures(network)
    if edited.retrainable and known is not None and known.trained_on is not None:
        fits = f"{say('retrain-fits')} " if edited.misfit is None else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            _start_button(state, network, edited)
            st.markdown(fits + say("retrain-plan"), width="stretch")
    if edited.misfit is not None:
        _ways_out(state, network, edited, layers)


def _say(misfit: Misfit) -> None:
    words = say("lab-torch", message="\0") if misfit.message else ""
    words = escape(words).replace("\0", f"<code>{escape(misfit.message)}</code>")
    words = f"<p>{words}</p>" if words else ""
    st.html(
        f'<div class="misfit" role="alert"><p class="reason">{escape(misfit_sentence(misfit))}</p>'
        f"{words}</div>"
    )


def _start_button(
    state: LabNetwork, network: Network, edited: EditedNetwork, *, again: bool = False
) -> None:
    st.button(
        say("retrain-again" if again else "retrain-start"),
        icon=":material/model_training:",
        type="primary" if edited.misfit is not None and not again else "secondary",
        on_click=state.start,
        args=(network, edited),
        key="retrain",
    )


def _ways_out(
    state: LabNetwork, network: Network, edited: EditedNetwork, layers: Mapping[str, WindowSpec]
) -> None:
    """The nearest settings that work with the trained weights, as buttons."""
    name, edit, is_retrainable = network.key, edited.edit, edited.retrainable
    found = get_nearest_working(network, edit)
    now = edited_specs(edit, layers)
    if not found:
        if not is_retrainable:
            st.markdown(say("retrain-no-way"))
        return
    lead = say("retrain-or-keep" if is_retrainable else "retrain-cannot")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lab_nearest"):
        st.markdown(lead, width="content")
        for place_in_list, other in enumerate(found):
            # In words, only the step from here to there.
            step = difference(edited_specs(other, layers), now)
            words = "; ".join(f"**{layer}**: {text}" for layer, text in change_words(step, now))
            st.button(
                words,
                on_click=state.choose,
                args=(name, other),
                key=f"lab_nearest_{place_in_list}",
            )


def _retrained(state: LabNetwork, network: Network, edited: EditedNetwork) -> None:
    place = (network.key, edited.edit)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        _start_button(state, network, edited, again=True)
        st.button(
            say("retrain-back"),
            icon=":material/undo:",
            on_click=state.forget,
            args=(place,),
            key="lab_forget",
        )
        st.markdown(say("retrain-done"), width="content")


@st.fragment(run_every=_LOOKS)
def _progress(state: LabNetwork) -> None:
    run = state.run
    if run is None or run.run.is_over:
        state.stop()
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(say("job-stop"), icon=":material/stop:", on_click=state.stop, key="retrain_stop")
        share, words = _words(run)
        st.progress(share, text=words, width="stretch")


def _words(run: Retraining) -> tuple[float, str]:
    """How far it is, in [0, 1], and in words."""
    if run.run.place:
        return 0.0, say("job-waiting")
    if run.batch is None:
        if run.features is None:
            return 0.0, say("job-starting")
        done, total = run.features.done, run.features.total
        return done / total, say("retrain-features", done=done, total=total)
    share = written(f"{run.batch.accuracy:.0%}")
    words = say("retrain-batch", epoch=run.batch.epoch, share=share)
    if run.epoch is not None:
        words = say(
            "retrain-epoch",
            epoch=run.batch.epoch,
            epochs=run.epoch.epochs,
            share=written(f"{run.epoch.check_accuracy:.1%}"),
            seconds=round(run.epoch.seconds, 1),
        )
    return run.batch.step / run.batch.steps, words
