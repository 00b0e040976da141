"""One weight: what it met times the gradient there, summed; and what the rule makes of it."""

from __future__ import annotations

import math
from html import escape

import numpy as np
import streamlit as st
import torch

from cnnviz.core.learning.backward import Backward
from cnnviz.core.learning.rules import update_of
from cnnviz.core.learning.weights import WeightArithmetic, WeightTerms, weight_arithmetic
from cnnviz.figures.gradients import product_map
from cnnviz.figures.montage import montage
from cnnviz.figures.theme import CONFIG, even_scale, number, scale_for, size
from cnnviz.figures.tiles import Maps
from cnnviz.ui.pages.train.step.products import largest_products
from cnnviz.ui.said import said
from cnnviz.ui.state.learning import Learning
from cnnviz.ui.widgets.clickable import clickable
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.learning import WHY_MISSING, rule_name, sum_words, update_words
from cnnviz.ui.words.speech import say

Place = tuple[int, ...]
# A plane of weights larger than this is shown without numbers, and one of so many cells in rows.
_MOST_WRITTEN, _MOST_SHOWN = 64, 4_096
_HEIGHT = 250


def show_weight(own: Learning, found: Backward) -> None:
    """The weights of the chosen layer; of one of them, its gradient and its step."""
    names = [n for n, uses in found.uses.items() if any(u.layer == own.layer for u in uses)]
    names = [name for name in names if name in found.weights]
    with st.container(key="step_weight"):
        if not names:
            panel_title(say("weight-title"))
            st.markdown(say("weight-none", layer=own.layer))
            return
        if own.parameter not in names:
            own.parameter, own.place = names[0], ()
        gradients = found.weights[own.parameter]
        if not _fits(own.place, tuple(gradients.shape)):
            own.place = _largest(gradients)
        choice, sums = st.columns([9, 23], gap="medium")
        with choice:
            _choose(own, found, names)
        one = weight_arithmetic(found, own.parameter, own.place)
        with sums:
            _arithmetic(one)
            _update(own, found)


def _fits(place: Place, shape: Place) -> bool:
    return len(place) == len(shape) and all(0 <= p < n for p, n in zip(place, shape, strict=True))


def _largest(gradients: torch.Tensor) -> Place:
    """Where the gradient is largest: there is most to be seen."""
    flat = int(gradients.abs().reshape(-1).argmax())
    return tuple(int(at) for at in np.unravel_index(flat, tuple(gradients.shape)))


def _choose(own: Learning, found: Backward, names: list[str]) -> None:
    """Which parameter, which kernel of it, and which cell of that."""

    def parameter(name: str | None) -> None:
        if name is not None and name != own.parameter:
            own.parameter, own.place = name, ()

    panel_title(say("weight-click"))
    if len(names) > 1:
        key = f"step_parameter_{own.layer}"
        st.segmented_control(
            say("weight-which"),
            names,
            format_func=lambda name: name.removeprefix(f"{own.layer}."),
            default=own.parameter,
            required=True,
            on_change=said(key, parameter),
            label_visibility="collapsed",
            key=key,
        )
    values, gradients = found.values[own.parameter], found.weights[own.parameter]
    shape = tuple(values.shape)
    _axes(own, shape)
    leading = _leading(shape)
    at = own.place[:leading]
    weights, slopes = (_grid(each[at].float().numpy()) for each in (values, gradients))
    inner = shape[leading:]
    chosen = int(np.ravel_multi_index(own.place[leading:], inner)) if inner else 0

    def pick(cell: int) -> None:
        if cell < math.prod(inner):
            own.place = (*at, *(int(p) for p in np.unravel_index(cell, inner)))

    for name, grid, key, is_written in (
        ("values", weights, "step_kernel", weights.size <= _MOST_WRITTEN),
        # Too small to be written with two decimals.
        ("gradients", slopes, "step_kernel_gradients", False),
    ):
        panel_title(say(f"weight-{name}", size=size(inner) or "1"))
        row, column = divmod(chosen, grid.shape[1])
        figure = montage(
            grid[None],
            [""],
            scale=even_scale(np.nan_to_num(grid)),
            numbers=is_written,
            box=(row, column, row + 1, column + 1),
            height=_HEIGHT,
        )
        clickable(figure, pick, f"{key}_{own.parameter}_{'_'.join(map(str, at))}")


def _leading(shape: Place) -> int:
    """How many numbers choose the plane: all but the last two of a kernel's, one of a matrix's."""
    return max(0, len(shape) - 2) if len(shape) > 2 else len(shape) - 1 if len(shape) == 2 else 0


def _axes(own: Learning, shape: Place) -> None:
    """Which kernel, and which of its slices; or which unit of a dense layer."""
    words = ("weight-kernel", "weight-input-map") if len(shape) > 2 else ("weight-unit",)
    with st.container(horizontal=True, gap="small"):
        for axis in range(_leading(shape)):
            if shape[axis] == 1:
                continue
            known = axis < len(words)
            word = say(words[axis]) if known else say("weight-axis", number=axis + 1)
            key = f"step_axis_{own.parameter}_{axis}_{own.place[axis]}"

            def go(value: int, axis: int = axis) -> None:
                own.place = (*own.place[:axis], value - 1, *own.place[axis + 1 :])

            st.number_input(
                say("weight-up-to", what=word, most=shape[axis]),
                1,
                shape[axis],
                own.place[axis] + 1,
                on_change=said(key, go),
                width=150,
                key=key,
            )


def _grid(values: Maps) -> Maps:
    """The numbers as rows of a rectangle; a long row is broken into lines, NaN at the end."""
    if values.ndim == 2:
        return values[:_MOST_SHOWN]
    flat = values.reshape(-1)
    across = len(flat) if len(flat) <= 12 else math.ceil(math.sqrt(len(flat)))
    rows = -(-len(flat) // across)
    padded = np.full(rows * across, np.nan, np.float32)
    padded[: len(flat)] = flat
    return padded.reshape(rows, across)


def _arithmetic(one: WeightArithmetic) -> None:
    place = ", ".join(str(at + 1) for at in one.place)
    value = number(one.weight, 4)
    panel_title(say("weight-gradient", name=one.parameter, place=place, value=value))
    if one.missing is not None:
        st.markdown(f"{say(WHY_MISSING[one.missing])} **{number(one.gradient, 4)}**.")
        return
    for terms in one.terms:
        if one.is_shared:
            st.markdown(say("weight-where", layer=terms.use.layer))
        _terms(one, terms)
    checked = escape(say("weight-autograd", value=number(one.gradient, 4)))
    st.html(f'<p class="step-sum">{escape(sum_words(one))} <span>{checked}</span></p>')


def _terms(one: WeightArithmetic, terms: WeightTerms) -> None:
    if terms.products.size == 1:
        st.caption(say("learned-times"))
        return
    rows, columns = terms.products.shape
    step = max(1, max(rows, columns) // 64)
    inputs, gradients = (each[::step, ::step] for each in (terms.inputs, terms.gradients))
    what = say("weight-bias") if terms.use.role == "bias" else terms.source
    if terms.normalised:
        what = say("weight-normalised", what=what)
    pictures = st.columns(3, gap="small")
    titles = (
        say("weight-met", what=what),
        say("weight-times", layer=terms.use.layer),
        say("weight-products"),
    )
    figures = (
        montage(
            inputs[None].astype(np.float32),
            [""],
            scale=scale_for(inputs.astype(np.float32)),
            clickable=False,
            height=_HEIGHT,
        ),
        montage(
            gradients[None].astype(np.float32),
            [""],
            scale=even_scale(gradients.astype(np.float32)),
            clickable=False,
            height=_HEIGHT,
        ),
        product_map(inputs, gradients, _HEIGHT, step),
    )
    for at, (place, title, figure) in enumerate(zip(pictures, titles, figures, strict=True)):
        with place:
            panel_title(title)
            st.plotly_chart(figure, config=CONFIG, key=f"step_terms_{terms.use.layer}_{at}")
    cell = say("weight-cell", size=size((rows, columns)))
    st.caption(f"{say('learned-times')} {cell}")
    largest_products(terms)


def _update(own: Learning, found: Backward) -> None:
    update = update_of(own.now.state, found.weights, own.parameter, own.place, own.rule, own.rate)
    moved = {"before": number(update.weight, 6), "after": number(update.after, 6)}
    panel_title(say("weight-update", rule=rule_name(own.rule), **moved))
    rows = "".join(
        f'<tr><th scope="row">{escape(rule)}</th><td>{escape(numbers)}</td></tr>'
        for rule, numbers in update_words(update)
    )
    st.html(f'<table class="plain step-update"><tbody>{rows}</tbody></table>')
    st.caption(say("learned-update"))
