"""How a picture (N, C, H, W) becomes what a file takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import ModelProto, ValueInfoProto

from cnnviz.core.images import Shape
from cnnviz.core.networks.graph.functions import DTYPES
from cnnviz.core.networks.graph.model import INPUT_NAME
from cnnviz.core.networks.graph.settings import GraphError
from cnnviz.core.networks.onnx.builder import Builder
from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.conversion import dims_of, real_inputs
from cnnviz.core.networks.onnx.operators.curves import NUMBER_KINDS
from cnnviz.core.networks.onnx.values import Value

# Tried in turn where a file leaves height and width open: ImageNet's size, and then others' .
SIDES = (224, 32, 28, 64, 96, 128, 160, 256, 299)
_CHANNELS = (1, 3, 4)
_LARGEST_SIDE = 4096
_MOST_CHANNELS = 64


@dataclass(frozen=True)
class PictureInput:
    """The one input of a file that takes pictures.

    Attributes
    ----------
    name : str
    dtype : str
        Kind of its numbers, as in `DTYPES`.
    batch : int or None
        The number of pictures that is written into the file.
    layout : str
        "NCHW", "NHWC", "NHW" or "NF" (all pixels in a row).
    shapes : tuple of Shape
        Inputs (channels, height, width) that it may take, the likeliest first.
    """

    name: str
    dtype: str
    batch: int | None
    layout: str
    shapes: tuple[Shape, ...]

    @property
    def is_bytes(self) -> bool:
        """Whether it takes pixels from 0 to 255."""
        return self.dtype == "uint8"

    def adapt(self, builder: Builder, value: Value) -> Value:
        """Nodes that make of the picture what the file takes."""
        wishes = {"NHWC": "channels_last", "NF": "pixels", "NHW": "plane"}
        call = Call(builder, "input", 22, [value], [], {}, wishes.get(self.layout))
        if self.layout == "NHWC":
            value = call.emit("permute", [value], {"dims": [0, 2, 3, 1]})
        elif self.layout == "NF":
            value = call.emit("flatten", [value], {"start": 1})
        elif self.layout == "NHW":
            value = call.emit("squeeze", [value], {"dims": [1]})
        if self.dtype != "float32":
            other = Call(builder, "input", 22, [value], [], {}, "as_" + self.dtype)
            if not DTYPES[self.dtype].is_floating_point:
                value = other.emit("round", [value], suffix="round")
            value = other.emit("cast", [value], {"dtype": self.dtype})
        return value

    def array(self, x: torch.Tensor) -> NDArray[np.generic]:
        """What the file itself is given for an input (N, C, H, W)."""
        if self.layout == "NHWC":
            x = x.permute(0, 2, 3, 1)
        elif self.layout == "NF":
            x = x.flatten(1)
        elif self.layout == "NHW":
            x = x.squeeze(1)
        dtype = DTYPES[self.dtype]
        x = x if dtype.is_floating_point else x.round()
        given: NDArray[np.generic] = x.to(dtype).contiguous().numpy()
        return given


def picture_input(model: ModelProto, wanted: Shape | None) -> PictureInput:
    """The file's input, and what it takes.

    Parameters
    ----------
    wanted : Shape, optional
        Channels, height and width, where somebody has said them.

    Raises
    ------
    GraphError
        If it takes no picture, more than one thing, or something else than is wanted.
    """
    inputs = real_inputs(model)
    if len(inputs) != 1:
        raise GraphError(f"it takes {len(inputs)} inputs, and only networks of one are shown")
    value = inputs[0]
    kind = value.type.tensor_type.elem_type
    if NUMBER_KINDS.get(kind, "bool") == "bool":
        raise GraphError("its input is no tensor of numbers that a picture could be")
    dims = dims_of(value)
    layout, shapes = _shapes(model, value, dims, wanted)
    if wanted is not None and shapes != (wanted,):
        raise GraphError(f"its input has the shape {_written(dims)}, not {tuple(wanted)}")
    for shape in shapes:
        if shape[0] > _MOST_CHANNELS or max(shape) > _LARGEST_SIDE:
            raise GraphError(f"its input has the shape {_written(dims)}, which is too large")
    return PictureInput(value.name, NUMBER_KINDS[kind], dims[0], layout, shapes)


def _shapes(
    model: ModelProto, value: ValueInfoProto, dims: list[int | None], wanted: Shape | None
) -> tuple[str, tuple[Shape, ...]]:
    if len(dims) == 4:
        layout = _layout(model, value.name, dims)
        order = (1, 2, 3) if layout == "NCHW" else (3, 1, 2)
        return layout, _filled([dims[i] for i in order], wanted)
    if len(dims) == 3 and (dims[0] in (None, 1)):
        return "NHW", _filled([1, *dims[1:]], wanted)
    if len(dims) == 2 and dims[1] is not None:
        for channels in (1, 3):
            side = math.isqrt(dims[1] // channels)
            if wanted is None and side * side * channels == dims[1]:
                return "NF", ((channels, side, side),)
        if wanted is not None and math.prod(wanted) == dims[1]:
            return "NF", (wanted,)
    raise GraphError(f"its input has the shape {_written(dims)}, which is no picture's")


def _filled(dims: Sequence[int | None], wanted: Shape | None) -> tuple[Shape, ...]:
    """Channels, height and width; several where the file leaves them open."""
    channels, height, width = dims
    if wanted is not None:
        fits = all(d is None or d == w for d, w in zip(dims, wanted, strict=True))
        return (wanted,) if fits else ()
    many = [channels] if channels is not None else [3, 1]
    if height is not None and width is not None:
        return tuple((c, height, width) for c in many)
    return tuple(
        (c, height or width or side, width or height or side) for side in SIDES for c in many
    )


def _layout(model: ModelProto, name: str, dims: Sequence[int | None]) -> str:
    """Where the channels are: by the first operators that read the input, else by the sizes."""
    names, by_output = {name}, {"Conv": "NCHW", "MaxPool": "NCHW", "BatchNormalization": "NCHW"}
    for node in model.graph.node[:200]:
        if not node.input or node.input[0] not in names:
            continue
        if node.op_type in by_output:
            return by_output[node.op_type]
        if node.op_type == "Transpose":
            order = next((list(a.ints) for a in node.attribute if a.name == "perm"), [])
            if order == [0, 3, 1, 2]:
                return "NHWC"
        if node.op_type in ("Add", "Sub", "Mul", "Div", "Cast", "Identity", "Clip", "Pad"):
            names |= set(node.output)
    first, last = dims[1], dims[3]
    return "NHWC" if last in _CHANNELS and first not in _CHANNELS else "NCHW"


def _written(dims: Sequence[int | None]) -> str:
    return "(" + ", ".join("?" if d is None else str(d) for d in dims) + ")"


def inputs_for(builder: Builder, shape: Shape, batches: tuple[int, int]) -> Value:
    """The graph's input for two batches."""
    a = torch.empty((batches[0], *shape), device="meta")
    b = a if batches[0] == batches[1] else torch.empty((batches[1], *shape), device="meta")
    return builder.add_input(a, b, INPUT_NAME)
