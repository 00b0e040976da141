"""A moved digit keeps its ink, and what is done to it is exactly what was said."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.duel.moves import (
    MOST_SHIFT,
    SHRINK,
    SMALL_SIDE,
    Move,
    ink_kept,
    moved,
    pixel_order,
    shifted,
    shrunk,
    shuffled,
)
from cnnviz.core.digits.prepare import FIELD, Plane


@pytest.fixture(scope="module")
def digits() -> Plane:
    return load_dataset("builtin").images[::25].astype(np.float32) / np.float32(255)


def test_shrinking_keeps_the_ink_in_proportion(digits: Plane) -> None:
    small = shrunk(digits).sum(axis=(1, 2), dtype=np.float64)
    assert np.allclose(small, digits.sum(axis=(1, 2), dtype=np.float64) * SHRINK**2, rtol=1e-6)


def test_shrinking_is_the_mean_of_what_each_pixel_shows(digits: Plane) -> None:
    """28 / 18 = 14 / 9: repeat each pixel nine times, average fourteen."""
    planes = torch.from_numpy(digits)[:, None].double()
    means = F.avg_pool2d(F.interpolate(planes, scale_factor=9, mode="nearest"), 14)
    assert means.shape[-1] == SMALL_SIDE
    assert np.allclose(shrunk(digits), F.pad(means, (MOST_SHIFT,) * 4)[:, 0].numpy(), atol=1e-6)


def test_even_a_field_full_of_ink_may_be_shifted_all_the_way() -> None:
    full = shrunk(np.ones((1, FIELD, FIELD), np.float32))
    for right in (-MOST_SHIFT, MOST_SHIFT):
        for down in (-MOST_SHIFT, MOST_SHIFT):
            assert shifted(full, right, down).sum() == full.sum() == SMALL_SIDE**2
    # One pixel more, and a column would be lost: the field is used to its edge.
    assert np.roll(full, MOST_SHIFT + 1, axis=2)[0, :, 0].any()


@pytest.mark.parametrize("right", range(-MOST_SHIFT, MOST_SHIFT + 1))
@pytest.mark.parametrize("down", [-MOST_SHIFT, -1, 0, 3])
def test_a_shift_is_a_roll_where_nothing_leaves(digits: Plane, right: int, down: int) -> None:
    small = shrunk(digits)
    rolled = torch.roll(torch.from_numpy(small), (down, right), dims=(1, 2)).numpy()
    assert np.array_equal(moved(small, Move(right=right, down=down)), rolled)


def test_what_leaves_does_not_come_back_on_the_other_side() -> None:
    full = np.ones((1, FIELD, FIELD), np.float32)
    away = shifted(full, 3, 0)
    assert not away[:, :, :3].any() and away[:, :, 3:].all()
    assert ink_kept(full[0], Move(right=3)) == pytest.approx(1 - 3 / FIELD)


def test_nothing_done_changes_nothing(digits: Plane) -> None:
    assert np.array_equal(moved(digits, Move()), digits)


def test_quarter_turns_are_exact_and_counterclockwise(digits: Plane) -> None:
    turned = moved(digits, Move(turn=90))
    assert np.allclose(turned, np.rot90(digits, axes=(1, 2)), atol=1e-5)
    assert np.allclose(moved(digits, Move(turn=-90)), np.rot90(digits, -1, (1, 2)), atol=1e-5)


def test_scaling_scales_the_ink(digits: Plane) -> None:
    small = shrunk(digits)
    before = small.sum(axis=(1, 2))
    for scale in (0.8, 1.0, 1.3):
        after = moved(small, Move(scale=scale)).sum(axis=(1, 2))
        assert np.allclose(after / before, scale**2, rtol=0.08), scale


def test_how_much_ink_a_shift_leaves_in_the_field(digits: Plane) -> None:
    small = shrunk(digits)
    assert all(ink_kept(digit, Move(right=-5, down=5)) == 1 for digit in small)
    assert all(ink_kept(digit, Move(scale=1.5, turn=0)) == 1 for digit in small)
    assert min(ink_kept(digit, Move(scale=1.5, down=5)) for digit in small) < 0.98
    assert ink_kept(np.zeros((FIELD, FIELD), np.float32), Move(right=2)) == 1


def test_noise_is_the_same_each_time_and_stays_in_range(digits: Plane) -> None:
    noisy = moved(digits, Move(noise=0.3))
    assert np.array_equal(noisy, moved(digits, Move(noise=0.3)))
    assert not np.array_equal(noisy, moved(digits, Move(noise=0.3, seed=1)))
    assert noisy.min() >= 0 and noisy.max() <= 1
    # In the middle of the range nothing is cut off.
    grey = np.full((40, FIELD, FIELD), 0.5, np.float32)
    assert float((moved(grey, Move(noise=0.1)) - grey).std()) == pytest.approx(0.1, rel=0.02)


def test_the_permutation_is_one_and_always_the_same() -> None:
    order = pixel_order()
    assert sorted(order.tolist()) == list(range(FIELD * FIELD))
    assert order.tolist() != list(range(FIELD * FIELD))
    assert np.array_equal(order, np.random.default_rng(2024).permutation(FIELD * FIELD))
    with pytest.raises(ValueError, match="read-only"):
        order[0] = 1


def test_shuffling_keeps_every_pixel_and_can_be_undone(digits: Plane) -> None:
    mixed = shuffled(digits)
    undone = np.empty((len(digits), FIELD * FIELD), np.float32)
    undone[:, pixel_order()] = mixed.reshape(len(digits), -1)
    assert np.array_equal(undone.reshape(digits.shape), digits)
    assert not np.array_equal(mixed, digits)


def test_shuffling_comes_last(digits: Plane) -> None:
    assert np.array_equal(
        moved(digits, Move(right=2, shuffled=True)), shuffled(moved(digits, Move(right=2)))
    )


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("right", 6),
        ("down", -6),
        ("right", 1.5),
        ("scale", 0.1),
        ("scale", float("nan")),
        ("turn", 91),
        ("noise", -0.1),
        ("noise", 0.6),
    ],
)
def test_an_impossible_move_names_the_argument(argument: str, value: float) -> None:
    with pytest.raises(ValueError, match=argument):
        Move(**{argument: value})  # type: ignore[arg-type]
