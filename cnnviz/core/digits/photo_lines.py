"""The lines of ruled and squared paper, found and divided out of a photograph.

Printed lines run through the whole picture, nearly straight. Along such a line its own darkness
is the median of what is seen, for strokes cross it only here and there; divided by that, the line
is gone and the ink that crosses it stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Plane = NDArray[np.float32]

_SHRINK = 3  # lines are looked for in a picture so much smaller
_SLOPES = np.tan(np.deg2rad(np.arange(-20, 20.1, 0.5)))
_CAP = 0.3  # darker than that counts no more: strokes must not outweigh lines
_MOST = 60  # lines a direction
_DARKEST = 1e-3
_FEWEST = 3  # one or two lines may be strokes
_LEAST_COVER = 0.55  # of the picture's width must show the line


@dataclass(frozen=True)
class PaperLine:
    """A line across the picture: ``row = middle + slope * (column - width / 2)``.

    Attributes
    ----------
    middle, slope : float
    thickness : float
        In pixels.
    """

    middle: float
    slope: float
    thickness: float


def line_transmittance(contrast: Plane) -> Plane:
    """How much light printed lines let through, in both directions; 1 where there are none.

    Parameters
    ----------
    contrast : (H, W)
        In [0, 1]; 0 is paper.

    Returns
    -------
    float32 array (H, W)
        In [0.09, 1]: what the picture is to be divided by.
    """
    if min(contrast.shape) < 40 * _SHRINK:
        return np.ones_like(contrast)
    before = contrast
    for across in (False, True):
        plane = contrast.T if across else contrast
        lines = find_lines(plane)
        if lines:
            cleaned = _divide_out(plane, lines)
            contrast = cleaned.T if across else cleaned
    through = (1 - before + _DARKEST) / (1 - contrast + _DARKEST)
    return np.ascontiguousarray(np.clip(through, 0.09, 1), np.float32)


def find_lines(contrast: Plane) -> list[PaperLine]:
    """Lines that run from left to right at a slope of at most 20 degrees."""
    small = _shrunk(contrast)
    height, width = small.shape
    rows, columns = np.arange(height)[:, None], np.arange(width)
    sums = np.empty((len(_SLOPES), height), np.float32)
    padded = np.pad(small, ((0, 1), (0, 0)))  # one row of nothing, for what lies outside
    for index, slope in enumerate(_SLOPES):
        at = rows + np.rint(slope * (columns - width / 2)).astype(int)
        at = np.where((at < 0) | (at >= height), height, at)
        sums[index] = padded[at, columns].mean(axis=1)
    # A line is darker than what is beside it.
    beside = np.minimum(np.roll(sums, 4, axis=1), np.roll(sums, -4, axis=1))
    beside[:, :4], beside[:, -4:] = sums[:, :4], sums[:, -4:]
    ridge = sums - beside
    usual = float(np.median(np.abs(ridge))) * 1.5
    found = list(_peaks(ridge, small, max(6 * usual, 0.012)))
    if len(found) < _FEWEST:
        return []
    return [
        PaperLine((line.middle + 0.5) * _SHRINK - 0.5, line.slope, max(line.thickness, 1) * _SHRINK)
        for line in found
    ]


def _shrunk(contrast: Plane) -> Plane:
    height, width = (n // _SHRINK * _SHRINK for n in contrast.shape)
    capped = np.minimum(contrast[:height, :width], _CAP)
    blocks = capped.reshape(height // _SHRINK, _SHRINK, width // _SHRINK, _SHRINK)
    means: Plane = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


def _peaks(ridge: Plane, small: Plane, least: float) -> Iterator[PaperLine]:
    """The ridges from the highest down, none that crosses a higher one."""
    ridge = ridge.copy()
    half = small.shape[1] / 2
    rows = np.arange(ridge.shape[1])
    for _ in range(_MOST):
        index, middle = np.unravel_index(int(ridge.argmax()), ridge.shape)
        if ridge[index, middle] < least:
            return
        slope = float(_SLOPES[index])
        line = PaperLine(float(middle), slope, _thickness(ridge[index], int(middle)))
        if _cover(small, line) >= _LEAST_COVER:
            yield line
        # What is near it on the left or right, or on the other side there, is the same line.
        left = rows[None, :] - half * _SLOPES[:, None] - (middle - half * slope)
        right = rows[None, :] + half * _SLOPES[:, None] - (middle + half * slope)
        ridge[(left * right <= 0) | (np.minimum(np.abs(left), np.abs(right)) < 3)] = 0


def _thickness(profile: Plane, middle: int) -> float:
    dark = profile > profile[middle] / 2
    low = high = middle
    while low > 0 and dark[low - 1] and middle - low < 6:
        low -= 1
    while high < len(dark) - 1 and dark[high + 1] and high - middle < 6:
        high += 1
    return float(high - low + 1)


def _along(small: Plane, line: PaperLine) -> NDArray[np.bool_]:
    """Whether the line shows, column by column; a pixel's play to either side."""
    height, width = small.shape
    columns = np.arange(width)
    at = np.rint(line.middle + line.slope * (columns - width / 2)).astype(int)
    inside = (at >= 5) & (at < height - 5)
    at = np.clip(at, 5, height - 6) if height > 11 else np.full(width, height // 2)
    seen = np.maximum.reduce([small[at + step, columns] for step in (-1, 0, 1)])
    beside = np.minimum(small[at - 4, columns], small[at + 4, columns])
    rise = ndimage.uniform_filter1d(seen - beside, 9)
    # A stroke shows on half of its line and is darker there than a print's mean.
    shows: NDArray[np.bool_] = inside & (
        rise > 0.5 * max(float(rise[inside].mean()) if inside.any() else 0, 0.01)
    )
    return shows


def _cover(small: Plane, line: PaperLine) -> float:
    return float(_along(small, line).mean())


def _divide_out(contrast: Plane, lines: list[PaperLine]) -> Plane:
    # One print, one darkness: where a stroke was taken for a line, it loses no more than that.
    deepest = 1.5 * float(np.median([_depth(contrast, line) for line in lines]))
    through = 1 - contrast
    for line in lines:
        _divide_one(through, line, 1 - deepest)
    return np.clip(1 - through, 0, 1)


def _path(line: PaperLine, width: int) -> NDArray[np.float64]:
    """The row at which the line is, column by column."""
    columns = np.arange(width, dtype=np.float64)
    return line.middle + line.slope * (columns - width / 2)


def _depth(contrast: Plane, line: PaperLine) -> float:
    """How dark a line usually is."""
    height, width = contrast.shape
    at = np.rint(_path(line, width)).astype(int)
    seen = [contrast[np.clip(at + step, 0, height - 1), np.arange(width)] for step in (-1, 0, 1)]
    return float(np.median(np.maximum.reduce(seen)))


def _divide_one(through: Plane, line: PaperLine, least: float) -> None:
    """Divide a line out of a transmittance plane, in place; it let through `least` or more."""
    height, width = through.shape
    reach = int(np.ceil(line.thickness)) + 3
    columns = np.arange(width)
    path = _path(line, width)
    steps = np.arange(-2 * reach, 2 * reach + 1)
    path = path + _wander(_sampled(through, path, steps), reach)
    profile = np.maximum(_profile(_sampled(through, path, steps)), least)
    for step in range(-reach - 1, reach + 2):
        at = np.rint(path).astype(int) + step
        inside = (at >= 0) & (at < height)
        at, col = at[inside], columns[inside]
        off = at - path[inside] + 2 * reach  # index into the profile, between two steps
        low = np.clip(np.floor(off).astype(int), 0, len(steps) - 2)
        share = (off - low).astype(np.float32)
        own = profile[low, col] * (1 - share) + profile[low + 1, col] * share
        through[at, col] = np.minimum(through[at, col] / own, 1)


def _sampled(through: Plane, path: NDArray[np.float64], steps: NDArray[np.int64]) -> Plane:
    """The plane along a path and beside it, (steps, W)."""
    where = np.stack(
        [
            path[None, :] + steps[:, None],
            np.broadcast_to(np.arange(len(path)), (len(steps), len(path))),
        ]
    )
    sampled: Plane = ndimage.map_coordinates(through, where, order=1, mode="nearest")
    return sampled


def _wander(band: Plane, reach: int) -> NDArray[np.float64]:
    """How far the line strays from straight, column by column: paper is never flat."""
    pieces = np.array_split(np.arange(band.shape[1]), 10)
    middle = band.shape[0] // 2
    places, strays = [], []
    for piece in pieces:
        profile = ndimage.gaussian_filter1d(np.median(band[:, piece], axis=1), 1.0)
        near = profile[middle - reach : middle + reach + 1]
        depth = 1 - near
        depth = depth - depth.min()
        strays.append(0.0 if depth.max() < 0.01 else float(depth.argmax() - reach))
        places.append(float(piece.mean()))
    # A curve of one bend, and no heed to a piece where a stroke lies beside the line.
    calm = ndimage.median_filter(np.array(strays), 5, mode="nearest")
    curve = np.polynomial.Polynomial.fit(places, calm, 2)
    wander: NDArray[np.float64] = curve(np.arange(band.shape[1]))
    return wander


def _profile(band: Plane) -> Plane:
    """The line's own transmittance across, column by column, 1 beside it: (steps, W)."""
    pieces = np.array_split(np.arange(band.shape[1]), 5)
    quarter = max(1, band.shape[0] // 5)

    def of(columns: NDArray[np.int64]) -> Plane:
        profile = np.median(band[:, columns], axis=1)
        beside = np.median(np.concatenate([profile[:quarter], profile[-quarter:]]))
        across: Plane = np.clip(profile / max(float(beside), 0.05), 0.3, 1)
        return across

    # Where a stroke lies on the line, a piece of it is too dark: the whole line sets a limit.
    limit = 1 - 1.5 * (1 - of(np.arange(band.shape[1])))
    profiles = [np.maximum(of(piece), limit) for piece in pieces]
    places = [float(piece.mean()) for piece in pieces]
    at = np.arange(band.shape[1])
    return np.stack([np.interp(at, places, row) for row in np.stack(profiles, 1)]).astype(
        np.float32
    )
