"""Digits to learn from: read right, checked, and never mixed up. Uses no network."""

from __future__ import annotations

import gzip
import hashlib
import struct
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.core.digits.datasets import (
    DATASETS,
    PEN_WRITERS,
    DatasetError,
    PenDigit,
    load_dataset,
    place_on_canvas,
    read_pen_digits,
)
from cnnviz.core.digits.mnist import MNIST_FILES, MNIST_VARIABLE, mnist_is_here
from cnnviz.core.digits.strokes import CANVAS_SIZE

PEN_FILE = "pendigits-orig.tra.gz"
PEN_TEXT = """.INCLUDE        dene.doc

.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"
.HIERARCHY      DIGIT

.SEGMENT DIGIT    0 ? "8"
.COMMENT 8 12  224
.PEN_DOWN
 267  333
 200  300
 240  250
.PEN_UP
.DT 100
.PEN_DOWN
 210  310
 220  290
.PEN_UP

.SEGMENT DIGIT    1 ? "1"
.COMMENT 1 24  225
.PEN_DOWN
 100  400
 101  200
.PEN_UP
.SEGMENT DIGIT    2 ? "7"
.COMMENT 7 30  226
.PEN_DOWN
 10  90
 80  90
 40  10
.PEN_UP
"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test that would download fails at once."""

    def refuse(*_: object, **__: object) -> str:
        raise AssertionError("a test tried to use the network")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    monkeypatch.setenv(MNIST_VARIABLE, str(tmp_path / "cache"))


# --- the built-in digits -----------------------------------------------------------------------


def test_builtin_has_five_thousand_digits_500_of_each() -> None:
    digits = load_dataset("builtin")
    assert digits.name == "builtin"
    assert len(digits) == 5_000
    assert digits.images.shape == (5_000, 28, 28)
    assert digits.images.dtype == np.uint8
    assert digits.labels.dtype == np.int64
    assert np.bincount(digits.labels).tolist() == [500] * 10
    assert len({image.tobytes() for image in digits.images}) == 5_000, "no digit comes twice"


def test_builtin_digits_are_white_on_black_and_upright() -> None:
    """A one is a tall stroke in the middle, a zero has a hole there."""
    digits = load_dataset("builtin")
    mean = [digits.images[digits.labels == label].mean(axis=0) for label in range(10)]
    assert all(picture[0].max() < 20 for picture in mean)
    assert mean[1][6:22, 13:15].mean() > 100
    assert mean[0][12:16, 13:15].mean() < 30
    assert mean[7][6:10].mean() > 1.5 * mean[7][18:22].mean(), "a seven's bar is at the top"


def test_builtin_digits_cannot_be_altered_for_the_next_caller() -> None:
    digits = load_dataset("builtin")
    with pytest.raises(ValueError, match="read-only"):
        digits.images[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        digits.labels[0] = 3


@pytest.mark.parametrize("name", ["mnist", "", "Builtin", "pen"])
def test_an_unknown_name_lists_the_known(name: str) -> None:
    with pytest.raises(ValueError, match="builtin, mnist-train, mnist-test, pen-train") as caught:
        load_dataset(name)
    assert repr(name) in str(caught.value)


# --- MNIST's files -----------------------------------------------------------------------------


def _idx(array: NDArray[np.uint8]) -> bytes:
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


Files = dict[str, bytes]


@pytest.fixture
def mnist(monkeypatch: pytest.MonkeyPatch) -> tuple[Files, NDArray[np.uint8]]:
    """Tiny files in MNIST's format, vouched for; the training images hold two built-in digits."""
    rng = np.random.default_rng(0)
    train = rng.integers(0, 256, (7, 28, 28), dtype=np.uint8)
    train[[2, 5]] = load_dataset("builtin").images[[0, 4_321]]
    test = rng.integers(0, 256, (3, 28, 28), dtype=np.uint8)
    files = {
        "train-images-idx3-ubyte": _idx(train),
        "train-labels-idx1-ubyte": _idx(np.arange(7, dtype=np.uint8)),
        "t10k-images-idx3-ubyte": _idx(test),
        "t10k-labels-idx1-ubyte": _idx(np.array([9, 0, 5], np.uint8)),
    }
    sums = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
    for name, digest in sums.items():
        monkeypatch.setitem(MNIST_FILES, name, digest)
    return files, train


@pytest.fixture(params=["gz", "plain"])
def mnist_folder(
    request: pytest.FixtureRequest, tmp_path: Path, mnist: tuple[Files, NDArray[np.uint8]]
) -> Path:
    for name, raw in mnist[0].items():
        if request.param == "gz":
            (tmp_path / f"{name}.gz").write_bytes(gzip.compress(raw))
        else:
            (tmp_path / name).write_bytes(raw)
    return tmp_path


def test_mnist_test_is_read_as_written(
    mnist_folder: Path, mnist: tuple[Files, NDArray[np.uint8]]
) -> None:
    digits = load_dataset("mnist-test", mnist_folder)
    assert digits.name == "mnist-test"
    assert digits.labels.tolist() == [9, 0, 5]
    assert digits.labels.dtype == np.int64
    assert digits.images.shape == (3, 28, 28)
    assert mnist[0]["t10k-images-idx3-ubyte"].endswith(digits.images.tobytes())


def test_mnist_train_lacks_the_built_in_digits(
    mnist_folder: Path, mnist: tuple[Files, NDArray[np.uint8]]
) -> None:
    """No network may train on what the app tests it with."""
    digits = load_dataset("mnist-train", str(mnist_folder))
    assert digits.labels.tolist() == [0, 1, 3, 4, 6]
    np.testing.assert_array_equal(digits.images, mnist[1][[0, 1, 3, 4, 6]])


def _other_content(raw: bytes) -> bytes:
    return gzip.compress(raw[:-1] + bytes([raw[-1] ^ 1]))


def _truncated(raw: bytes) -> bytes:
    return gzip.compress(raw)[:-20]


def _damaged_inside(raw: bytes) -> bytes:
    packed = bytearray(gzip.compress(raw))
    packed[10] = 0xFF  # no deflate block begins so
    return bytes(packed)


def _no_gzip(raw: bytes) -> bytes:
    return b"<html>404</html>" + raw


def _nothing(raw: bytes) -> bytes:
    return raw[:0]


DAMAGES = [_other_content, _truncated, _damaged_inside, _no_gzip, _nothing]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("part", ["images-idx3", "labels-idx1"])
def test_an_altered_mnist_file_is_refused_in_one_line(
    tmp_path: Path,
    mnist: tuple[Files, NDArray[np.uint8]],
    damage: Callable[[bytes], bytes],
    part: str,
) -> None:
    name = f"t10k-{part}-ubyte"
    for other, raw in mnist[0].items():
        (tmp_path / f"{other}.gz").write_bytes(gzip.compress(raw))
    (tmp_path / f"{name}.gz").write_bytes(damage(mnist[0][name]))
    with pytest.raises(DatasetError) as caught:
        load_dataset("mnist-test", tmp_path)
    message = str(caught.value)
    assert str(tmp_path / f"{name}.gz") in message
    assert message.endswith("get it again.")
    assert "\n" not in message


@pytest.mark.parametrize("name", ["mnist-train", "mnist-test"])
@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_mnist_is_named(tmp_path: Path, name: str, there: bool) -> None:
    folder = tmp_path if there else tmp_path / "nowhere"
    with pytest.raises(DatasetError, match=r"idx3-ubyte.*name the folder that does") as caught:
        load_dataset(name, folder)
    assert str(caught.value).startswith(str(folder))
    assert "\n" not in str(caught.value)


def test_without_a_folder_what_lies_in_the_cache_is_taken(
    mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not mnist_is_here()
    monkeypatch.setenv(MNIST_VARIABLE, str(mnist_folder))
    assert mnist_is_here()
    assert load_dataset("mnist-test").labels.tolist() == [9, 0, 5]


# --- the pen file ------------------------------------------------------------------------------


@pytest.fixture
def pen_folder(tmp_path: Path) -> Path:
    return _write_pen(tmp_path, PEN_TEXT)


def _write_pen(folder: Path, text: str) -> Path:
    (folder / PEN_FILE).write_bytes(gzip.compress(text.encode()))
    return folder


def test_the_pen_file_is_read_stroke_by_stroke(pen_folder: Path) -> None:
    """Label and writer from the comment; the tablet's y grows upwards, the screen's down."""
    digits = read_pen_digits(pen_folder)
    assert [(digit.label, digit.writer) for digit in digits] == [(8, 12), (1, 24), (7, 30)]
    assert [len(digit.strokes) for digit in digits] == [2, 1, 1]
    np.testing.assert_array_equal(digits[0].strokes[0], [[267, -333], [200, -300], [240, -250]])
    np.testing.assert_array_equal(digits[0].strokes[1], [[210, -310], [220, -290]])
    assert digits[0].strokes[0].dtype == np.float32


def test_each_writer_is_in_one_set_only(pen_folder: Path) -> None:
    labels = {name: load_dataset(name, pen_folder).labels.tolist() for name in PEN_WRITERS}
    assert labels == {"pen-train": [8], "pen-check": [1], "pen-test": [7]}
    writers = [writer for numbers in PEN_WRITERS.values() for writer in numbers]
    assert sorted(writers) == list(range(1, 31))


def test_the_report_is_never_on_a_writer_that_was_trained_on() -> None:
    for name in ("pen-check", "pen-test"):
        assert not set(PEN_WRITERS[name]) & set(PEN_WRITERS["pen-train"])


def test_pen_digits_become_prepared_pictures(pen_folder: Path) -> None:
    digits = load_dataset("pen-train", pen_folder, seed=3, renders=4)
    assert digits.name == "pen-train"
    assert digits.images.shape == (4, 28, 28)
    assert digits.images.dtype == np.uint8
    assert digits.labels.tolist() == [8] * 4
    assert digits.labels.dtype == np.int64
    for image in digits.images:
        assert image.max() > 200
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        assert 17 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
    assert len({image.tobytes() for image in digits.images}) == 4, "each is drawn another way"


def test_a_seven_stays_upright(pen_folder: Path) -> None:
    """Its bar is at the top: y was turned over exactly once."""
    (seven,) = load_dataset("pen-test", pen_folder).images.astype(float)
    assert seven[4:10].sum() > 1.5 * seven[18:24].sum()


def test_the_seed_decides_how_strokes_are_placed(pen_folder: Path) -> None:
    first, again, other = (load_dataset("pen-train", pen_folder, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(first.images, again.images)
    assert not np.array_equal(first.images, other.images)


@pytest.mark.parametrize("name", PEN_WRITERS)
def test_pen_digits_need_a_folder(name: str) -> None:
    with pytest.raises(DatasetError, match=rf"^{name} needs the folder.*{PEN_FILE}.*--pen"):
        load_dataset(name)


def test_a_folder_without_the_pen_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"cannot be read.*--pen") as caught:
        load_dataset("pen-train", tmp_path)
    assert str(caught.value).startswith(str(tmp_path / PEN_FILE))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("damage", [_truncated, _damaged_inside, _no_gzip])
def test_a_damaged_pen_archive_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    (tmp_path / PEN_FILE).write_bytes(damage(PEN_TEXT.encode()))
    with pytest.raises(DatasetError, match=PEN_FILE):
        read_pen_digits(tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [(" 200  300\n", " 200\n"), (" 200  300\n", " 200  3x0\n"), ("8 12  224", "8")],
    ids=["half a point", "no number", "no writer"],
)
def test_damaged_pen_text_is_refused(tmp_path: Path, before: str, after: str) -> None:
    _write_pen(tmp_path, PEN_TEXT.replace(before, after))
    with pytest.raises(DatasetError, match=PEN_FILE):
        read_pen_digits(tmp_path)


def test_a_pen_file_without_these_writers_is_refused(tmp_path: Path) -> None:
    _write_pen(tmp_path, PEN_TEXT[: PEN_TEXT.index(".SEGMENT DIGIT    2")])
    assert len(load_dataset("pen-check", tmp_path)) == 1
    with pytest.raises(DatasetError, match="pen-test"):
        load_dataset("pen-test", tmp_path)


def _pen_digit(*strokes: list[tuple[float, float]]) -> PenDigit:
    return PenDigit(0, 1, tuple(np.array(stroke, np.float32) for stroke in strokes))


@pytest.mark.parametrize(
    "digit",
    [
        _pen_digit([(0, -300), (90, -10)], [(30, -200), (40, -90)]),
        _pen_digit([(0, 0), (500, -20)]),
        _pen_digit([(7, -3), (7, -400)]),
        _pen_digit([(0, -5), (900, -5)]),
        _pen_digit([(250, -250)]),
        _pen_digit([(-3e4, 1e4), (3e4, -1e4)]),
    ],
    ids=["tall", "wide", "upright line", "flat line", "dot", "huge"],
)
def test_every_placed_digit_stays_on_the_canvas_whole(digit: PenDigit) -> None:
    """Brush included, whatever the shape; and the shape is kept."""
    places = set()
    points = np.concatenate(digit.strokes)
    for seed in range(200):
        placed = place_on_canvas(digit, np.random.default_rng(seed), brush=(14, 30))
        assert [len(stroke.points) for stroke in placed] == [len(s) for s in digit.strokes]
        (width,) = {stroke.width for stroke in placed}
        assert 14 <= width <= 30
        drawn = np.array([point for stroke in placed for point in stroke.points])
        assert drawn.min() >= width / 2 - 1e-3
        assert drawn.max() <= CANVAS_SIZE - width / 2 + 1e-3
        span = np.ptp(points, axis=0).max()
        if span > 0:
            scale = np.ptp(drawn, axis=0).max() / span
            np.testing.assert_allclose(drawn - drawn[0], (points - points[0]) * scale, atol=1e-2)
        places.add(tuple(drawn[0].round()))
    assert len(places) > 100, "anywhere on the canvas"


def test_a_tall_digit_takes_40_to_90_percent_of_the_height() -> None:
    digit = _pen_digit([(0, -300), (90, -10)])
    heights = []
    for seed in range(300):
        (stroke,) = place_on_canvas(digit, np.random.default_rng(seed))
        heights.append(np.ptp(np.array(stroke.points)[:, 1]) / CANVAS_SIZE)
    assert 0.399 <= min(heights) < 0.45
    assert 0.85 < max(heights) <= 0.901


def test_the_table_of_names_is_complete() -> None:
    assert DATASETS == (
        "builtin",
        "mnist-train",
        "mnist-test",
        "pen-train",
        "pen-check",
        "pen-test",
    )
