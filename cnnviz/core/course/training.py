"""Chapters 10 to 14: learning, overfitting, architectures, attribution, code."""

from __future__ import annotations

import math

import numpy as np

from cnnviz.core.course.answers import TWO_DECIMALS, Question
from cnnviz.core.course.subject import Fact, Lesson, Subject, Unfit, parameters
from cnnviz.core.explore.cells import planes
from cnnviz.core.explore.influence import answer_cell
from cnnviz.core.explore.pixel_shares import pixel_shares
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.windows import ConvSpec

DROPPED = 0.5
# The layer whose code the last chapter writes.
CODE = (1, 6, 5)


def learning(subject: Subject) -> Lesson:
    """The loss, its gradient, and one step."""
    shares = subject.result.probabilities[0].double()
    if shares.ndim != 1 or len(shares) < 2:
        raise Unfit(LayerKind.SOFTMAX)
    best, second = (int(index) for index in shares.topk(2).indices)
    share, other = float(shares[best]), float(shares[second])
    rate, weight, slope = 0.1, _weight(subject), round(other - 1, 2)
    facts: dict[str, Fact] = {
        "class": subject.network.class_name(best),
        "share": share,
        "loss": -math.log(max(share, 1e-12)),
        "other": subject.network.class_name(second),
        "othershare": float(f"{other:.3g}"),
        "weight": weight,
        "slope": slope,
        "rate": rate,
    }
    shown = max(float(f"{other:.3g}"), 1e-12)
    return Lesson(
        facts,
        (
            Question("loss", -math.log(shown), 0.06),
            Question("step", weight - rate * slope, TWO_DECIMALS),
        ),
    )


def _weight(subject: Subject) -> float:
    """One of the network's own weights, with two decimals."""
    for record in reversed(subject.result.records):
        if record.weight is not None:
            return round(float(record.weight.flatten()[0]), 2)
    raise Unfit(LayerKind.DENSE)


def overfitting(subject: Subject) -> Lesson:
    """Learning by heart, and what helps against it."""
    dense = subject.all(LayerKind.DENSE)
    if not dense:
        raise Unfit(LayerKind.DENSE)
    units, batch = int(planes(dense[0]).numel()), TrainConfig(1).batch_size
    # With one dense layer there is nothing before the answer to be dropped: its inputs are.
    if len(dense) == 1:
        units = int(planes(subject.parent(dense[0])).numel())
    facts: dict[str, Fact] = {
        "units": units,
        "dropped": DROPPED,
        "examples": subject.examples,
        "batch": batch,
        "parameters": parameters(subject.result),
    }
    return Lesson(
        facts,
        (
            Question("dropout", units * (1 - DROPPED), 0.5),
            Question("steps", math.ceil(subject.examples / batch)),
        ),
    )


def architectures(subject: Subject) -> Lesson:
    """What each of the famous networks added."""
    counts = {title: parameters(trace) for title, trace in subject.others.items()}
    sums = [
        (trace, record)
        for trace in subject.others.values()
        for record in trace.records
        if record.kind is LayerKind.ADD and len(record.parents) == 2
    ]
    if not counts or not sums:
        raise Unfit(LayerKind.ADD)
    trace, record = sums[0]
    own, shortcut = (planes(trace.record(name))[0].double().numpy() for name in record.parents)
    row, column = np.unravel_index(np.abs(own).argmax(), own.shape)
    x, f = round(float(shortcut[row, column]), 2), round(float(own[row, column]), 2)
    facts: dict[str, Fact] = {
        "layer": record.name,
        "row": int(row) + 1,
        "column": int(column) + 1,
        "x": x,
        "f": f,
        **{f"count{place + 1}": count for place, count in enumerate(counts.values())},
        **{f"title{place + 1}": title for place, title in enumerate(counts)},
    }
    most = max(counts, key=counts.__getitem__)
    return Lesson(
        facts,
        (
            Question("most", most, options=tuple(counts)),
            Question("sum", x + f, TWO_DECIMALS),
        ),
    )


def attribution(subject: Subject) -> Lesson:
    """What each pixel adds to the answer, and what that does not say."""
    try:
        shares = pixel_shares(subject.result, answer_cell(subject.result))
    except ValueError as error:
        raise Unfit(LayerKind.OTHER) from error
    positive, negative, constant = (
        round(value, 2) for value in (shares.positive, shares.negative, shares.constant)
    )
    dark = shares.shares[subject.result.input[0].numpy() == 0]
    facts: dict[str, Fact] = {
        "class": subject.network.class_name(shares.cell.channel),
        "logit": shares.value,
        "positive": positive,
        "negative": negative,
        "constant": constant,
        "dark": int(dark.size),
    }
    black = float(np.abs(dark).max()) if dark.size else 0.0
    return Lesson(
        facts,
        (
            Question("sum", positive + negative + constant, 0.02),
            Question("black", black, 1e-6),
        ),
    )


def code(_: Subject) -> Lesson:
    """The same network in two libraries."""
    read, out, size = CODE
    same = next(p for p in range(size) if ConvSpec(size, padding=p).output_size((28, 28))[0] == 28)
    facts: dict[str, Fact] = {"in": read, "out": out, "kernel": size, "rows": 28}
    return Lesson(
        facts,
        (Question("parameters", out * (read * size * size + 1)), Question("padding", same)),
    )
