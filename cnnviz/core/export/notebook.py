"""A training as a Jupyter notebook: the seven steps, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cnnviz.core.export.values import Parts

# Only a file is started with arguments.
_FOR_MAIN = "import argparse\n"


@dataclass(frozen=True)
class Cell:
    """A cell: Markdown, or Python if `is_code`."""

    name: str
    text: str
    is_code: bool


def cells_of(parts: Parts) -> tuple[Cell, ...]:
    """The cells of a notebook: for each step what it is, its definitions, and their use."""
    notes = "".join(f"\n- {note}" for note in parts.notes)
    install = f"```\npip install {' '.join(parts.packages)}\n```"
    head = f"# {parts.title.rstrip('.')}\n\nInstall what it needs:\n\n{install}"
    cells = [
        Cell("title", f"{head}\n{notes}" if notes else head, False),
        Cell("imports", parts.imports.replace(_FOR_MAIN, ""), True),
        Cell("constants", parts.constants, True),
    ]
    for section in parts.sections:
        name = section.title.split()[-1].lower()
        cells.append(Cell(f"{name}-words", f"## {section.title}\n\n{section.words}", False))
        cells.append(Cell(f"{name}-code", section.code, True))
        if section.use:
            cells.append(Cell(f"{name}-use", section.use, True))
    return tuple(cells)


def written_notebook(parts: Parts) -> bytes:
    """The file (.ipynb); the same parts give the same bytes.

    Returns
    -------
    bytes
        JSON in UTF-8, format 4.5.
    """
    import nbformat  # only for people who want one; it costs a quarter of a second to import

    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": [_cell(cell) for cell in cells_of(parts)],
    }
    node = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    nbformat.validate(node)
    text: str = nbformat.writes(node)  # type: ignore[no-untyped-call]
    return f"{text}\n".encode()


def _cell(cell: Cell) -> dict[str, Any]:
    kind = "code" if cell.is_code else "markdown"
    plain: dict[str, Any] = {"cell_type": kind, "id": cell.name, "metadata": {}}
    plain["source"] = cell.text
    return plain | ({"outputs": [], "execution_count": None} if cell.is_code else {})
