"""The input that excites a map most, found by gradient ascent on the pixels.

Erhan, Bengio, Courville, Vincent: "Visualizing Higher-Layer Features of a Deep Network",
University of Montreal technical report 1341, 2009. The penalties and the shifting follow Olah,
Mordvintsev, Schubert: "Feature Visualization", Distill 2017
(https://distill.pub/2017/feature-visualization/).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.explore.climb_target import Target, chain_of, target_of
from cnnviz.core.recorder import Follower, Step
from cnnviz.core.trace import trace

# The neighbours above, below, left and right, less four times the pixel itself.
_LAPLACIAN = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])[None, None]
_ATTEMPTS = 8
# How far the first step goes; and from a start that resembles what is sought: there a long one may
# leap to where a network answers alike to everything, and no slope leads out again.
RATE, GENTLE_RATE = 0.1, 0.02
Pixels = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class AscentStep:
    """The image after one step.

    Attributes
    ----------
    step : int
        0 is the start itself.
    image : float32 array, of the start's shape
        Within the limits.
    activation : float
        What the channel answers to this very image: the mean of its map, or the chosen cell, or
        the unit's value.
    stuck : bool
        Whether no gradient at all comes from the layer, so that the step that follows climbs
        the numbers before it. Still true at the last step: this input was not found.
    """

    step: int
    image: Pixels
    activation: float
    stuck: bool


def noise_start(shape: tuple[int, ...], seed: int = 0) -> Pixels:
    """Faint noise to start from: float32 of this shape in [0, 0.2)."""
    noise: Pixels = np.random.default_rng(seed).random(shape, dtype=np.float32) * np.float32(0.2)
    return noise


def ascend(
    model: nn.Module,
    layer: str,
    channel: int,
    start: NDArray[np.float32],
    *,
    cell: tuple[int, int] | None = None,
    steps: int = 128,
    seed: int = 0,
    shift: int = 1,
    rate: float = RATE,
    decay: float = 0.3,
    smoothness: float = 0.3,
    limits: tuple[float, float] = (0.0, 1.0),
    border: int | None = None,
) -> Iterator[AscentStep]:
    """Change an image, step by step, so that one channel of one layer answers more.

    Each step follows the gradient of the activation with respect to the pixels, scaled to a
    root mean square of 1, less the gradient of two penalties: ``decay / 2 * sum(x ** 2)`` keeps
    pixels dark that do not matter, ``smoothness / 2 * sum((x - neighbour) ** 2)`` keeps noise
    out. A step that would end at or below the start's activation is taken shorter and without the
    penalties, or not at all. Where no gradient comes from the layer, as behind a closed ReLU,
    the same map before it is climbed until one comes.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode. It is left exactly as it was: gradients are taken of the image only.
    layer : str
        Name of a record of `cnnviz.core.trace.trace`.
    channel : int
        Map of that layer, or unit of a layer without maps.
    start : float32 array (H, W), or (C, H, W) for a network of several channels
        Within `limits`.
    cell : (row, column), optional
        Climb this one cell of the map in place of the mean of all.
    steps : int
    seed : int
        Of the random shifts; it decides the result.
    shift : int
        The image is moved by up to so many pixels each way before each step's gradient is
        taken: what remains is what does not hang on single pixels.
    rate : float
        Root mean square of the first step, penalties left aside; the last is a tenth as long.
    decay, smoothness : float
    limits : (float, float)
        The smallest and the largest number that a pixel can hold.
    border : int, optional
        So many rows and columns at each edge are not climbed, by default a tenth of the shorter
        side: where a network pads with zeros, every bright pixel there is an edge, and all of the
        answer would come from the frame.

    Yields
    ------
    AscentStep
        The start, then one for each step. Close the generator to stop.

    Raises
    ------
    ValueError
        If there is no such layer, channel or cell, or `start` is no such image.

    Examples
    --------
    >>> model = nn.Sequential(nn.Flatten(), nn.Linear(784, 2))
    >>> first, *_, last = ascend(model, "1", 0, noise_start((28, 28)), steps=10)
    >>> last.step, last.activation > first.activation, last.stuck
    (10, True, False)
    """
    image = _checked(start, limits)
    shape = np.shape(start)
    with torch.no_grad():
        try:
            traced = trace(model, image)
        except RuntimeError as error:
            raise ValueError(f"start of shape {shape} does not fit the network") from error
        chain = chain_of(traced, target_of(traced, layer, channel, cell))
    generator = torch.Generator().manual_seed(seed)
    inner = _inner(image, border)
    floor = activation = _activation(model, chain[0], image)
    for step in range(steps + 1):
        shifts = torch.randint(-shift, shift + 1, (2,), generator=generator).tolist()
        gradient, stuck = _uphill(model, chain, image, shifts, inner)
        yield AscentStep(step, image.numpy().reshape(shape).copy(), activation, stuck)
        penalty = torch.zeros_like(image)
        if not stuck:
            edge = F.pad(image, (1, 1, 1, 1), mode="replicate")
            bend = F.conv2d(edge, _LAPLACIAN.expand(image.shape[1], 1, 3, 3), groups=image.shape[1])
            penalty = decay * image - smoothness * bend
        # Long steps first, short ones in the end, so that it comes to rest.
        length = rate * (1 - 0.9 * step / max(steps, 1))
        for _ in range(_ATTEMPTS):
            tried = (image + length * (gradient - penalty)).clamp(*limits)
            answer = _activation(model, chain[0], tried)
            if answer > floor or (stuck and activation <= floor):
                image, activation = tried, answer
                break
            # Too far, or too much for the penalties: never below where it began.
            length, penalty = length / 2, torch.zeros_like(image)


def _checked(start: NDArray[np.float32], limits: tuple[float, float]) -> torch.Tensor:
    array, (low, high) = np.array(start, np.float32), limits
    # Limits are worked out in float64: a rounding is no violation.
    slack = 1e-5 * max(abs(low), abs(high))
    inside = (array >= low - slack) & (array <= high + slack)
    if array.ndim not in (2, 3) or not inside.all():
        raise ValueError(
            f"start must be an image (H, W) or (C, H, W) in [{low:g}, {high:g}], "
            f"got shape {array.shape}"
        )
    return torch.from_numpy(array.reshape(1, -1, *array.shape[-2:]))


def _activation(model: nn.Module, target: Target, image: torch.Tensor) -> float:
    with torch.no_grad():
        return float(_read(model, target, image))


def _inner(image: torch.Tensor, border: int | None) -> torch.Tensor:
    """1 where pixels are climbed and 0 in the frame around them, of the image's shape."""
    edge = min(image.shape[-2:]) // 10 if border is None else border
    inner = torch.zeros_like(image)
    rows, columns = image.shape[-2:]
    inner[..., edge : rows - edge, edge : columns - edge] = 1
    return inner


def _uphill(
    model: nn.Module,
    chain: tuple[Target, ...],
    image: torch.Tensor,
    shifts: list[int],
    inner: torch.Tensor,
) -> tuple[torch.Tensor, bool]:
    """The gradient of the first target that has any, of RMS 1, and whether that is another one.

    Zeros where none has.
    """
    # A closed one is asked again without the shift, for it is that very image which counts.
    asked = [(chain[0], shifts), *((target, [0, 0]) for target in chain)]
    for place, (target, moved) in enumerate(asked):
        with torch.enable_grad():
            pixels = image.clone().requires_grad_()
            value = _read(model, target, pixels.roll(moved, (2, 3)))
            # Of the pixels only: no parameter is given a gradient.
            (gradient,) = torch.autograd.grad(value, pixels)
            if place < 2:
                gradient = gradient * inner
        size = gradient.square().mean().sqrt()
        if size > 0:
            return gradient / size, place > 1
    return torch.zeros_like(image), True


class _Reached(Exception):
    """The wanted layer has answered; what comes after it need not run."""


def _read(model: nn.Module, target: Target, image: torch.Tensor) -> torch.Tensor:
    """The target's number for an image, with what gradients need."""
    found: list[torch.Tensor] = []

    def see(step: Step) -> None:
        if step.name == target.layer:
            found.append(target.of(step.value))
            raise _Reached

    with suppress(_Reached):
        Follower(model, see).run((image,), {})
    return found[0]
