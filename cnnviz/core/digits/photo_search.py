"""The search for the digit in a photograph, at several windows and thresholds.

A thin line wants a narrow window, or the corners of shadows look like ink; a marker wants a wide
one. Faint ink wants a low threshold, or it falls to pieces; dark ink a high one, or what is near
hangs on to it. All are tried, and the one that shows the likeliest digit is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cnnviz.core.digits.photo_light import NARROW, WIDE, ink_contrast
from cnnviz.core.digits.photo_lines import line_transmittance
from cnnviz.core.digits.photo_regions import Labels, Region, find_regions

Plane = NDArray[np.float32]

_LEAST_CONTRAST = 0.05  # nothing paler is ever ink
_NOISES = 5.0  # so many standard deviations of bare paper are ink
# Window and threshold, and how readily each is believed, other things being equal.
_WINDOWS = ((NARROW, 1.0), (WIDE, 0.5))
_LEVELS = ((1.0, 1.0), (1.8, 0.95), (3.2, 0.9), (5.5, 0.85))


@dataclass(frozen=True, eq=False)
class Finding:
    """What was found at the best window and threshold.

    Attributes
    ----------
    contrast : float32 (H, W)
        How dark each pixel is over its paper, light and printed lines taken out, in [0, 1].
    labels : int32 (H, W)
        The number of the patch of ink that a pixel belongs to; 0 for paper.
    regions : tuple of Region
        The likeliest first.
    """

    contrast: Plane
    labels: Labels
    regions: tuple[Region, ...]


def search(grey: Plane, *, light_on_dark: bool, offset: float = 0.0) -> Finding:
    """Find what may be the digit.

    Parameters
    ----------
    grey : (H, W)
        Brightness in [0, 1].
    light_on_dark : bool
    offset : float
        In [-1, 1]: thresholds are 4 ** offset times as high.
    """
    best: Finding | None = None
    best_score = -1.0
    lines: Plane | None = None
    shade = 1 - grey if light_on_dark else grey
    for window, trust in _WINDOWS:
        contrast = ink_contrast(grey, light_on_dark=light_on_dark, window=window)
        if lines is None:
            lines = line_transmittance(contrast)
        contrast = 1 - np.minimum((1 - contrast) / lines, 1)
        smooth = ndimage.gaussian_filter(contrast, 0.7)
        least = max(_LEAST_CONTRAST, _NOISES * noise_of(contrast)) * 4.0**offset
        for level, belief in _LEVELS:
            labels, regions = find_regions(contrast, smooth > level * least, shade)
            score = trust * belief * regions[0].score if regions else 0.0
            if regions and regions[0].thickness > 0.6 * window * max(grey.shape):
                score *= 0.3  # the window saw no more than the rim of it
            if score > best_score:
                best, best_score = Finding(contrast, labels, regions), score
    assert best is not None  # any score is above -1
    return best


def noise_of(contrast: Plane) -> float:
    """The standard deviation of bare paper, by what differs from a pixel to its neighbours."""
    fine = contrast - ndimage.uniform_filter(contrast, 5)
    return float(np.median(np.abs(fine[::2, ::2]))) * 1.48
