"""What in a photograph may be the digit: patches of ink, and the ones that belong together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

_EIGHT = np.ones((3, 3), bool)
_MOST = 80  # regions that are judged, the largest
_LOOKED_AT = 3  # regions whose surroundings are looked at
_LEAST_SIZE = 0.035  # of the picture's shorter side; smaller is a speck


@dataclass(frozen=True)
class Region:
    """One connected patch of ink.

    Attributes
    ----------
    label : int
        Its number in the label image, from 1.
    top, left, bottom, right : int
        Its box, in pixels of the label image; `bottom` and `right` are the first outside.
    area : int
        Pixels.
    contrast : float
        How dark its ink is, in [0, 1].
    thickness : float
        The width of its stroke, in pixels.
    at_edge : bool
        Whether the picture's edge cuts it.
    score : float
        How much it looks like the digit that was meant; 0 for what is none.
    """

    label: int
    top: int
    left: int
    bottom: int
    right: int
    area: int
    contrast: float
    thickness: float
    at_edge: bool
    score: float

    @property
    def size(self) -> int:
        """The longer side of its box, in pixels."""
        return max(self.bottom - self.top, self.right - self.left)


def find_regions(contrast: Plane, mask: Mask, shade: Plane) -> tuple[Labels, tuple[Region, ...]]:
    """Number the patches of a mask and judge each; specks are left out.

    Parameters
    ----------
    contrast : (H, W)
        In [0, 1].
    mask : bool array (H, W)
    shade : (H, W)
        Brightness with ink dark, so that of a board reversed; in [0, 1].

    Returns
    -------
    labels : int32 array (H, W)
        0 where there is no ink.
    regions : tuple of Region
        The likeliest first. A patch too small to stand here keeps its number in `labels`.
    """
    labels, count = ndimage.label(mask, _EIGHT)
    labels = labels.astype(np.int32)
    if not count:
        return labels, ()
    boxes = ndimage.find_objects(labels)
    sizes = np.array([max(box[0].stop - box[0].start, box[1].stop - box[1].start) for box in boxes])
    largest = np.argsort(-sizes, kind="stable")[:_MOST]
    least = max(3, _LEAST_SIZE / 2 * min(mask.shape))
    regions = [
        _region(int(index) + 1, boxes[index], labels, contrast)
        for index in largest
        if sizes[index] >= least
    ]
    regions.sort(key=lambda region: -region.score)
    for index, region in enumerate(regions[:_LOOKED_AT]):
        if _one_sided(region, labels, shade) > 0.3:
            regions[index] = replace(region, score=0.15 * region.score)
    return labels, tuple(sorted(regions, key=lambda region: -region.score))


def _one_sided(region: Region, labels: Labels, shade: Plane) -> float:
    """The share of what surrounds a region that is as dark as it is, in [0, 1].

    A line has paper on both sides; the edge of a shadow or the rim of something broad has not.
    """
    step = 1 + region.size // 200
    far = 3 * step
    box = (
        slice(max(region.top - far, 0), region.bottom + far, step),
        slice(max(region.left - far, 0), region.right + far, step),
    )
    inside, near = labels[box] == region.label, shade[box]
    around = ndimage.binary_dilation(inside, _EIGHT, iterations=3)
    around &= ~ndimage.binary_dilation(inside, _EIGHT)
    if not around.any():
        return 0.0
    ink = ndimage.minimum_filter(np.where(inside, near, np.float32(1)), 9)
    paper = ndimage.maximum_filter(near, 9)
    return float((near <= (ink + paper) / 2)[around].mean())


def _region(label: int, box: tuple[slice, slice], labels: Labels, contrast: Plane) -> Region:
    inside = labels[box] == label
    area = int(np.count_nonzero(inside))
    ink = float(np.percentile(contrast[box][inside], 80))
    # Distances in a large box are measured at every second or third pixel.
    step = 1 + max(inside.shape) // 250
    depth = step * ndimage.distance_transform_edt(np.pad(inside[::step, ::step], 1))
    # Across a stroke the depth runs from half a pixel to half its width: four times the mean.
    thickness = 4 * float(depth[depth > 0].mean()) - step if depth.any() else 1.0
    (top, bottom), (left, right) = ((side.start, side.stop) for side in box)
    height, width = labels.shape
    at_edge = top <= 2 or left <= 2 or bottom >= height - 2 or right >= width - 2
    region = Region(label, top, left, bottom, right, area, ink, max(thickness, 1.0), at_edge, 0.0)
    return replace(region, score=_score(region, float(depth.max()), labels.shape))


def _score(region: Region, deepest: float, shape: tuple[int, ...]) -> float:
    """Large, dark, near the middle, a line and no blotch, whole."""
    height, width = shape
    tall, wide = region.bottom - region.top, region.right - region.left
    size = region.size / min(height, width)
    if size < _LEAST_SIZE or tall > 0.95 * height or wide > 0.95 * width:
        return 0.0
    y = ((region.top + region.bottom) / 2 - height / 2) / height
    x = ((region.left + region.right) / 2 - width / 2) / width
    score = min(size, 0.6) ** 0.8 * region.contrast * np.exp(-(x * x + y * y) / (2 * 0.25**2))
    if region.at_edge:  # a large one may have lost its foot only
        score *= 0.1 + 0.4 * min(size, 1) ** 2
    if 2 * deepest > 0.45 * region.size:  # a thumb, a blot
        score *= 0.1
    if wide > 3 * tall:  # no digit lies down
        score *= 0.2
    if region.area > 0.6 * tall * wide and tall < 3 * wide:
        score *= 0.2
    return float(score)


def belonging(regions: Iterable[Region], main: Region) -> tuple[int, ...]:
    """The labels of the region and of those near it that are strokes of the same digit."""
    chosen = [main]
    others = [r for r in regions if r.label != main.label and not r.at_edge]
    grew = True
    while grew:
        grew = False
        for other in list(others):
            if _same_hand(other, main) and any(_near(other, one, main.size) for one in chosen):
                chosen.append(other)
                others.remove(other)
                grew = True
    return tuple(sorted(region.label for region in chosen))


def _same_hand(other: Region, main: Region) -> bool:
    """Whether it may be a stroke of the same pen, and not a digit of its own."""
    return (
        other.size >= 0.06 * main.size
        and other.contrast > 0.5 * main.contrast
        and 0.3 < other.thickness / main.thickness < 2.5
    )


def _near(one: Region, other: Region, size: int) -> bool:
    """Whether the gap between two boxes is at most an eighth of the digit."""
    down = max(one.top - other.bottom, other.top - one.bottom, 0)
    across = max(one.left - other.right, other.left - one.right, 0)
    return float(np.hypot(down, across)) <= 0.12 * size
