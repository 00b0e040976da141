"""A training as code that runs without this app: PyTorch, Keras, and a notebook of either."""

from __future__ import annotations

from cnnviz.core.export.keras import keras_parts
from cnnviz.core.export.notebook import Cell, cells_of, written_notebook
from cnnviz.core.export.pytorch import pytorch_parts
from cnnviz.core.export.script import written
from cnnviz.core.export.values import Exported, Subject
from cnnviz.core.training.config import TrainingPlan

__all__ = [
    "LIBRARIES",
    "Cell",
    "Exported",
    "keras_script",
    "notebook",
    "notebook_cells",
    "pytorch_script",
]

# What a training can be written for: its parts, and what the file is called.
_PARTS = {"pytorch": pytorch_parts, "keras": keras_parts}
LIBRARIES = tuple(_PARTS)


def pytorch_script(plan: TrainingPlan, classes: tuple[str, ...]) -> Exported:
    """The training as a script that needs PyTorch, and not this app.

    It comes to the weights that the app's own training comes to, but for rounding; a note says
    where its random numbers are others.

    Parameters
    ----------
    plan : TrainingPlan
    classes : tuple of str
        Names of the answers, in order; those of the folders if the pictures are the person's own.

    Returns
    -------
    Exported

    Raises
    ------
    ValueError
        If the network is impossible (the message names the layer), or there are too many or too
        few names.
    """
    return _script("pytorch", plan, classes)


def keras_script(plan: TrainingPlan, classes: tuple[str, ...]) -> Exported:
    """The same for Keras 3, on any of its backends.

    With weights from the app it gives the app's answers; where its own training differs, the
    notes say how.
    """
    return _script("keras", plan, classes)


def _script(library: str, plan: TrainingPlan, classes: tuple[str, ...]) -> Exported:
    parts = _PARTS[library](Subject(plan, classes))
    return Exported(written(parts, f"train_{library}.py"), parts.notes)


def notebook(plan: TrainingPlan, classes: tuple[str, ...], library: str = "pytorch") -> bytes:
    """The script of one of `LIBRARIES` as a Jupyter notebook (.ipynb).

    Raises
    ------
    ValueError
        As for `pytorch_script`.
    """
    return written_notebook(_PARTS[library](Subject(plan, classes)))


def notebook_cells(
    plan: TrainingPlan, classes: tuple[str, ...], library: str = "pytorch"
) -> tuple[Cell, ...]:
    """The cells of that notebook, to be shown."""
    return cells_of(_PARTS[library](Subject(plan, classes)))
