"""Many small maps in one picture: one heatmap, crisp cells, one legend."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.said import said
from cnnviz.figures.theme import (
    ACCENT,
    MARK,
    MUTED,
    ColourScale,
    base_figure,
    number,
    scale_for,
    written,
)
from cnnviz.figures.tiles import Maps, Tiles, arrange, lay_out

Box = tuple[int, int, int, int]
Part = dict[str, Any]
_MOST_HOVERED = 20_000
_NO_COLOUR = "rgba(0,0,0,0)"


def montage(
    maps: Maps,
    labels: list[str],
    *,
    one_scale: bool = True,
    selected: int | None = None,
    numbers: bool = False,
    scale: ColourScale | None = None,
    box: Box | None = None,
    box_map: int = 0,
    edge_of: Maps | None = None,
    clickable: bool = True,
    aspect: float = 1.5,
    height: int = 520,
) -> go.Figure:
    """All maps in one figure; hover gives map, row, column and value.

    Parameters
    ----------
    maps : float32 array (N, H, W)
    labels : list of str
        Written above each map and in its hover text.
    one_scale : bool
        One colour scale for all, or one for each map, as the legend then says.
    selected : int, optional
        Index of the map to frame.
    numbers : bool
        Write the value into each cell.
    scale : ColourScale, optional
        By default one that holds all values.
    box : (top, left, bottom, right), optional
        Cells of one map to outline, half-open.
    box_map : int
        Which map that is.
    edge_of : float32 array (1, H, W), optional
        A digit whose edge, where its ink passes one half, is drawn over the first map.
    clickable : bool
        Whether clicks are reported. It takes an element of the page for each cell: without it,
        a figure is drawn in a fraction of the time.
    aspect, height : float, int
        Width to height of the whole; height in pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Every cell has ``customdata = [map, row, column, value]``, counted from 1 as on screen. If
        it is clickable, they belong to invisible markers over the cells, the second trace:
        heatmaps themselves report no clicks.
    """
    tiles = arrange(maps.shape, aspect, any(labels))
    scale = scale or scale_for(maps)
    shapes = [_frame(tiles, selected)] if selected is not None and 0 <= selected < len(maps) else []
    if box is not None:
        shapes += _outline(tiles, box, box_map)
    picture = _picture(maps, tiles, scale, one_scale, numbers)
    if clickable:
        data = [picture, _cells(maps, tiles, labels), captions(tiles, labels)]
    else:
        data = [picture | _hover(maps, tiles, labels), captions(tiles, labels)]
    if edge_of is not None:
        data.append(_edge(edge_of, tiles))
    # Drawn at every click, often several at once: checking each part again would take most of
    # the time. The tests have Plotly check them.
    return go.Figure(
        {"data": data, "layout": {**_layout(tiles, height), "shapes": shapes}}, _validate=False
    )


@lru_cache(maxsize=64)
def _layout(tiles: Tiles, height: int) -> Part:
    """The frame without what is in it: square cells, as large as fit, from the top left corner."""
    rows, columns = tiles.size
    figure = base_figure(height)
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    figure.update_xaxes(range=[-0.6, columns - 0.4], constraintoward="left", **hidden)
    figure.update_yaxes(range=[rows - 0.4, -0.5], scaleanchor="x", constraintoward="top", **hidden)
    figure.update_layout(margin={"t": 50})
    layout: Part = figure.to_dict()["layout"]
    return layout


def _picture(maps: Maps, tiles: Tiles, scale: ColourScale, one_scale: bool, numbers: bool) -> Part:
    if one_scale:
        shown, low, high = maps, scale.low, scale.high
    else:
        limits = np.array([scale_for(values).high for values in maps], np.float32)
        shown, low, high = maps / limits[:, None, None], -1.0 if scale.diverging else 0.0, 1.0
    part = {
        "type": "heatmap",
        "z": lay_out(shown, tiles),
        "zmin": low,
        "zmax": high,
        "colorscale": scale.colours,
        "hoverinfo": "skip",
        "colorbar": legend(scale, one_scale),
    }
    if numbers:
        part["text"] = [[cell_text(v) for v in row] for row in lay_out(maps, tiles).tolist()]
        part |= {"texttemplate": "%{text}", "textfont": {"size": 13}}
    return part


def cell_text(value: float) -> str:
    """A value short enough for a cell: two decimals, fewer for large ones; nothing for NaN.

    Examples
    --------
    >>> cell_text(-0.049), cell_text(12.34), cell_text(0.0), cell_text(float("nan"))
    ('−.05', '12', '0', '')
    """
    if math.isnan(value):
        return ""
    if abs(value) >= 10:
        return f"{value:.0f}".replace("-", "−")
    text = f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"
    if value == 0:
        return "0"
    return written(text.replace("0.", ".", 1).replace("-", "−"))


def _hover(maps: Maps, tiles: Tiles, labels: list[str]) -> Part:
    """What makes the heatmap itself answer the mouse, in the same words as the markers."""
    if maps.size > _MOST_HOVERED:  # four numbers a cell would be megabytes
        return {"hovertemplate": "<b>%{z:.4g}</b><extra></extra>", "hoverinfo": None}
    cells = _cells(maps, tiles, labels)
    numbers = iter(cells["customdata"].reshape(*maps.shape, 4).transpose(3, 0, 1, 2))
    sheets = np.stack([lay_out(each, tiles) for each in numbers], axis=-1)
    part = {"customdata": sheets.tolist(), "hovertemplate": cells["hovertemplate"]}
    # Labels that are no plain count stand above their maps.
    part["hovertemplate"] = part["hovertemplate"].replace("%{text}<br>", "")
    return {**part, "hoverinfo": None, "hoverongaps": False}


def _cells(maps: Maps, tiles: Tiles, labels: list[str]) -> Part:
    index, row, column = (axis.ravel() for axis in np.indices(maps.shape))
    corners = np.array([tiles.corner(i) for i in range(len(maps))])
    # Hidden by colour: thousands of see-through elements cost a browser a second to paint.
    as_they_are = {"marker": {"opacity": 1, "color": _NO_COLOUR}}
    name, texts = _names(labels, index)
    return {
        # WebGL takes a moment to start, but thousands of SVG markers take longer.
        "type": "scattergl" if maps.size > 2_500 else "scatter",
        "x": (corners[index, 1] + column).astype(np.float32),
        "y": (corners[index, 0] + row).astype(np.float32),
        "customdata": np.stack(
            [index + 1, row + 1, column + 1, maps.ravel()], axis=1, dtype=np.float32
        ),
        "mode": "markers",
        "marker": {"symbol": "square", "size": 8, "opacity": 1, "color": _NO_COLOUR},
        "selected": as_they_are,
        "unselected": as_they_are,
        **texts,
        "hovertemplate": (
            f"{name}{said('sum-place', row='%{customdata[1]}', column='%{customdata[2]}')}: "
            "<b>%{customdata[3]:.4g}</b><extra></extra>"
        ),
    }


def _names(labels: list[str], index: NDArray[np.intp]) -> tuple[str, Part]:
    """What a cell's hover text begins with; a text for each cell only where it must be."""
    if not any(labels):
        return "", {}
    word = labels[0].removesuffix("1")
    if all(label == f"{word}{place + 1}" for place, label in enumerate(labels)):
        return f"{word}%{{customdata[0]}}<br>", {}
    return "%{text}<br>", {"text": [labels[i] for i in index]}


def captions(tiles: Tiles, labels: list[str]) -> Part:
    """The label above each map."""
    corners = [tiles.corner(index) for index in range(tiles.count)]
    return {
        "type": "scatter",
        "x": [left + tiles.width / 2 - 0.5 for _, left in corners],
        "y": [top - 0.5 for top, _ in corners],
        "text": labels,
        "mode": "text",
        "textposition": "top center",
        "textfont": {"size": 12},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _frame(tiles: Tiles, index: int) -> Part:
    top, left = tiles.corner(index)
    return _rectangle((top, left, top + tiles.height, left + tiles.width), ACCENT, 4)


def _outline(tiles: Tiles, box: Box, index: int) -> list[Part]:
    """Two lines around cells of a map, so that one shows on any colour."""
    top, left = tiles.corner(index)
    moved = (box[0] + top, box[1] + left, box[2] + top, box[3] + left)
    return [_rectangle(moved, colour, width) for colour, width in (("black", 5), (MARK, 3))]


def _rectangle(box: Box, colour: str, width: int) -> Part:
    top, left, bottom, right = box
    # A cell's middle is at its index, so its edges are half a cell before and after.
    return {
        "type": "rect",
        "x0": left - 0.5,
        "x1": right - 0.5,
        "y0": top - 0.5,
        "y1": bottom - 0.5,
        "line": {"color": colour, "width": width},
    }


def _edge(digit: Maps, tiles: Tiles) -> Part:
    top, left = tiles.corner(0)
    return {
        "type": "contour",
        "z": digit[0],
        "x0": left,
        "y0": top,
        "contours": {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"},
        "line": {"color": MUTED, "width": 2},
        "hoverinfo": "skip",
        "showscale": False,
    }


def narrow(figure: go.Figure, width: int) -> go.Figure:
    """The same montage with a legend of at most `width` pixels, for a narrow place."""
    return figure.update_traces(colorbar_len=width, selector={"type": "heatmap"})


def legend(scale: ColourScale, one_scale: bool = True) -> dict[str, object]:
    """A colour bar with numbers at its ends and at zero."""
    if one_scale:
        values = [scale.low, 0, scale.high] if scale.diverging else [scale.low, scale.high]
        texts = [number(value) for value in values]
    else:
        values = [-1, 0, 1] if scale.diverging else [0, 1]
        own = "map's max"
        texts = [f"−{own}", "0", own] if scale.diverging else ["0", own]
    return {
        "tickvals": values,
        "ticktext": texts,
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.0,
        "yanchor": "bottom",
        "len": 240,
        "lenmode": "pixels",
        "thickness": 12,
        "outlinewidth": 1,
        "xpad": 14,
        "ypad": 6,
        "ticks": "outside",
    }
