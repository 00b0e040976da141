"""Receptive fields against the network itself.

A NaN in a pixel reaches exactly those cells that a gradient could come back from: it passes
through every gate, open or closed, wins every maximum, and no weight, not even 0, takes it away.
So the field of a cell is right if NaNs everywhere outside of it leave the cell a number, and a NaN
in any pixel inside makes it none. Weights need no change, and no part of the network is replaced.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.receptive_field import receptive_field
from cnnviz.core.trace import LayerKind, Trace, trace
from tests.zoo.checks import asked, cells_of
from tests.zoo.tally import Tally

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Probe:
    """A cell with the field that cnnviz says it has."""

    cell: Cell
    field: Mask


def check_fields(
    model: nn.Module, x: torch.Tensor, *, cells: int, seconds: float, every_pixel: bool = False
) -> Tally:
    """Fields of cells all over the network.

    Parameters
    ----------
    model : torch.nn.Module
    x : torch.Tensor (1, C, H, W)
    cells : int
        About how many; each kind of layer is among them.
    seconds : float
        After so long no further pixel is tried; what was tried counts.
    every_pixel : bool
        Try each pixel by itself, so that nothing is left to chance: one run a pixel.
    """
    until, tally = time.monotonic() + seconds, Tally()
    plain = trace(model, x)
    probes = []
    for cell in _chosen_cells(plain, cells):
        found = asked(lambda cell=cell: receptive_field(plain, cell), tally, plain)  # type: ignore[misc]
        if found is not None:
            probes.append(Probe(cell, np.asarray(found)))
    faults: dict[Cell, str] = {}
    for wounded in _wounds(probes, tuple(x.shape[-2:]), every_pixel=every_pixel):
        if time.monotonic() > until:
            break
        _try(model, x, plain, probes, wounded, faults)
    for probe in probes:
        fault = faults.get(probe.cell, "")
        kind = plain.record(probe.cell.layer).kind.value
        tally.add("wrong" if fault else "right", f"{probe.cell} ({kind}): {fault}" * bool(fault))
    return tally


def _chosen_cells(plain: Trace, count: int) -> list[Cell]:
    """Cells of the first and last layer of each kind, and of layers spread over the network."""
    records = [r for r in plain.records if r.kind is not LayerKind.INPUT]
    # A field is seldom the whole picture in the first half.
    places = np.unique((np.linspace(0, 1, count) ** 1.5 * (len(records) - 1)).astype(int))
    by_kind = {r.kind: r for r in records}
    firsts = {r.kind: r for r in reversed(records)}
    chosen = [records[place] for place in places] + [*by_kind.values(), *firsts.values()]
    cells = []
    for number, record in enumerate({r.name: r for r in chosen}.values()):
        found = cells_of(record, 6, seed=1)
        if found and record.output.is_floating_point():
            cells.append(found[number % len(found)])
    return cells


def _wounds(probes: list[Probe], size: tuple[int, int], *, every_pixel: bool) -> list[Mask]:
    """Sets of pixels to put NaNs into, in random order."""
    chance = np.random.default_rng(0)
    pixels: set[tuple[int, int]] = {(0, 0), (size[0] - 1, size[1] - 1)}
    outsides: dict[bytes, Mask] = {}
    for probe in probes:
        outside = ~probe.field
        if outside.any():
            outsides[outside.tobytes()] = outside
        inside = np.argwhere(probe.field)
        for place in (0, -1, chance.integers(max(len(inside), 1))) if len(inside) else ():
            pixels.add((int(inside[place][0]), int(inside[place][1])))
    if every_pixel:
        pixels = {(row, column) for row in range(size[0]) for column in range(size[1])}
    singles = []
    for row, column in sorted(pixels):
        single = np.zeros(size, np.bool_)
        single[row, column] = True
        singles.append(single)
    wounds = [*outsides.values(), *singles]
    chance.shuffle(wounds)  # type: ignore[arg-type]
    return wounds


def _try(
    model: nn.Module,
    x: torch.Tensor,
    plain: Trace,
    probes: list[Probe],
    wounded: Mask,
    faults: dict[Cell, str],
) -> None:
    sick = x.clone()
    sick[..., torch.from_numpy(wounded)] = torch.nan
    result = trace(model, sick)
    if [r.name for r in result.records] != [r.name for r in plain.records]:
        return  # it asks its input what to do: another network, no comparison
    by_name = {record.name: record for record in result.records}
    for probe in probes:
        cell, seen = probe.cell, bool((probe.field & wounded).any())
        value = planes(by_name[cell.layer])[cell.channel, cell.row, cell.column]
        if bool(torch.isnan(value)) == seen:
            continue
        if seen:
            faults[cell] = "a pixel of its field does not reach it"
        elif _moves(model, x, cell, wounded):
            faults[cell] = "a pixel outside of its field reaches it"


def _moves(model: nn.Module, x: torch.Tensor, cell: Cell, changed: Mask) -> bool:
    """Whether the cell depends on these pixels by more than a weight that is always 0.

    Where a NaN says so and the field does not: bilinear interpolation reads a neighbour with
    weight 0 where it hits a cell exactly.
    """
    random = torch.Generator().manual_seed(0)
    for _ in range(3):
        one = torch.randn(x.shape, generator=random, dtype=torch.float64).to(x.dtype)
        other = one.clone()
        noise = torch.randn(x.shape, generator=random, dtype=torch.float64).to(x.dtype) * 3
        mask = torch.from_numpy(changed)
        other[..., mask] += noise[..., mask]
        values = [
            planes(trace(model, each).record(cell.layer))[cell.channel, cell.row, cell.column]
            for each in (one, other)
        ]
        if float(values[0]) != float(values[1]):
            return True
    return False
