"""Between the canvas' own format, Fabric.js objects, and strokes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.strokes import MOST_POINTS, MOST_STROKES, Stroke

Points = NDArray[np.float64]
# Of the canvas' brush, in canvas pixels.
_BRUSH_SPACING = 0.4
_FARTHEST = 10_000.0
# Places along a curve, (65, 1) in [0, 1].
_ALONG = np.linspace(0, 1, 65)[:, None]
_ORIGIN = {"left": 0.5, "top": 0.5, "center": 0.0, "right": -0.5, "bottom": -0.5}


def canvas_from_strokes(strokes: Iterable[Stroke]) -> dict[str, Any]:
    """Strokes as a drawing the canvas can load, each an object that can be edited."""
    return {"objects": [_path_object(stroke) for stroke in strokes]}


def _path_object(stroke: Stroke) -> dict[str, Any]:
    first, *rest = stroke.points
    # A path of no length is not painted: a dot needs a hair of it.
    if all(point == first for point in rest):
        rest = [(first[0] + 0.01, first[1])]
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


def brushed(points: Sequence[tuple[float, float]], width: float) -> Stroke:
    """What the canvas' brush makes of the places where the pointer was.

    Fabric's ``PencilBrush`` (version 7) drops points that hardly differ, and draws curves through
    the middles between them; so a stroke that is seen before the canvas sends it is the same.

    Parameters
    ----------
    points : sequence of (x, y)
        In canvas pixels, at least one; no point equals the one before it.
    width : float
    """
    # The brush takes the first point twice, so that a mere touch is a dot.
    kept = _thinned([points[0], *points])
    # A hair's breadth is added at both ends.
    hair = width / 1000
    begin, end = (1, 0), (1, 0)
    if len(kept) > 2:
        begin, end = _direction(kept[1], kept[2]), _direction(kept[-2], kept[-1])
    path: list[list[Any]] = [["M", kept[0][0] - begin[0] * hair, kept[0][1] - begin[1] * hair]]
    for first, second in pairwise(kept):
        if first != second:
            path.append(["Q", *first, (first[0] + second[0]) / 2, (first[1] + second[1]) / 2])
    path.append(["L", kept[-1][0] + end[0] * hair, kept[-1][1] + end[1] * hair])
    return _rounded(_flatten(path), width)


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without points that lie too close to the one before, and always without the last but one."""
    if len(points) <= 2:
        return points
    kept = [points[0]]
    for point in points[1:-2]:
        if math.dist(point, kept[-1]) ** 2 >= _BRUSH_SPACING**2:
            kept.append(point)
    return [*kept, points[-1]]


def _direction(start: tuple[float, float], end: tuple[float, float]) -> tuple[int, int]:
    return _sign(end[0] - start[0]), _sign(end[1] - start[1])


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


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
    # One more than are shown: who goes on reading knows that there were too many.
    items = drawing["objects"][: MOST_STROKES + 1]
    try:
        strokes = [_stroke(item) for item in items if item.get("path")]
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None
    return tuple(stroke for stroke in strokes if stroke is not None)


def _stroke(item: dict[str, Any]) -> Stroke | None:
    path = item["path"][:MOST_POINTS]
    points = _flatten(path)
    if not len(points) or not _is_near(points):
        return None
    placed, scale = _place(points, _box(path), item)
    width = float(item.get("strokeWidth", 1)) * scale
    if not _is_near(placed) or not 0 < width <= _FARTHEST:
        return None
    return _rounded(placed, width)


def _rounded(points: Points, width: float) -> Stroke:
    rounded = points.round(1).tolist()
    # A dot is on the canvas as a path of a hair's length.
    if all(point == rounded[0] for point in rounded):
        rounded = rounded[:1]
    return Stroke(tuple((x, y) for x, y in rounded), round(width, 1))


def _is_near(points: Points) -> bool:
    """Whether they are numbers, and none lies where no canvas is."""
    return bool((np.abs(points) <= _FARTHEST).all())


def _box(path: list[list[Any]]) -> tuple[Points, Points]:
    """The corners of the box that Fabric sees around a path.

    Fabric takes a curve with one handle for one that has this handle twice, which reaches farther.
    """
    points: list[Points] = []
    for _, *numbers in path:
        given = np.array(numbers, np.float64).reshape(-1, 2)
        if len(given) == 2:
            start, (handle, end), t = points[-1][-1], given, _ALONG
            points.append((1 - t) ** 3 * start + 3 * t * (1 - t) * handle + t**3 * end)
        else:
            points.append(given)
    corners = np.concatenate(points)
    return corners.min(axis=0), corners.max(axis=0)


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
    # By way of its handle: where the pen turns round, a curve ends where it began.
    length = math.dist(start, (cx, cy)) + math.dist((cx, cy), (ex, ey))
    steps = max(1, min(16, math.ceil(length / 4)))
    t = np.arange(1, steps + 1) / steps
    x = (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * cx + t**2 * ex
    y = (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * cy + t**2 * ey
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _place(
    points: Points, box: tuple[Points, Points], item: dict[str, Any]
) -> tuple[Points, float]:
    """Points where the object stands on the canvas, and how much wider its line became."""
    scale = np.array([float(item.get("scaleX", 1)), float(item.get("scaleY", 1))])
    angle = math.radians(float(item.get("angle", 0)))
    low, high = box
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
