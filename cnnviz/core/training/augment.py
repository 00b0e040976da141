"""Small random changes that leave a picture what it is: one set for ink, one for colour."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F

from cnnviz.core.training.config import AugmentSettings

# How far a stroke goes towards its dilation or erosion by a pixel at full `thickness`.
THICKEN, THIN = 0.7, 0.5
# Half the width of the picture in whose pixels shifts are given: the sampling grid's unit.
HALF_WIDTH = 14

# For pictures in colour, in the same units: shift and scale, brightness, and contrast.
COLOUR_SHIFT, COLOUR_SCALE = 0.12, 0.1
BRIGHTNESS, CONTRAST = 0.15, 0.2

Augmentation = Callable[[torch.Tensor, torch.Generator], torch.Tensor]


def augmentation_of(settings: AugmentSettings, *, is_ink: bool = True) -> Augmentation:
    """The random changes that some settings ask for.

    Parameters
    ----------
    settings : AugmentSettings
    is_ink : bool
        Whether the pictures are light ink on black: only ink is made thicker and thinner, and
        what comes in at an edge is black; it is a reflection otherwise.

    Returns
    -------
    callable
        ``(pictures (N, C, H, W) in [0, 1], torch.Generator) -> the same shape, in [0, 1]``.

    Examples
    --------
    >>> same = augmentation_of(AugmentSettings(0, 0, 0, 0, 0, 0, 0))
    >>> x = torch.rand(2, 1, 28, 28)
    >>> torch.equal(same(x, torch.Generator()), x)
    True
    """

    def change(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        if _moves(settings):
            grid = _affine_grid(images, generator, settings)
            if settings.elastic:
                grid = grid + _bend(images, generator, settings.elastic)
            edge = "zeros" if is_ink else "reflection"
            images = F.grid_sample(
                images, grid, mode="bilinear", padding_mode=edge, align_corners=False
            )
        if is_ink and settings.thickness:
            images = _change_thickness(images, generator, settings.thickness)
        if settings.noise:
            noise = torch.randn(images.shape, generator=generator)
            images = (images + settings.noise * noise).clamp(0, 1)
        return images

    return change


def augment(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Rotate, scale, shear, shift, bend and thicken each digit at random, mildly.

    Parameters
    ----------
    images : torch.Tensor (N, 1, H, W) in [0, 1]
        Light ink on black; the limits, those of `AugmentSettings`, are meant for MNIST's 28x28.
    generator : torch.Generator
        Source of all randomness.

    Returns
    -------
    torch.Tensor (N, 1, H, W) in [0, 1]
    """
    return augmentation_of(AugmentSettings())(images, generator)


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


def _moves(settings: AugmentSettings) -> bool:
    return any(
        (settings.rotation, settings.shift, settings.scale, settings.shear, settings.elastic)
    )


def _affine_grid(
    images: torch.Tensor, generator: torch.Generator, settings: AugmentSettings
) -> torch.Tensor:
    """Sampling positions (N, H, W, 2) of a random affine map for each image."""
    n = len(images)
    angle = _uniform(n, math.radians(settings.rotation), generator)
    shear = _uniform(n, math.tan(math.radians(settings.shear)), generator)
    scale_x = 1 + _uniform(n, settings.scale, generator)
    scale_y = 1 + _uniform(n, settings.scale, generator)
    shift_x = _uniform(n, settings.shift / HALF_WIDTH, generator)
    shift_y = _uniform(n, settings.shift / HALF_WIDTH, generator)
    cos, sin = angle.cos(), angle.sin()
    rows = torch.stack(
        [
            torch.stack([cos / scale_x, (shear * cos - sin) / scale_y, shift_x], dim=1),
            torch.stack([sin / scale_x, (shear * sin + cos) / scale_y, shift_y], dim=1),
        ],
        dim=1,
    )
    return F.affine_grid(rows, list(images.shape), align_corners=False)


def _bend(images: torch.Tensor, generator: torch.Generator, strength: float) -> torch.Tensor:
    """A smooth random displacement (N, H, W, 2): an elastic deformation with few waves.

    After Simard, Steinkraus, Platt: "Best Practices for Convolutional Neural Networks Applied to
    Visual Document Analysis", ICDAR 2003.
    """
    count, size = len(images), images.shape[2:]
    coarse = torch.randn(count, 2, 5, 5, generator=generator) * (strength / HALF_WIDTH) / 2
    smooth = F.interpolate(coarse, size=size, mode="bicubic", align_corners=True)
    return smooth.permute(0, 2, 3, 1)


def _change_thickness(
    images: torch.Tensor, generator: torch.Generator, strength: float
) -> torch.Tensor:
    """Part of the way from each image to its dilation or its erosion.

    A whole pixel more or less would be too coarse a step at 28x28.
    """
    share = torch.rand(len(images), 1, 1, 1, generator=generator)
    amount = strength * (share * (THICKEN + THIN) - THIN)
    dilated = F.max_pool2d(images, 3, stride=1, padding=1)
    eroded = -F.max_pool2d(-images, 3, stride=1, padding=1)
    target = torch.where(amount > 0, dilated, eroded)
    return images + amount.abs() * (target - images)
