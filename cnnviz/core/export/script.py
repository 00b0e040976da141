"""What scripts for PyTorch and Keras share, and how the parts of one become a file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from cnnviz.core.export.pictures_code import file_constants
from cnnviz.core.export.values import DRAWN_FILE, PICTURES_FILE, Parts, Section, Subject
from cnnviz.core.export.writing import WIDTH, comment, lines, number, quoted, tuple_of

_GAP = "\n\n\n"


def title_of(subject: Subject, library: str) -> str:
    """What the script does, in one line."""
    what = "your own pictures" if subject.plan.data == "own" else "handwritten digits"
    return f"Train a network to read {what}, with {library}."


def imports(own: Iterable[str], others: Iterable[str]) -> str:
    """Import statements as they are usually sorted: Python's own, then other packages."""
    groups = ("\n".join(sorted(set(group), key=_place)) for group in (own, others))
    return "\n\n".join(group for group in groups if group)


def _place(statement: str) -> tuple[bool, str]:
    """Whole modules first."""
    return statement.startswith("from"), statement.split()[1].lower()


def constants(subject: Subject) -> str:
    """What may be changed, at the top."""
    config = subject.plan.config
    names = [quoted(folder_name(name)) for name in subject.classes]
    if subject.classes == tuple("0123456789"):
        classes = 'CLASSES = tuple("0123456789")'
    else:
        classes = tuple_of("CLASSES", names)
    return lines(
        file_constants(subject),
        classes,
        f"EPOCHS = {config.epochs}",
        f"BATCH_SIZE = {config.batch_size}",
        f"LEARNING_RATE = {number(config.learning_rate)}",
        config.weight_decay > 0 and f"WEIGHT_DECAY = {number(config.weight_decay)}",
        f"SEED = {config.seed}",
        'WEIGHTS = ""  # a .safetensors file from the app, to be loaded instead of training',
    )


def folder_name(name: str) -> str:
    """The folder of a class in an archive of pictures."""
    return name.replace("/", "_")


def notes_of_data(subject: Subject) -> tuple[str, ...]:
    """Which files the script needs beside it."""
    notes = []
    if subject.plan.data == "own":
        notes.append(
            f"It reads your pictures from {PICTURES_FILE}, which must lie beside it: in the one "
            "from the app they have the app's size and are divided as there."
        )
    if subject.plan.with_drawn:
        notes.append(
            f"It reads the digits that you drew from {DRAWN_FILE}, which must lie beside it."
        )
    return tuple(notes)


def written(parts: Parts, name: str) -> str:
    """A whole file.

    Parameters
    ----------
    parts : Parts
    name : str
        What the file will be called.
    """
    pieces = [
        f"{_head(parts, name)}\n\n{parts.imports}\n\n{parts.constants}",
        *(f"{heading(section)}\n\n\n{section.code}" for section in parts.sections),
        parts.main,
        'if __name__ == "__main__":\n    main()',
    ]
    return _GAP.join(pieces) + "\n"


def heading(section: Section) -> str:
    """A section's title and words as a comment."""
    title = f"# {section.title} "
    return lines(title + "-" * (WIDTH - len(title)), comment(section.words))


def _head(parts: Parts, name: str) -> str:
    """What it does, how to start it, and what is not as in the app."""
    return lines(
        f'"""{parts.title}',
        "",
        "Install what it needs, then start it; with weights, it loads them instead of training:",
        "",
        f"    pip install {' '.join(parts.packages)}",
        f"    python {name}",
        f"    python {name} --weights FILE.safetensors",
        bool(parts.notes) and lines("", "What to know:", "", *map(_item, parts.notes)),
        '"""',
    )


def _item(note: str) -> str:
    """A note as an item of a list."""
    return textwrap.fill(note, WIDTH, initial_indent="- ", subsequent_indent="  ")


MAIN = '''\
def main():
    """All seven steps; or, with --weights, all but the sixth."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", default=WEIGHTS, help="a .safetensors file")
    weights = parser.parse_args().weights

    (train_images, train_labels), (test_images, test_labels) = {load}()
    x_train, x_test = normalise(reshape(train_images)), normalise(reshape(test_images))
    {labels}
    model = define()
    {shown}
    if weights:
        {loaded}
    else:
        fit(model, x_train, y_train, x_test, y_test)
        {saved}
    evaluate(model, x_test, y_test)'''
