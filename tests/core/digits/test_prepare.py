"""From a drawing to the network's input: stages, invariants, refusals."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from cnnviz.core.digits.prepare import PreparedDigit, prepare_digit, prepared_image
from cnnviz.core.digits.strokes import Stroke, draw_strokes

Canvas = NDArray[np.uint8]

SEVEN = ((0.1, 0.05), (0.7, 0.0), (0.45, 0.5), (0.3, 1.0))


def _white(ink: np.ndarray) -> Canvas:
    """Opaque canvas with `ink` (H, W) uint8 in all three colours."""
    rgba = np.full((*ink.shape, 4), 255, np.uint8)
    rgba[..., :3] = ink[..., None]
    return rgba


def _seven(size: float, left: float, top: float) -> Canvas:
    """The same seven, `size` pixels high; the brush grows with it."""
    points = tuple((left + x * size, top + y * size) for x, y in SEVEN)
    return draw_strokes([Stroke(points, size / 7)])


def _mass_centre(field: np.ndarray) -> tuple[float, float]:
    weights = field.astype(np.float64)
    index = np.arange(28)
    total = weights.sum()
    return float(weights.sum(1) @ index / total), float(weights.sum(0) @ index / total)


def _rectangle(height: int, width: int) -> Canvas:
    ink = np.zeros((280, 280), np.uint8)
    ink[30 : 30 + height, 40 : 40 + width] = 255
    return _white(ink)


def _random_canvas(seed: int) -> Canvas:
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 120, 2)
    rgba = rng.integers(0, 256, (height, width, 4), dtype=np.uint8)
    # Most of a canvas is empty, and what is drawn may be faint.
    rgba[..., 3] *= rng.random((height, width)) < rng.uniform(0.001, 0.6)
    return rgba


CASES: dict[str, Canvas] = {
    "one white pixel": np.full((1, 1, 4), 255, np.uint8),
    "a row": np.full((1, 37, 4), 255, np.uint8),
    "a column": np.full((53, 1, 4), 255, np.uint8),
    "odd sizes": _white(np.random.default_rng(0).integers(0, 256, (33, 71)).astype(np.uint8)),
    "all white": np.full((280, 280, 4), 255, np.uint8),
    "large canvas": np.full((700, 500, 4), 255, np.uint8),
    "corner": _seven(40, 5, 5),
    "far corner": _seven(60, 230, 215),
    "small": _seven(25, 120, 150),
    "large": _seven(230, 60, 25),
    "thin line": _rectangle(200, 1),
    "flat line": _rectangle(1, 200),
    "one faint pixel": _white(np.pad(np.ones((1, 1), np.uint8), 60)),
    "two far specks": _white(np.pad(np.eye(2, dtype=np.uint8)[:, ::-1].repeat(99, 1), 9)),
    **{f"random {seed}": _random_canvas(seed) for seed in range(20)},
}


@pytest.mark.parametrize("name", CASES)
def test_every_stage_of_any_drawing_is_sound(name: str) -> None:
    """Shapes, types, ranges; longer side 20; nothing lost; the tensor is what is shown."""
    canvas = CASES[name]
    before = canvas.copy()
    digit = prepare_digit(canvas)
    np.testing.assert_array_equal(canvas, before)
    assert not digit.is_blank
    for stage in (digit.ink, digit.cropped, digit.scaled, digit.centred):
        assert stage.dtype == np.float32
        assert np.isfinite(stage).all()
        assert stage.min() >= 0
        assert stage.max() <= 1
    assert digit.ink.shape == canvas.shape[:2]
    assert max(digit.scaled.shape) == 20
    assert min(digit.scaled.shape) >= 1
    assert digit.centred.shape == (28, 28)
    assert digit.centred.any()
    assert digit.centred.sum(dtype=np.float64) == pytest.approx(
        digit.scaled.sum(dtype=np.float64), rel=1e-6
    ), "moving keeps every bit of ink"
    assert digit.tensor.shape == (1, 1, 28, 28)
    assert digit.tensor.dtype == torch.float32
    np.testing.assert_array_equal(digit.tensor[0, 0].numpy(), digit.centred)


@pytest.mark.parametrize("name", CASES)
def test_crop_is_tight_and_keeps_all_ink(name: str) -> None:
    digit = prepare_digit(CASES[name])
    cropped = digit.cropped
    assert cropped[0].any() and cropped[-1].any()
    assert cropped[:, 0].any() and cropped[:, -1].any()
    assert np.count_nonzero(cropped) == np.count_nonzero(digit.ink)


@pytest.mark.parametrize("name", CASES)
def test_aspect_is_kept(name: str) -> None:
    digit = prepare_digit(CASES[name])
    height, width = digit.cropped.shape
    factor = 20 / max(height, width)
    for scaled, length in zip(digit.scaled.shape, (height, width), strict=True):
        assert scaled == 1 or abs(scaled - length * factor) <= 0.5


@pytest.mark.parametrize("name", CASES)
def test_centre_of_mass_is_within_half_a_pixel_of_index_14(name: str) -> None:
    """Save where that would push ink over the edge: then it touches that edge."""
    digit = prepare_digit(CASES[name])
    scaled = digit.scaled.astype(np.float64)
    for axis, centre in enumerate(_mass_centre(digit.centred)):
        length = scaled.shape[axis]
        inside = float(scaled.sum(1 - axis) @ np.arange(length) / scaled.sum())
        room = 28 - length
        wanted = 14 - inside
        if -0.5 <= wanted <= room + 0.5:
            assert abs(centre - 14) <= 0.5 + 1e-6
        else:
            corner = 0 if wanted < 0 else room
            assert centre == pytest.approx(corner + inside, abs=1e-4)


@pytest.mark.parametrize("turn", range(4))
def test_nothing_is_lost_of_a_lopsided_shape(turn: int) -> None:
    """A heavy foot and a hair-thin neck: centring the mass would push the neck over the edge."""
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 139:141] = 90
    ink[225:240, 40:240] = 255
    digit = prepare_digit(_white(np.rot90(ink, turn)))
    assert digit.scaled.shape == (20, 20)
    assert digit.centred.sum() == pytest.approx(digit.scaled.sum(), rel=1e-6)
    rows, columns = np.flatnonzero(digit.centred.any(1)), np.flatnonzero(digit.centred.any(0))
    assert (np.ptp(rows), np.ptp(columns)) == (19, 19)


@pytest.mark.parametrize(
    "canvas",
    [
        np.zeros((280, 280, 4), np.uint8),
        np.zeros((1, 1, 4), np.uint8),
        _white(np.zeros((9, 4), np.uint8)),
        np.dstack([np.full((5, 5, 3), 255, np.uint8), np.zeros((5, 5, 1), np.uint8)]),
    ],
    ids=["transparent", "one pixel", "opaque black", "transparent white"],
)
def test_a_canvas_without_ink_is_blank(canvas: Canvas) -> None:
    digit = prepare_digit(canvas)
    assert digit.is_blank
    assert digit.tensor.shape == (1, 1, 28, 28)
    assert digit.cropped.shape == canvas.shape[:2]
    assert digit.centred.shape == (28, 28)
    for stage in (digit.ink, digit.cropped, digit.scaled, digit.centred, digit.tensor.numpy()):
        assert not stage.any()


def test_transparency_dims_the_ink() -> None:
    canvas = np.full((1, 3, 4), 255, np.uint8)
    canvas[0, :, 3] = 0, 51, 255
    np.testing.assert_allclose(prepare_digit(canvas).ink, [[0, 0.2, 1]], atol=1e-6)


def test_colours_count_by_their_brightness() -> None:
    canvas = np.zeros((1, 3, 4), np.uint8)
    canvas[..., 3] = 255
    canvas[0, [0, 1, 2], [0, 1, 2]] = 255
    np.testing.assert_allclose(prepare_digit(canvas).ink, [[0.299, 0.587, 0.114]], atol=1e-6)


@pytest.mark.parametrize(
    ("size", "left", "top"),
    [(60, 0, 10), (60, 210, 200), (100, 120, 90), (150, 30, 100), (230, 90, 25)],
)
def test_size_and_place_hardly_matter(size: float, left: float, top: float) -> None:
    """The same seven, moved and scaled, gives nearly the same centred picture."""
    reference = prepare_digit(_seven(180, 60, 50)).centred
    other = prepare_digit(_seven(size, left, top)).centred
    # Rounding to whole pixels may shift it by one; compare at the best of those.
    differences = [
        np.abs(np.roll(other, (down, right), axis=(0, 1)) - reference).mean()
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    ]
    assert min(differences) < 0.02
    assert np.hypot(*np.subtract(_mass_centre(other), _mass_centre(reference))) < 1.01


def test_moving_by_whole_pixels_changes_nothing_at_all() -> None:
    canvas = _seven(120, 40, 40)
    moved = np.roll(canvas, (37, 61), axis=(0, 1))
    np.testing.assert_array_equal(prepare_digit(moved).centred, prepare_digit(canvas).centred)


def test_different_drawings_differ() -> None:
    """The invariance above is not bought by throwing the drawing away."""
    seven = prepare_digit(_seven(180, 60, 50)).centred
    bar = prepare_digit(_rectangle(200, 30)).centred
    assert np.abs(seven - bar).mean() > 0.05


def test_shrinking_is_antialiased() -> None:
    """A fine checkerboard becomes an even grey, not a moire pattern."""
    board = (np.indices((200, 200)).sum(0) % 2 * 255).astype(np.uint8)
    scaled = prepare_digit(_white(board)).scaled
    np.testing.assert_allclose(scaled, 0.5, atol=0.05)


@pytest.mark.parametrize(
    ("bad", "shown"),
    [
        (np.zeros((28, 28), np.uint8), "(28, 28)"),
        (np.zeros((28, 28, 3), np.uint8), "(28, 28, 3)"),
        (np.zeros((28, 28, 1), np.uint8), "(28, 28, 1)"),
        (np.zeros((1, 28, 28, 4), np.uint8), "(1, 28, 28, 4)"),
        (np.zeros((0, 28, 4), np.uint8), "(0, 28, 4)"),
        (np.zeros((28, 0, 4), np.uint8), "(28, 0, 4)"),
        (np.zeros((28, 28, 4), np.float32), "float32 of shape (28, 28, 4)"),
        (np.zeros((28, 28, 4), np.int64), "int64 of shape (28, 28, 4)"),
        (np.zeros((28, 28, 4), bool), "bool of shape (28, 28, 4)"),
        (np.zeros((), np.uint8), "()"),
    ],
)
def test_what_is_no_canvas_is_refused_with_its_shape(bad: np.ndarray, shown: str) -> None:
    with pytest.raises(ValueError, match=r"^rgba must be") as caught:
        prepare_digit(bad)
    assert shown in str(caught.value)


def test_none_is_refused() -> None:
    nothing: object = None
    with pytest.raises(ValueError, match="rgba"):
        prepare_digit(nothing)  # type: ignore[arg-type]


def test_a_ready_digit_passes_unchanged() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 10:14] = 200
    digit = prepared_image(image)
    np.testing.assert_allclose(digit.centred * 255, image, atol=1e-4)
    np.testing.assert_array_equal(digit.tensor[0, 0].numpy(), digit.centred)
    assert digit.cropped.shape == (20, 4)
    assert not digit.is_blank


def test_a_ready_blank_is_blank() -> None:
    digit = prepared_image(np.zeros((28, 28), np.uint8))
    assert isinstance(digit, PreparedDigit)
    assert digit.is_blank
    assert not digit.tensor.any()


@pytest.mark.parametrize(
    "bad", [np.zeros((27, 28), np.uint8), np.zeros((28, 28)), np.zeros((1, 28, 28), np.uint8)]
)
def test_a_ready_digit_of_the_wrong_shape_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"^image must be uint8 of shape \(28, 28\)") as caught:
        prepared_image(bad)
    assert str(bad.shape) in str(caught.value)
