"""MNIST's four files: what they are called, where they lie, and whether they are the real ones."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# SHA-256 of the uncompressed files.
MNIST_FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
MNIST_VARIABLE = "CNNVIZ_MNIST"
# The largest has 47,040,016 bytes.
_MOST_BYTES = 50_000_000


class DatasetError(RuntimeError):
    """A data set cannot be had; the message says which, why, and what to do."""


def mnist_folder() -> Path:
    """Where MNIST is looked for, and put when it is downloaded.

    The folder that the environment variable `MNIST_VARIABLE` names, else one of the user's cache.
    """
    named = os.environ.get(MNIST_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path  # only for people who ask for MNIST

    return user_cache_path("cnnviz", appauthor=False)


def mnist_is_here(directory: str | Path | None = None) -> bool:
    """Whether all four files are in the folder; in `mnist_folder` if none is named."""
    folder = mnist_folder() if directory is None else Path(directory)
    return all(found_file(folder, name) is not None for name in MNIST_FILES)


def found_file(folder: Path, name: str) -> Path | None:
    """A file of MNIST's in a folder, compressed or not; None if it is not there."""
    paths = (folder / f"{name}.gz", folder / name)
    return next((path for path in paths if path.is_file()), None)


def read_mnist_file(folder: Path, name: str) -> NDArray[np.uint8]:
    """The values of one of MNIST's files, in one row, checked against its SHA-256.

    Raises
    ------
    DatasetError
        If the folder lacks it, or it is another file.
    """
    path = found_file(folder, name)
    if path is None:
        raise DatasetError(f"{folder} holds no {name} or {name}.gz; name the folder that does.")
    try:
        raw = unpacked(path)
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(f"{path} cannot be read ({error}); get it again.") from error
    if not is_genuine(name, raw):
        raise DatasetError(f"{path} is not MNIST's {name}: its checksum differs; get it again.")
    header = 16 if "images" in name else 8
    return np.frombuffer(raw, np.uint8, offset=header)


def unpacked(path: Path) -> bytes:
    """What is in a file, as far as it could be one of MNIST's.

    Raises
    ------
    OSError, EOFError, zlib.error
    """
    if ".gz" not in path.suffixes:
        return path.read_bytes()
    with gzip.open(path) as file:
        return file.read(_MOST_BYTES)


def is_genuine(name: str, raw: bytes) -> bool:
    """Whether these are the bytes of MNIST's file of this name."""
    return hashlib.sha256(raw).hexdigest() == MNIST_FILES[name]
