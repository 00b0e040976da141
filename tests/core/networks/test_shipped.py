"""The shipped networks as values: named, prepared, frozen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from cnnviz.core.images import prepare_picture
from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.networks.network import Head, Origin
from cnnviz.core.networks.pretrained import WeightsError, load_pretrained
from cnnviz.core.networks.shipped import SHIPPED_NAMES, shipped_network
from cnnviz.core.signs.dataset import examples


def test_the_names_are_those_of_the_table() -> None:
    assert tuple(SHIPPED) == SHIPPED_NAMES


@pytest.mark.parametrize("name", SHIPPED_NAMES)
def test_a_network_says_what_it_is(name: str) -> None:
    network, row = shipped_network(name), SHIPPED[name]
    assert (network.key, network.title, network.source) == (name, row.title, row.paper)
    assert network.input_shape == row.input_shape
    assert network.classes == row.classes
    assert (network.head, network.origin) == (Head.LOGITS, Origin.SHIPPED)
    assert network.is_digits == (name != "signs")
    assert network.check is None


@pytest.mark.parametrize("name", SHIPPED_NAMES)
def test_its_model_is_the_trained_one_and_takes_no_gradients(name: str) -> None:
    network = shipped_network(name)
    assert not network.model.training
    assert not any(p.requires_grad for p in network.model.parameters())
    x = torch.rand(2, *network.input_shape, generator=torch.Generator().manual_seed(0))
    logits = network.model(x)
    assert logits.shape == (2, len(network.classes))
    assert torch.equal(logits, load_pretrained(name)(x))


def test_a_picture_goes_through_its_preparation_and_comes_out_named() -> None:
    """The plain one of each class, large, as a person might bring it."""
    network, signs = shipped_network("signs"), examples()
    right = 0
    for image, label in zip(signs.images[::2], signs.labels[::2], strict=True):
        large = np.kron(image, np.ones((6, 6, 1), np.uint8))
        prepared = prepare_picture(large, network.preparation)
        shares = torch.softmax(network.model(prepared.tensor), dim=1)[0]
        right += network.ranked(shares, 1)[0].name == signs.classes[label]
    assert right >= 11


def test_errors_are_those_of_loading(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no network 'sign'"):
        shipped_network("sign")
    with pytest.raises(WeightsError, match="python -m cnnviz train signs"):
        shipped_network("signs", tmp_path)
