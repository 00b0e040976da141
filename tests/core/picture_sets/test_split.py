"""Pictures to train on and to test on are never the same ones."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.core.images import ImageSet
from cnnviz.core.picture_sets import PictureSetError, ReadSet, divided, read_archive, split
from tests.core.picture_sets.bad_sets import picture, zipped


def some(labels: list[int], contents: list[int] | None = None) -> ImageSet:
    """Pictures that are alike where their contents are."""
    contents = list(range(len(labels))) if contents is None else contents
    images = np.stack([np.full((3, 3), 0, np.uint8) for _ in labels])
    for image, content in zip(images, contents, strict=True):
        image[0, 0], image[1, 1] = content % 256, content // 256
    return ImageSet("some", images, np.array(labels), ("ant", "bee", "cow", "dog"))


def contents(images: ImageSet) -> set[bytes]:
    return {image.tobytes() for image in images.images}


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("sizes", [(50, 50, 50, 50), (2, 3, 100, 11)])
def test_each_class_is_in_both_parts_in_its_share(sizes: tuple[int, ...], share: float) -> None:
    images = some([label for label, count in enumerate(sizes) for _ in range(count)])
    train, test = split(images, share)
    assert len(train) + len(test) == len(images)
    assert contents(train) | contents(test) == contents(images)
    assert not contents(train) & contents(test)
    for label, count in enumerate(sizes):
        expected = min(max(1, round(share * count)), count - 1)
        assert (test.labels == label).sum() == expected
    assert train.classes == test.classes == images.classes
    assert (train.name, test.name) == ("some-train", "some-test")


def test_the_seed_decides() -> None:
    images = some([n % 4 for n in range(100)])
    first, again, other = (split(images, seed=seed)[1].images for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_copies_stay_together_whatever_the_seed() -> None:
    rng = np.random.default_rng(0)
    images = some([n % 4 for n in range(80)], [n % 4 + 4 * int(rng.integers(6)) for n in range(80)])
    for seed in range(20):
        train, test = split(images, 0.3, seed)
        assert not contents(train) & contents(test)
        assert set(train.labels) == set(test.labels) == {0, 1, 2, 3}


def test_a_picture_of_two_classes_tests_nothing() -> None:
    images = some([0, 0, 0, 1, 1, 1], [1, 2, 9, 9, 4, 5])
    for seed in range(10):
        train, test = split(images, 0.5, seed)
        assert not contents(train) & contents(test)
        assert contents(some([0], [9])) <= contents(train)


def test_a_class_of_one_picture_again_and_again_is_named() -> None:
    with pytest.raises(PictureSetError, match="The class bee has no two different"):
        split(some([0, 0, 1, 1, 1], [1, 2, 3, 3, 3]))


@pytest.mark.parametrize("share", [0, 1, -0.1, 2])
def test_an_impossible_share_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        split(some([0, 0, 1, 1]), share)


def read_parts(**numbers: list[int]) -> ReadSet:
    """Folders such as ``train_a=[1, 2]``: pictures 1 and 2 under train/a."""
    files = {
        f"{part.replace('_', '/')}/{place}.png": picture(number)
        for part, pictures in numbers.items()
        for place, number in enumerate(pictures)
    }
    *_, found = read_archive(zipped(files))
    assert isinstance(found, ReadSet)
    return found


def test_the_folders_division_is_kept_but_for_copies() -> None:
    found = read_parts(train_a=[1, 2, 3], train_b=[4, 5], test_a=[6, 1], test_b=[7])
    train, test = divided(found, (20, 20), 3)
    assert train.labels.tolist() == [0, 0, 0, 1, 1]
    assert test.labels.tolist() == [0, 1]
    assert not contents(train) & contents(test)


@pytest.mark.parametrize(
    "parts",
    [
        {"train_a": [1, 2], "train_b": [3, 4], "test_a": [5]},
        {"train_a": [1, 2], "test_a": [5], "test_b": [6, 7]},
        {"train_a": [1, 2], "train_b": [3, 4], "test_a": [5], "test_b": [4]},
    ],
    ids=["no b to test on", "no b to train on", "b's test is a copy"],
)
def test_where_a_part_lacks_a_class_all_is_divided_anew(parts: dict[str, list[int]]) -> None:
    train, test = divided(read_parts(**parts), (20, 20), 1)
    assert set(train.labels) == set(test.labels) == {0, 1}
    assert not contents(train) & contents(test)
