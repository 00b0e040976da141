"""The answer as arithmetic: logits, probabilities, the loss, and what each class is told."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.learning.backward import Backward
from cnnviz.core.learning.losses import scores_record
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import Head, Trace
from cnnviz.figures.probabilities import shown_classes
from cnnviz.figures.theme import number
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.learning import loss_words, share_in_full
from cnnviz.ui.words.speech import say

Numbers = NDArray[np.float64]
_CHOOSES = (Head.LOGITS, Head.LOG_SOFTMAX, Head.SOFTMAX)


def show_loss(network: Network, found: Backward, before: Backward | None) -> None:
    """The loss in one line, and what the last step did to it."""
    names = class_names(network, len(found.probabilities))
    terms = loss_words(found.terms, found.loss)
    moved = ""
    if before is not None:
        change = number(found.loss - before.loss)
        words = say("learned-moved", before=number(before.loss), change=change)
        moved = f'<span class="moved">{escape(words)}</span>'
    about = say("learned-loss")
    if found.trace.head in _CHOOSES:
        about = f"{about} {say('learned-minus-log', name=names[found.label])}"
    st.html(
        f'<p class="step-loss"><b>{say("learned-loss-word")}</b> = {escape(terms)}{moved}</p>'
        f"<p>{escape(about)}</p>"
    )


def show_classes(
    network: Network, result: Trace, found: Backward | None, before: Backward | None = None
) -> None:
    """A row for each class: its logit, its probability; where the truth is known, that too.

    Parameters
    ----------
    network : Network
    result : Trace
        The run forwards.
    found : Backward or None
        The run backwards, once somebody has said what the picture really is.
    before : Backward or None
        The same before the last step.
    """
    shares = result.probabilities[0].double().numpy()
    names = class_names(network, len(shares))
    order = _order(shares, None if found is None else found.label)
    logits, chooses = _logits(result), result.head in _CHOOSES
    if found is None:
        panel_title(say("learned-forwards"))
    else:
        panel_title(say("learned-error-title"))
    # On a phone, there is no room for the powers.
    columns = ["class"]
    if logits is not None:
        columns += ["logit", *(["power"] if chooses else [])]
    columns += ["share", *(["before"] if before is not None else [])]
    columns += ["truth", "error"] if found is not None else []
    head = "".join(f'<th scope="col">{say(f"learned-column-{name}")}</th>' for name in columns)
    rows = "".join(
        _row(shares, found, before, _powers(logits, index, chooses), names[index], index)
        for index in order
    )
    said, powered = [], " powered" if logits is not None and chooses else ""
    if logits is not None and chooses:
        total = float(np.exp(logits - logits.max()).sum())
        left = len(shares) - len(order)
        counted = {"count": left} if left else {}
        key = "learned-powers-left" if left else "learned-powers"
        said.append(say(key, total=number(total, 7), **counted))
    if found is not None:
        said += [escape(say("learned-error")), escape(say("learned-logit-gradient"))]
    st.html(
        f'<table class="plain step-classes{powered}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table><p>{' '.join(said)}</p>"
    )


def _order(shares: Numbers, label: int | None) -> list[int]:
    order = shown_classes(shares)
    if label is None or label in order or label >= len(shares):
        return order
    return [*order[:-1], label]


def _logits(result: Trace) -> Numbers | None:
    record = scores_record(result)
    if record is None:
        return None
    values: Numbers = record.first.reshape(-1).double().numpy()
    return values if len(values) == result.probabilities.shape[1] else None


def _powers(logits: Numbers | None, index: int, chooses: bool) -> list[str]:
    """The logit, and what the softmax makes of it before it divides."""
    if logits is None:
        return []
    power = [number(float(np.exp(logits[index] - logits.max())), 4)] if chooses else []
    return [number(float(logits[index]), 4), *power]


def _row(
    shares: Numbers,
    found: Backward | None,
    before: Backward | None,
    powers: list[str],
    name: str,
    index: int,
) -> str:
    share = float(shares[index])
    cells = [*powers, f"{_bar(share)}{share_in_full(share)}"]
    if before is not None:
        cells.append(share_in_full(float(before.probabilities[index])))
    true = ""
    if found is not None:
        cells += [number(float(each[index]), 4) for each in (found.wanted, found.error)]
        true = ' class="true"' if float(found.wanted[index]) == 1 else ""
    told = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr{true}><th scope="row">{escape(name)}</th>{told}</tr>'


def _bar(share: float) -> str:
    return f'<i class="bar" style="width:{100 * min(max(share, 0.0), 1.0) * 0.9:.1f}px"></i>'
