"""The largest of many products, and what the others come to."""

from __future__ import annotations

import numpy as np

from cnnviz.core.learning.weights import WeightTerms
from cnnviz.figures.theme import number
from cnnviz.ui.tables import show_table
from cnnviz.ui.words.speech import say

_WRITTEN = 5


def largest_products(terms: WeightTerms) -> None:
    """A table of the largest products; with the rest they make up the sum."""
    flat = terms.products.ravel()
    order = [int(i) for i in np.argsort(-np.abs(flat), kind="stable")[:_WRITTEN] if flat[i] != 0]
    columns = terms.products.shape[1]
    places = [divmod(i, columns) for i in order]
    rest = float(flat.sum() - flat[order].sum())
    left = len(flat) - len(order)
    show_table(
        {
            say("weight-at"): [
                *(f"{r + 1}, {c + 1}" for r, c in places),
                say("weight-others", count=left),
            ],
            say("weight-input"): [*(number(float(terms.inputs[p]), 4) for p in places), ""],
            say("weight-by-gradient"): [
                *(number(float(terms.gradients[p]), 4) for p in places),
                "",
            ],
            say("weight-product"): [*(number(float(flat[i]), 4) for i in order), number(rest, 4)],
        }
    )
