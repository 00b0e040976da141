"""The nearest plans that work, for one that is impossible."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.layers import Break, BreakKind
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.values import LIMITS, Block, NetworkPlan

MOST_REPAIRS = 4


@dataclass(frozen=True)
class Change:
    """One number or choice that is another.

    Attributes
    ----------
    field : str
        Of `Block` if `block` is given, else of `NetworkPlan`; "blocks" stands for their number.
    old, new : object
    block : int or None
        Counted from 0.
    """

    field: str
    old: object
    new: object
    block: int | None = None


@dataclass(frozen=True)
class PlanRepair:
    """A plan that works, and how it differs from one that does not."""

    plan: NetworkPlan
    changes: tuple[Change, ...]


def repairs(plan: NetworkPlan) -> tuple[PlanRepair, ...]:
    """At most `MOST_REPAIRS` plans near an impossible one that `build` takes.

    Of each kind of change the smallest that is enough: padding, kernel, pooling, stride, or fewer
    blocks where a window does not fit; narrower or smaller layers where the network is too large.

    Examples
    --------
    >>> found = repairs(NetworkPlan(blocks=(Block(8, 5, 4), Block(8, 5, pool="none"))))
    >>> [(change.field, change.block, change.new) for each in found for change in each.changes]
    [('padding', 1, 1), ('kernel', 1, 3), ('pool', 0, 'none'), ('blocks', None, 1)]
    """
    broken = outline(plan).broken
    if broken is None:
        return ()
    if broken.kind in (BreakKind.PICTURES, BreakKind.UNKNOWN):
        return tuple(_other_than_the_architecture(plan, broken))
    if broken.kind is BreakKind.WINDOW:
        found = _found(plan, _window_moves(plan, broken))
        if len(found) < 2:
            found += _found(plan, _moves_everywhere(plan, broken))
    else:
        found = _found(plan, _smaller_moves(plan, broken))
    last = _first_working(plan, _fewer_blocks(plan))
    if last is not None:
        found = [*found[: MOST_REPAIRS - 1], last]
    elif not found:
        found = [_bare(plan)]
    return tuple(found[:MOST_REPAIRS])


Moves = Iterator[tuple[Change, ...]]


def _found(plan: NetworkPlan, groups: Iterator[Moves]) -> list[PlanRepair]:
    """Of each group of changes the first that is enough, each once."""
    found = (_first_working(plan, moves) for moves in groups)
    return list({repair.plan: repair for repair in found if repair is not None}.values())


def _first_working(plan: NetworkPlan, moves: Moves) -> PlanRepair | None:
    for changes in moves:
        changed = changed_plan(plan, changes)
        if outline(changed).broken is None:
            return PlanRepair(changed, changes)
    return None


def changed_plan(plan: NetworkPlan, changes: tuple[Change, ...]) -> NetworkPlan:
    """The plan with all these changes."""
    blocks = list(plan.blocks)
    fields: dict[str, object] = {}
    for change in changes:
        if change.field == "blocks":
            assert isinstance(change.new, int)
            blocks = blocks[: change.new]
        elif change.block is None:
            fields[change.field] = change.new
        else:
            other: dict[str, object] = {change.field: change.new}
            blocks[change.block] = dataclasses.replace(blocks[change.block], **other)  # type: ignore[arg-type]
    return dataclasses.replace(plan, **{"blocks": tuple(blocks), **fields})  # type: ignore[arg-type]


# --- a window that does not fit -----------------------------------------------------------------


def _window_moves(plan: NetworkPlan, broken: Break) -> Iterator[Moves]:
    """Kinds of changes, each with its changes in the order in which they are tried."""
    assert broken.block is not None
    before = range(broken.block, -1, -1)
    for field in ("padding", "kernel", "pool", "stride"):
        yield _nearest(plan, before, field)


def _moves_everywhere(plan: NetworkPlan, broken: Break) -> Iterator[Moves]:
    assert broken.block is not None
    for field in ("padding", "pool"):
        yield _everywhere(plan, broken.block, field)


def _nearest(plan: NetworkPlan, blocks: range, field: str) -> Moves:
    """One change in one block, the smallest first, and of equal ones that of the latest block."""
    steps = [
        (distance, order, Change(name, getattr(plan.blocks[place], name), value, place))
        for order, place in enumerate(blocks)
        for distance, name, value in _roomier(plan.blocks[place], field)
    ]
    for _, _, change in sorted(steps, key=lambda step: step[:2]):
        yield (change,)


def _roomier(block: Block, field: str) -> Iterator[tuple[int, str, object]]:
    """Values of a setting that leave more cells: how far each is, the setting, the value."""
    if field == "pool":
        if block.pool != "none":
            for size in range(block.pool_size - 1, 1, -1):
                yield block.pool_size - size, "pool_size", size
            yield block.pool_size, "pool", "none"
        return
    now = getattr(block, field)
    # More padding than half a kernel would make windows that read nothing but padding.
    values = range(now + 1, _even_padding(block) + 1) if field == "padding" else range(1, now)
    for value in values:
        yield abs(value - now), field, value


def _even_padding(block: Block) -> int:
    """With stride 1 the map stays as large as it was, or grows by one where the kernel is even."""
    return min(block.kernel // 2, LIMITS["padding"][1])


def _everywhere(plan: NetworkPlan, broken: int, field: str) -> Moves:
    """The same in all blocks up to the one that does not fit, or else in all of them."""
    for count in (broken + 1, len(plan.blocks)):
        changes = []
        for place, block in enumerate(plan.blocks[:count]):
            new: object = _even_padding(block) if field == "padding" else "none"
            if new != getattr(block, field):
                changes.append(Change(field, getattr(block, field), new, place))
        if len(changes) > 1:
            yield tuple(changes)


def _fewer_blocks(plan: NetworkPlan) -> Moves:
    for count in range(len(plan.blocks) - 1, -1, -1):
        yield (Change("blocks", len(plan.blocks), count),)


def _bare(plan: NetworkPlan) -> PlanRepair:
    """The most blocks that work if little follows them; none, with one number a map, always do."""
    ending = Change("ending", plan.ending, "global_average")
    dense = Change("dense", plan.dense, ())
    for after in ((ending,), (dense,), (ending, dense)):
        changes = tuple(change for change in after if change.old != change.new)
        for fewer in ((), *_fewer_blocks(plan)):
            found = _first_working(plan, iter([(*fewer, *changes)]))
            if found is not None:
                return found
    raise AssertionError("three numbers and a dense layer are always possible")


# --- too large ------------------------------------------------------------------------------------


def _smaller_moves(plan: NetworkPlan, broken: Break) -> Iterator[Moves]:
    """Kinds of changes, the layer that costs most first."""
    if broken.layer.startswith("dense"):
        yield _narrower(plan, int(broken.layer.removeprefix("dense")) - 1)
    blocks = range(len(plan.blocks)) if broken.block is None else range(broken.block, -1, -1)
    if broken.block is not None:
        yield _fewer_filters(plan, broken.block)
    if plan.ending == "flatten":
        yield iter([(Change("ending", "flatten", "global_average"),)])
    yield _more_pooling(plan, blocks)
    yield (
        (Change("stride", plan.blocks[place].stride, stride, place),)
        for stride in range(2, LIMITS["stride"][1] + 1)
        for place in blocks
        if stride > plan.blocks[place].stride
    )
    for place in reversed(blocks):
        yield _fewer_filters(plan, place)


def _halves(number: int) -> Iterator[int]:
    while number > 1:
        number //= 2
        yield number


def _narrower(plan: NetworkPlan, place: int) -> Moves:
    for width in _halves(plan.dense[place]):
        widths = (*plan.dense[:place], width, *plan.dense[place + 1 :])
        yield (Change("dense", plan.dense, widths),)


def _fewer_filters(plan: NetworkPlan, place: int) -> Moves:
    now = plan.blocks[place].filters
    for filters in _halves(now):
        yield (Change("filters", now, filters, place),)


def _more_pooling(plan: NetworkPlan, blocks: range) -> Moves:
    for size in range(2, LIMITS["pool_size"][1] + 1):
        for place in blocks:
            block = plan.blocks[place]
            if block.pool == "none":
                pool = Change("pool", "none", "max", place)
                resized = Change("pool_size", block.pool_size, size, place)
                yield (pool, resized) if size != block.pool_size else (pool,)
            elif size > block.pool_size:
                yield (Change("pool_size", block.pool_size, size, place),)


# --- an architecture ------------------------------------------------------------------------------


def _other_than_the_architecture(plan: NetworkPlan, broken: Break) -> Iterator[PlanRepair]:
    blocks = dataclasses.replace(plan, architecture="")
    change = Change("architecture", plan.architecture, "")
    if outline(blocks).broken is None:
        yield PlanRepair(blocks, (change,))
    else:
        repaired = repairs(blocks)[-1]
        yield PlanRepair(repaired.plan, (change, *repaired.changes))
    spec = ARCHITECTURES.get(plan.architecture)
    if spec is not None and broken.classes == plan.classes:
        grey = Change("input_shape", plan.input_shape, spec.input_shape)
        yield PlanRepair(changed_plan(plan, (grey,)), (grey,))
