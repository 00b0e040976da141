"""After the last layer: how logits become probabilities, term by term."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from cnnviz.core.explore.arithmetic import softmax_terms
from cnnviz.core.trace import Trace
from cnnviz.figures.probabilities import probability_bars, shown_classes
from cnnviz.figures.theme import CONFIG, fine_percent, number
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.classes import class_title
from cnnviz.ui.words.glossary import help_on
from cnnviz.ui.words.speech import say

# Enough to be checked with a calculator.
_DIGITS = 5


def show(result: Trace, chosen: int, classes: Sequence[str]) -> None:
    """The sum for one class, and the terms of all."""
    terms = softmax_terms(result)
    count = len(terms.shares)
    order = shown_classes(terms.shares)
    if chosen not in order:
        order[-1] = chosen
    panel_title(say("layers-softmax-title"))
    st.caption(help_on("softmax"))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        total = say("layers-softmax-sum", count=count)
        st.html(
            '<p class="formula" role="status">'
            f"exp({number(terms.logits[chosen], _DIGITS)}) ÷ {escape(total)} = "
            f"{number(terms.exponentials[chosen], _DIGITS)} ÷ {number(terms.total, _DIGITS)} = "
            f"<b>{fine_percent(float(terms.shares[chosen]))}</b> "
            f"{escape(say('layers-softmax-for', name=class_title(classes[chosen])))}</p>"
        )
        show_table(
            {
                say("layers-softmax-class"): [class_title(classes[i]) for i in order],
                say("layers-softmax-logit"): [number(terms.logits[i], _DIGITS) for i in order],
                "exp(logit)": [number(terms.exponentials[i], _DIGITS) for i in order],
                say("layers-softmax-share"): [number(terms.shares[i], _DIGITS) for i in order],
            }
        )
    with right:
        figure = probability_bars(terms.shares.astype(np.float32), classes, height=300, log=True)
        st.plotly_chart(figure, config=CONFIG, key="softmax_bars")
