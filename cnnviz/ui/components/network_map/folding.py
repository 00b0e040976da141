"""Which columns a network of many layers has: its blocks, and the layers around the chosen one."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.trace import LayerKind, LayerRecord

# So many layers stand side by side by themselves (our largest network has 33); of more, blocks.
MOST_COLUMNS = 34
_MOST_BLOCKS = 18
_LEAST_BLOCKS = 6
# Layers of an opened block that stand by themselves, around the chosen one.
_AROUND = 10


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
    for depth in range(deepest, 0, -1):
        groups = _grouped(records, depth)
        if len(groups) <= _MOST_BLOCKS:
            if len(groups) >= _LEAST_BLOCKS:
                return groups
            break
    # A network of very many layers and few blocks, or none: runs of equal length.
    size = -(-len(records) // (_MOST_BLOCKS - 2))
    middle = records[1:-1]
    runs = [middle[first : first + size] for first in range(0, len(middle), size)]
    named = [(_span(run), run) for run in runs]
    return [(records[0].name, records[:1]), *named, (records[-1].name, records[-1:])]


def _span(run: list[LayerRecord]) -> str:
    """A name for neighbours of which no module knows."""
    return f"{run[0].name} to {run[-1].name}"


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
