"""What a network can be judged by: digits, road signs, or nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.images import prepare_picture
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.signs.classes import SIGN_NAMES
from cnnviz.ui import known_pictures as known_module
from cnnviz.ui.known_pictures import accuracy_on_known, as_input, known_pictures
from tests.ui.networks import FRUIT, OWN, colour, network
from tests.ui.test_shown import reads_digits


def test_networks_of_digits_are_judged_by_digits_they_never_saw() -> None:
    known = known_pictures(shipped_network("lenet5"))
    assert known is not None and known.what == "digits" and known.trained_on is not None
    split = builtin_split()
    np.testing.assert_array_equal(known.judged.images, split.check.images)
    assert len(known.looked_through) == 5_000 and len(known.trained_on) == 4_000


@pytest.mark.parametrize("side", [28, 32])
def test_digits_are_prepared_as_the_network_wants_them(side: int) -> None:
    own = reads_digits(side, mean=(0.5,), deviation=(0.25,))
    known = known_pictures(own)
    # To retrain, pictures must have the input's size as they stand.
    assert known is not None and (known.trained_on is not None) == (side == 28)
    images = load_dataset("builtin").images[:5]
    tensor = as_input(own, images)
    border = (side - 28) // 2
    inner = tensor[:, 0, border : side - border, border : side - border]
    torch.testing.assert_close(inner, torch.from_numpy((images / 255 - 0.5) / 0.25).float())


def test_accuracy_on_digits_is_the_share_of_right_answers() -> None:
    lenet = shipped_network("lenet5")
    split = builtin_split()
    tensor = torch.from_numpy(split.check.images.astype(np.float32) / 255)[:, None]
    right = lenet.model(tensor).argmax(dim=1).numpy() == split.check.labels
    assert accuracy_on_known(lenet.model, lenet) == right.mean() > 0.95


def test_road_signs_are_known_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = known_module.load_signs("test", 24)
    monkeypatch.setattr(known_module, "_signs", lambda: signs)
    own = network(lambda: colour(12), (3, 20, 20), SIGN_NAMES)
    known = known_pictures(own)
    assert known is not None and known.what == "signs"
    tensor = as_input(own, signs.images[:2])
    expected = prepare_picture(signs.images[1], own.preparation).tensor
    assert torch.equal(tensor[1:], expected)

    class Oracle(nn.Module):
        """Right about every other sign."""

        def forward(self, values: torch.Tensor) -> torch.Tensor:
            labels = torch.from_numpy(signs.labels).clone()
            labels[::2] = (labels[::2] + 1) % 12
            return torch.eye(12)[labels]

    assert accuracy_on_known(Oracle(), own) == 0.5


@pytest.mark.parametrize("kind", ["colour, 3 classes", "1,000 classes"])
def test_nothing_is_known_of_other_networks(kind: str) -> None:
    own = OWN[kind]()
    assert known_pictures(own) is None and accuracy_on_known(own.model, own) is None
    assert known_pictures(network(colour, (3, 20, 20), FRUIT)) is None
