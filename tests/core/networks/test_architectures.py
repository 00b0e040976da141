"""The architectures: their table, their sizes, what they can learn from."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.networks.architectures import ARCHITECTURES, DIGITS, SHIPPED


def _fresh(name: str, seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return SHIPPED[name].build()


def _count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def test_the_names_are_the_agreed_ones_in_the_agreed_order() -> None:
    assert list(ARCHITECTURES) == ["mlp", "lenet5", "alexnet", "vgg", "resnet", "simplenet"]
    assert [row.name for row in ARCHITECTURES.values()] == list(ARCHITECTURES)
    assert all(row.is_digits and row.classes == DIGITS for row in ARCHITECTURES.values())


def test_what_ships_are_the_digit_networks_and_one_in_colour() -> None:
    assert list(SHIPPED) == [*ARCHITECTURES, "signs"]
    assert all(SHIPPED[name] is row for name, row in ARCHITECTURES.items())
    signs = SHIPPED["signs"]
    assert (signs.name, signs.input_shape, len(signs.classes)) == ("signs", (3, 32, 32), 12)
    assert not signs.is_digits


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_row_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    row = ARCHITECTURES[name]
    assert row.title.lower().replace("-", "") == name
    assert row.input_shape == (1, 28, 28)
    assert row.paper[-6:-5] == "(" and row.paper[-5:-1].isdigit()
    with pytest.raises(FrozenInstanceError):
        row.title = "other"  # type: ignore[misc]


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_picture_gives_a_logit_a_class(name: str, batch: int) -> None:
    row = SHIPPED[name]
    x = torch.rand(batch, *row.input_shape, generator=torch.Generator().manual_seed(0))
    logits = _fresh(name).eval()(x)
    assert logits.shape == (batch, len(row.classes))
    assert logits.dtype == torch.float32
    assert torch.isfinite(logits).all()
    assert logits.std() > 0


@pytest.mark.parametrize("name", SHIPPED)
def test_each_picture_of_a_batch_is_read_by_itself(name: str) -> None:
    x = torch.rand(4, *SHIPPED[name].input_shape, generator=torch.Generator().manual_seed(0))
    model = _fresh(name).eval()
    alone = torch.cat([model(image[None]) for image in x])
    torch.testing.assert_close(model(x), alone, atol=1e-5, rtol=1e-4)
    assert (alone[0] - alone[1]).abs().max() > 0


@pytest.mark.parametrize("name", SHIPPED)
def test_every_build_is_fresh_and_seeded(name: str) -> None:
    first, again, other = _fresh(name), _fresh(name), _fresh(name, seed=1)
    pairs = zip(first.parameters(), again.parameters(), strict=True)
    assert all(torch.equal(a, b) and a is not b for a, b in pairs)
    pairs = zip(first.parameters(), other.parameters(), strict=True)
    assert any(not torch.equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_parameter_takes_part(name: str) -> None:
    """None is left without a gradient, none with one that is zero throughout."""
    model = _fresh(name).train()
    x = torch.rand(16, *SHIPPED[name].input_shape, generator=torch.Generator().manual_seed(0))
    F.cross_entropy(model(x), torch.arange(16) % 10).backward()  # type: ignore[no-untyped-call]
    for path, parameter in model.named_parameters():
        assert parameter.grad is not None, path
        assert torch.isfinite(parameter.grad).all(), path
        assert parameter.grad.any(), path


@pytest.mark.parametrize(
    ("name", "count"),
    [("mlp", 109_386), ("lenet5", 61_706), ("simplenet", 332_586), ("signs", 89_964)],
)
def test_sizes_are_those_of_the_docstring(name: str, count: int) -> None:
    model = _fresh(name)
    assert _count(model) == count
    assert f"{count:,} parameters" in (type(model).__doc__ or "")


@pytest.mark.parametrize("name", ["alexnet", "vgg", "resnet"])
def test_the_others_stay_small_enough_to_ship_and_to_train_at_home(name: str) -> None:
    assert 50_000 < _count(_fresh(name)) < 700_000


def test_lenet_has_the_papers_layers() -> None:
    """6 maps of 28x28, 16 of 10x10, 400 features, then 120, 84 and 10 units."""
    model = _fresh("lenet5")
    assert [tuple(p.shape) for p in model.parameters() if p.ndim > 1] == [
        (6, 1, 5, 5), (16, 6, 5, 5), (120, 400), (84, 120), (10, 84)
    ]  # fmt: skip


def test_the_papers_ideas_are_there() -> None:
    """Dropout and overlapping pooling in AlexNet; only 3x3 in VGG and SimpleNet; shortcuts in
    ResNet.
    """
    alexnet = list(_fresh("alexnet").modules())
    assert sum(isinstance(m, nn.Conv2d) for m in alexnet) == 5
    assert sum(isinstance(m, nn.Dropout) for m in alexnet) == 2
    pools = [m for m in alexnet if isinstance(m, nn.MaxPool2d)]
    assert pools and all((m.kernel_size, m.stride) == (3, 2) for m in pools)
    for name, count in (("vgg", 6), ("simplenet", 8)):
        kernels = [m.kernel_size for m in _fresh(name).modules() if isinstance(m, nn.Conv2d)]
        assert kernels == [(3, 3)] * count
    resnet = list(_fresh("resnet").modules())
    assert any(isinstance(m, nn.AdaptiveAvgPool2d) for m in resnet)
    assert not any(isinstance(m, nn.Conv2d) for m in _fresh("mlp").modules())


def test_a_residual_block_that_learnt_nothing_passes_its_input_on() -> None:
    """With its last batch norm at zero, all that is left is the shortcut and the ReLU."""
    block = _fresh("resnet").eval().get_submodule("block1")
    norm = block.get_submodule("norm2")
    assert isinstance(norm, nn.BatchNorm2d)
    nn.init.zeros_(norm.weight)
    nn.init.zeros_(norm.bias)
    x = torch.randn(2, 32, 7, 7, generator=torch.Generator().manual_seed(0))
    assert torch.equal(block(x), x.clamp(min=0))
