"""Open a file: which input, which output, what its answer is; convert it and try it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import ModelProto

from cnnviz.core.images import Preparation, Shape, prepare_picture
from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.graph.model import INPUT_NAME, GraphModel
from cnnviz.core.networks.graph.settings import GraphError, GraphNode
from cnnviz.core.networks.network import Head, Network, Origin
from cnnviz.core.networks.onnx.builder import Builder
from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.conversion import Converted, convert
from cnnviz.core.networks.onnx.pictures import PictureInput, inputs_for, picture_input
from cnnviz.core.networks.onnx.reading import read_model
from cnnviz.core.networks.onnx.values import BATCHES, Flowing, Value

# Nodes that change nothing about what the numbers of an answer are.
_PASSING = {"reshape", "flatten", "squeeze", "unsqueeze", "cast", "flatten_at", "slice", "dropout"}
_HEADS = {"softmax": Head.SOFTMAX, "sigmoid": Head.SIGMOID}


@dataclass(frozen=True)
class Wishes:
    """What a person has said about a file beside the file itself."""

    title: str = "ONNX network"
    source: str = ""
    classes: tuple[str, ...] = ()
    input_shape: Shape | None = None
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A file that was opened.

    Attributes
    ----------
    network : Network
        Its model is a `GraphModel`.
    model : ModelProto
        The file, checked and inlined.
    source : PictureInput
        The file's input.
    origins : dict
        For each layer, the name of its value in the file.
    """

    network: Network
    model: ModelProto
    source: PictureInput
    origins: dict[str, str]


def open_model(content: bytes, wishes: Wishes, limits: Limits) -> Opened:
    """Convert a file; nothing is compared yet.

    Raises
    ------
    GraphError
    """
    try:
        return _open(content, wishes, limits)
    except (GraphError, ModuleNotFoundError, MemoryError):
        raise
    except Exception as error:
        # No sentence is made for it, but it is no reason to fall over.
        raise GraphError(
            f"it is not put together as such files are ({type(error).__name__})"
        ) from None


def _open(content: bytes, wishes: Wishes, limits: Limits) -> Opened:
    model = read_model(content, limits)
    source = picture_input(model, wishes.input_shape)
    first: GraphError | None = None
    for shape in source.shapes:
        try:
            return _opened(model, source, shape, wishes, limits)
        except GraphError as error:
            # The first size is the likeliest, and what is wrong with it is said.
            first = first or error
    assert first is not None
    raise first


def _opened(
    model: ModelProto, source: PictureInput, shape: Shape, wishes: Wishes, limits: Limits
) -> Opened:
    """Read for any number of pictures if that works, else for one at a time."""
    try:
        return _converted(model, source, shape, wishes, limits, BATCHES)
    except GraphError as error:
        if source.batch not in (None, 1):
            raise
        try:
            return _converted(model, source, shape, wishes, limits, (1, 1))
        except GraphError:
            raise error from None


def _converted(
    model: ModelProto,
    source: PictureInput,
    shape: Shape,
    wishes: Wishes,
    limits: Limits,
    batches: tuple[int, int],
) -> Opened:
    one_by_one = batches[0] == batches[1]

    def prepare(builder: Builder) -> dict[str, Value]:
        return {source.name: source.adapt(builder, inputs_for(builder, shape, batches))}

    fixed = None if one_by_one else source.batch
    converted = convert(model, prepare, limits, fixed)
    output = _answer(converted, [value.name for value in model.graph.output])
    nodes, tensors = converted.graph(output.name)
    graph = GraphModel(nodes, tensors, output.name, one_by_one)
    try:
        preparation = Preparation(shape, wishes.mean, wishes.deviation or _scale(source))
    except ValueError as error:
        raise GraphError(str(error)) from None
    _check_classes(wishes.classes, output)
    network = Network(
        key="",
        title=wishes.title,
        model=graph,
        preparation=preparation,
        classes=wishes.classes,
        head=_head(nodes, output),
        origin=Origin.ONNX,
        source=wishes.source,
    )
    _check_batches(network)
    names = {node.name for node in nodes}
    origins = {k: v for k, v in converted.builder.origins.items() if k in names}
    return Opened(network, model, source, origins)


def _scale(source: PictureInput) -> tuple[float, ...]:
    """What makes pixels from 0 to 255 of a picture, where the file takes those."""
    return (1 / 255,) * source.shapes[0][0] if source.is_bytes else ()


def _answer(converted: Converted, outputs: Sequence[str]) -> Flowing:
    """The output that says what is seen: the first with a number for each class, else maps."""
    found = [converted.values.get(name) for name in outputs]
    flowing = [v for v in found if isinstance(v, Flowing) and v.a.is_floating_point()]
    if not flowing:
        raise GraphError("none of its outputs depends on the picture")
    ranks = {1: 2, 2: 0, 4: 1}
    usable = [v for v in flowing if v.a.ndim in ranks and v.name != INPUT_NAME]
    if not usable:
        raise GraphError(
            f"its answer has the shape {flowing[0].shape}, and only one number for each class, "
            "or maps, can be shown"
        )
    return _as_answer(converted.builder, min(usable, key=lambda v: ranks[v.a.ndim]))


def _as_answer(builder: Builder, value: Flowing) -> Flowing:
    """One row of floats a picture; maps of a single cell are numbers."""
    call = Call(builder, "output", 22, [value], [], {}, None)
    changed: Value = value
    if value.a.ndim == 4 and tuple(value.a.shape[2:]) == (1, 1):
        changed = call.emit("flatten", [changed], {"start": 1})
    elif value.a.ndim == 1:
        changed = call.emit("unsqueeze", [changed], {"dims": [1]})
    if changed.a.dtype != torch.float32:
        changed = Call(builder, "output", 22, [changed], [], {}, "as_float32").emit(
            "cast", [changed], {"dtype": "float32"}
        )
    assert isinstance(changed, Flowing)
    return changed


def _head(nodes: Sequence[GraphNode], output: Flowing) -> Head:
    """What the numbers of the answer are, told by what computes them last."""
    if output.a.ndim == 4:
        return Head.MAPS
    by_name = {node.name: node for node in nodes}
    name: str | None = output.name
    while name in by_name and by_name[name].op in _PASSING:
        name = by_name[name].inputs[0]
    node = by_name.get(name or "")
    return _HEADS.get(node.op, Head.LOGITS) if node is not None else Head.LOGITS


def _check_classes(classes: Sequence[str], output: Flowing) -> None:
    count = output.a.shape[1]
    if classes and len(classes) != count:
        raise GraphError(f"it answers with {count} numbers, and {len(classes)} names were given")


def _check_batches(network: Network) -> None:
    """Two pictures at once must give what each gives alone."""
    both = torch.cat([test_input(network, seed=i) for i in range(2)])
    try:
        with torch.no_grad():
            together, second = network.model(both), network.model(both[1:])
    except Exception as error:
        reason = (str(error) or type(error).__name__).split("\n")[0][:160]
        raise GraphError(f"it does not run ({reason})") from None
    if not bool(torch.isfinite(second).all()):
        raise GraphError("its answer to a picture is not made of finite numbers")
    size = max(1.0, float(second.abs().max()))
    if together.shape[:1] != (2,) or float((together[1:] - second).abs().max()) > 1e-3 * size:
        raise GraphError("its answer to a picture depends on the pictures beside it")


def test_input(
    network: Network, picture: NDArray[np.uint8] | None = None, seed: int = 0
) -> torch.Tensor:
    """An input (1, C, H, W): a picture somebody gave, or one of chance."""
    if picture is not None:
        return prepare_picture(picture, network.preparation).tensor
    pixels = np.random.default_rng(seed).random(network.input_shape, dtype=np.float32)
    return network.preparation.tensor(pixels)
