"""Pictures of gradients: a product at every place, and a layer's maps in one small row."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.montage import montage
from cnnviz.figures.said import said
from cnnviz.figures.theme import ColourScale, even_scale, palette
from cnnviz.figures.tiles import Maps, Tiles, lay_out


def product_map(
    inputs: NDArray[np.float64],
    gradients: NDArray[np.float64],
    height: int,
    step: int = 1,
) -> go.Figure:
    """What each place adds to a weight's gradient, (rows, columns); hover gives the product.

    Parameters
    ----------
    inputs, gradients : float64 array (rows, columns)
    height : int
        In pixels.
    step : int
        The arrays hold one in so many rows and columns, as the hover text counts.
    """
    products = (inputs * gradients).astype(np.float32)
    figure = montage(
        products[None], [""], scale=even_scale(products), clickable=False, height=height
    )
    rows, columns = (axis * step + 1 for axis in np.indices(products.shape))
    figure.data[0].customdata = np.stack([rows, columns, inputs, gradients, products], axis=-1)
    cell = said("sum-place", row="%{customdata[0]}", column="%{customdata[1]}")
    figure.data[0].hovertemplate = (
        f"{cell}:<br>%{{customdata[2]:.4g}} × "
        "%{customdata[3]:.4g} = <b>%{customdata[4]:.4g}</b><extra></extra>"
    )
    return figure


def painted_row(maps: Maps, scale: ColourScale, most: int = 10) -> NDArray[np.uint8]:
    """The first maps (N, H, W) side by side as a picture (h, w, 4), see-through between them."""
    shown = np.nan_to_num(maps[:most])
    tiles = Tiles(len(shown), shown.shape[1], shown.shape[2], len(shown), labelled=False)
    sheet = lay_out(shown, tiles)
    colours = np.frombuffer(palette(scale.diverging), np.uint8).reshape(256, 3)
    inside = ~np.isnan(sheet)
    picture = np.zeros((*sheet.shape, 4), np.uint8)
    picture[..., :3] = colours[scale.to_bytes(np.nan_to_num(sheet))]
    picture[..., 3] = np.where(inside, 255, 0)
    return picture
