"""From a photograph to the network's input: what must hold exactly, and what is read right."""

from __future__ import annotations

import dataclasses
import warnings

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from cnnviz import load_pretrained, prepare_digit, prepare_photo
from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.photo import PhotoSettings, PhotoSteps, photo_steps
from cnnviz.core.digits.strokes import Stroke, draw_strokes
from cnnviz.core.pictures import PictureError
from tests.core.digits.photographs import take_photograph
from tests.core.picture_maker import encode, mutated

Pixels = NDArray[np.uint8]


def ink_of(label: int, width: float = 20, style: int = 0) -> NDArray[np.float32]:
    """An example digit, its strokes `width` wide, as ink in [0, 1] on a field of 280x280."""
    example = [example for example in EXAMPLE_DIGITS if example.label == label][style]
    strokes = [Stroke(stroke.points, width) for stroke in example.strokes]
    return draw_strokes(strokes)[..., 0].astype(np.float32) / 255


def on_paper(ink: NDArray[np.float32], paper: float = 225, dark: float = 45) -> Pixels:
    """Ink on even paper, grey (H, W), with a little noise as every photograph has."""
    noise = np.random.default_rng(0).normal(0, 2, ink.shape)
    return np.clip(paper + (dark - paper) * ink + noise, 0, 255).astype(np.uint8)


def canvas_of(ink: NDArray[np.float32]) -> Pixels:
    rgba = np.full((*ink.shape, 4), 255, np.uint8)
    rgba[..., :3] = np.rint(ink * 255)[..., None]
    return rgba


def apart(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Mean difference, at the best of the shifts by a pixel that rounding may make."""
    shifts = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return float(min(np.abs(np.roll(one, shift, (0, 1)) - other).mean() for shift in shifts))


@pytest.mark.parametrize("label", range(10))
def test_a_brush_on_paper_gives_what_the_canvas_gives(label: int) -> None:
    ink = ink_of(label)
    drawn = prepare_digit(canvas_of(ink)).centred
    assert apart(prepare_photo(on_paper(ink)).centred, drawn) < 0.03
    assert apart(prepare_photo(on_paper(ink_of((label + 1) % 10))).centred, drawn) > 0.04


@pytest.mark.parametrize(("width", "least", "most"), [(3, 12, 19), (6, 12, 19), (20, 17, 24)])
def test_lines_become_as_wide_as_a_brush(width: float, least: float, most: float) -> None:
    """A vertical line across a 2's middle, say: ink a row, over the strokes it crosses."""
    ink = np.zeros((280, 280), np.float32)
    ink[40:240, 140 - round(width / 2) : 140 + round(width / 2)] = 1
    on_canvas = photo_steps(on_paper(ink)).digit.ink
    middle = on_canvas[on_canvas.shape[0] // 2]
    assert least <= middle.sum() <= most


def test_light_ink_on_dark_is_the_same_digit() -> None:
    paper = on_paper(ink_of(2))
    dark, light = photo_steps(paper), photo_steps(255 - paper)
    assert (dark.light_on_dark, light.light_on_dark) == (False, True)
    assert apart(dark.digit.centred, light.digit.centred) < 0.01


def test_every_way_to_give_the_same_pixels_is_the_same_digit() -> None:
    grey = on_paper(ink_of(4))
    rgb = np.repeat(grey[..., None], 3, axis=2)
    rgba = np.dstack([rgb, np.full(grey.shape, 255, np.uint8)])
    expected = prepare_photo(grey).centred
    for image in (
        rgb,
        rgba,
        encode(rgb, "PNG"),
        encode(grey, "PNG"),
        encode(rgba, "WEBP", lossless=True),
    ):
        np.testing.assert_array_equal(prepare_photo(image).centred, expected)


@pytest.mark.parametrize("value", [0, 255])
def test_ink_on_transparency_is_seen_whatever_its_colour(value: int) -> None:
    ink = ink_of(3)
    rgba = np.full((*ink.shape, 4), value, np.uint8)
    rgba[..., 3] = np.rint(ink * 255)
    drawn = prepare_digit(canvas_of(ink)).centred
    assert apart(prepare_photo(rgba).centred, drawn) < 0.03
    assert apart(prepare_photo(encode(rgba, "PNG")).centred, drawn) < 0.03


def test_a_canvas_is_a_picture_too() -> None:
    canvas = canvas_of(ink_of(8))
    assert apart(prepare_photo(canvas).centred, prepare_digit(canvas).centred) < 0.03


@pytest.mark.parametrize("light", ["falling", "corner", "shadow"])
def test_uneven_light_changes_little(light: str) -> None:
    paper = on_paper(ink_of(6, width=10)).astype(np.float32)
    rows, columns = np.mgrid[:280, :280] / 280
    share = {
        "falling": 1 - 0.6 * rows,
        "corner": 1 - 0.6 * (rows**2 + columns**2) / 2,
        "shadow": 1 - 0.5 / (1 + np.exp(-(rows + columns - 1) * 60)),
    }[light]
    shaded = (paper * share).astype(np.uint8)
    assert (
        apart(prepare_photo(shaded).centred, prepare_photo(paper.astype(np.uint8)).centred) < 0.03
    )


def test_a_digit_of_two_parts_stays_whole_and_the_rest_goes() -> None:
    ink = np.zeros((400, 400), np.float32)
    ink[60:340, 60:340] = ink_of(5, width=12)  # its bar is a stroke of its own
    rows = np.flatnonzero(ink.any(axis=1))
    ink[rows[0] + 14 : rows[0] + 24] = 0  # the bar comes loose
    alone = photo_steps(on_paper(ink))
    assert len(alone.chosen) >= 2
    ink[200:400, 385:400] = 1  # a stroke that leaves the picture
    ink[8:14, 200:206] = 1  # a speck
    with_marks = photo_steps(on_paper(ink))
    assert apart(with_marks.digit.centred, alone.digit.centred) < 0.005
    assert len(with_marks.regions) > len(alone.regions)


def two_digits() -> PhotoSteps:
    """A large 2 on the left of the middle, a small 7 at the lower right; given with settings."""
    return photo_steps(_two())


def _two() -> Pixels:
    ink = np.zeros((400, 640), np.float32)
    ink[60:340, 100:380] = ink_of(2, width=12)
    ink[240:380, 480:620] = ink_of(7, width=16)[::2, ::2]
    return on_paper(ink)


def test_another_region_can_be_taken_by_hand() -> None:
    steps = two_digits()
    first, second = steps.regions[:2]
    assert steps.chosen == (first.label,)
    by_click = photo_steps(_two(), PhotoSettings(region=(0.7, 0.85)))
    by_number = photo_steps(_two(), PhotoSettings(region=(second.label,)))
    assert by_click.chosen == by_number.chosen == (second.label,)
    np.testing.assert_array_equal(by_click.digit.centred, by_number.digit.centred)
    seven = prepare_digit(canvas_of(ink_of(7, width=16))).centred
    assert apart(by_click.digit.centred, seven) < 0.03
    both = photo_steps(_two(), PhotoSettings(region=(first.label, second.label)))
    assert (both.ink > 0.5).sum() == (steps.ink > 0.5).sum() + (by_click.ink > 0.5).sum()


def test_a_region_that_is_not_there_is_a_blank() -> None:
    assert photo_steps(_two(), PhotoSettings(region=(9999,))).digit.is_blank


def test_a_higher_threshold_takes_less_ink() -> None:
    ink = ink_of(9, width=16) * np.linspace(0.15, 1, 280, dtype=np.float32)[:, None]
    areas = [
        int((photo_steps(on_paper(ink), PhotoSettings(threshold=offset)).ink > 0.5).sum())
        for offset in (-1.0, -0.5, 0.0, 0.5)
    ]
    assert areas == sorted(areas, reverse=True)
    assert areas[0] > 1.2 * areas[-1]


def test_polarity_can_be_set_by_hand() -> None:
    paper = on_paper(ink_of(0))
    assert photo_steps(paper, PhotoSettings(invert=True)).light_on_dark
    kept = photo_steps(paper, PhotoSettings(invert=False))
    np.testing.assert_array_equal(kept.digit.centred, prepare_photo(paper).centred)


def test_settings_are_a_value() -> None:
    assert hash(PhotoSettings(region=(1, 2))) == hash(PhotoSettings(region=(1, 2)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        PhotoSettings().threshold = 0.5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"threshold": 1.5}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"region": (0,)}, "region"),
        ({"region": (0.5,)}, "region"),
        ({"region": (0.5, 1.5)}, "region"),
        ({"region": (0.1, 0.2, 0.3)}, "region"),
    ],
)
def test_wrong_settings_are_named(arguments: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named} must be"):
        PhotoSettings(**arguments)  # type: ignore[arg-type]


SHAPES = [(1, 1), (1, 2), (2, 1), (3, 3), (1, 500), (500, 1), (7, 11), (60, 40), (333, 1200)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("filling", ["black", "white", "grey", "noise", "one pixel", "stripes"])
def test_any_array_passes_with_all_its_steps(shape: tuple[int, int], filling: str) -> None:
    array = np.full(shape, {"black": 0, "white": 255}.get(filling, 128), np.uint8)
    if filling == "noise":
        array = np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8)
    elif filling == "one pixel":
        array[shape[0] // 2, shape[1] // 2] = 0
    elif filling == "stripes":
        array[::2] = 0
    steps = photo_steps(array)
    for plane in (steps.grey, steps.flattened, steps.ink):
        assert plane.dtype == np.float32
        assert plane.shape == steps.labels.shape == steps.mask.shape
        assert plane.min() >= 0
        assert plane.max() <= 1
    assert max(steps.grey.shape) <= 1024
    assert steps.digit.tensor.shape == (1, 1, 28, 28)
    assert set(steps.chosen) <= {region.label for region in steps.regions}
    if filling in ("black", "white", "grey"):
        assert steps.digit.is_blank
        assert not steps.chosen
    photo_steps(array, PhotoSettings(region=(0.5, 0.5), threshold=-1, invert=True))


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((4, 4), np.float32),
        np.zeros((4, 4, 2), np.uint8),
        np.zeros((4, 4, 3, 1), np.uint8),
        np.zeros((0, 4), np.uint8),
        np.zeros((), np.uint8),
        "a path.png",
        None,
    ],
)
def test_what_is_no_picture_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match=r"^image must be"):
        prepare_photo(bad)  # type: ignore[arg-type]


def test_the_picture_given_is_left_as_it_was() -> None:
    paper = on_paper(ink_of(1))
    before = paper.copy()
    prepare_photo(paper)
    np.testing.assert_array_equal(paper, before)


def photographs_of_examples(count: int, longer_side: int | None) -> float:
    """The share of photographs of the example digits that LeNet-5 reads right."""
    lines = [
        [np.array(stroke.points, np.float32) for stroke in example.strokes]
        for example in EXAMPLE_DIGITS
    ]
    inputs, labels = [], []
    for number in range(count):
        rng = np.random.default_rng([77, number])
        example = EXAMPLE_DIGITS[number % len(EXAMPLE_DIGITS)]
        others = [lines[index] for index in rng.integers(0, len(lines), 4)]
        photograph = take_photograph(
            example.label, lines[number % len(lines)], others, rng, longer_side
        )
        inputs.append(prepare_photo(photograph.content).centred)
        labels.append(photograph.label)
    with torch.no_grad():
        read = load_pretrained("lenet5")(torch.from_numpy(np.stack(inputs))[:, None]).argmax(1)
    return float((read.numpy() == np.array(labels)).mean())


@pytest.mark.parametrize(
    ("count", "longer_side"),
    [
        (10, 400),
        pytest.param(30, 480, marks=pytest.mark.slow),
        pytest.param(15, None, marks=pytest.mark.slow),
    ],
)
def test_photographs_are_read(count: int, longer_side: int | None) -> None:
    assert photographs_of_examples(count, longer_side) >= 0.85


@pytest.mark.parametrize("count", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_mutated_photographs_raise_picture_errors_only(count: int) -> None:
    rgb = np.repeat(on_paper(ink_of(5))[..., None], 3, axis=2)
    contents = [encode(rgb, "JPEG", quality=70), encode(rgb, "PNG"), encode(rgb, "WEBP")]
    read = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for content in mutated(contents, count, seed=5):
            try:
                assert prepare_photo(content).tensor.shape == (1, 1, 28, 28)
                read += 1
            except PictureError as error:
                assert str(error).endswith(".")
    assert 0 < read < count
