"""Between the canvas' own format, Fabric.js objects, and strokes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.strokes import Stroke

Points = NDArray[np.float64]
_ORIGIN = {"left": 0.5, "top": 0.5, "center": 0.0, "right": -0.5, "bottom": -0.5}


def canvas_from_strokes(strokes: Iterable[Stroke]) -> dict[str, Any]:
    """Strokes as a drawing the canvas can load, each an object that can be edited."""
    return {"objects": [_path_object(stroke) for stroke in strokes]}


def _path_object(stroke: Stroke) -> dict[str, Any]:
    first, *rest = stroke.points
    # A path of no length is not painted: a dot needs a hair of it.
    rest = rest or [(first[0] + 0.01, first[1])]
    path: list[list[Any]] = [["M", *first], *(["L", x, y] for x, y in rest)]
    return {
        "type": "Path",
        "path": path,
        "stroke": "#ffffff",
        "strokeWidth": stroke.width,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
        "fill": None,
    }


def strokes_from_canvas(drawing: Any) -> tuple[Stroke, ...] | None:
    """What is drawn on the canvas, or None if this is no drawing.

    Parameters
    ----------
    drawing : object
        The canvas' JSON: ``{"objects": [...]}`` with Fabric.js paths, which the edit tool may
        have moved, turned or scaled. Objects that are not paths are passed over.
    """
    if not isinstance(drawing, dict) or not isinstance(drawing.get("objects"), list):
        return None
    try:
        strokes = [_stroke(item) for item in drawing["objects"] if item.get("path")]
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        return None
    return tuple(stroke for stroke in strokes if stroke is not None)


def _stroke(item: dict[str, Any]) -> Stroke | None:
    points = _flatten(item["path"])
    if not len(points) or not np.isfinite(points).all():
        return None
    placed, scale = _place(points, item)
    width = float(item.get("strokeWidth", 1)) * scale
    rounded = placed.round(1).tolist()
    return Stroke(tuple((x, y) for x, y in rounded), round(width, 1))


def _flatten(path: list[list[Any]]) -> Points:
    """The points of a path of M, L and Q commands; curves become short lines."""
    points: list[tuple[float, float]] = []
    for command, *numbers in path:
        if command in ("M", "L"):
            points.append((float(numbers[0]), float(numbers[1])))
        elif command == "Q":
            points.extend(_quadratic(points[-1], numbers))
    return np.array(points, np.float64).reshape(-1, 2)


def _quadratic(start: tuple[float, float], numbers: list[Any]) -> list[tuple[float, float]]:
    cx, cy, ex, ey = map(float, numbers)
    steps = max(1, min(16, math.ceil(math.hypot(ex - start[0], ey - start[1]) / 4)))
    t = np.arange(1, steps + 1) / steps
    x = (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * cx + t**2 * ex
    y = (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * cy + t**2 * ey
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _place(points: Points, item: dict[str, Any]) -> tuple[Points, float]:
    """Points where the object stands on the canvas, and how much wider its line became."""
    scale = np.array([float(item.get("scaleX", 1)), float(item.get("scaleY", 1))])
    angle = math.radians(float(item.get("angle", 0)))
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    centre = _centre(item, scale, angle, high - low)
    flips = np.array([-1.0 if item.get(flip) else 1.0 for flip in ("flipX", "flipY")])
    moved = (points - middle) * scale * flips
    moved[:, 0] += math.tan(math.radians(float(item.get("skewX", 0)))) * moved[:, 1]
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return moved @ turn + (middle if centre is None else centre), float(np.abs(scale).mean())


def _centre(item: dict[str, Any], scale: Points, angle: float, extent: Points) -> Points | None:
    """Where the object's middle is; None if the object does not say, and so was never moved."""
    if item.get("left") is None or item.get("top") is None:
        return None
    size = (extent + float(item.get("strokeWidth", 1))) * scale
    away = size * [_ORIGIN[item.get("originX", "left")], _ORIGIN[item.get("originY", "top")]]
    cos, sin = math.cos(angle), math.sin(angle)
    turned = np.array([away[0] * cos - away[1] * sin, away[0] * sin + away[1] * cos])
    centre: Points = np.array([float(item["left"]), float(item["top"])]) + turned
    return centre
