"""Resize and Upsample: by PyTorch's module where it computes the same, else by matrices."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.values import BatchError, Flowing, Value, known

Floats = NDArray[np.float64]


def upsample(call: Call) -> Value:
    """Upsample, which Resize has replaced."""
    scales = call.attribute("scales")
    if scales is None:
        scales = call.known(1).reshape(-1).tolist()
    mode = call.attribute("mode", "nearest")
    return _resized(call, None, scales, "linear" if "linear" in mode else mode, "asymmetric")


def resize(call: Call) -> Value:
    """Resize."""
    mode, x = call.attribute("mode", "nearest"), call.value(0)
    if call.opset < 11:
        return _resized(call, None, call.known(1).reshape(-1).tolist(), mode, "asymmetric")
    where = call.attribute("coordinate_transformation_mode", "half_pixel")
    rounding = call.attribute("nearest_mode", "round_prefer_floor")
    cubic, outside = call.attribute("cubic_coeff_a", -0.75), call.attribute("exclude_outside", 0)
    call.ignore("extrapolation_value")
    if call.attribute("antialias", 0) or where == "tf_crop_and_resize":
        raise call.error("is set in a way that is not known")
    if call.attribute("keep_aspect_ratio_policy", "stretch") != "stretch":
        raise call.error("keeps proportions, which is not known")
    axes = call.integers("axes")
    dims = [call.axis(a) for a in axes] if axes is not None else list(range(call.rank()))
    sizes: list[int] | None = None
    scales: list[float] | None = None
    if call.has(3):
        sizes = _whole(call, dims, [[int(v) for v in t.reshape(-1)] for t in call.pair(3)])
    elif call.has(2):
        given = [float(v) for v in call.known(2).reshape(-1)]
        if len(given) != len(dims):
            raise call.error("has scales that do not fit")
        scales = [1.0] * x.a.ndim
        for dim, scale in zip(dims, given, strict=True):
            scales[dim] = scale
    return _resized(call, sizes, scales, mode, where, rounding, cubic, outside != 0)


def _whole(call: Call, dims: Sequence[int], pair: list[list[int]]) -> list[int]:
    """Sizes of all dimensions; those of the batch must be as they are."""
    x, sizes = call.value(0), list(call.value(0).a.shape)
    for i, dim in enumerate(dims):
        if len(pair[0]) != len(dims) or pair[0][i] < 1:
            raise call.error("has sizes that do not fit")
        if isinstance(x, Flowing) and (x.is_batch(dim) or pair[0][i] != pair[1][i]):
            kept = (pair[0][i], pair[1][i]) == (x.a.shape[dim], x.b.shape[dim])
            fixed = call.builder.fixed_batch == pair[0][i] == pair[1][i]
            if not kept and not fixed:
                raise BatchError("it resizes the number of pictures")
            continue
        sizes[dim] = pair[0][i]
    return sizes


def _resized(
    call: Call,
    sizes: list[int] | None,
    scales: list[float] | None,
    mode: str,
    where: str,
    rounding: str = "floor",
    cubic: float = -0.75,
    exclude_outside: bool = False,
) -> Value:
    x = call.value(0)
    before = list(x.a.shape)
    if sizes is None:
        if scales is None or len(scales) != len(before):
            raise call.error("has scales that do not fit")
        if not all(math.isfinite(s) and 0 < s < 1e4 for s in scales):
            raise call.error("has scales that are out of bounds")
        sizes = [math.floor(s * n) for s, n in zip(scales, before, strict=True)]
    else:
        scales = [s / n for s, n in zip(sizes, before, strict=True)]
    spatial = len(before) - 2
    if spatial < 1 or spatial > 3 or sizes[:2] != before[:2] or min(sizes) < 1:
        raise call.error("resizes something else than height and width")
    if max(sizes) > 2**14:
        raise call.error("makes something that is too large")
    axes = [_Axis(before[i], sizes[i], scales[i]) for i in range(2, len(before))]
    if where == "align_corners" and not all(axis.is_exact for axis in axes):
        # The reference evaluator counts the fraction of a cell that is lost, PyTorch does not.
        raise call.error("leaves a fraction of a cell, which programs compute in different ways")
    points = [axis.points(where) for axis in axes]
    if mode == "nearest":
        return _nearest(call, axes, points, rounding)
    torch_mode = _torch_mode(axes, mode, where, cubic, exclude_outside)
    if torch_mode is not None:
        attributes = {"size": sizes[2:], "mode": torch_mode}
        return call.emit("upsample", [x], attributes | {"align_corners": where == "align_corners"})
    if mode not in ("linear", "cubic"):
        raise call.error(f"interpolates in a way called {mode[:20]!r}, which is not known")
    matrices = [
        axis.matrix(at, mode, cubic, exclude_outside) for axis, at in zip(axes, points, strict=True)
    ]
    return call.emit("resample", [x, *(known(torch.tensor(m, dtype=x.a.dtype)) for m in matrices)])


def _torch_mode(
    axes: Sequence[_Axis], mode: str, where: str, cubic: float, exclude_outside: bool
) -> str | None:
    """The mode of PyTorch's module that computes the same, if there is one."""
    half = where in ("half_pixel", "half_pixel_symmetric") or (
        where == "pytorch_half_pixel" and min(axis.after for axis in axes) > 1
    )
    if not (half and all(axis.is_exact for axis in axes)) and where != "align_corners":
        return None
    if mode == "linear":
        return {1: "linear", 2: "bilinear", 3: "trilinear"}[len(axes)]
    same = mode == "cubic" and len(axes) == 2 and cubic == -0.75 and not exclude_outside
    return "bicubic" if same else None


def _nearest(call: Call, axes: Sequence[_Axis], points: Sequence[Floats], rounding: str) -> Value:
    chosen = []
    for axis, at in zip(axes, points, strict=True):
        if rounding == "floor":
            index = np.floor(at)
        elif rounding == "ceil":
            index = np.ceil(at)
        elif rounding == "round_prefer_ceil":
            index = np.floor(at + 0.5)
        elif rounding == "round_prefer_floor":
            index = np.ceil(at - 0.5)
        else:
            raise call.error(f"rounds in a way called {rounding[:20]!r}, which is not known")
        chosen.append(index.clip(0, axis.before - 1).astype(np.int64))
    for torch_mode, shift in (("nearest", 0.0), ("nearest-exact", 0.5)):
        ours = [axis.torch_index(shift) for axis in axes]
        if all(np.array_equal(a, b) for a, b in zip(ours, chosen, strict=True)):
            attributes = {"size": [axis.after for axis in axes], "mode": torch_mode}
            return call.emit("upsample", [call.value(0)], attributes)
    return call.emit("take_each", [call.value(0), *(known(torch.tensor(c)) for c in chosen)])


class _Axis:
    """One dimension: its sizes, and the scale by which places are found."""

    def __init__(self, before: int, after: int, scale: float) -> None:
        self.before, self.after, self.scale = before, after, scale

    @property
    def is_exact(self) -> bool:
        """Whether the scale makes a whole number of cells."""
        return abs(self.scale * self.before - self.after) < 1e-4

    def points(self, where: str) -> Floats:
        """Where each cell of the output lies in the input (the table in ONNX's Resize)."""
        i = np.arange(self.after, dtype=np.float64)
        if where == "asymmetric":
            return i / self.scale
        if where == "align_corners":
            return i * ((self.before - 1) / (self.after - 1)) if self.after > 1 else i * 0.0
        if where == "pytorch_half_pixel" and self.after == 1:
            return i * 0.0
        if where in ("half_pixel", "pytorch_half_pixel"):
            return (i + 0.5) / self.scale - 0.5
        if where == "half_pixel_symmetric":
            adjustment = self.after / (self.scale * self.before)
            offset = self.before / 2 * (1 - adjustment)
            return offset + (i + 0.5) / self.scale - 0.5
        raise ValueError(f"places are found in a way called {where[:30]!r}, which is not known")

    def torch_index(self, shift: float) -> NDArray[np.int64]:
        """What PyTorch's nearest (shift 0) and nearest-exact (0.5) take."""
        scale = np.float32(self.before) / np.float32(self.after)
        places = (np.arange(self.after, dtype=np.float32) + np.float32(shift)) * scale
        index: NDArray[np.int64] = np.floor(places).astype(np.int64)
        return index.clip(None, self.before - 1)

    def matrix(self, points: Floats, mode: str, cubic: float, exclude_outside: bool) -> Floats:
        """Shares (after, before) of each input cell in each output cell."""
        base = np.floor(points).astype(np.int64)
        taps = (0, 1) if mode == "linear" else (-1, 0, 1, 2)
        matrix = np.zeros((self.after, self.before))
        for tap in taps:
            distance = np.abs(points - (base + tap))
            share = 1 - distance if mode == "linear" else _cubic(distance, cubic)
            index = base + tap
            if exclude_outside:
                share = np.where((index < 0) | (index >= self.before), 0.0, share)
            np.add.at(matrix, (np.arange(self.after), index.clip(0, self.before - 1)), share)
        return matrix / matrix.sum(1, keepdims=True) if exclude_outside else matrix


def _cubic(distance: Floats, a: float) -> Floats:
    """Keys: Cubic convolution interpolation for digital image processing (1981)."""
    near = ((a + 2) * distance - (a + 3)) * distance**2 + 1
    far = ((distance - 5) * distance + 8) * distance * a - 4 * a
    return np.where(distance <= 1, near, np.where(distance < 2, far, 0.0))


RESIZING = {"Resize": resize, "Upsample": upsample}
