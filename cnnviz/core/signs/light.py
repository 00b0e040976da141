"""Daylight, low sun, dusk and night: what falls on the sign and what on all behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Light:
    """The light of one picture.

    Attributes
    ----------
    name : str
    on_sign, on_scene : float array (3,)
        What red, green and blue are multiplied by.
    shadows : bool
        Whether things throw sharp shadows.
    lamps : bool
        Whether lamps shine in the background.
    noise : float
        Standard deviation of the sensor's noise, of 255.
    """

    name: str
    on_sign: NDArray[np.float64]
    on_scene: NDArray[np.float64]
    shadows: bool
    lamps: bool
    noise: float


class _Kind(NamedTuple):
    """A sort of light: how often it is met, and the ends between which it is drawn."""

    name: str
    share: float
    warm: tuple[float, float, float]
    cold: tuple[float, float, float]
    on_sign: tuple[float, float]
    on_scene: tuple[float, float]
    shadows: bool
    lamps: bool
    noise: float


_KINDS = (
    _Kind("sun", 0.38, (1.05, 1, 0.92), (1, 1, 1), (1, 1.35), (0.9, 1.3), True, False, 3),
    _Kind("cloud", 0.24, (0.97, 1, 1.05), (1, 1, 1), (0.8, 1.2), (0.75, 1.15), False, False, 4),
    _Kind("low sun", 0.16, (1.3, 0.95, 0.6), (1.1, 0.98, 0.8), (0.8, 1.25), (0.5, 1), True,
          False, 4),
    _Kind("dusk", 0.11, (0.75, 0.9, 1.2), (0.95, 0.9, 1.05), (0.4, 0.7), (0.25, 0.5), False,
          True, 7),
    # The car's headlamps fall on the sign alone.
    _Kind("night", 0.11, (1.2, 1, 0.65), (0.9, 1, 1.1), (0.45, 1), (0.08, 0.2), False, True, 8),
)  # fmt: skip


def random_light(rng: np.random.Generator) -> Light:
    """The light at some hour in some weather."""
    kind = _KINDS[int(rng.choice(len(_KINDS), p=[row.share for row in _KINDS]))]
    share = rng.random()
    # Cameras guess the light's colour and are often a little off.
    tint = np.array(kind.warm) * share + np.array(kind.cold) * (1 - share) + rng.normal(0, 0.05, 3)
    return Light(
        kind.name,
        tint * rng.uniform(*kind.on_sign),
        tint * rng.uniform(*kind.on_scene),
        kind.shadows,
        kind.lamps,
        kind.noise * float(rng.uniform(0.4, 1.5)),
    )
