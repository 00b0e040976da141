"""A training as a Jupyter notebook: the seven steps, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.export.values import Parts


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
        Cell("imports", parts.imports, True),
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
    from nbformat import v4

    cells = []
    for cell in cells_of(parts):
        make = v4.new_code_cell if cell.is_code else v4.new_markdown_cell
        cells.append(make(cell.text, id=cell.name))
    notebook = v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode()
