"""Small random changes that leave a picture what it is: one set for ink, one for colour."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F

ROTATION = math.radians(12)
SCALE = 0.12
SHEAR = math.tan(math.radians(10))
SHIFT = 1.5 / 14  # 1.5 pixels, in the sampling grid's units of half an image
ELASTIC = 0.8 / 14
THICKEN, THIN = 0.7, 0.5

# For pictures in colour, in the same units: shift and scale, brightness, and contrast.
COLOUR_SHIFT, COLOUR_SCALE = 0.12, 0.1
BRIGHTNESS, CONTRAST = 0.15, 0.2

Augmentation = Callable[[torch.Tensor, torch.Generator], torch.Tensor]


def augment(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Rotate, scale, shear, shift, bend and thicken each digit at random, mildly.

    Parameters
    ----------
    images : torch.Tensor (N, 1, H, W) in [0, 1]
        Light ink on black; the limits are meant for MNIST's 28x28.
    generator : torch.Generator
        Source of all randomness.

    Returns
    -------
    torch.Tensor (N, 1, H, W) in [0, 1]
    """
    height, width = images.shape[2:]
    grid = _affine_grid(images, generator) + _bend(len(images), height, width, generator)
    moved = F.grid_sample(images, grid, mode="bilinear", align_corners=False)
    return _change_thickness(moved, generator)


def augment_colours(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Shift and scale each picture at random, and change its brightness and contrast, mildly.

    Never mirrored: a sign that points left would point right.

    Parameters
    ----------
    images : torch.Tensor (N, C, H, W) in [0, 1]
    generator : torch.Generator
        Source of all randomness.

    Returns
    -------
    torch.Tensor (N, C, H, W) in [0, 1]
    """
    n = len(images)
    scale = 1 + _uniform(n, COLOUR_SCALE, generator)
    zero = torch.zeros(n)
    rows = torch.stack(
        [
            torch.stack([scale, zero, _uniform(n, COLOUR_SHIFT, generator)], dim=1),
            torch.stack([zero, scale, _uniform(n, COLOUR_SHIFT, generator)], dim=1),
        ],
        dim=1,
    )
    grid = F.affine_grid(rows, list(images.shape), align_corners=False)
    # Reflected at the edges, since a photograph has no background colour.
    moved = F.grid_sample(images, grid, padding_mode="reflection", align_corners=False)
    contrast = 1 + _uniform(n, CONTRAST, generator)[:, None, None, None]
    brightness = 1 + _uniform(n, BRIGHTNESS, generator)[:, None, None, None]
    middle = moved.mean(dim=(1, 2, 3), keepdim=True)
    return (((moved - middle) * contrast + middle) * brightness).clamp(0, 1)


def _uniform(count: int, limit: float, generator: torch.Generator) -> torch.Tensor:
    return (torch.rand(count, generator=generator) * 2 - 1) * limit


def _affine_grid(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Sampling positions (N, H, W, 2) of a random affine map for each image."""
    n = len(images)
    angle, shear = _uniform(n, ROTATION, generator), _uniform(n, SHEAR, generator)
    scale_x, scale_y = 1 + _uniform(n, SCALE, generator), 1 + _uniform(n, SCALE, generator)
    shift_x, shift_y = _uniform(n, SHIFT, generator), _uniform(n, SHIFT, generator)
    cos, sin = angle.cos(), angle.sin()
    rows = torch.stack(
        [
            torch.stack([cos / scale_x, (shear * cos - sin) / scale_y, shift_x], dim=1),
            torch.stack([sin / scale_x, (shear * sin + cos) / scale_y, shift_y], dim=1),
        ],
        dim=1,
    )
    return F.affine_grid(rows, list(images.shape), align_corners=False)


def _bend(count: int, height: int, width: int, generator: torch.Generator) -> torch.Tensor:
    """A smooth random displacement (N, H, W, 2): an elastic deformation with few waves.

    After Simard, Steinkraus, Platt: "Best Practices for Convolutional Neural Networks Applied to
    Visual Document Analysis", ICDAR 2003.
    """
    coarse = torch.randn(count, 2, 5, 5, generator=generator) * ELASTIC / 2
    smooth = F.interpolate(coarse, size=(height, width), mode="bicubic", align_corners=True)
    return smooth.permute(0, 2, 3, 1)


def _change_thickness(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Part of the way from each image to its dilation or its erosion.

    A whole pixel more or less would be too coarse a step at 28x28.
    """
    amount = torch.rand(len(images), 1, 1, 1, generator=generator) * (THICKEN + THIN) - THIN
    dilated = F.max_pool2d(images, 3, stride=1, padding=1)
    eroded = -F.max_pool2d(-images, 3, stride=1, padding=1)
    target = torch.where(amount > 0, dilated, eroded)
    return images + amount.abs() * (target - images)
