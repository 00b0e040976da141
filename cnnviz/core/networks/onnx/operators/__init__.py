"""The table of operators: what a file may hold, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

from cnnviz.core.networks.onnx.call import Call
from cnnviz.core.networks.onnx.operators.arithmetic import ARITHMETIC
from cnnviz.core.networks.onnx.operators.curves import CURVES
from cnnviz.core.networks.onnx.operators.norms import NORMS
from cnnviz.core.networks.onnx.operators.resizing import RESIZING
from cnnviz.core.networks.onnx.operators.shapes import SHAPES
from cnnviz.core.networks.onnx.operators.sizes import SIZES
from cnnviz.core.networks.onnx.operators.windows import WINDOWS
from cnnviz.core.networks.onnx.values import Value

OPERATORS: dict[str, Callable[[Call], Value | list[Value]]] = {
    **WINDOWS,
    **NORMS,
    **CURVES,
    **ARITHMETIC,
    **SHAPES,
    **SIZES,
    **RESIZING,
}
