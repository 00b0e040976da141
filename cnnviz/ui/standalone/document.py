"""One HTML document that holds the views, their scripts and styles, and all numbers."""

from __future__ import annotations

import base64
import json
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from cnnviz.core.trace import Head, Trace
from cnnviz.figures.theme import palette, percent, size
from cnnviz.ui.components.assets import MESSAGE, WORDS, script_text, view_source
from cnnviz.ui.components.network_map.layout import pack_network
from cnnviz.ui.standalone.layers import Source, pack_layers
from cnnviz.ui.standalone.pool import BLOCK, Pool, opened
from cnnviz.ui.words.speech import language, patterns, say

_HERE = Path(__file__).parent
_VIEWS = ("network_map", "computation", "arithmetic")
# Answers that are named at the top.
MOST_ANSWERS = 10
# Height of the network where its layers stand side by side, in pixels.
_HEIGHT = 560
# What its template says.
_TITLES = ("network", "layer", "maps", "arithmetic")
# What the document says once it runs, with the fields of each.
_WORDS = {
    "report-where": ("layer", "map", "row", "column"),
    "report-count-maps": ("count",),
    "report-count-maps-one": (),
    "report-count-numbers": ("count",),
    "report-count-numbers-one": (),
    "report-no-maps": (),
    "report-no-numbers": (),
    "report-left-maps": ("names", "held", "total"),
    "report-left-numbers": ("names", "held", "total"),
    "report-other-map": ("number", "map"),
    "report-other-number": ("number", "map"),
    "report-how": ("layer", "map"),
    "report-no-arithmetic": (),
    "report-strongest-cell": ("row", "column"),
    "report-old-browser": (),
}
_START = "export default function ("


def document_of(source: Source, title: str) -> str:
    """The whole document as text.

    Parameters
    ----------
    source : Source
    title : str
        Of the network.
    """
    pool = Pool()
    network, start = _pack_network(source, pool)
    layers = pack_layers(source, pool)
    content = {
        "block": BLOCK,
        "network": network,
        "layers": layers,
        "start": start,
        "words": patterns(_WORDS),
        "palettes": [base64.b64encode(palette(d)).decode("ascii") for d in (False, True)],
    }
    blocks = "\n".join(
        f'<script type="text/plain" id="block-{index}">{block}</script>'
        for index, block in enumerate(pool.packed())
    )
    return Template((_HERE / "template.html").read_text("utf-8")).substitute(
        title=escape(title),
        language=language(),
        **{name: escape(say(f"report-{name}")) for name in _TITLES},
        facts=escape(_facts(source.trace)),
        answers=_answers(source),
        style=(_HERE / "standalone.css").read_text("utf-8"),
        views="\n".join(_view_template(name) for name in _VIEWS),
        content=_json_in_html(content),
        blocks=blocks,
        script=_script(),
    )


def _pack_network(source: Source, pool: Pool) -> tuple[list[int], dict[str, Any]]:
    """The network's picture, and where the document opens: the first layer with weights."""
    block = pool.open_block()
    trace = source.trace
    message = pack_network(trace, source.classes, idle=False, height=_HEIGHT)
    header, pixels = opened(message)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    layer = next((r for r in trace.records if r.weight is not None), trace.records[-1])
    return [pool.add(block, text), pool.add(block, pixels)], {"layer": layer.name, "channel": -1}


def _facts(trace: Trace) -> str:
    return say(
        "report-facts",
        size=size(tuple(trace.records[0].first.shape)),
        layers=len(trace.records) - 1,
        parameters=sum(record.parameters for record in trace.records),
    )


def _answers(source: Source) -> str:
    """The most probable classes as a list; nothing where the answer is maps."""
    trace = source.trace
    if not source.classes:
        return ""
    shares = trace.probabilities[0].double()
    order = shares.argsort(descending=True, stable=True)[:MOST_ANSWERS].tolist()
    what = "sigmoids" if trace.head in (Head.SIGMOID, Head.LOGIT) else "probabilities"
    words = say(f"report-{what}")
    if len(shares) > MOST_ANSWERS:
        words = say(f"report-{what}-of", shown=MOST_ANSWERS, count=len(shares))
    rows = "".join(_answer(source.classes[index], float(shares[index]), index) for index in order)
    return f'<p>{escape(words)}</p><ul id="answers">{rows}</ul>'


def _answer(name: str, share: float, index: int) -> str:
    label = escape(name, quote=True)
    width = f"{100 * min(max(share, 0.0), 1.0):.2f}%"
    return (
        f'<li><button type="button" data-channel="{index}" title="{label}">'
        f'<span class="class">{label}</span>'
        f'<span class="rail"><span class="rod" style="width:{width}"></span></span>'
        f'<span class="share">{percent(share)}</span></button></li>'
    )


def _view_template(name: str) -> str:
    source = view_source(name)
    isolated = " data-isolated" if source.isolate_styles else ""
    style = f"<style>{source.css}</style>"
    return f'<template id="view-{name}"{isolated}>{style}{source.html}</template>'


def _script() -> str:
    """The views' modules as functions, each with its names to itself, and the script that runs."""
    views = ",\n".join(f"{name}: {_as_function(view_source(name).js)}" for name in _VIEWS)
    own = [(_HERE / f"{name}.js").read_text("utf-8") for name in ("cells", "standalone")]
    shared = [script_text(MESSAGE), script_text(WORDS)]
    return "\n".join([f"const VIEWS = {{\n{views}\n}};", *shared, *own])


def _as_function(module: str) -> str:
    r"""An ES module with one default export as an expression that is what it exports.

    A document can import nothing from itself but by an address, which frames may forbid.

    Examples
    --------
    >>> _as_function("const a = 2; export default function (b) { return a * b; }")
    '(() => {const a = 2; function start(b) { return a * b; }\nreturn start;})()'
    """
    if module.count(_START) != 1 or "import " in module.split(_START)[0]:
        raise ValueError("a view's module must have one default export and import nothing")
    return f"(() => {{{module.replace(_START, 'function start(')}\nreturn start;}})()"


def _json_in_html(content: Any) -> str:
    """JSON that can stand in a script element: nothing in it ends that element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
