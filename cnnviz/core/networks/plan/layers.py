"""The layers of a plan of blocks, worked out without making one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import cast

from cnnviz.core.images import Shape
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.trace import INPUT_NAME
from cnnviz.core.windows import ConvSpec, Pair, PoolKind, PoolSpec

Setting = tuple[str, int | float | str]


class BreakKind(Enum):
    """Why a plan cannot be built."""

    WINDOW = "window does not fit"
    PARAMETERS = "too many parameters"
    MULTIPLY_ADDS = "too many multiply-adds"
    VALUES = "feature maps too large"
    PICTURES = "architecture reads other pictures"
    UNKNOWN = "no such architecture"


@dataclass(frozen=True)
class Break:
    """The layer at which a plan is impossible, and why; what does not apply is as by default.

    Attributes
    ----------
    kind : BreakKind
    layer : str
        The one that does not fit, or that costs most; the architecture's name where no layer is
        to blame.
    block : int or None
        Which block it belongs to, counted from 0; None after the blocks.
    size : (height, width)
        WINDOW: of its input, without padding.
    spec : ConvSpec, PoolSpec or None
        WINDOW: what was asked.
    cost, total, limit : int
        Too large: what this layer costs, what all of them cost, and what is possible. VALUES
        counts the numbers of all layers' outputs, which are kept while training.
    reads : (channels, height, width) or None, classes : int
        PICTURES: what the architecture is made for.
    """

    kind: BreakKind
    layer: str
    block: int | None = None
    size: Pair = (0, 0)
    spec: ConvSpec | PoolSpec | None = None
    cost: int = 0
    total: int = 0
    limit: int = 0
    reads: Shape | None = None
    classes: int = 0


@dataclass(frozen=True)
class LayerOutline:
    """One layer of a plan, as it will be.

    Attributes
    ----------
    name : str
        As in the module and its traces.
    kind : LayerKind
    settings : tuple of (name, value)
        What was asked: kernel, stride and padding; pool, size and stride; activation; dropout.
    block : int or None
        Which block it belongs to, counted from 0.
    parents : tuple of str
        The layers that it reads.
    shape : tuple of int
        Of its output for one picture.
    parameters, multiply_adds : int
        As `cnnviz.core.explore.cost` counts them.
    """

    name: str
    kind: LayerKind
    settings: tuple[Setting, ...]
    block: int | None
    parents: tuple[str, ...]
    shape: tuple[int, ...]
    parameters: int = 0
    multiply_adds: int = 0


def block_layers(plan: NetworkPlan) -> tuple[tuple[LayerOutline, ...], Break | None]:
    """The layers of a plan of blocks, the input first, as far as windows fit.

    Examples
    --------
    >>> rows, broken = block_layers(NetworkPlan(blocks=(Block(4, 3),), dense=()))
    >>> [(row.name, row.shape) for row in rows[-2:]], broken
    ([('flatten', (676,)), ('output', (10,))], None)
    """
    draft = _Draft(plan.input_shape)
    for place, block in enumerate(plan.blocks):
        draft.add_block(place, block)
        if draft.broken is not None:
            return tuple(draft.rows), draft.broken
    draft.add_dense_part(plan)
    return tuple(draft.rows), None


class _Draft:
    """The layers so far."""

    def __init__(self, shape: Shape) -> None:
        self.rows = [LayerOutline(INPUT_NAME, LayerKind.INPUT, (), None, (), shape)]
        self.broken: Break | None = None
        self._curves = 0

    @property
    def shape(self) -> tuple[int, ...]:
        """What the last layer gives."""
        return self.rows[-1].shape

    def add(
        self,
        name: str,
        kind: LayerKind,
        shape: tuple[int, ...] | None = None,
        *,
        block: int | None = None,
        parameters: int = 0,
        multiply_adds: int = 0,
        **settings: int | float | str,
    ) -> None:
        """A layer; without a shape it gives what it gets."""
        row = LayerOutline(
            name,
            kind,
            tuple(settings.items()),
            block,
            (self.rows[-1].name,),
            self.shape if shape is None else shape,
            parameters,
            multiply_adds,
        )
        self.rows.append(row)

    def add_curve(self, name: str, block: int | None = None) -> None:
        """An activation; all of them are counted together."""
        if name != "none":
            self._curves += 1
            self.add(f"{name}{self._curves}", LayerKind.ACTIVATION, block=block, activation=name)

    def add_block(self, place: int, block: Block) -> None:
        """The layers of a block, up to the first whose window does not fit into its input."""
        conv = ConvSpec(block.kernel, block.stride, block.padding)
        channels = self.shape[0]
        size = self._size(f"conv{place + 1}", place, conv)
        if size is None:
            return
        weights = block.filters * channels * block.kernel**2
        self.add(
            f"conv{place + 1}",
            LayerKind.CONV,
            (block.filters, *size),
            block=place,
            parameters=weights + block.filters,
            multiply_adds=weights * math.prod(size),
            kernel=block.kernel,
            stride=block.stride,
            padding=block.padding,
        )
        if block.batch_norm:
            parameters = 2 * block.filters
            name = f"bn{place + 1}"
            self.add(name, LayerKind.BATCH_NORM, block=place, parameters=parameters)
        self.add_curve(block.activation, place)
        if block.pool != "none":
            self._add_pool(place, block)

    def _add_pool(self, place: int, block: Block) -> None:
        spec = PoolSpec(cast(PoolKind, block.pool), block.pool_size)
        size = self._size(f"pool{place + 1}", place, spec)
        if size is not None:
            self.add(
                f"pool{place + 1}",
                LayerKind.POOL,
                (block.filters, *size),
                block=place,
                pool=block.pool,
                size=block.pool_size,
                stride=block.pool_size,
            )

    def _size(self, name: str, place: int, spec: ConvSpec | PoolSpec) -> Pair | None:
        _, height, width = self.shape
        try:
            return spec.output_size((height, width))
        except ValueError:
            self.broken = Break(BreakKind.WINDOW, name, place, (height, width), spec)
            return None

    def add_dense_part(self, plan: NetworkPlan) -> None:
        """All that comes after the blocks."""
        if plan.ending != "flatten":
            # A trace calls only averages "global": their maximum is pooling with one large window.
            average = plan.ending == "global_average"
            kind = LayerKind.GLOBAL_POOL if average else LayerKind.POOL
            pool = "average" if average else "max"
            self.add(plan.ending, kind, (self.shape[0], 1, 1), pool=pool, size="global")
        self.add("flatten", LayerKind.FLATTEN, (math.prod(self.shape),))
        drops = 0
        for number, units in enumerate((*plan.dense, plan.classes), 1):
            if plan.dropout and (number > 1 or not plan.dense):
                drops += 1
                self.add(f"dropout{drops}", LayerKind.DROPOUT, dropout=plan.dropout)
            is_last = number > len(plan.dense)
            weights = self.shape[0] * units
            self.add(
                "output" if is_last else f"dense{number}",
                LayerKind.DENSE,
                (units,),
                parameters=weights + units,
                multiply_adds=weights,
            )
            if not is_last:
                self.add_curve(plan.dense_activation)
