"""What the form's network is: layers, sizes and costs, or where it breaks and the ways out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import streamlit as st

from cnnviz.core.images import Shape
from cnnviz.core.networks.plan.layers import Break, LayerOutline
from cnnviz.core.networks.plan.outline import Outline
from cnnviz.core.networks.plan.repairs import PlanRepair, repairs
from cnnviz.core.windows import ConvSpec
from cnnviz.figures.architecture import architecture
from cnnviz.figures.theme import CONFIG, grouped, size
from cnnviz.ui.pages.train.plan_form import PlanForm
from cnnviz.ui.tables import breakable
from cnnviz.ui.words.plans import break_sentence, repair_words, row_words
from cnnviz.ui.words.speech import say

OnShape = Callable[[Shape], None]
# A longer table scrolls by itself, so that what stands below the form stays near.
_MOST_ROWS, _HEIGHT = 30, 520
_HEADS = ("layer", "does", "output", "parameters", "multiply-adds")


def plan_verdict(form: PlanForm, found: Outline, on_shape: OnShape | None) -> None:
    """How large the network is; or why it is impossible, and what would mend it."""
    if found.broken is None:
        costs = {"parameters": found.parameters, "multiplyadds": found.multiply_adds}
        words = say("define-totals", **costs)
        st.html(f'<p class="plan-totals" role="status">{words}</p>')
        return
    st.error(break_sentence(found.broken), icon=":material/error:")
    offered = [r for r in repairs(form.plan) if on_shape is not None or _same_pictures(r, form)]
    with st.container(horizontal=True, gap="small", key="define_ways_out"):
        for place, repair in enumerate(offered):
            st.button(
                repair_words(repair),
                type="primary" if place == 0 else "secondary",
                on_click=_take,
                args=(form, repair, on_shape),
                key=f"define_way_out_{place + 1}",
            )


def _same_pictures(repair: PlanRepair, form: PlanForm) -> bool:
    return repair.plan.input_shape == form.plan.input_shape


def _take(form: PlanForm, repair: PlanRepair, on_shape: OnShape | None) -> None:
    if on_shape is not None and not _same_pictures(repair, form):
        on_shape(repair.plan.input_shape)
    else:
        form.replace(repair.plan)


def plan_table(found: Outline) -> None:
    """A row a layer; the one that breaks is marked."""
    broken = found.broken
    rows = [_row(row, broken is not None and row.name == broken.layer) for row in found.rows]
    if broken is not None and broken.spec is not None:
        rows.append(_missing_row(broken))
    elif broken is None or found.rows[1:]:
        costs = (grouped(found.parameters), grouped(found.multiply_adds))
        total = "".join(f"<td>{cost}</td>" for cost in costs)
        name = say("define-all")
        rows.append(f'<tr class="total"><th scope="row" colspan="3">{name}</th>{total}</tr>')
    head = "".join(f'<th scope="col">{say(f"define-head-{name}")}</th>' for name in _HEADS)
    height: int | Literal["content"] = _HEIGHT if len(rows) > _MOST_ROWS else "content"
    table = (
        f'<table class="plain plan"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    with st.container(height=height, border=False):
        st.html(table)


def _row(row: LayerOutline, is_broken: bool) -> str:
    cells = (
        row.name,
        row_words(row),
        size(row.shape),
        grouped(row.parameters) if row.parameters else "–",
        grouped(row.multiply_adds) if row.multiply_adds else "–",
    )
    return _cells(cells, is_broken)


def _missing_row(broken: Break) -> str:
    assert broken.spec is not None
    what = "kernel" if isinstance(broken.spec, ConvSpec) else f"pool-{broken.spec.kind}"
    words = say(f"row-{what}", size=size(broken.spec.kernel))
    return _cells((broken.layer, words, say("define-no-room"), "–", "–"), True)


def _cells(cells: tuple[str, ...], is_broken: bool) -> str:
    mark = ' class="broken"' if is_broken else ""
    # Neither a shape nor a setting breaks in its middle.
    texts = (re.sub(r" (?=×|\d)|(?<=×) ", "&nbsp;", breakable(cell)) for cell in cells)
    return f"<tr{mark}>{''.join(f'<td>{text}</td>' for text in texts)}</tr>"


def plan_picture(found: Outline) -> None:
    """A box a layer, as far as the network goes."""
    st.plotly_chart(architecture(found.rows, found.rows), config=CONFIG, key="define_picture")
