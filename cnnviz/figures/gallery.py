"""Pictures side by side, each with the patch that matters outlined."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.montage import captions
from cnnviz.figures.theme import MARK, UNIT_SCALE, base_figure
from cnnviz.figures.tiles import Tiles, lay_out

Box = tuple[int, int, int, int]

# Screen pixels for one pixel of a digit, where the page is wide enough.
PIXEL = 4


def gallery(
    images: NDArray[np.float32] | NDArray[np.uint8],
    labels: list[str],
    boxes: list[Box] | None = None,
    columns: int = 6,
) -> go.Figure:
    """All digits in one figure, with a caption above each.

    Parameters
    ----------
    images : array (N, H, W), or (N, H, W, 3) in colour
        float32 in [0, 1], or uint8.
    labels : list of str
        A caption for each, such as "7 · 3.42".
    boxes : list of (top, left, bottom, right), optional
        The patch to outline in each: rows ``top..bottom - 1``, columns ``left..right - 1``. What
        lies outside the image, as a receptive field at its edge does, is cut off; a patch that
        lies outside altogether is not drawn.
    columns : int
        Digits in a row.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If there is not one label, or not one box, for each image, or `columns` is below 1.

    Examples
    --------
    >>> digits = np.zeros((3, 28, 28), np.float32)
    >>> figure = gallery(digits, ["7", "1", "7"], [(0, 0, 5, 5)] * 3, columns=3)
    >>> len(figure.layout.shapes)
    3
    """
    count, height, width = images.shape[:3]
    for name, given in (("labels", labels), ("boxes", boxes)):
        if given is not None and len(given) != count:
            raise ValueError(f"{name} must be one for each of {count} images, got {len(given)}")
    if columns < 1:
        raise ValueError(f"columns must be at least 1, got {columns}")
    planes = images.astype(np.float32)
    if images.dtype == np.uint8:
        planes /= 255
    tiles = Tiles(count, height, width, columns)
    rows, across = tiles.size
    figure = base_figure(rows * PIXEL + 16)
    figure.add_trace(_sheet(planes, tiles) if planes.ndim == 3 else _coloured(planes, tiles))
    figure.add_trace(captions(tiles, labels))
    outlines = [_outline(tiles, index, box) for index, box in enumerate(boxes or [])]
    figure.update_layout(shapes=[outline for outline in outlines if outline is not None])
    # Square pixels, as large as fit, from the top left corner.
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    figure.update_xaxes(range=[-0.9, across - 0.1], constraintoward="left", **hidden)
    figure.update_yaxes(range=[rows - 0.1, -0.5], scaleanchor="x", constraintoward="top", **hidden)
    return figure


def _sheet(planes: NDArray[np.float32], tiles: Tiles) -> go.Heatmap:
    return go.Heatmap(
        z=lay_out(planes, tiles),
        zmin=UNIT_SCALE.low,
        zmax=UNIT_SCALE.high,
        colorscale=UNIT_SCALE.colours,
        # Black and white, as on the canvas: the ink's legend would say 0 and 1.
        showscale=False,
        hoverongaps=False,
        hovertemplate="ink <b>%{z:.2f}</b><extra></extra>",
    )


def _coloured(pictures: NDArray[np.float32], tiles: Tiles) -> go.Image:
    channels = [lay_out(pictures[..., channel], tiles) for channel in range(3)]
    sheet = np.stack([*channels, np.isfinite(channels[0]).astype(np.float32)], axis=-1)
    sheet = np.rint(np.nan_to_num(sheet) * 255)
    return go.Image(z=sheet.astype(np.uint8), colormodel="rgba256", hoverinfo="skip")


def _outline(tiles: Tiles, index: int, box: Box) -> dict[str, object] | None:
    """A rectangle around a patch of one tile, cut to the tile; None if nothing is left."""
    top, bottom = (min(max(edge, 0), tiles.height) for edge in (box[0], box[2]))
    left, right = (min(max(edge, 0), tiles.width) for edge in (box[1], box[3]))
    if bottom <= top or right <= left:
        return None
    row, column = tiles.corner(index)
    # A cell's middle is at its index, so its edges are half a cell before and after.
    return {
        "type": "rect",
        "x0": column + left - 0.5,
        "x1": column + right - 0.5,
        "y0": row + top - 0.5,
        "y1": row + bottom - 0.5,
        "line": {"color": MARK, "width": 3},
    }
