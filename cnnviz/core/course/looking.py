"""Chapters 1 to 5: pictures, why not an ordinary network, kernels, windows, many maps."""

from __future__ import annotations

import numpy as np

from cnnviz.core.course.answers import TWO_DECIMALS, Question
from cnnviz.core.course.subject import Fact, Lesson, Subject, Unfit
from cnnviz.core.explore.dense_instead import dense_instead
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.windows import ConvSpec, convolve_steps
from cnnviz.core.windows.examples import ARTICLE_INPUT, ARTICLE_KERNEL, plane
from cnnviz.core.windows.facts import never_read

# A photograph as networks for photographs read it.
PHOTO = (3, 224, 224)
# The colour picture of the first chapter: its side in pixels.
SMALL = 4
FILTERS, KERNEL = 8, 5


def picture(subject: Subject) -> Lesson:
    """A picture is numbers."""
    preparation = subject.network.preparation
    values = subject.result.input[0, 0].double().numpy()
    grey = np.rint((values * preparation.deviation[0] + preparation.mean[0]) * 255)
    rows, columns = grey.shape
    # The pixel that is neither black nor white most clearly: on a digit's edge.
    row, column = np.unravel_index(np.abs(grey - 128).argmin(), grey.shape)
    value = int(grey[row, column])
    facts: dict[str, Fact] = {
        "rows": rows,
        "columns": columns,
        "pixels": rows * columns,
        "row": int(row) + 1,
        "column": int(column) + 1,
        "grey": value,
        "white": 255,
        "share": value / 255,
        "side": SMALL,
        "channels": 3,
    }
    return Lesson(
        facts,
        (
            Question("normalise", value / 255, TWO_DECIMALS),
            Question("colour", SMALL * SMALL * 3),
        ),
    )


def ordinary(subject: Subject) -> Lesson:
    """Why not an ordinary network."""
    shape = (1, *subject.result.input.shape[-2:])
    spec = ConvSpec(KERNEL, padding=KERNEL // 2)
    digit = dense_instead(shape, FILTERS, spec)
    channels, height, width = PHOTO
    facts: dict[str, Fact] = {
        "filters": FILTERS,
        "kernel": KERNEL,
        "convolution": digit.convolution,
        "dense": digit.dense,
        "ratio": round(digit.dense / digit.convolution),
        "height": height,
        "width": width,
        "channels": channels,
    }
    return Lesson(
        facts,
        (
            Question("unit", channels * height * width),
            Question("shared", channels * KERNEL * KERNEL),
        ),
    )


def kernel(_: Subject) -> Lesson:
    """One step of a convolution, then the whole slide."""
    image, grid, spec = plane(ARTICLE_INPUT), plane(ARTICLE_KERNEL), ConvSpec(len(ARTICLE_KERNEL))
    steps = list(convolve_steps(image[None], grid[None], spec))
    height, width = spec.output_size(image.shape)
    last = steps[-1]
    facts: dict[str, Fact] = {
        "rows": image.shape[0],
        "columns": image.shape[1],
        "kernel": len(ARTICLE_KERNEL),
        "products": int(last.terms.size),
        "height": height,
        "width": width,
        "first": float(steps[0].value),
        "steps": len(steps),
    }
    return Lesson(facts, (Question("size", height), Question("corner", float(last.value))))


def stride(subject: Subject) -> Lesson:
    """Stride and padding: how large the map is, and what is never read."""
    rows, columns = map(int, subject.result.input.shape[-2:])
    size = min(KERNEL, rows, columns)
    wide, asked = ConvSpec(size, stride=2), ConvSpec(size, stride=3, padding=1)
    side, small = len(ARTICLE_INPUT), len(ARTICLE_KERNEL)
    same = (small - 1) // 2
    facts: dict[str, Fact] = {
        "rows": columns,
        "kernel": size,
        "stride": 2,
        "side": side,
        "small": small,
        "one": ConvSpec(small).output_size((side, side))[0],
        "two": ConvSpec(small, stride=2).output_size((side, side))[0],
        "same": same,
        "kept": ConvSpec(small, padding=same).output_size((side, side))[0],
        "askedstride": 3,
        "askedpadding": 1,
    }
    return Lesson(
        facts,
        (
            Question("size", asked.output_size((rows, columns))[1]),
            Question("unread", len(never_read((rows, columns), wide)[1])),
        ),
    )


def maps(subject: Subject) -> Lesson:
    """Many kernels, many maps; and a kernel reads all maps before it."""
    layers = [record for record in subject.all(LayerKind.CONV) if record.weight is not None]
    if not layers:
        raise Unfit(LayerKind.CONV)
    # The second, where there is one: its kernels read what the first has made.
    record = layers[min(1, len(layers) - 1)]
    assert record.weight is not None
    out, read, height, width = map(int, record.weight.shape)
    taps = read * height * width
    facts: dict[str, Fact] = {
        "layer": record.name,
        "out": out,
        "in": read,
        "height": height,
        "width": width,
        "first": layers[0].name,
        "firstout": int(layers[0].output.shape[1]),
    }
    biases = 0 if record.bias is None else out
    return Lesson(facts, (Question("taps", taps), Question("layer", out * taps + biases)))
