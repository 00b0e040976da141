"""What the screen says of a layer in words and numbers."""

from __future__ import annotations

from html import escape

import streamlit as st

from cnnviz.core.explore.facts import LayerFacts
from cnnviz.core.trace import BatchNormSpec, LayerRecord
from cnnviz.core.windows import ConvSpec, PoolSpec
from cnnviz.figures.theme import number, size
from cnnviz.ui.words.glossary import help_on, kind_title


def show_facts(facts: LayerFacts, record: LayerRecord) -> None:
    """A layer's numbers in one row, each with a help."""
    shapes_in = " + ".join(map(size, facts.shapes_in)) or "the picture"
    dead = ", ".join(str(index + 1) for index in facts.dead[:8])
    more = f" and {len(facts.dead) - 8} more" if len(facts.dead) > 8 else ""
    items = [
        ("In → out", f"{shapes_in} → {size(facts.shape_out)}", "shape"),
        ("Parameters", f"{facts.parameters:,}", "parameters"),
        ("Range", f"{number(facts.low)} to {number(facts.high)}", "range"),
        ("Zeros", f"{facts.zeros:.1%}", "zeros"),
        ("Dead", f"{dead}{more}" if dead else "none", "dead"),
    ]
    if isinstance(record.spec, ConvSpec | PoolSpec):
        items.insert(1, ("Window", _window(record.spec), "window"))
    words = "".join(
        f'<span title="{escape(help_on(term))}"><b>{label}</b> {escape(value)}</span>'
        for label, value, term in items
    )
    with st.container(key="facts"):
        st.html(f'<div class="facts">{words}</div>')


def _window(spec: ConvSpec | PoolSpec) -> str:
    """How the window moves, in the field's words; pairs only where the axes differ."""
    (kh, kw), (sh, sw) = spec.kernel, spec.steps
    stride = f"{sh}" if sh == sw else f"{sh} × {sw}"
    words = [f"{kh} × {kw}", f"stride {stride}", f"padding {_brief(spec.padding)}"]
    if spec.dilations != (1, 1):
        words.append(f"dilation {_brief(spec.dilations)}")
    if isinstance(spec, ConvSpec) and spec.groups > 1:
        words.append(f"{spec.groups} groups")
    if isinstance(spec, PoolSpec) and (kh > sh or kw > sw):
        words.append("windows overlap")
    return ", ".join(words)


def _brief(padding: object) -> str:
    if isinstance(padding, tuple):
        return str(padding[0]) if padding[0] == padding[1] else f"{padding[0]} × {padding[1]}"
    return str(padding)


def show_batch_norm(record: LayerRecord, spec: BatchNormSpec, channel: int) -> None:
    """Batch norm's numbers for one map, in its formula."""
    mean, variance = float(spec.mean[channel]), float(spec.variance[channel])
    weight = 1.0 if record.weight is None else float(record.weight[channel])
    bias = 0.0 if record.bias is None else float(record.bias[channel])
    st.markdown(
        f"output = (input − mean **{number(mean)}**) ÷ √(variance **{number(variance)}** + "
        f"{spec.eps:g}) × weight **{number(weight)}** + bias **{number(bias)}**"
    )


def layer_title(record: LayerRecord) -> str:
    """Name, kind and shape on one line."""
    return f"{record.name} · {kind_title(record)} · {size(tuple(record.first.shape))}"
