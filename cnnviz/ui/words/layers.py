"""What the screen says of a layer in words and numbers."""

from __future__ import annotations

from html import escape

import streamlit as st

from cnnviz.core.explore.facts import LayerFacts
from cnnviz.core.trace import BatchNormSpec, LayerRecord
from cnnviz.core.windows import ConvSpec, PoolSpec
from cnnviz.figures.theme import grouped, number, size, written
from cnnviz.ui.words.glossary import help_on, kind_title
from cnnviz.ui.words.speech import say


def show_facts(facts: LayerFacts, record: LayerRecord) -> None:
    """A layer's numbers in one row, each with a help."""
    shapes_in = " + ".join(map(size, facts.shapes_in)) or say("layers-picture")
    dead = ", ".join(str(index + 1) for index in facts.dead[:8])
    if len(facts.dead) > 8:
        dead = say("layers-and-more", names=dead, count=len(facts.dead) - 8)
    items = [
        ("in-out", f"{shapes_in} → {size(facts.shape_out)}", "shape"),
        ("parameters", grouped(facts.parameters), "parameters"),
        ("range", say("sum-span", low=number(facts.low), high=number(facts.high)), "range"),
        ("zeros", written(f"{facts.zeros:.1%}"), "zeros"),
        ("dead", dead or say("layers-none"), "dead"),
    ]
    if isinstance(record.spec, ConvSpec | PoolSpec):
        items.insert(1, ("window", _window(record.spec), "window"))
    words = "".join(
        f'<span title="{escape(help_on(term))}"><b>{escape(say(f"layers-{name}"))}</b> '
        f"{escape(value)}</span>"
        for name, value, term in items
    )
    with st.container(key="facts"):
        st.html(f'<div class="facts">{words}</div>')


def _window(spec: ConvSpec | PoolSpec) -> str:
    """How the window moves, in the field's words; pairs only where the axes differ."""
    (kh, kw), (sh, sw) = spec.kernel, spec.steps
    stride = f"{sh}" if sh == sw else f"{sh} × {sw}"
    words = [
        f"{kh} × {kw}",
        say("layers-stride", value=stride),
        say("layers-padding", value=_brief(spec.padding)),
    ]
    if spec.dilations != (1, 1):
        words.append(say("layers-dilation", value=_brief(spec.dilations)))
    if isinstance(spec, ConvSpec) and spec.groups > 1:
        words.append(say("layers-groups", count=spec.groups))
    if isinstance(spec, PoolSpec) and (kh > sh or kw > sw):
        words.append(say("layers-overlap"))
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
