"""Where a probability comes from, and how far it can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnnviz.figures.theme import number, percent, written
from cnnviz.ui.words.speech import say

# Of the sets that networks are judged by, those that have words of their own.
SETS = ("mnist-test", "builtin", "pen-test", "signs-test")


def confidence_words(row: Mapping[str, Any] | None, count: int) -> str:
    """A few sentences (Markdown) on a network's probabilities.

    Parameters
    ----------
    row : mapping or None
        Of the manifest; None for a network that nobody has calibrated here.
    count : int
        How many classes there are.
    """
    start = say("sure-start", count=count)
    if row is None:
        return f"{start}\n\n{say('sure-unknown')}"
    smoothing, temperature = row["recipe"]["label_smoothing"], row["temperature"]
    goal = 1 - smoothing + smoothing / count
    parts = [start]
    if smoothing:
        parts.append(say("sure-smoothing", goal=percent(goal), smoothing=number(smoothing)))
    if "softened" in row["recipe"]:
        parts.append(say("sure-learned"))
    parts.append(say("sure-temperature", temperature=written(f"{temperature:.3f}")))
    name = list(row["calibration_error"])[-1]
    error = row["calibration_error"][name]
    where = say(f"sure-{name}") if name in SETS else name
    errors = {"after": percent(error["after"]), "before": percent(error["before"])}
    parts.append(say("sure-error", where=where, **errors))
    if "certain" in row:
        certain = row["certain"][name]
        shares = {"right": percent(certain["of_right"]), "wrong": percent(certain["of_wrong"])}
        parts[-1] += f" {say('sure-certain', **shares)}"
    return "\n\n".join(parts)
