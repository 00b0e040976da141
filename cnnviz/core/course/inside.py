"""Chapters 6 to 9: activation, pooling, the way to an answer, the whole network."""

from __future__ import annotations

import numpy as np

from cnnviz.core.course.answers import TWO_DECIMALS, Question
from cnnviz.core.course.subject import Fact, Lesson, Subject, Unfit, parameters
from cnnviz.core.explore.arithmetic import softmax_terms
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.receptive_field import bounding_box, receptive_field
from cnnviz.core.layer_kinds import ActivationSpec, LayerKind
from cnnviz.core.trace import Head
from cnnviz.core.windows import PoolSpec

# Two straight lines, one put into the other.
FIRST, SECOND = (2, 1), (3, -4)


def activation(subject: Subject) -> Lesson:
    """Without a bend, many layers are one."""
    for record in subject.all(LayerKind.ACTIVATION):
        before = planes(subject.parent(record)).double().numpy()
        if _is_relu(record.spec) and before.min() < 0:
            break
    else:
        raise Unfit(LayerKind.ACTIVATION)
    channel, row, column = np.unravel_index(before.argmin(), before.shape)
    facts: dict[str, Fact] = {
        "layer": record.name,
        "parent": record.parents[0],
        "map": int(channel) + 1,
        "row": int(row) + 1,
        "column": int(column) + 1,
        "value": float(before.min()),
        "zeros": float((planes(record) == 0).double().mean()),
        "a": FIRST[0],
        "b": FIRST[1],
        "c": SECOND[0],
        "d": -SECOND[1],
    }
    return Lesson(facts, (Question("relu", 0.0), Question("slope", float(FIRST[0] * SECOND[0]))))


def _is_relu(spec: object) -> bool:
    return isinstance(spec, ActivationSpec) and spec.function == "relu"


def pooling(subject: Subject) -> Lesson:
    """The largest, or the average, of each window."""
    pools = [record for record in subject.all(LayerKind.POOL) if isinstance(record.spec, PoolSpec)]
    if not pools:
        raise Unfit(LayerKind.POOL)
    record = pools[0]
    maps = planes(subject.parent(record)).double().numpy()
    rows, columns = maps.shape[1] // 2 * 2, maps.shape[2] // 2 * 2
    windows = maps[:, :rows, :columns].reshape(len(maps), rows // 2, 2, columns // 2, 2)
    windows = windows.transpose(0, 1, 3, 2, 4)
    # The window in which the two ways differ most.
    spread = windows.max((3, 4)) - windows.mean((3, 4))
    channel, row, column = np.unravel_index(spread.argmax(), spread.shape)
    numbers = windows[channel, row, column].ravel().round(2)
    _, height, width = planes(record).shape
    facts: dict[str, Fact] = {
        "layer": record.name,
        "parent": record.parents[0],
        "map": int(channel) + 1,
        "row": int(row) * 2 + 1,
        "column": int(column) * 2 + 1,
        "rows": maps.shape[1],
        "columns": maps.shape[2],
        "height": height,
        "width": width,
        **{f"n{place + 1}": float(value) for place, value in enumerate(numbers)},
    }
    return Lesson(
        facts,
        (
            Question("largest", float(numbers.max()), TWO_DECIMALS),
            Question("average", float(numbers.mean()), TWO_DECIMALS),
        ),
    )


def answer(subject: Subject) -> Lesson:
    """Flatten, dense, softmax."""
    if subject.result.head is not Head.LOGITS or subject.result.logits.ndim != 2:
        raise Unfit(LayerKind.DENSE)
    record = subject.first(LayerKind.FLATTEN, LayerKind.GLOBAL_POOL)
    channels, height, width = planes(subject.parent(record)).shape
    terms = softmax_terms(subject.result)
    best = int(terms.shares.argmax())
    facts: dict[str, Fact] = {
        "layer": record.name,
        "channels": channels,
        "height": height,
        "width": width,
        "classes": len(terms.shares),
        "class": subject.network.class_name(best),
        "exp": float(terms.exponentials[best]),
        "sum": float(terms.total),
    }
    return Lesson(
        facts,
        (
            Question("row", channels * height * width),
            Question("share", float(terms.shares[best]), TWO_DECIMALS, is_share=True),
        ),
    )


def whole(subject: Subject) -> Lesson:
    """From any number back to the ink."""
    windowed = [*subject.all(LayerKind.CONV), *subject.all(LayerKind.POOL)]
    if not windowed:
        raise Unfit(LayerKind.CONV)
    first = subject.first(LayerKind.CONV, LayerKind.POOL)
    names = subject.result.names
    last = max(windowed, key=lambda record: names.index(record.name))
    channels, rows, columns = planes(first).shape
    _, height, width = planes(last).shape
    box = bounding_box(
        receptive_field(subject.result, Cell(first.name, 0, rows // 2, columns // 2))
    )
    numbers = sum(planes(record).numel() for record in subject.result.records)
    facts: dict[str, Fact] = {
        "layers": len(subject.result.records) - 1,
        "numbers": numbers,
        "parameters": parameters(subject.result),
        "first": first.name,
        "last": last.name,
        "channels": channels,
        "rows": rows,
        "columns": columns,
        "height": height,
        "width": width,
        "row": rows // 2 + 1,
        "column": columns // 2 + 1,
    }
    return Lesson(
        facts,
        (
            Question("cells", channels * rows * columns),
            Question("field", 0 if box is None else box[2] - box[0]),
        ),
    )
