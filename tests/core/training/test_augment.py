"""Small random changes that leave a digit the same digit."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.training.augment import augment
from cnnviz.core.training.fit import as_tensor

COUNT = 200


def _generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def images() -> torch.Tensor:
    """Digits of every class, (200, 1, 28, 28)."""
    return as_tensor(load_dataset("builtin").images[:: 5_000 // COUNT])


@pytest.fixture(scope="module")
def changed(images: torch.Tensor) -> torch.Tensor:
    return augment(images, _generator())


def _mass_centres(images: torch.Tensor) -> np.ndarray:
    """(N, 2): row and column."""
    planes = images[:, 0].double().numpy()
    total = planes.sum((1, 2))
    index = np.arange(28)
    rows, columns = planes.sum(2) @ index / total, planes.sum(1) @ index / total
    return np.stack([rows, columns], axis=1)


def test_shape_type_and_range_are_kept(changed: torch.Tensor) -> None:
    assert changed.shape == (COUNT, 1, 28, 28)
    assert changed.dtype == torch.float32
    assert changed.min() >= 0
    assert changed.max() <= 1


def test_the_input_is_left_alone(images: torch.Tensor) -> None:
    before = images.clone()
    augment(images, _generator())
    assert torch.equal(images, before)


def test_the_generator_decides_everything(images: torch.Tensor, changed: torch.Tensor) -> None:
    outside = torch.get_rng_state()
    assert torch.equal(augment(images, _generator()), changed)
    assert torch.equal(torch.get_rng_state(), outside), "the global stream is not touched"
    other = augment(images, _generator(1))
    assert not torch.isclose(other, changed).flatten(1).all(1).any()


def test_one_generator_gives_something_new_each_time(images: torch.Tensor) -> None:
    generator = _generator()
    assert not torch.equal(augment(images, generator), augment(images, generator))


def test_copies_of_one_digit_become_different(images: torch.Tensor) -> None:
    copies = augment(images[:1].expand(50, -1, -1, -1).contiguous(), _generator())
    distance = torch.cdist(copies.flatten(1), copies.flatten(1)) + torch.eye(50) * 99
    assert distance.min() > 0.5


def test_changes_are_mild(images: torch.Tensor, changed: torch.Tensor) -> None:
    """Ink stays about where and about as much as it was."""
    moved = np.abs(_mass_centres(changed) - _mass_centres(images))
    assert moved.max() < 4
    assert 0.3 < moved.mean() < 1.5
    ratio = changed.sum((1, 2, 3)) / images.sum((1, 2, 3))
    assert ratio.min() > 0.3
    assert ratio.max() < 2.5
    assert 0.9 < ratio.mean() < 1.4


def test_changes_have_no_preferred_direction(images: torch.Tensor, changed: torch.Tensor) -> None:
    moved = _mass_centres(changed) - _mass_centres(images)
    assert np.abs(moved.mean(axis=0)).max() < 0.3


def test_a_changed_digit_is_still_nearest_its_own_class(
    images: torch.Tensor, changed: torch.Tensor
) -> None:
    """To the mean picture of each class, a crude judge; chance would be one in ten."""
    labels = torch.from_numpy(load_dataset("builtin").labels[:: 5_000 // COUNT].copy())
    means = torch.stack([images[labels == label].mean(0) for label in range(10)]).flatten(1)

    def right(pictures: torch.Tensor) -> float:
        nearest = torch.cdist(pictures.flatten(1), means).argmin(1)
        return (nearest == labels).float().mean().item()

    assert right(images) > 0.8
    assert right(changed) > 0.5


def test_nothing_stays_nothing() -> None:
    assert not augment(torch.zeros(20, 1, 28, 28), _generator()).any()


def test_strokes_become_thicker_and_thinner() -> None:
    bar = torch.zeros(100, 1, 28, 28)
    bar[:, :, 5:23, 12:16] = 1
    ink = augment(bar, _generator()).sum((1, 2, 3)) / bar[0].sum()
    assert ink.min() < 0.85
    assert ink.max() > 1.2


@pytest.mark.parametrize("count", [1, 3])
def test_any_batch_size_will_do(images: torch.Tensor, count: int) -> None:
    result = augment(images[:count], _generator())
    assert result.shape == (count, 1, 28, 28)
    assert not torch.equal(result, images[:count])
