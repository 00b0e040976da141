"""Which columns a network of many layers has: its blocks, and the layers around the chosen one."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.trace import LayerKind, LayerRecord

# So many layers stand side by side by themselves; of more, blocks.
MOST_COLUMNS = 14
_MOST_BLOCKS = 12
_LEAST_BLOCKS = 6
# Layers of an opened block that stand by themselves, around the chosen one.
_AROUND = 9
# Columns there can be while a block stands open, with what is left of it on both sides.
MOST_OPEN = _MOST_BLOCKS - 1 + _AROUND + 2
# What a block begins with where no module tells: the layers that compute, and what leads to them.
_LEADERS = (LayerKind.CONV, LayerKind.TRANSPOSED_CONV, LayerKind.DENSE, LayerKind.FLATTEN)


@dataclass(frozen=True, eq=False)
class Column:
    """One column of the map.

    Attributes
    ----------
    record : LayerRecord
        Whose output is shown: the layer itself, or a block's last.
    members : tuple of str
        Names of the records that it stands for.
    block : str
        The block's path; empty for a layer.
    """

    record: LayerRecord
    members: tuple[str, ...]
    block: str = ""


def columns_of(records: tuple[LayerRecord, ...], chosen: str | None = None) -> list[Column]:
    """A column for each layer, or for each block where there are too many layers.

    Parameters
    ----------
    records : tuple of LayerRecord
        Of a trace.
    chosen : str, optional
        The layer that is looked at: its block stands open.
    """
    # Dropout does nothing when a network answers.
    shown = [record for record in records if record.kind is not LayerKind.DROPOUT]
    if len(shown) <= MOST_COLUMNS:
        return [Column(record, (record.name,)) for record in shown]
    groups = _groups(shown)
    columns = []
    for place, (block, members) in enumerate(groups):
        names = tuple(member.name for member in members)
        if len(members) == 1 or place in (0, len(groups) - 1):
            columns += [Column(member, (member.name,)) for member in members[-_AROUND:]]
        elif chosen in names:
            columns += _opened(block, members, names.index(chosen))
        else:
            columns.append(_together(block, members))
    return columns


def _groups(records: list[LayerRecord]) -> list[tuple[str, list[LayerRecord]]]:
    """Neighbouring layers of one module, as deep in the nesting as there is room for."""
    deepest = max(record.path.count(".") + 1 for record in records)
    depths = [_grouped(records, depth) for depth in range(deepest, 0, -1)]
    for groups in (*depths, *map(_led, depths)):
        if _LEAST_BLOCKS <= len(groups) <= _MOST_BLOCKS:
            return _led(groups, "")
    # A network of very many layers and few blocks, or none: runs of equal length.
    size = -(-len(records) // (_MOST_BLOCKS - 2))
    middle = records[1:-1]
    runs = [middle[first : first + size] for first in range(0, len(middle), size)]
    named = [(_span(run), run) for run in runs]
    return [(records[0].name, records[:1]), *named, (records[-1].name, records[-1:])]


def _span(run: list[LayerRecord]) -> str:
    """A name for neighbours of which no module knows."""
    return f"{run[0].name} – {run[-1].name}"


def _grouped(records: list[LayerRecord], depth: int) -> list[tuple[str, list[LayerRecord]]]:
    groups: list[tuple[str, list[LayerRecord]]] = []
    for place, record in enumerate(records):
        block = ".".join(record.path.split(".")[:depth])
        # The input and the answer stand by themselves.
        alone = place in (0, len(records) - 1)
        if alone or not groups or groups[-1][0] != block or len(groups) == 1:
            groups.append((block, [record]))
        else:
            groups[-1][1].append(record)
    return groups


def _led(
    groups: list[tuple[str, list[LayerRecord]]], within: str | None = None
) -> list[tuple[str, list[LayerRecord]]]:
    """Layers that no group holds together, each with the one that computes before it.

    "conv1", "relu1", "pool1" become one group; the input and the answer stay alone. With `within`,
    only layers that stand in that module itself are joined ("" is the network).
    """
    led = groups[:1]
    follows = False
    for block, members in groups[1:-1]:
        module = block.rpartition(".")[0]
        loose = len(members) == 1 and block == members[0].path and within in (None, module)
        if loose and follows and members[0].kind not in _LEADERS:
            led[-1] = (_span([*led[-1][1], *members]), [*led[-1][1], *members])
        else:
            led.append((block, members))
        follows = loose
    return [*led, *groups[-1:]]


def _together(block: str, members: list[LayerRecord]) -> Column:
    """One column for neighbours; a single layer is no block."""
    names = tuple(member.name for member in members)
    title = "" if len(members) == 1 else block or _span(members)
    return Column(members[-1], names, title)


def _opened(block: str, members: list[LayerRecord], place: int) -> list[Column]:
    """The layers around the chosen one, and what is left of the block before and after them."""
    first = max(0, min(place - _AROUND // 2, len(members) - _AROUND))
    last = min(len(members), first + _AROUND)
    columns = [Column(member, (member.name,)) for member in members[first:last]]
    if first:
        columns.insert(0, _together(block, members[:first]))
    if last < len(members):
        columns.append(_together(block, members[last:]))
    return columns
