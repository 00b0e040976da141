"""Picture sets that people bring along: one folder a class, in a ZIP or on a disk."""

from cnnviz.core.picture_sets.reading import read_archive, read_folder
from cnnviz.core.picture_sets.split import divided, split
from cnnviz.core.picture_sets.values import (
    LIMITS,
    PictureSetError,
    Problem,
    ReadProgress,
    ReadSet,
    SetLimits,
)
from cnnviz.core.picture_sets.writing import write_archive

__all__ = [
    "LIMITS",
    "PictureSetError",
    "Problem",
    "ReadProgress",
    "ReadSet",
    "SetLimits",
    "divided",
    "read_archive",
    "read_folder",
    "split",
    "write_archive",
]
