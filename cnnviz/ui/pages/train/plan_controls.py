"""The cards of the form: a block, and what comes after the blocks."""

from __future__ import annotations

import dataclasses

import streamlit as st

from cnnviz.core.networks.plan.values import (
    ACTIVATIONS,
    ENDINGS,
    LIMITS,
    MOST_BLOCKS,
    MOST_DENSE,
    MOST_DROPOUT,
    POOLS,
    NetworkPlan,
)
from cnnviz.ui.pages.train.plan_form import PlanForm
from cnnviz.ui.words.plans import choice_title, field_help, field_title
from cnnviz.ui.words.speech import say

# The width of a dense layer that is added.
_WIDTH = 64


def plan_cards(form: PlanForm) -> None:
    """A card for each block and one for the dense part."""
    with st.container(key="define_cards"):
        for place in range(len(form.plan.blocks)):
            _block_card(form, place)
        _dense_card(form)
    is_full = len(form.plan.blocks) >= MOST_BLOCKS
    st.button(
        say("define-full", most=MOST_BLOCKS) if is_full else say("define-add"),
        icon=":material/add:",
        disabled=is_full,
        on_click=form.add_block,
        key="define_add",
    )


def _block_card(form: PlanForm, place: int) -> None:
    block = form.plan.blocks[place]
    with st.container(border=True, gap="small", key=f"define_block_{place + 1}"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(f"**{say('define-block', number=place + 1)}**", width="content")
            st.button(
                say("define-remove"),
                icon=":material/close:",
                type="tertiary",
                on_click=form.remove_block,
                args=(place,),
                key=f"define_remove_{place + 1}",
            )
        for pair in (("filters", "kernel"), ("stride", "padding")):
            for name, column in zip(pair, st.columns(2, gap="xsmall"), strict=True):
                with column:
                    _number(form, place, name)
        _choice(form, place, "activation", ACTIVATIONS)
        left, right = st.columns(2, gap="xsmall")
        with left:
            _choice(form, place, "pool", POOLS)
        if block.pool != "none":
            with right:
                _number(form, place, "pool_size")
        st.toggle(
            field_title("batch_norm"),
            block.batch_norm,
            help=field_help("batch_norm"),
            **form.block_field(place, "batch_norm"),
        )


def _number(form: PlanForm, place: int, name: str) -> None:
    low, high = LIMITS[name]
    st.number_input(
        field_title(name),
        low,
        high,
        getattr(form.plan.blocks[place], name),
        help=field_help(name),
        **form.block_field(place, name),
    )


def _choice(form: PlanForm, place: int, name: str, options: tuple[str, ...]) -> None:
    st.selectbox(
        field_title(name),
        options,
        options.index(getattr(form.plan.blocks[place], name)),
        format_func=choice_title,
        help=field_help(name),
        **form.block_field(place, name),
    )


def _dense_card(form: PlanForm) -> None:
    plan = form.plan
    with st.container(border=True, gap="small", key="define_dense_part"):
        st.markdown(f"**{say('define-after' if plan.blocks else 'define-network')}**")
        st.selectbox(
            field_title("ending"),
            ENDINGS,
            ENDINGS.index(plan.ending),
            format_func=choice_title,
            help=field_help("ending"),
            **form.field("ending"),
        )
        st.segmented_control(
            field_title("dense"),
            range(MOST_DENSE + 1),
            default=len(plan.dense),
            required=True,
            help=field_help("dense"),
            **form.bound("dense_count", lambda count: _with_count(form.plan, count)),
        )
        if plan.dense:
            _widths(form)
            st.selectbox(
                field_title("dense_activation"),
                ACTIVATIONS,
                ACTIVATIONS.index(plan.dense_activation),
                format_func=choice_title,
                help=field_help("dense_activation"),
                **form.field("dense_activation"),
            )
        st.slider(
            field_title("dropout"),
            0.0,
            MOST_DROPOUT,
            float(plan.dropout),
            0.05,
            help=field_help("dropout"),
            **form.field("dropout"),
        )


def _widths(form: PlanForm) -> None:
    low, high = LIMITS["dense"]
    for place, column in enumerate(st.columns(len(form.plan.dense), gap="xsmall")):

        def change(width: int, place: int = place) -> NetworkPlan:
            dense = list(form.plan.dense)
            dense[place] = width
            return dataclasses.replace(form.plan, dense=tuple(dense))

        with column:
            st.number_input(
                say("plan-width", number=place + 1),
                low,
                high,
                form.plan.dense[place],
                help=field_help("width"),
                **form.bound(f"dense_{place + 1}", change),
            )


def _with_count(plan: NetworkPlan, count: int) -> NetworkPlan:
    """More dense layers are as wide as the last one, or as one is to begin with."""
    last = plan.dense[-1] if plan.dense else _WIDTH
    dense = (*plan.dense, *(last,) * count)[:count]
    return dataclasses.replace(plan, dense=dense)
