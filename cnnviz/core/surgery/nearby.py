"""Settings near one that does not fit together that do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

import torch
from torch import nn

from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.surgery.change import DIGIT_SHAPE, Shape
from cnnviz.core.surgery.edit_code import allowed_numbers
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    WindowSpec,
    difference,
    edited_specs,
    settings_of,
)
from cnnviz.core.trace import LayerRecord, trace
from cnnviz.core.windows import ConvSpec, PoolSpec

_Sizes = tuple[int, ...]


def nearest_working(
    model: nn.Module, edit: NetworkEdit, limit: int = 3, shape: Shape = DIGIT_SHAPE
) -> list[NetworkEdit]:
    """Changes that differ from `edit` in one number and leave a network with all its weights.

    Parameters
    ----------
    model : torch.nn.Module
        The network as trained.
    edit : NetworkEdit
    limit : int
        At most so many, the ones with the smallest step first; among equal steps those that
        keep more of the person's changes.
    shape : (channels, height, width)
        Of the network's input.
    """
    records = trace(model, torch.zeros(1, *shape)).records
    layers = {r.name: r.spec for r in records if isinstance(r.spec, ConvSpec | PoolSpec)}
    found: list[tuple[int, int, int, NetworkEdit]] = []
    for step, specs in _neighbours(edited_specs(edit, layers)):
        if shapes_fit(records, specs):
            candidate = difference(specs, layers)
            kept = len(set(candidate.layers) & set(edit.layers))
            found.append((step, -kept, len(found), candidate))
    return [candidate for *_, candidate in sorted(found)[:limit]]


def _neighbours(
    specs: Mapping[str, WindowSpec],
) -> Iterator[tuple[int, dict[str, WindowSpec]]]:
    """Every legal choice that differs in one number, with the size of that step."""
    for name, spec in specs.items():
        for setting in settings_of(spec):
            now = getattr(spec, setting)
            if not isinstance(now, tuple):
                continue
            for value in allowed_numbers(spec, setting):
                step = max(abs(value - number) for number in now)
                if not step:
                    continue
                try:
                    yield step, {**specs, name: _with(spec, setting, value)}
                except ValueError:
                    continue  # pooling cannot have this padding with this size


def _with(spec: WindowSpec, setting: str, value: int) -> WindowSpec:
    return LayerEdit("", **{setting: value}).applied_to(spec)  # type: ignore[arg-type]


def shapes_fit(records: tuple[LayerRecord, ...], specs: Mapping[str, WindowSpec]) -> bool:
    """Whether a network of these layers, set as `specs` says, fits together.

    Only sizes are worked out; nothing is computed.
    """
    shapes: dict[str, _Sizes] = {}
    try:
        for record in records:
            shapes[record.name] = _shape_out(record, [shapes[p] for p in record.parents], specs)
    except ValueError:
        return False
    return True


def _shape_out(
    record: LayerRecord, parents: list[_Sizes], specs: Mapping[str, WindowSpec]
) -> _Sizes:
    """Shape of a layer's output; ValueError if it cannot take these inputs."""
    if record.name in specs:
        _, height, width = parents[0]
        return record.output.shape[1], *specs[record.name].output_size((height, width))
    if record.kind is LayerKind.ADD and len(set(parents)) > 1:
        raise ValueError("a sum needs equal shapes")
    if record.kind is LayerKind.FLATTEN:
        return (prod(parents[0]),)
    if record.kind is LayerKind.GLOBAL_POOL:
        return parents[0][0], 1, 1
    if record.kind is LayerKind.DENSE:
        assert record.weight is not None
        if parents[0][-1] != record.weight.shape[1]:
            raise ValueError("a dense layer needs as many numbers as it was trained for")
        return (record.weight.shape[0],)
    return parents[0] if parents else tuple(record.output.shape[1:])
