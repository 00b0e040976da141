"""Define: a network built from a form, and what it is at each moment."""

from __future__ import annotations

import dataclasses

import streamlit as st

from cnnviz.core.images import Shape
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.outline import Outline, outline
from cnnviz.core.networks.plan.starts import STARTS, start_of
from cnnviz.ui.pages.train.plan_controls import plan_cards
from cnnviz.ui.pages.train.plan_form import PlanForm
from cnnviz.ui.pages.train.plan_outline import OnShape, plan_picture, plan_table, plan_verdict
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.words.plans import start_title
from cnnviz.ui.words.speech import say


def define_form(
    state: TrainState, shape: Shape, classes: int, on_shape: OnShape | None = None
) -> Outline:
    """The form; it edits `state.plan.network`.

    Parameters
    ----------
    state : TrainState
    shape : (channels, height, width)
        Of the chosen data's pictures; the plan is made to read them.
    classes : int
        How many there are in the data.
    on_shape : callable, optional
        Called with a shape when somebody wants pictures of that shape instead, because an
        architecture reads no others; without it that is not offered.

    Returns
    -------
    Outline
        Of the plan as it is now; nothing can be trained while it is `broken`.
    """
    form = PlanForm(state, shape, classes)
    found = outline(form.plan)
    with st.container(key="train_form"):
        _starts(form)
        if form.plan.architecture:
            _architecture(form)
            plan_verdict(form, found, on_shape)
            plan_picture(found)
            plan_table(found)
        else:
            with st.container(key="define_columns"):
                with st.container(key="define_left"):
                    plan_cards(form)
                    plan_picture(found)
                with st.container(key="define_verdict"):
                    plan_verdict(form, found, on_shape)
                with st.container(key="define_table"):
                    plan_table(found)
    return found


def _starts(form: PlanForm) -> None:
    """Plans to start from: of blocks, and the architectures as they stand."""
    now = start_of(form.plan)
    groups = {
        say("define-blocks"): [name for name in STARTS if name not in ARCHITECTURES],
        say("define-whole"): list(ARCHITECTURES),
    }
    with st.container(horizontal=True, gap="medium", key="define_starts"):
        for place, (label, names) in enumerate(groups.items()):
            st.pills(
                label,
                names,
                format_func=start_title,
                default=now if now in names else None,
                **form.choice(f"start_{place}", STARTS.__getitem__),
            )


def _architecture(form: PlanForm) -> None:
    """What stands where the cards would be."""
    spec = ARCHITECTURES.get(form.plan.architecture)
    if spec is not None:
        st.markdown(say("define-ships", name=spec.title, paper=spec.paper))
    blocks = dataclasses.replace(form.plan, architecture="")
    st.button(
        say("define-build"),
        icon=":material/edit:",
        on_click=form.replace,
        args=(blocks,),
        key="define_blocks",
    )
