"""Layers that apply one function to every number: the function as a small plot between the maps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.activations import activate
from cnnviz.core.trace import ActivationSpec, BatchNormSpec, LayerRecord
from cnnviz.figures.theme import number
from cnnviz.ui.components.computation.scene import Item, Scene, share_scale, sign
from cnnviz.ui.words.speech import say

_FUNCTIONS = {"relu": "ReLU", "leakyrelu": "leaky ReLU", "leaky_relu": "leaky ReLU"}
_CURVE_POINTS = 121
_FUNCTION_OF: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    name: (lambda x, name=name: activate(x, name))  # type: ignore[misc]
    for name in ("ReLU", "leaky ReLU", "sigmoid", "tanh")
}


def arrange_batch_norm(scene: Scene) -> None:
    """The map, the line that its four numbers make, the output."""
    unfolded = scene.unfolded
    scene.input_scale()
    scene.scale("result", say("sum-output"), unfolded.output)
    scale, shift = unfolded.scale or 0.0, unfolded.shift or 0.0
    scene.facts["line"] = [scale, shift]
    lines = [f"y = {number(scale)} · x {_signed(shift)}"]
    record = unfolded.record
    if isinstance(record.spec, BatchNormSpec):
        at = unfolded.channel
        mean, variance = float(record.spec.mean[at]), float(record.spec.variance[at])
        weight = 1.0 if record.weight is None else float(record.weight[at])
        bias = 0.0 if record.bias is None else float(record.bias[at])
        below = f"√({number(variance)} + {_plain(record.spec.eps)})"
        lines += [
            say("sum-norm-formula"),
            f"(x {_signed(-mean)}) / {below} · {number(weight)} {_signed(bias)}",
        ]
    curve = _curve(scene, lambda x: scale * x + shift, say("title-batch-norm"), lines)
    scene.rows.append([scene.source(0), sign("→"), curve, sign("→"), scene.output()])


def arrange_activation(scene: Scene) -> None:
    """The map, the function's curve, the output."""
    unfolded = scene.unfolded
    spec = unfolded.record.spec
    name = spec.function if isinstance(spec, ActivationSpec) else say("sum-activation")
    title = _FUNCTIONS.get(name, name)
    scene.facts["function"] = title
    share_scale(scene)
    function = _FUNCTION_OF.get(title) or _called(unfolded.record)
    lines = ["y = max(0, x)"] if name == "relu" else []
    middle = [_curve(scene, function, title, lines), sign("→")] if function else []
    words = "" if function else title
    scene.rows.append([scene.source(0), sign("→", words), *middle, scene.output()])


def _called(
    record: LayerRecord,
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]] | None:
    """The very function that the layer called; None where it differs from channel to channel."""
    call = record.call
    if call is None or record.weight is not None:
        return None

    def function(x: NDArray[np.float64]) -> NDArray[np.float64]:
        with torch.no_grad():
            y: NDArray[np.float64] = call(torch.from_numpy(x)).numpy()
        return y

    return function


def _curve(
    scene: Scene,
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    title: str,
    lines: list[str],
) -> Item:
    """A small plot of the function over the range of what it reads, 0 included."""
    values = scene.unfolded.parts[0].input
    limit = float(np.abs(values).max(initial=0.0)) or 1.0
    x = np.linspace(-limit, limit, _CURVE_POINTS)
    y = function(x)
    return {
        "type": "curve",
        "title": title,
        "lines": lines,
        "x": scene.add(x),
        "y": scene.add(y),
        "limits": [number(-limit), number(limit), number(float(y.min())), number(float(y.max()))],
    }


def _plain(value: float) -> str:
    """A small number without an exponent."""
    return f"{value:.8f}".rstrip("0").rstrip(".")


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {number(abs(value))}"
