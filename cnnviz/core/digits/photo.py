"""From a photograph of a handwritten digit to the network's input, in steps that can be shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cnnviz.core.digits.photo_ink import on_canvas
from cnnviz.core.digits.photo_light import grey_plane, is_light_on_dark
from cnnviz.core.digits.photo_regions import Labels, Region, belonging
from cnnviz.core.digits.photo_search import Finding, search
from cnnviz.core.digits.prepare import PreparedDigit, prepare_digit
from cnnviz.core.digits.strokes import CANVAS_SIZE
from cnnviz.core.pictures import over_background, read_picture

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]
Point = tuple[float, float]


@dataclass(frozen=True)
class PhotoSettings:
    """What a person corrected by hand; as it stands, everything is found automatically.

    Attributes
    ----------
    region : tuple of int, or (float, float), optional
        Numbers of the regions to take, all that are meant; or a point (row, column), each in
        [0, 1] from the upper left corner: the region at or nearest to it, with what belongs to
        it.
    threshold : float
        In [-1, 1]: above 0, only darker ink is taken; below, paler too.
    invert : bool, optional
        True for strokes lighter than what they are on, False for darker ones.

    Raises
    ------
    ValueError
        Naming the argument that is wrong.
    """

    region: tuple[int, ...] | Point | None = None
    threshold: float = 0.0
    invert: bool | None = None

    def __post_init__(self) -> None:
        if not -1 <= self.threshold <= 1:
            raise ValueError(f"threshold must be between -1 and 1, got {self.threshold}")
        region = self.region
        if region is None or all(isinstance(n, int) and n > 0 for n in region):
            return
        is_point = len(region) == 2 and all(isinstance(n, float) and 0 <= n <= 1 for n in region)
        if not is_point:
            raise ValueError(
                "region must be numbers of regions from 1, or a point (row, column) of floats "
                f"in [0, 1], got {region}"
            )

    @property
    def point(self) -> Point | None:
        """The point, if it is one."""
        region = self.region
        if region is None or len(region) != 2 or isinstance(region[0], int):
            return None
        return float(region[0]), float(region[1])


@dataclass(frozen=True, eq=False)
class PhotoSteps:
    """A photograph at every stage of its way to the network.

    All planes but those of `digit` have the same height and width, at most 1024 pixels.

    Attributes
    ----------
    grey : float32 (H, W)
        Brightness in [0, 1].
    flattened : float32 (H, W)
        The same with light, shadow and paper lines taken out: 1 is paper (or board), 0 is the
        blackest ink (or whitest chalk).
    light_on_dark : bool
        Whether strokes were taken to be lighter than what they are on.
    mask : bool (H, W)
        What was taken as ink.
    labels : int32 (H, W)
        The number of the region that each pixel of ink belongs to; 0 for paper.
    regions : tuple of Region
        What may be the digit, the likeliest first.
    chosen : tuple of int
        The numbers of those that were taken; empty if no ink was found.
    ink : float32 (H, W)
        How much of each pixel is ink of the chosen regions, in [0, 1].
    digit : PreparedDigit
        The digit as drawn on a canvas, and on from there.
    """

    grey: Plane
    flattened: Plane
    light_on_dark: bool
    mask: Mask
    labels: Labels
    regions: tuple[Region, ...]
    chosen: tuple[int, ...]
    ink: Plane
    digit: PreparedDigit


def prepare_photo(image: bytes | NDArray[np.uint8]) -> PreparedDigit:
    """Turn a photograph of a handwritten digit into the network's input.

    Dark ink on paper or light chalk on a board, with shadows, squared or ruled paper and other
    marks at the edge: the digit is found, its line made as wide as a pen's on the canvas, and
    prepared as a drawing is.

    Parameters
    ----------
    image : bytes, or uint8 array (H, W), (H, W, 3) or (H, W, 4)
        A picture file, or pixels of any size from 1x1 up: grey; red, green, blue; with alpha.

    Returns
    -------
    PreparedDigit
        `is_blank` is True if no ink was found.

    Raises
    ------
    PictureError
        If a file cannot be read (a ValueError; see `read_picture`).
    ValueError
        If an array is of another shape or type.

    Examples
    --------
    >>> paper = np.full((120, 90, 3), 230, np.uint8)
    >>> prepare_photo(paper).is_blank
    True
    >>> paper[20:100, 40:46] = 40
    >>> digit = prepare_photo(paper)
    >>> digit.is_blank, tuple(digit.tensor.shape)
    (False, (1, 1, 28, 28))
    """
    return photo_steps(image).digit


def photo_steps(
    image: bytes | NDArray[np.uint8], settings: PhotoSettings | None = None
) -> PhotoSteps:
    """As `prepare_photo`, with all that happened on the way, and with corrections by hand.

    Parameters
    ----------
    image : bytes, or uint8 array (H, W), (H, W, 3) or (H, W, 4)
    settings : PhotoSettings, optional

    Returns
    -------
    PhotoSteps

    Raises
    ------
    ValueError
        As `prepare_photo`.
    """
    settings = settings or PhotoSettings()
    grey = grey_plane(_colours(image))
    light = is_light_on_dark(grey) if settings.invert is None else settings.invert
    finding = search(grey, light_on_dark=light, offset=settings.threshold)
    chosen = _choose(finding.labels, finding.regions, settings)
    ink = _chosen_ink(finding, chosen, settings.threshold)
    canvas = np.zeros((CANVAS_SIZE, CANVAS_SIZE, 4), np.uint8)
    if (ink > 0.5).any():
        canvas = on_canvas(ink)
    return PhotoSteps(
        grey,
        1 - finding.contrast,
        light,
        finding.labels > 0,
        finding.labels,
        finding.regions,
        chosen,
        ink,
        prepare_digit(canvas),
    )


def _colours(image: bytes | NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pixels (H, W, 3) of whatever was given."""
    if isinstance(image, bytes | bytearray | memoryview):
        return read_picture(bytes(image), background=None)
    array = np.asarray(image)
    ok = array.dtype == np.uint8 and array.size > 0
    if ok and array.ndim == 2:
        return np.repeat(array[:, :, None], 3, axis=2)
    if ok and array.ndim == 3 and array.shape[2] in (3, 4):
        return over_background(array, None)
    raise ValueError(
        "image must be the bytes of a picture file, or a uint8 array of shape (height, width), "
        f"(height, width, 3) or (height, width, 4), got {array.dtype} of shape {array.shape}"
    )


def _choose(
    labels: Labels, regions: tuple[Region, ...], settings: PhotoSettings
) -> tuple[int, ...]:
    """The numbers of the regions that make the digit."""
    known = {region.label: region for region in regions}
    point = settings.point
    if point is not None:
        if not regions:
            return ()
        return belonging(regions, _at(labels, known, point))
    if settings.region is not None:
        return tuple(sorted({int(n) for n in settings.region} & known.keys()))
    if not regions or regions[0].score <= 0:
        return ()
    return belonging(regions, regions[0])


def _at(labels: Labels, known: dict[int, Region], point: Point) -> Region:
    """The region at a point, or the nearest to it."""
    height, width = labels.shape
    row, column = point[0] * (height - 1), point[1] * (width - 1)
    rows, columns = np.nonzero(np.isin(labels, list(known)))
    nearest = int(np.argmin((rows - row) ** 2 + (columns - column) ** 2))
    return known[int(labels[rows[nearest], columns[nearest]])]


def _chosen_ink(finding: Finding, chosen: tuple[int, ...], offset: float) -> Plane:
    """The chosen regions alone, their edges where the ink is half as dark as inside."""
    contrast = finding.contrast
    if not chosen:
        return np.zeros_like(contrast)
    inside = np.isin(finding.labels, chosen)
    dark = max(region.contrast for region in finding.regions if region.label in chosen)
    ink = contrast * ndimage.binary_dilation(inside, iterations=2)
    half = 0.45 * dark * 2.0**offset
    shares: Plane = np.clip(ink / (2 * half), 0, 1).astype(np.float32)
    return shares
