"""Settings near one that does not fit together that do."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import torch
from torch import nn

from cnnviz.core.images import Shape
from cnnviz.core.surgery.copies import blank_input, copied_network, trained_trace
from cnnviz.core.surgery.edit_code import allowed_numbers
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    WindowSpec,
    difference,
    edited_specs,
    settings_of,
)
from cnnviz.core.surgery.form import Form, fits, form_of
from cnnviz.core.surgery.layers import editable, set_layer

# Seconds that a real run may take before shapes are worked out first.
_QUICK = 0.15


def nearest_working(
    model: nn.Module,
    edit: NetworkEdit,
    shape: Shape,
    *,
    limit: int = 3,
    seconds: float = 3.0,
) -> list[NetworkEdit]:
    """Changes that differ from `edit` in one number and leave a network with all its weights.

    Each of them was really run.

    Parameters
    ----------
    model : torch.nn.Module
        The network as trained; it is not touched.
    edit : NetworkEdit
    shape : (channels, height, width)
        Of the network's input.
    limit : int
        At most so many, the ones with the smallest step first; among equal steps those that
        keep more of the person's changes.
    seconds : float
        No further one is tried after so long.

    Raises
    ------
    ValueError
        As `cnnviz.core.surgery.change.edit_network`.
    """
    records = trained_trace(model, shape).records
    layers, form = editable(model, records), form_of(records)
    now = edited_specs(edit, layers)
    changed = copied_network(model)
    for name, spec in now.items():
        set_layer(changed.get_submodule(name), spec)
    x = blank_input(changed, shape)
    shadow = _shadow(changed, x, model, form)
    found: list[NetworkEdit] = []
    end = time.perf_counter() + seconds
    for name, spec, candidate in _candidates(edit, layers, now):
        if len(found) == limit or time.perf_counter() > end:
            break
        if shadow is not None and not _fits_with(shadow, name, spec, now, x.to("meta"), form):
            continue
        if _fits_with(changed, name, spec, now, x, form):
            found.append(candidate)
    return found


def _fits_with(
    changed: nn.Module,
    name: str,
    spec: WindowSpec,
    now: Mapping[str, WindowSpec],
    x: torch.Tensor,
    form: Form,
) -> bool:
    """Whether the changed network fits with one more layer set otherwise, which is set back."""
    layer = changed.get_submodule(name)
    set_layer(layer, spec)
    fitting = fits(changed, x, form)
    set_layer(layer, now[name])
    return fitting


def _shadow(changed: nn.Module, x: torch.Tensor, model: nn.Module, form: Form) -> nn.Module | None:
    """A copy that works out shapes only: what fits there is then run in earnest.

    None where a real run is as quick, or where the network does not work without numbers.
    """
    start = time.perf_counter()
    fits(changed, x, form)
    if time.perf_counter() - start < _QUICK:
        return None
    trained, nothing = copied_network(model).to("meta"), x.to("meta")
    return copied_network(changed).to("meta") if fits(trained, nothing, form) else None


def _candidates(
    edit: NetworkEdit, layers: Mapping[str, WindowSpec], now: Mapping[str, WindowSpec]
) -> list[tuple[str, WindowSpec, NetworkEdit]]:
    """Every legal choice that differs in one number, the best first: layer, settings, changes."""
    found: list[tuple[int, int, int, str, WindowSpec, NetworkEdit]] = []
    for step, name, spec in _neighbours(now):
        candidate = difference({**now, name: spec}, layers)
        kept = len(set(candidate.layers) & set(edit.layers))
        found.append((step, -kept, len(found), name, spec, candidate))
    return [(name, spec, candidate) for *_, name, spec, candidate in sorted(found, key=_rank)]


def _rank(found: tuple[int, int, int, str, WindowSpec, NetworkEdit]) -> tuple[int, int, int]:
    return found[:3]


def _neighbours(specs: Mapping[str, WindowSpec]) -> Iterator[tuple[int, str, WindowSpec]]:
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
                    yield step, name, LayerEdit("", **{setting: value}).applied_to(spec)  # type: ignore[arg-type]
                except ValueError:
                    continue  # pooling cannot have this padding with this size
