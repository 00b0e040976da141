"""Operators that normalise."""

from __future__ import annotations

import torch

from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.values import BatchError, Flowing, Value


def batch_norm(call: Call) -> Value:
    """BatchNormalization, with its stored statistics."""
    if call.attribute("training_mode", 0) or not call.attribute("spatial", 1):
        raise call.error("is set as it is while training")
    call.ignore("momentum", "is_test", "consumed_inputs")
    if not 2 <= call.rank() <= 5:
        raise call.error(f"reads something with {call.rank()} dimensions")
    names = ("weight", "bias", "running_mean", "running_var")
    tensors = {name: call.known(i + 1).to(call.value(0).a.dtype) for i, name in enumerate(names)}
    attributes = {"eps": call.attribute("epsilon", 1e-5), "dimensions": max(call.rank() - 2, 1)}
    return call.emit("batch_norm", [call.value(0)], attributes, tensors)


def instance_norm(call: Call) -> Value:
    """InstanceNormalization."""
    call.ignore("consumed_inputs")
    attributes = {"eps": call.attribute("epsilon", 1e-5), "dimensions": call.rank() - 2}
    tensors = {"weight": call.known(1), "bias": call.known(2)}
    return call.emit("instance_norm", [call.value(0)], attributes, tensors)


def group_norm(call: Call) -> Value:
    """GroupNormalization; before opset 21 it has one scale a group."""
    groups, channels = call.attribute("num_groups", 1), call.value(0).a.shape[1]
    call.ignore("stash_type")
    weight, bias = call.known(1), call.known(2)
    if call.opset < 21 and groups > 0 and len(weight) == len(bias) == groups:
        weight, bias = (t.repeat_interleave(channels // groups) for t in (weight, bias))
    attributes = {"eps": call.attribute("epsilon", 1e-5), "groups": groups}
    return call.emit("group_norm", [call.value(0)], attributes, {"weight": weight, "bias": bias})


def layer_norm(call: Call) -> Value:
    """LayerNormalization."""
    call.ignore("stash_type")
    axis = call.axis(call.attribute("axis", -1))
    shape = list(call.value(0).a.shape[axis:])
    x = call.value(0)
    if isinstance(x, Flowing) and any(x.is_batch(i) for i in range(axis, call.rank())):
        raise BatchError("it normalises over several pictures")
    places = {"weight": 1} | ({"bias": 2} if call.has(2) else {})
    tensors = {k: torch.broadcast_to(call.known(i), shape).clone() for k, i in places.items()}
    attributes = {"shape": shape, "eps": call.attribute("epsilon", 1e-5)}
    return call.emit("layer_norm", [call.value(0)], attributes, tensors)


def local_response_norm(call: Call) -> Value:
    """LRN."""
    size = call.attribute("size", 0)
    if size < 1 or size % 2 == 0:
        raise call.error(f"runs over {size} channels; only odd numbers are known")
    attributes = {
        "size": size,
        "alpha": call.attribute("alpha", 1e-4),
        "beta": call.attribute("beta", 0.75),
        "k": call.attribute("bias", 1.0),
    }
    return call.emit("local_response_norm", [call.value(0)], attributes)


def lp_normalization(call: Call) -> Value:
    """LpNormalization."""
    attributes = {"p": call.attribute("p", 2), "dim": call.axis(call.attribute("axis", -1))}
    return call.emit("normalise", [call.value(0)], attributes)


def softmax(call: Call) -> Value:
    """Softmax and LogSoftmax; before opset 13, over all dimensions from the axis on."""
    op = "softmax" if call.op_type == "Softmax" else "log_softmax"
    axis = call.axis(call.attribute("axis", -1 if call.opset >= 13 else 1))
    x = call.value(0)
    if call.opset >= 13 or all(size == 1 for size in x.a.shape[axis + 1 :]):
        return call.emit(op, [x], {"dim": axis})
    flat = call.emit("flatten_at", [x], {"dim": axis}, suffix="flat")
    result = call.emit(op, [flat], {"dim": 1})
    # The first size is the batch, as it was.
    shape = [0 if i == 0 and axis > 0 else size for i, size in enumerate(x.a.shape)]
    if shape[0] == 0 and axis > 1:
        shape[0] = -1
    return call.emit("reshape", [result], {"shape": shape}, suffix="shape")


NORMS = {
    "BatchNormalization": batch_norm,
    "InstanceNormalization": instance_norm,
    "GroupNormalization": group_norm,
    "LayerNormalization": layer_norm,
    "LRN": local_response_norm,
    "LpNormalization": lp_normalization,
    "Softmax": softmax,
    "LogSoftmax": softmax,
}
