"""The paints of signs, as they are mixed, and as they look after years in the sun."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.images import LUMA

Colour = NDArray[np.float64]

# A hue goes from the first colour to the second; the brightness (0..255) is drawn apart. Signs
# that shall differ by colour alone have paints of the same brightness, so that a picture without
# colour does not tell them apart.
PAINTS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], float, float]] = {
    "white": ((1.0, 0.98, 0.93), (0.94, 0.98, 1.0), 180, 215),
    "yellow": ((1.0, 0.87, 0.40), (1.0, 0.84, 0.05), 180, 215),
    "red": ((0.80, 0.05, 0.10), (0.90, 0.20, 0.08), 60, 90),
    "blue": ((0.02, 0.38, 0.60), (0.05, 0.22, 0.75), 58, 92),
    "green": ((0.02, 0.52, 0.46), (0.14, 0.55, 0.12), 58, 92),
    "black": ((0.10, 0.10, 0.10), (0.13, 0.12, 0.16), 18, 40),
}


def mix(paint: str, fading: float, rng: np.random.Generator) -> Colour:
    """A paint as one sign has it.

    Parameters
    ----------
    paint : str
        A key of `PAINTS`.
    fading : float in [0, 1]
        How much of the colour the sun has taken; the brightness stays.
    rng : numpy Generator

    Returns
    -------
    float array (3,)
        Red, green and blue, 255 for white paper in plain light; parts may be a little more.
    """
    first, second, dark, bright = PAINTS[paint]
    share = rng.random()
    hue = np.array(first) * (1 - share) + np.array(second) * share
    brightness = rng.uniform(dark, bright)
    colour = hue * (brightness / float(hue @ LUMA))
    return colour + fading * (brightness - colour)
