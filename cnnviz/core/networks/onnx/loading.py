"""Open an ONNX file as a network, in a process of its own."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.images import Shape
from cnnviz.core.networks.definition import DefinitionError, load_definition
from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.graph.model import GraphModel
from cnnviz.core.networks.network import LayerCheck, Network, NetworkCheck, Origin
from cnnviz.core.networks.onnx.process import Said, run_worker

_MISSING = (
    "Opening ONNX files needs two more packages: pip install -r requirements-onnx.txt "
    "(missing: {})."
)


_LONGEST_TITLE = 200


class OnnxError(ValueError):
    """A file cannot be opened; the message is one sentence."""


def load_onnx(
    content: bytes,
    *,
    title: str | None = None,
    classes: Sequence[str] | None = None,
    input_shape: Shape | None = None,
    mean: Sequence[float] = (),
    deviation: Sequence[float] = (),
    picture: NDArray[np.uint8] | None = None,
    limits: Limits | None = None,
) -> Network:
    """A network from an ONNX file, each of its layers compared with onnxruntime.

    Nothing in the file is executed as code. It is read, checked against the table of operators
    and the limits, converted, run and compared in a process that is ended when it takes too long
    or too much memory; what comes back is checked as any definition is.

    Parameters
    ----------
    content : bytes
        The whole file, weights included; opsets 6 to 28.
    title : str, optional
        Default: "ONNX network".
    classes : sequence of str, optional
        Names of the answers, as many as there are.
    input_shape : (channels, height, width), optional
        Needed only where the file leaves it open; 224 x 224 is tried first there.
    mean, deviation : sequence of float, optional
        How pictures were prepared for it; one number a channel.
    picture : uint8 array (h, w, 3) or (h, w), optional
        What layers are compared on; a picture of chance where none is given.
    limits : Limits, optional

    Returns
    -------
    Network
        Its model takes (N, C, H, W); its children are called after the file's nodes, and are
        modules of `torch.nn` where there are such. Its `check` is None only if neither
        onnxruntime nor the reference evaluator runs the file.

    Raises
    ------
    OnnxError
        If the file, or what was said about it, cannot be used; also if a package is missing.
    """
    # Without onnxruntime the reference evaluator compares, slower.
    if importlib.util.find_spec("onnx") is None:
        raise OnnxError(_MISSING.format("onnx"))
    limits = limits or Limits()
    if len(content) > limits.file_bytes:
        raise OnnxError(
            f"This ONNX file cannot be opened: it is larger than {limits.file_bytes / 1e6:,.0f} MB."
        )
    wishes = {
        "title": (title or "ONNX network")[:_LONGEST_TITLE],
        "source": (title or "")[:_LONGEST_TITLE],
        "classes": list(classes or ()),
        "input_shape": None if input_shape is None else [int(v) for v in input_shape],
        "mean": [float(v) for v in mean],
        "deviation": [float(v) for v in deviation],
    }
    shown = None if picture is None else np.ascontiguousarray(picture, np.uint8)
    request = {
        "limits": dataclasses.asdict(limits),
        "wishes": wishes,
        "picture_shape": [] if shown is None else list(shown.shape),
    }
    parts = (json.dumps(request).encode(), content, b"" if shown is None else shown.tobytes())
    return _network(run_worker(parts, limits), limits)


def _network(said: Said, limits: Limits) -> Network:
    """The network of what a worker said; it is believed no more than a stranger."""
    frames = said.frames
    if "M" in frames:
        raise OnnxError(_MISSING.format(frames["M"].decode("utf-8", "replace")[:60]))
    if "E" in frames and not ("D" in frames and "W" in frames):
        reason = frames["E"].decode("utf-8", "replace").replace("\n", " ")[:600].rstrip(".")
        raise OnnxError(f"This ONNX file cannot be opened: {reason}.")
    if "D" not in frames or "W" not in frames:
        if said.was_ended:
            raise OnnxError(
                f"This ONNX file cannot be opened: it took longer than {limits.seconds:g} seconds."
            )
        raise OnnxError(
            "This ONNX file cannot be opened: the process that read it ended early, most likely "
            f"because it needed more than {limits.memory_bytes / 1e9:.1f} GB of memory."
        )
    try:
        network = load_definition(frames["D"], frames["W"], limits=limits)
    except DefinitionError as error:
        reason = str(error).partition(": ")[2]
        raise OnnxError(f"This ONNX file cannot be opened: {reason}") from None
    check = _check(frames.get("R", b"null"), network)
    return dataclasses.replace(network, origin=Origin.ONNX, check=check)


def _check(report: bytes, network: Network) -> NetworkCheck | None:
    """The comparison, if it names layers of this network and differences that are numbers."""
    assert isinstance(network.model, GraphModel)
    names = {node.name for node in network.model.graph_nodes}
    try:
        written = json.loads(report)
        if written is None:
            return None
        rows = [(str(row["layer"]), float(row["difference"])) for row in written["layers"]]
        program = str(written["program"])[:60]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not all(name in names and math.isfinite(value) and value >= 0 for name, value in rows):
        return None
    return NetworkCheck(program, tuple(LayerCheck(name, value) for name, value in rows))
