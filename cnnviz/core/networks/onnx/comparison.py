"""Every layer compared with what another program makes of the same file and picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
import onnx.reference
import torch
from numpy.typing import NDArray
from onnx import ModelProto, ValueInfoProto

from cnnviz.core.networks.graph.model import GraphModel
from cnnviz.core.networks.network import LayerCheck, NetworkCheck
from cnnviz.core.networks.onnx.opening import Opened

Arrays = dict[str, NDArray[np.generic]]

# What onnxruntime cannot do is worth waiting for only where it is little work.
_MOST_REFERENCE_CELLS = 20_000_000
_WORST = 1e30


def compare(opened: Opened, x: torch.Tensor) -> NetworkCheck | None:
    """Compare every layer on one input.

    Parameters
    ----------
    opened : Opened
    x : torch.Tensor (1, C, H, W)

    Returns
    -------
    NetworkCheck or None
        None if no other program runs the file.
    """
    model = opened.network.model
    assert isinstance(model, GraphModel)
    ours: dict[str, torch.Tensor] = {}
    with torch.no_grad():
        for name, value in model.steps(x):
            if name in opened.origins and value.is_floating_point():
                ours[name] = value
    floats = list(ours)
    wanted = list(dict.fromkeys(opened.origins[name] for name in floats))
    # A file for several pictures gets the same one several times.
    batch = opened.source.batch or 1
    fed = np.repeat(opened.source.array(x), batch, axis=0)
    cells = sum(ours[name].numel() for name in floats)
    answer = _theirs(opened.model, opened.source.name, fed, wanted, cells)
    if answer is None:
        return None
    program, theirs = answer
    layers = tuple(
        LayerCheck(name, difference(ours[name].numpy(), theirs[opened.origins[name]], batch))
        for name in floats
        if opened.origins[name] in theirs
    )
    return NetworkCheck(program, layers)


def difference(ours: NDArray[np.generic], theirs: NDArray[np.generic], batch: int = 1) -> float:
    """The largest difference of all cells, by the largest magnitude or 1.

    Examples
    --------
    >>> difference(np.array([[2.0, 4.0]]), np.array([[2.0, 5.0]]))
    0.2
    """
    if batch > 1 and theirs.ndim and theirs.shape[0] == batch * ours.shape[0]:
        theirs = theirs[: ours.shape[0]]
    if ours.shape != theirs.shape:
        return _WORST
    if ours.size == 0:
        return 0.0
    a, b = ours.astype(np.float64), theirs.astype(np.float64)
    apart = np.abs(np.where(a == b, 0.0, a - b))
    finite = np.abs(b[np.isfinite(b)])
    size = max(1.0, float(finite.max())) if finite.size else 1.0
    worst = float(apart.max() / size)
    return worst if np.isfinite(worst) else _WORST


def _theirs(
    model: ModelProto, input_name: str, fed: NDArray[np.generic], wanted: Sequence[str], cells: int
) -> tuple[str, Arrays] | None:
    """What another program computes, and its name."""
    whole = with_outputs(model, wanted)
    try:
        return run_onnxruntime(whole, {input_name: fed}, wanted)
    except Exception:
        # It is not installed, or refuses the file; whatever it raises, there is another.
        if cells > _MOST_REFERENCE_CELLS:
            return None
    try:
        evaluator = onnx.reference.ReferenceEvaluator(whole)
        values = evaluator.run(list(wanted), {input_name: fed})
    except Exception:
        return None
    named = zip(wanted, values, strict=True)
    program = f"onnx reference evaluator {onnx.__version__}"
    return program, {name: np.asarray(value) for name, value in named}


def with_outputs(model: ModelProto, wanted: Sequence[str]) -> ModelProto:
    """The file with these values as its outputs."""
    copy = ModelProto()
    copy.CopyFrom(model)
    # Before version 4, weights had to be inputs, too.
    copy.ir_version = min(max(copy.ir_version, 8), 10)
    del copy.graph.output[:]
    copy.graph.output.extend(ValueInfoProto(name=name) for name in wanted)
    return copy


def run_onnxruntime(
    model: ModelProto, fed: Mapping[str, NDArray[np.generic]], wanted: Sequence[str]
) -> tuple[str, Arrays]:
    """Run a file in onnxruntime, as it is written: nothing fused, one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    values = session.run(list(wanted), dict(fed))
    named = zip(wanted, values, strict=True)
    return f"onnxruntime {onnxruntime.__version__}", {k: np.asarray(v) for k, v in named}
