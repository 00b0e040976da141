"""Which digits excite a map most: one pass of many digits through a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.recorder import Follower, Step
from cnnviz.core.training.fit import as_tensor


@dataclass(frozen=True)
class Exciter:
    """A digit and the one cell of a map that it excites most.

    Attributes
    ----------
    index : int
        Of the digit, in the images surveyed.
    value : float
        The largest activation of the map.
    row, column : int
        Its cell; the first in reading order if several are equal. (0, 0) for a layer without maps.
    """

    index: int
    value: float
    row: int
    column: int


@dataclass(frozen=True)
class SurveyProgress:
    """How many digits have gone through, of how many."""

    done: int
    total: int


@dataclass(frozen=True, eq=False)
class _Winners:
    """The strongest digits of every channel of one layer; all tensors (channels, top)."""

    values: torch.Tensor
    digits: torch.Tensor
    cells: torch.Tensor  # row * width + column
    width: int


@dataclass(frozen=True, eq=False)
class Survey:
    """The digits that excite each map, or each unit of a layer without maps, most.

    Attributes
    ----------
    digits : int
        How many were looked at.
    """

    digits: int
    _winners: dict[str, _Winners]

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of all records of a trace, in order of computation."""
        return tuple(self._winners)

    def channels(self, layer: str) -> int:
        """How many maps, or units, a layer has; KeyError if there is no such layer."""
        return len(self._winners[layer].values)

    def best(self, layer: str, channel: int) -> tuple[Exciter, ...]:
        """The digits with the largest single activation, strongest first.

        Equally strong ones come in order of their index; no digit comes twice.

        Raises
        ------
        KeyError
            If the network has no such layer.
        IndexError
            If the layer has no such channel (counted from 0).
        """
        winners = self._winners[layer]
        if not 0 <= channel < len(winners.values):
            raise IndexError(f"channel must be in 0..{len(winners.values) - 1}, got {channel}")
        columns = (winners.values, winners.digits, winners.cells)
        rows = zip(*(column[channel].tolist() for column in columns), strict=True)
        return tuple(Exciter(digit, value, *divmod(c, winners.width)) for value, digit, c in rows)

    def is_dead(self, layer: str, channel: int) -> bool:
        """Whether the largest activation of all digits is exactly 0.

        After a ReLU that is a map which no digit switches on.
        """
        return self.best(layer, channel)[0].value == 0


def survey(
    model: nn.Module,
    images: NDArray[np.uint8],
    *,
    top: int = 12,
    batch: int = 125,
    prepare: Callable[[NDArray[np.uint8]], torch.Tensor] = as_tensor,
) -> Iterator[SurveyProgress | Survey]:
    """Find, for every channel of every layer, the digits with the largest single activation.

    As the "dataset examples" of Olah, Mordvintsev, Schubert: "Feature Visualization", Distill
    2017 (https://distill.pub/2017/feature-visualization/).

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode; it is left exactly as it was.
    images : uint8 array (N, H, W) or (N, H, W, 3)
        At least one.
    top : int
        How many digits to keep for each channel.
    batch : int
        Pictures that go through at a time; only one batch's activations are ever held.
    prepare : callable
        Makes the network's input of some of the images.

    Yields
    ------
    SurveyProgress or Survey
        Progress after every batch, and the `Survey` last. Close the generator to stop.

    Raises
    ------
    ValueError
        If `images` is empty, `top` or `batch` is below 1, or the model cannot be traced.

    Examples
    --------
    >>> blank_and_full = np.zeros((2, 28, 28), np.uint8)
    >>> blank_and_full[1] = 255
    >>> *_, found = survey(nn.Sequential(nn.MaxPool2d(2)), blank_and_full)
    >>> found.best("0", 0)[0]
    Exciter(index=1, value=1.0, row=0, column=0)
    """
    for name, value in (("top", top), ("batch", batch), ("images", len(images))):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    winners: dict[str, _Winners] = {}
    for first in range(0, len(images), batch):
        part = images[first : first + batch]

        def see(step: Step, first: int = first) -> None:
            # Now, not later: an in-place layer may write into this very memory next.
            value = step.value.detach().cpu()
            if value.ndim > 1:
                winners[step.name] = _merged(winners.get(step.name), value, first, top)

        with torch.no_grad():
            Follower(model, see).run((prepare(part),), {})
        yield SurveyProgress(first + len(part), len(images))
    yield Survey(len(images), winners)


def _merged(known: _Winners | None, output: torch.Tensor, first: int, top: int) -> _Winners:
    """The winners so far and those of one more batch, whose first digit has index `first`."""
    maps = output.flatten(2) if output.ndim > 2 else output[:, :, None]
    if output.ndim == 3:  # rows of numbers are one map
        maps = output.flatten(1)[:, None]
    width = output.shape[-1] if output.ndim > 2 else 1
    # amax is several times faster than max, which gives the places as well; those are found
    # below, for the few digits that win.
    peaks = maps.amax(dim=2).T.contiguous()
    before = 0 if known is None else known.values.shape[1]
    values = peaks if known is None else torch.cat([known.values, peaks], dim=1)
    # A stable sort leaves equals in the order they came in: by index.
    values, order = values.sort(dim=1, descending=True, stable=True)
    values, order = values[:, :top].contiguous(), order[:, :top]
    channels = torch.arange(len(values))[:, None].expand_as(order)
    is_new = order >= before
    digits, cells = torch.empty_like(order), torch.empty_like(order)
    rows = order[is_new] - before
    digits[is_new] = rows + first
    cells[is_new] = maps[rows, channels[is_new]].argmax(dim=1)
    if known is not None:
        kept = channels[~is_new], order[~is_new]
        digits[~is_new], cells[~is_new] = known.digits[kept], known.cells[kept]
    return _Winners(values, digits, cells, width)
