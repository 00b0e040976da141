"""What one weight of a layer multiplies, and which of the layer's numbers its products go into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch

from cnnviz.core.explore.normalisation import frozen_line
from cnnviz.core.explore.reading import Doubles, Places, doubles, padded_places
from cnnviz.core.layer_kinds import BatchNormSpec, LayerKind, NormSpec, OperationSpec
from cnnviz.core.learning.seen import Use
from cnnviz.core.trace import LayerRecord, Trace
from cnnviz.core.windows.specs import ConvSpec, TransposedConvSpec

Place = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Factors:
    """Arrays (rows, columns), as those of `WeightTerms` are."""

    inputs: Doubles
    read: Places
    answers: Places
    normalised: bool = False


def factors_of(trace: Trace, use: Use, place: Place, values: torch.Tensor) -> Factors | None:
    """For one weight of one use; None where a layer's answer is no plain sum of products with it.

    Parameters
    ----------
    trace : Trace
    use : Use
    place : tuple of int
        Of the weight in its parameter.
    values : torch.Tensor
        The whole parameter.
    """
    record = trace.record(use.layer)
    if len(record.operands) != 1:
        return None
    source = trace.record(record.operands[0])
    if use.role == "bias":
        return _bias(record, place)
    formula = _FORMULAS.get(record.kind)
    return None if formula is None else formula(record, source, use, place, values)


# --- windows ----------------------------------------------------------------------------------


def _convolution(
    record: LayerRecord, source: LayerRecord, use: Use, place: Place, values: torch.Tensor
) -> Factors | None:
    spec, (out, each, row, column) = record.spec, place
    if use.role != "weight" or not isinstance(spec, ConvSpec):
        return None
    pieces, channels, height, width = source.output.shape
    _, filters, rows, columns = record.output.shape
    channel = out // (filters // spec.groups) * (channels // spec.groups) + each
    (dh, dw), (sh, sw) = spec.dilations, spec.steps
    padded = padded_places((height, width), spec)
    met = padded[row * dh :: sh, column * dw :: sw][:rows, :columns]
    read = _in_pieces(met, pieces, channels, channel, height * width)
    own = np.arange(rows * columns).reshape(rows, columns)
    answers = _in_pieces(own, pieces, filters, out, rows * columns)
    return Factors(_at(source, read), read, answers)


def _transposed(
    record: LayerRecord, source: LayerRecord, use: Use, place: Place, values: torch.Tensor
) -> Factors | None:
    spec, (channel, each, row, column) = record.spec, place
    if use.role != "weight" or not isinstance(spec, TransposedConvSpec):
        return None
    pieces, channels, height, width = source.output.shape
    _, filters, rows, columns = record.output.shape
    out = channel // (channels // spec.groups) * (filters // spec.groups) + each
    down, across = (
        np.arange(count) * stride - padding + at * dilation
        for count, stride, padding, at, dilation in zip(
            (height, width), spec.stride, spec.padding, (row, column), spec.dilation, strict=True
        )
    )
    inside = ((down >= 0) & (down < rows))[:, None] & ((across >= 0) & (across < columns))
    hit = np.where(inside, down[:, None] * columns + across, -1)
    own = np.arange(height * width).reshape(height, width)
    read = _in_pieces(own, pieces, channels, channel, height * width)
    answers = _in_pieces(hit, pieces, filters, out, rows * columns)
    return Factors(_at(source, read), read, answers)


def _in_pieces(places: Places, pieces: int, channels: int, channel: int, cells: int) -> Places:
    """Places in one map as places in the whole output, the pieces below one another."""
    return np.concatenate(
        [
            np.where(places < 0, -1, places + (piece * channels + channel) * cells)
            for piece in range(pieces)
        ]
    )


# --- dense layers -----------------------------------------------------------------------------


def _dense(
    record: LayerRecord, source: LayerRecord, use: Use, place: Place, values: torch.Tensor
) -> Factors | None:
    return _rows(record, source, place[0], place[1]) if use.role == "weight" else None


def _linear(
    record: LayerRecord, source: LayerRecord, use: Use, place: Place, values: torch.Tensor
) -> Factors | None:
    """`x @ weight`."""
    name = record.spec.function if isinstance(record.spec, OperationSpec) else ""
    if name not in ("matmul", "mm") or use.place != 1 or values.ndim != 2:
        return None
    return _rows(record, source, place[1], place[0])


def _rows(record: LayerRecord, source: LayerRecord, out: int, each: int) -> Factors:
    """Every row of inputs by itself: one product for each."""
    read = _along_last(source.output.shape, each)
    return Factors(_at(source, read), read, _along_last(record.output.shape, out))


def _along_last(shape: torch.Size, index: int) -> Places:
    places = np.arange(shape.numel()).reshape(tuple(shape))[..., index]
    return places.reshape(-1, places.shape[-1] if places.ndim else 1)


# --- every number for itself ------------------------------------------------------------------


def _norm(
    record: LayerRecord, source: LayerRecord, use: Use, place: Place, values: torch.Tensor
) -> Factors | None:
    """Weight times the number, brought to mean 0 and spread 1."""
    if use.role != "weight":
        return None
    x, spec = source.output.double(), record.spec
    if isinstance(spec, BatchNormSpec):
        shape = [-1 if axis == 1 else 1 for axis in range(x.ndim)]
        mean, variance = (each.double().reshape(shape) for each in (spec.mean, spec.variance))
        even = (x - mean) / (variance + spec.eps).sqrt()
    else:
        scale, shift = frozen_line(replace(record, weight=None, bias=None), x)
        even = scale * x + shift
    places = _own_places(record, place)
    return Factors(doubles(even.reshape(-1))[places], places, places, normalised=True)


def _prelu(
    record: LayerRecord, source: LayerRecord, use: Use, place: Place, values: torch.Tensor
) -> Factors | None:
    """Negative numbers are multiplied by the weight, the others are not."""
    if use.role != "weight":
        return None
    shape = record.output.shape
    if values.numel() > 1:
        places = _at_axis(shape, 1, place[0])
    else:
        places = _two_axes(np.arange(shape.numel()).reshape(tuple(shape)))
    return Factors(np.minimum(_at(source, places), 0.0), places, places)


def _scale(
    record: LayerRecord, source: LayerRecord, use: Use, place: Place, values: torch.Tensor
) -> Factors | None:
    """A constant that is added, taken away or multiplied by; PyTorch repeats it as needed."""
    spec, shape = record.spec, record.output.shape
    if not isinstance(spec, OperationSpec) or "alpha" in dict(spec.settings):
        return None
    own = torch.arange(values.numel()).reshape(values.shape).expand(shape).reshape(-1)
    flat = int(np.ravel_multi_index(place, values.shape)) if place else 0
    answers = np.flatnonzero(own.numpy() == flat)
    first = source.output
    whole = torch.arange(first.numel()).reshape(first.shape).expand(shape).reshape(-1).numpy()
    read = whole[answers]
    if spec.function in ("mul", "multiply", "rmul"):
        inputs = _at(source, read)
    elif spec.function in ("add", "radd", "sub", "rsub"):
        sign = {"sub": (1.0, -1.0), "rsub": (-1.0, 1.0)}.get(spec.function, (1.0, 1.0))
        inputs, read = np.full(len(answers), sign[use.place == 1]), np.full(len(answers), -1)
    else:
        return None
    columns = shape[-1] if len(shape) and len(answers) % shape[-1] == 0 else len(answers)
    rows = (-1, columns)
    return Factors(inputs.reshape(rows), read.reshape(rows), answers.reshape(rows))


def _bias(record: LayerRecord, place: Place) -> Factors | None:
    """What is added to every number of a map, or to one number: it counts once for each."""
    if record.kind in (LayerKind.CONV, LayerKind.TRANSPOSED_CONV, LayerKind.LINEAR):
        if record.output.ndim < 3:
            return None
        answers = _at_axis(record.output.shape, 1, place[0])
    elif record.kind is LayerKind.DENSE:
        answers = _along_last(record.output.shape, place[0])
    elif record.kind in (LayerKind.BATCH_NORM, LayerKind.NORM):
        answers = _own_places(record, place)
    else:
        return None
    return Factors(np.ones(answers.shape), np.full(answers.shape, -1), answers)


def _own_places(record: LayerRecord, place: Place) -> Places:
    """The numbers that one weight of a normalisation belongs to."""
    shape, spec = record.output.shape, record.spec
    if isinstance(spec, NormSpec) and spec.method in ("layer", "rms"):
        rows = np.arange(shape.numel()).reshape(-1, *shape[len(shape) - len(place) :])
        own: Places = np.moveaxis(rows, 0, -1)[place]
        return own.reshape(-1, shape[-2] if len(place) == 1 and len(shape) > 1 else 1)
    return _at_axis(shape, 1, place[0])


def _at_axis(shape: torch.Size, axis: int, index: int) -> Places:
    places = np.arange(shape.numel()).reshape(tuple(shape))
    return _two_axes(np.take(places, index, axis))


def _two_axes(places: Places) -> Places:
    return places.reshape(-1, places.shape[-1] if places.ndim else 1)


def _at(source: LayerRecord, places: Places) -> Doubles:
    """The source's numbers at these places; 0 in the padding."""
    values = doubles(source.output.reshape(-1)[torch.from_numpy(places.clip(0))])
    return np.where(places < 0, 0.0, values)


_Formula = Callable[[LayerRecord, LayerRecord, Use, Place, torch.Tensor], Factors | None]
_FORMULAS: dict[LayerKind, _Formula] = {
    LayerKind.CONV: _convolution,
    LayerKind.TRANSPOSED_CONV: _transposed,
    LayerKind.DENSE: _dense,
    LayerKind.LINEAR: _linear,
    LayerKind.BATCH_NORM: _norm,
    LayerKind.NORM: _norm,
    LayerKind.ACTIVATION: _prelu,
    LayerKind.SCALE: _scale,
}
