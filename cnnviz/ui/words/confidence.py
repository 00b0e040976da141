"""Where a probability comes from, and how far it can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnnviz.figures.theme import percent

SETS = {
    "mnist-test": "MNIST's 10,000 test digits",
    "builtin": "the built-in 5,000 digits",
    "pen-test": "pen-drawn digits of 5 writers it never saw",
    "signs-test": "road signs it never saw",
}


def confidence_words(row: Mapping[str, Any] | None, count: int) -> str:
    """A few sentences (Markdown) on a network's probabilities.

    Parameters
    ----------
    row : mapping or None
        Of the manifest; None for a network that nobody has calibrated here.
    count : int
        How many classes there are.
    """
    start = (
        f"The last layer gives {count:,} numbers, the **logits**. Softmax takes e to the power of "
        "each and divides by their sum."
    )
    if row is None:
        return (
            f"{start}\n\nNobody has measured here how often this network is right when it is so "
            "sure: many networks say 99.9% far too often."
        )
    smoothing, temperature = row["recipe"]["label_smoothing"], row["temperature"]
    goal = 1 - smoothing + smoothing / count
    parts = [start]
    if smoothing:
        parts.append(
            f"In training it was not to say 100% but {percent(goal)} (**label smoothing** "
            f"{smoothing:g}): so it stays too modest."
        )
    parts.append(
        f"Therefore the logits were divided by a **temperature** of {temperature:.3f}, which was "
        "chosen on pictures that it was neither trained on nor judged by (**calibration**)."
    )
    name = list(row["calibration_error"])[-1]
    error = row["calibration_error"][name]
    parts.append(
        f"On {SETS.get(name, name)} its probability is off by {percent(error['after'])} on "
        f"average (before: {percent(error['before'])})."
    )
    return "\n\n".join(parts)
