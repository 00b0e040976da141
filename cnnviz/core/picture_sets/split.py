"""Divide pictures into those to train on and those to test on."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.images import ImageSet
from cnnviz.core.picture_sets.values import PictureSetError, ReadSet


def split(images: ImageSet, share: float = 0.2, seed: int = 0) -> tuple[ImageSet, ImageSet]:
    """Two parts, with the same share of each class; no picture is in both, not even as a copy.

    Parameters
    ----------
    images : ImageSet
    share : float in (0, 1)
        Of the second part, in each class; at least one picture of each class is in each part.
    seed : int
        Decides which; the same seed gives the same parts.

    Returns
    -------
    (ImageSet, ImageSet)
        To train on, and to test on; each in the order of `images`.

    Raises
    ------
    PictureSetError
        If a class has no two different pictures of its own.
    ValueError
        If `share` is not within 0 and 1.

    Examples
    --------
    >>> pictures = np.arange(10, dtype=np.uint8)[:, None, None] * np.ones((1, 2, 2), np.uint8)
    >>> train, test = split(ImageSet("ten", pictures, np.arange(10) % 2))
    >>> np.bincount(train.labels).tolist(), np.bincount(test.labels).tolist()
    ([4, 4], [1, 1])
    """
    if not 0 < share < 1:
        raise ValueError(f"share must be within 0 and 1, got {share}")
    rng = np.random.default_rng(seed)
    is_test = np.zeros(len(images), bool)
    copies = _copies(images)
    for label in np.unique(images.labels):
        members = np.flatnonzero(images.labels == label)
        groups = list({copies[place][0]: copies[place] for place in members.tolist()}.values())
        # A picture that stands in two classes tests nothing: it stays among those to train on.
        pure = [group for group in groups if len({int(images.labels[p]) for p in group}) == 1]
        most = len(pure) if len(pure) < len(groups) else len(pure) - 1
        if most < 1:
            name = images.classes[label] if images.classes else str(label)
            raise PictureSetError(
                f"The class {name} has no two different pictures of its own in this size, one to "
                "train on and one to test on; add some, or choose a larger size."
            )
        wanted = max(1, round(share * len(members)))
        for number in rng.permutation(len(pure))[:most].tolist():
            if is_test[members].sum() >= wanted:
                break
            is_test[pure[number]] = True
    return part(images, ~is_test, "train"), part(images, is_test, "test")


def divided(
    read: ReadSet, size: tuple[int, int], channels: int, share: float = 0.2, seed: int = 0
) -> tuple[ImageSet, ImageSet]:
    """A set in one size, to train on and to test on.

    As its folders "train" and "test" say, less the test pictures that are also to be trained on;
    by `split` where there are no such folders, or one of them lacks a class.

    Parameters
    ----------
    read : ReadSet
    size, channels
        As for `ReadSet.at`.
    share, seed
        As for `split`.
    """
    images = read.at(size, channels)
    if read.is_test is not None:
        seen = {picture.tobytes() for picture in images.images[~read.is_test]}
        new = np.array([picture.tobytes() not in seen for picture in images.images])
        train, test = ~read.is_test, read.is_test & new
        everything = set(range(len(read.classes)))
        if all(set(images.labels[side].tolist()) == everything for side in (train, test)):
            return part(images, train, "train"), part(images, test, "test")
    return split(images, share, seed)


def part(images: ImageSet, which: NDArray[np.bool_], name: str) -> ImageSet:
    """Some of the pictures, in their order."""
    return ImageSet(
        f"{images.name}-{name}", images.images[which], images.labels[which], images.classes
    )


def _copies(images: ImageSet) -> list[list[int]]:
    """For each picture, the places of all that are the same, itself among them."""
    groups: dict[bytes, list[int]] = defaultdict(list)
    contents = [picture.tobytes() for picture in images.images]
    for place, content in enumerate(contents):
        groups[content].append(place)
    return [groups[content] for content in contents]
