"""Operators that change each number alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from cnnviz.core.networks.graph.functions import DTYPES
from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.values import Flowing, Value, known

Entry = Callable[[Call], Value]

# Number kinds of the ONNX format that are computed here.
NUMBER_KINDS = {
    1: "float32",
    2: "uint8",
    3: "int8",
    5: "int16",
    6: "int32",
    7: "int64",
    9: "bool",
    10: "float16",
    11: "float64",
}
_LARGEST_FLOAT = 3.4e38


def plain(op: str, **attributes: tuple[str, float]) -> Entry:
    """An entry that hands on its first input, with some numbers under other names."""

    def entry(call: Call) -> Value:
        call.ignore("consumed_inputs")
        given = {
            ours: call.attribute(theirs, value) for ours, (theirs, value) in attributes.items()
        }
        return call.emit(op, [call.value(0)], given)

    return entry


def clip(call: Call) -> Value:
    """Clip."""
    call.ignore("consumed_inputs")
    x = call.value(0)
    if call.opset < 11:
        least, most = call.attribute("min", -math.inf), call.attribute("max", math.inf)
    elif not x.a.is_floating_point() or any(isinstance(v, Flowing) for v in call.inputs[1:]):
        for place, op in ((1, "maximum"), (2, "minimum")):
            if call.has(place):
                x = call.emit(op, [x, call.value(place)], suffix="bound" if place == 1 else None)
        return x
    else:
        least = call.known_number(1) if call.has(1) else -math.inf
        most = call.known_number(2) if call.has(2) else math.inf
    if math.isnan(least) or math.isnan(most):
        raise call.error("has a bound that is not a number")
    if (least, most) == (0.0, 6.0):
        return call.emit("relu6", [x])
    bounds = {"has_least": least > -_LARGEST_FLOAT, "has_most": most < _LARGEST_FLOAT}
    given = {"least": least} if bounds["has_least"] else {}
    given |= {"most": most} if bounds["has_most"] else {}
    return call.emit("clamp", [x], bounds | given)


def prelu(call: Call) -> Value:
    """PRelu."""
    call.ignore("consumed_inputs")
    x, slope = call.value(0), call.value(1)
    if isinstance(slope, Flowing):
        return call.emit("leaky", [x, slope])
    values, rank = call.known(1), call.rank()
    if call.opset < 7 and values.ndim == 1 and len(values) > 1:
        values = values.reshape(-1, *[1] * (rank - 2))
    whole = [1] * (rank - values.ndim) + list(values.shape)
    channels = x.a.shape[1] if rank > 1 else 1
    if all(size == 1 or (i == 1 and size == channels) for i, size in enumerate(whole)):
        return call.emit("prelu", [x], tensors={"weight": values.reshape(-1)})
    return call.emit("leaky", [x, known(values)])


def selu(call: Call) -> Value:
    """Selu; with other constants than the paper's it has no module."""
    call.ignore("consumed_inputs")
    alpha = call.attribute("alpha", 1.67326319217681884765625)
    gamma = call.attribute("gamma", 1.05070102214813232421875)
    if call.opset < 6:
        raise call.error("is of an opset before 6")
    if abs(alpha - 1.6732632423543772) < 1e-6 and abs(gamma - 1.0507009873554805) < 1e-6:
        return call.emit("selu", [call.value(0)])
    return call.emit("scaled_elu", [call.value(0)], {"alpha": alpha, "gamma": gamma})


def hard_sigmoid(call: Call) -> Value:
    """HardSigmoid; PyTorch's has a slope of 1/6."""
    call.ignore("consumed_inputs")
    alpha, beta = call.attribute("alpha", 0.2), call.attribute("beta", 0.5)
    if abs(alpha - 1 / 6) < 1e-7 and beta == 0.5:
        return call.emit("hard_sigmoid", [call.value(0)])
    return call.emit("scaled_hard_sigmoid", [call.value(0)], {"alpha": alpha, "beta": beta})


def gelu(call: Call) -> Value:
    """Gelu."""
    return call.emit(
        "gelu", [call.value(0)], {"approximate": call.attribute("approximate", "none")}
    )


def swish(call: Call) -> Value:
    """Swish."""
    alpha = call.attribute("alpha", 1.0)
    if alpha == 1.0:
        return call.emit("silu", [call.value(0)])
    return call.emit("swish", [call.value(0)], {"alpha": alpha})


def cast(call: Call) -> Value:
    """Cast."""
    call.ignore("saturate", "round_mode")
    to = call.attribute("to")
    if isinstance(to, str):
        raise call.error("is of an opset before 6")
    if to not in NUMBER_KINDS:
        raise call.error("makes numbers of a kind that is not computed here")
    return cast_to(call, NUMBER_KINDS[to])


def cast_like(call: Call) -> Value:
    """CastLike."""
    call.ignore("saturate", "round_mode")
    names = {dtype: name for name, dtype in DTYPES.items()}
    return cast_to(call, names[call.value(1).a.dtype])


def cast_to(call: Call, name: str) -> Value:
    """The first input as numbers of this kind."""
    x = call.value(0)
    return x if x.a.dtype == DTYPES[name] else call.emit("cast", [x], {"dtype": name})


def dropout(call: Call) -> Value:
    """Dropout, which does nothing once a network is trained."""
    call.ignore("seed", "is_test", "consumed_inputs")
    if call.has(2) and bool(call.known(2).any()):
        raise call.error("is set as it is while training")
    ratio = call.attribute("ratio", 0.5)
    if call.has(1):
        ratio = call.known_number(1)
    return call.emit("dropout", [call.value(0)], {"p": ratio})


def identity(call: Call) -> Value:
    """Identity."""
    return call.value(0)


def sign_of_integers(call: Call) -> Value:
    """Rounding, which leaves integers alone."""
    op = call.op_type.lower()
    return call.emit(op, [call.value(0)]) if call.value(0).a.is_floating_point() else call.value(0)


def not_a_number(call: Call) -> Value:
    """IsNaN."""
    return call.emit("is_nan", [call.value(0)])


def inverse(call: Call) -> Value:
    """Reciprocal."""
    call.ignore("consumed_inputs")
    if not torch.is_floating_point(call.value(0).a):
        raise call.error("reads integers")
    return call.emit("reciprocal", [call.value(0)])


CURVES: dict[str, Entry] = {
    "Relu": plain("relu"),
    "LeakyRelu": plain("leaky_relu", slope=("alpha", 0.01)),
    "PRelu": prelu,
    "Elu": plain("elu", alpha=("alpha", 1.0)),
    "Selu": selu,
    "Celu": plain("celu", alpha=("alpha", 1.0)),
    "Sigmoid": plain("sigmoid"),
    "HardSigmoid": hard_sigmoid,
    "HardSwish": plain("hard_swish"),
    "Swish": swish,
    "Tanh": plain("tanh"),
    "Softplus": plain("softplus"),
    "Softsign": plain("softsign"),
    "ThresholdedRelu": plain("above", threshold=("alpha", 1.0)),
    "Shrink": plain("shrink", threshold=("lambd", 0.5), bias=("bias", 0.0)),
    "Gelu": gelu,
    "Mish": plain("mish"),
    "Erf": plain("erf"),
    "Exp": plain("exp"),
    "Log": plain("log"),
    "Sqrt": plain("sqrt"),
    "Abs": plain("absolute"),
    "Neg": plain("negate"),
    "Reciprocal": inverse,
    "Floor": sign_of_integers,
    "Ceil": sign_of_integers,
    "Round": sign_of_integers,
    "Sign": plain("sign"),
    "Sin": plain("sin"),
    "Cos": plain("cos"),
    "Tan": plain("tan"),
    "Atan": plain("atan"),
    "Sinh": plain("sinh"),
    "Cosh": plain("cosh"),
    "IsNaN": not_a_number,
    "Not": plain("not"),
    "Clip": clip,
    "Cast": cast,
    "CastLike": cast_like,
    "Dropout": dropout,
    "Identity": identity,
}
