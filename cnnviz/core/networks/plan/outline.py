"""What a plan gives, layer by layer, and where it is impossible; nothing is made or run for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch

from cnnviz.core.layer_kinds import ActivationSpec, LayerKind
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.layers import (
    Break,
    BreakKind,
    LayerOutline,
    Setting,
    block_layers,
)
from cnnviz.core.networks.plan.values import NetworkPlan
from cnnviz.core.trace import LayerRecord, trace
from cnnviz.core.windows import ConvSpec, PoolSpec

# What a person can train here in minutes and in memory that is shared with others.
MOST_PARAMETERS = 5_000_000
MOST_MULTIPLY_ADDS = 200_000_000
# Numbers in all layers' outputs for one picture: a batch of 64 keeps 4 x 64 bytes of each.
MOST_VALUES = 3_000_000


@dataclass(frozen=True)
class Outline:
    """A plan's layers, and what is wrong with it.

    Attributes
    ----------
    plan : NetworkPlan
    rows : tuple of LayerOutline
        In order of computation, the input first; where a window does not fit, those before it;
        only the input where an architecture cannot be used.
    broken : Break or None
        Why it cannot be built.
    """

    plan: NetworkPlan
    rows: tuple[LayerOutline, ...]
    broken: Break | None = None

    @property
    def parameters(self) -> int:
        """Of all rows."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Of all rows, for one picture."""
        return sum(row.multiply_adds for row in self.rows)


def outline(plan: NetworkPlan) -> Outline:
    """The layers that `build` would make of a plan.

    Parameters
    ----------
    plan : NetworkPlan

    Returns
    -------
    Outline
        `broken` is None if and only if `build` makes a network of it.

    Examples
    --------
    >>> found = outline(NetworkPlan())
    >>> found.parameters, found.rows[-2].shape, found.broken
    (20522, (64,), None)
    >>> from cnnviz.core.networks.plan.values import Block
    >>> found = outline(NetworkPlan(blocks=(Block(8, 5, 4), Block(8, 5))))
    >>> found.broken.layer, found.broken.size
    ('conv2', (3, 3))
    """
    if plan.architecture:
        return _architecture(plan)
    rows, broken = block_layers(plan)
    return Outline(plan, rows, broken or _too_large(rows))


def why_broken(broken: Break) -> str:
    """The cause in half a sentence, for a ValueError."""
    if broken.kind is BreakKind.UNKNOWN:
        return f"architecture must be one of {', '.join(ARCHITECTURES)}"
    if broken.kind is BreakKind.PICTURES:
        assert broken.reads is not None
        shape = " x ".join(map(str, broken.reads))
        return f"{broken.layer} reads {shape} and knows {broken.classes} classes"
    if broken.spec is not None:
        try:
            broken.spec.output_size(broken.size)
        except ValueError as error:
            return f"{broken.layer}: {error}"
    return f"{broken.layer}: {broken.kind.value}, {broken.total:,} of at most {broken.limit:,}"


def _values(row: LayerOutline) -> int:
    return math.prod(row.shape)


_LIMITS: tuple[tuple[BreakKind, int, Callable[[LayerOutline], int]], ...] = (
    (BreakKind.PARAMETERS, MOST_PARAMETERS, lambda row: row.parameters),
    (BreakKind.MULTIPLY_ADDS, MOST_MULTIPLY_ADDS, lambda row: row.multiply_adds),
    (BreakKind.VALUES, MOST_VALUES, _values),
)


def _too_large(rows: tuple[LayerOutline, ...]) -> Break | None:
    for kind, limit, cost in _LIMITS:
        total = sum(map(cost, rows))
        if total > limit:
            worst = max(rows[1:], key=cost)
            return Break(kind, worst.name, worst.block, cost=cost(worst), total=total, limit=limit)
    return None


def _architecture(plan: NetworkPlan) -> Outline:
    spec = ARCHITECTURES.get(plan.architecture)
    nothing = block_layers(plan)[0][:1]
    if spec is None:
        return Outline(plan, nothing, Break(BreakKind.UNKNOWN, plan.architecture))
    if spec.input_shape != plan.input_shape or len(spec.classes) != plan.classes:
        broken = Break(
            BreakKind.PICTURES, spec.title, reads=spec.input_shape, classes=len(spec.classes)
        )
        return Outline(plan, nothing, broken)
    return Outline(plan, _architecture_rows(plan.architecture))


@lru_cache(maxsize=8)
def _architecture_rows(name: str) -> tuple[LayerOutline, ...]:
    """What a trace of one of the five architectures says; they are small, and never change."""
    spec = ARCHITECTURES[name]
    # First weights would be drawn from the random stream that others count on.
    with torch.device("meta"):
        model = spec.build()
    model = model.to_empty(device="cpu").eval()
    for tensor in model.state_dict().values():
        tensor.zero_()
    return tuple(map(_row, trace(model, torch.zeros(1, *spec.input_shape)).records))


def _row(record: LayerRecord) -> LayerOutline:
    multiplied = record.kind in (LayerKind.CONV, LayerKind.DENSE)
    weights = record.weight[0].numel() if multiplied and record.weight is not None else 0
    return LayerOutline(
        record.name,
        record.kind,
        _settings(record),
        None,
        record.parents,
        tuple(record.first.shape),
        record.parameters,
        record.output.numel() * weights,
    )


def _settings(record: LayerRecord) -> tuple[Setting, ...]:
    spec = record.spec
    if isinstance(spec, ConvSpec):
        (top, _), _ = spec.pads
        return (("kernel", spec.kernel[0]), ("stride", spec.steps[0]), ("padding", top))
    if isinstance(spec, PoolSpec):
        return (("pool", spec.kind), ("size", spec.kernel[0]), ("stride", spec.steps[0]))
    if isinstance(spec, ActivationSpec):
        return (("activation", spec.function),)
    return (("pool", "average"), ("size", "global")) if record.kind is LayerKind.GLOBAL_POOL else ()
