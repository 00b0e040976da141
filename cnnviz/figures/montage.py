"""Many small maps in one picture: one heatmap, crisp cells, one legend."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.theme import ACCENT, ColourScale, base_figure, number, scale_for

Maps = NDArray[np.float32]


@dataclass(frozen=True)
class Tiles:
    """Where each map of a montage lies, in cells.

    Attributes
    ----------
    count, height, width : int
        Number of maps and the size of each.
    across : int
        Maps in a row.
    labelled : bool
        Whether there is a label above each.
    """

    count: int
    height: int
    width: int
    across: int
    labelled: bool = True

    @property
    def gap(self) -> int:
        """Cells between two rows of maps: room for a label, in proportion to the maps."""
        return max(1, round(0.24 * self.height)) if self.labelled else 0

    @property
    def gutter(self) -> int:
        """Cells between two maps side by side."""
        return max(1, round(0.1 * self.width))

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the whole, the labels above included."""
        rows = -(-self.count // self.across)
        width = self.across * (self.width + self.gutter) - self.gutter
        return rows * (self.height + self.gap), width

    def corner(self, index: int) -> tuple[int, int]:
        """Top row and left column of map `index`."""
        row, column = divmod(index, self.across)
        top = row * (self.height + self.gap) + self.gap
        return top, column * (self.width + self.gutter)


def arrange(shape: tuple[int, ...], aspect: float, labelled: bool = True) -> Tiles:
    """Put (N, H, W) maps in rows so that the whole is about `aspect` times as wide as high.

    A last row with empty places counts against an arrangement.
    """

    count, height, width = shape

    def badness(tiles: Tiles) -> float:
        rows, columns = tiles.size
        places = -(-count // tiles.across) * tiles.across
        return abs(math.log(columns / rows / aspect)) + 1 - count / places

    choices = (Tiles(count, height, width, n, labelled) for n in range(1, count + 1))
    return min(choices, key=badness)


def montage(
    maps: Maps,
    labels: list[str],
    *,
    one_scale: bool = True,
    selected: int | None = None,
    numbers: bool = False,
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
    aspect, height : float, int
        Width to height of the whole; height in pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Over each cell lies an invisible marker with ``customdata = [map, row, column, value]``,
        map counted from 0: heatmaps themselves report no clicks.
    """
    tiles = arrange(maps.shape, aspect, any(labels))
    scale = scale_for(maps)
    figure = base_figure(height)
    figure.add_trace(_picture(maps, tiles, scale, one_scale, numbers))
    figure.add_trace(_cells(maps, tiles, labels))
    figure.add_trace(_captions(tiles, labels))
    if selected is not None and 0 <= selected < len(maps):
        figure.add_shape(_frame(tiles, selected))
    rows, columns = tiles.size
    # Square cells, as large as fit, from the top left corner.
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    figure.update_xaxes(range=[-0.6, columns - 0.4], constraintoward="left", **hidden)
    figure.update_yaxes(range=[rows - 0.4, -0.5], scaleanchor="x", constraintoward="top", **hidden)
    figure.update_layout(margin={"t": 50})
    return figure


def _picture(
    maps: Maps, tiles: Tiles, scale: ColourScale, one_scale: bool, numbers: bool
) -> go.Heatmap:
    if one_scale:
        shown, low, high = maps, scale.low, scale.high
    else:
        limits = np.array([scale_for(values).high for values in maps], np.float32)
        shown, low, high = maps / limits[:, None, None], -1.0 if scale.diverging else 0.0, 1.0
    written = [[cell_text(v) for v in row] for row in _lay_out(maps, tiles).tolist()]
    return go.Heatmap(
        z=_lay_out(shown, tiles),
        zmin=low,
        zmax=high,
        colorscale=scale.colours,
        hoverinfo="skip",
        text=written if numbers else None,
        texttemplate="%{text}" if numbers else None,
        textfont={"size": 13},
        colorbar=legend(scale, one_scale),
    )


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
    return "0" if value == 0 else text.replace("0.", ".", 1).replace("-", "−")


def _lay_out(maps: Maps, tiles: Tiles) -> Maps:
    """All maps on one sheet, with nothing (NaN) between them."""
    sheet = np.full(tiles.size, np.nan, np.float32)
    for index, values in enumerate(maps):
        top, left = tiles.corner(index)
        sheet[top : top + tiles.height, left : left + tiles.width] = values
    return sheet


def _cells(maps: Maps, tiles: Tiles, labels: list[str]) -> go.Scatter | go.Scattergl:
    index, row, column = (axis.ravel() for axis in np.indices(maps.shape))
    corners = np.array([tiles.corner(i) for i in range(len(maps))])
    # WebGL takes a moment to start, but thousands of SVG markers take longer.
    kind = go.Scattergl if maps.size > 2_500 else go.Scatter
    return kind(
        x=(corners[index, 1] + column).astype(np.float32),
        y=(corners[index, 0] + row).astype(np.float32),
        customdata=np.stack([index, row, column, maps.ravel()], axis=1).astype(np.float32),
        mode="markers",
        marker={"symbol": "square", "size": 8, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        text=[labels[i] for i in index],
        hovertemplate=(
            "%{text}<br>row %{customdata[1]}, column %{customdata[2]}: "
            "<b>%{customdata[3]:.4g}</b><extra></extra>"
        ),
    )


def _captions(tiles: Tiles, labels: list[str]) -> go.Scatter:
    corners = [tiles.corner(index) for index in range(tiles.count)]
    return go.Scatter(
        x=[left + tiles.width / 2 - 0.5 for _, left in corners],
        y=[top - 0.5 for top, _ in corners],
        text=labels,
        mode="text",
        textposition="top center",
        textfont={"size": 12},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _frame(tiles: Tiles, index: int) -> dict[str, object]:
    top, left = tiles.corner(index)
    return {
        "type": "rect",
        "x0": left - 0.5,
        "x1": left + tiles.width - 0.5,
        "y0": top - 0.5,
        "y1": top + tiles.height - 0.5,
        "line": {"color": ACCENT, "width": 4},
    }


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
