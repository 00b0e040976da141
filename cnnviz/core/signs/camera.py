"""From the drawn scene to a small photograph: out of focus, shaken, hazy, with glare and noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from cnnviz.core.images import LUMA

Pixels = NDArray[np.float32]
# So much of the noise differs between the colours; the rest is grey.
_COLOURED = 0.75
# The brightness that a change of contrast leaves alone, of 255.
_MIDDLE = 110.0


def photograph(
    scene: Image.Image, size: int, noise: float, gradient: bool, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Take a picture of a drawn scene.

    Parameters
    ----------
    scene : Image
        A multiple of `size` in height and width.
    size : int
        Height and width of the photograph.
    noise : float
        Standard deviation of the sensor's noise, of 255.
    gradient : bool
        Whether light falls from one side.
    rng : numpy Generator

    Returns
    -------
    uint8 array (size, size, 3)
    """
    finer = scene.width // size
    radius = finer * max(0.0, rng.normal(0.3, 0.4))
    if radius > 0.3:
        scene = scene.filter(ImageFilter.GaussianBlur(radius))
    pixels = np.asarray(scene.reduce(finer), np.float32)
    if rng.random() < 0.12:
        pixels = _shaken(pixels, rng)
    if gradient:
        pixels = pixels * _ramp(size, rng)
    if rng.random() < 0.12:
        pixels = pixels + _glare(size, rng)
    pixels = _developed(pixels, rng)
    grain = rng.normal(0, noise, (size, size, 1)) * (1 - _COLOURED)
    grain = grain + rng.normal(0, noise, (size, size, 3)) * _COLOURED
    photo: NDArray[np.uint8] = np.rint(pixels + grain).clip(0, 255).astype(np.uint8)
    return photo


def _shaken(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """The mean along a short straight way."""
    angle, length = rng.uniform(0, np.pi), rng.uniform(1, 3.5)
    steps = np.linspace(-length / 2, length / 2, 5)
    total = np.zeros_like(pixels)
    for step in steps:
        across, down = round(step * np.cos(angle)), round(step * np.sin(angle))
        total += np.roll(pixels, (down, across), axis=(0, 1))
    return total / np.float32(len(steps))


def _ramp(size: int, rng: np.random.Generator) -> Pixels:
    """A factor (size, size, 1) around 1 that grows in one direction."""
    strength = rng.uniform(0.05, 0.4)
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    ramp: Pixels = (1 + strength * (x * np.cos(angle) + y * np.sin(angle)) / 1.4).astype(np.float32)
    return ramp[:, :, None]


def _glare(size: int, rng: np.random.Generator) -> Pixels:
    """A soft bright spot, as of the sun on the plate."""
    y, x = np.mgrid[:size, :size]
    centre = rng.uniform(0.2, 0.8, 2) * size
    width = rng.uniform(0.08, 0.22) * size
    spot = np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / (2 * width**2))
    glare: Pixels = (rng.uniform(80, 220) * spot[:, :, None]).astype(np.float32)
    return glare


def _developed(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Saturation, haze and contrast as this camera and this air give them."""
    grey = (pixels @ LUMA)[:, :, None]
    coloured = grey + (pixels - grey) * np.float32(rng.uniform(0.55, 1.15))
    haze = max(0.0, rng.normal(0.02, 0.13))
    hazy = coloured * np.float32(1 - haze) + np.float32(rng.uniform(120, 215) * haze)
    contrast, brightness = rng.uniform(0.85, 1.12), rng.normal(5, 10)
    return np.asarray((hazy - _MIDDLE) * contrast + _MIDDLE + brightness, np.float32)
