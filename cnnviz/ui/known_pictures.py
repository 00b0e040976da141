"""Pictures that come with the app and that a network was not trained on, to judge it by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.digits.prepare import DIGIT_SHAPE, digit_input
from cnnviz.core.images import ImageSet, prepare_picture
from cnnviz.core.networks.network import Network
from cnnviz.core.signs.classes import SIGN_NAMES
from cnnviz.core.signs.dataset import load_signs

_SIGNS = 1_000
_BATCH = 200


@dataclass(frozen=True)
class KnownPictures:
    """What there is for a network.

    Attributes
    ----------
    judged : ImageSet
        To say how often it is right.
    looked_through : ImageSet
        To find what excites a map.
    what : str
        What they are, in the plural.
    trained_on : ImageSet or None
        To retrain with, where the pictures have the size of the network's input.
    """

    judged: ImageSet
    looked_through: ImageSet
    what: str
    trained_on: ImageSet | None = None


@lru_cache(maxsize=1)
def _signs() -> ImageSet:
    return load_signs("test", _SIGNS)


def known_pictures(network: Network) -> KnownPictures | None:
    """The pictures for a network; None where it reads something else."""
    if network.pictures is not None and not network.is_digits:
        own, judged = network.pictures
        return KnownPictures(judged, judged, "pictures", own)
    if network.is_digits:
        split = builtin_split()
        train = split.train if network.input_shape == DIGIT_SHAPE else None
        return KnownPictures(split.check, load_dataset("builtin"), "digits", train)
    if network.classes == SIGN_NAMES:
        return KnownPictures(_signs(), _signs(), "signs")
    return None


def as_input(network: Network, images: NDArray[np.uint8]) -> torch.Tensor:
    """Pictures (N, H, W) or (N, H, W, 3) as the network takes them: (N, C, H, W)."""
    if network.is_digits:
        planes = images.astype(np.float32) / 255
        return torch.cat([digit_input(plane, network.preparation) for plane in planes])
    return torch.cat([prepare_picture(image, network.preparation).tensor for image in images])


@torch.no_grad()
def accuracy_on_known(model: nn.Module, network: Network) -> float | None:
    """Share of the known pictures that a model, prepared for as `network` is, reads right.

    None where there are no pictures to judge it by.
    """
    known = known_pictures(network)
    if known is None:
        return None
    judged = known.judged
    answers = [
        model(as_input(network, judged.images[first : first + _BATCH])).argmax(dim=1)
        for first in range(0, len(judged), _BATCH)
    ]
    return float((torch.cat(answers).numpy() == judged.labels).mean())
