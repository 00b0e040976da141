"""The gradient of one weight is the sum of its products, for every kind of layer."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz import load_dataset
from cnnviz.core.learning.backward import Backward, backward
from cnnviz.core.learning.weights import Missing, WeightArithmetic, weight_arithmetic
from cnnviz.core.networks.shipped import SHIPPED_NAMES, shipped_network
from tests.core.learning.networks import LAYERS, built, picture
from tests.zoo.papers import PAPERS
from tests.zoo.registry import cases

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
WEIGHTS = 200
# Layers that have no plain sum, and say so.
_COMPUTED = {"pytorch's attention", "tied"}


def oracle(model: nn.Module, x: torch.Tensor, label: int) -> dict[str, torch.Tensor]:
    """What a plain run of autograd gives."""
    parameters = dict(model.named_parameters())
    for each in parameters.values():
        each.requires_grad_(True)
    loss = F.cross_entropy(model(x), torch.tensor([label]))
    found = torch.autograd.grad(loss, list(parameters.values()), allow_unused=True)
    for each in parameters.values():
        each.requires_grad_(False)
    pairs = zip(parameters.items(), found, strict=True)
    return {n: torch.zeros_like(p) if g is None else g for (n, p), g in pairs}


def some_weights(
    found: Backward, layer: str, seed: int = 0
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """200 random weights of a layer, those with a gradient first."""
    names = [name for name in found.weights if name.startswith(layer)]
    choose = random.Random(0)
    places = [(name, tuple(p)) for name in names for p in found.weights[name].nonzero().tolist()]
    places = places or [(name, (0,) * found.values[name].ndim) for name in names]
    for _ in range(WEIGHTS):
        yield choose.choice(places)


def check(found: WeightArithmetic, wanted: float, dtype: torch.dtype) -> None:
    """Within 1e-4, and in float32 within what adding the products may lose."""
    magnitudes = sum(float(np.abs(each.products).sum()) for each in found.terms)
    rounding = 16 * torch.finfo(dtype).eps * magnitudes
    assert abs(found.gradient - wanted) <= 1e-4 * abs(wanted) + rounding, found
    assert abs(found.total - wanted) <= 1e-4 * abs(wanted) + rounding, (
        found.parameter,
        found.place,
    )
    for each in found.terms:
        np.testing.assert_allclose(each.products, each.inputs * each.gradients)
        assert each.inputs.shape == each.gradients.shape == each.read.shape == each.answers.shape


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("name", LAYERS)
def test_every_kind_of_layer_against_autograd(name: str, dtype: torch.dtype) -> None:
    model, x = built(name, dtype), picture().to(dtype)
    found, wanted = backward(model, x, 3), oracle(model, x, 3)
    parameters = [n for n in found.weights if n.startswith("layer")]
    for parameter, place in some_weights(found, "layer" if parameters else ""):
        one = weight_arithmetic(found, parameter, place)
        check(one, float(wanted[parameter][place]), dtype)
        assert (one.missing is None) == (name not in _COMPUTED), (parameter, one.missing)


@pytest.mark.parametrize("kind", ["sample", "zeros", "ones"])
@pytest.mark.parametrize("name", SHIPPED_NAMES)
def test_the_shipped_networks_against_autograd(name: str, kind: str) -> None:
    network = shipped_network(name)
    x = torch.full((1, *network.input_shape), float(kind == "ones"))
    if kind == "sample":
        image = torch.tensor(load_dataset("builtin").images[2_345]) / 255
        x = F.pad(image, (0, network.input_shape[2] - 28, 0, network.input_shape[1] - 28)).expand(
            1, *network.input_shape
        )
    found, wanted = backward(network.model, x, 8), oracle(network.model, x, 8)
    for layer in {name.rpartition(".")[0] for name in found.weights}:
        for parameter, place in some_weights(found, layer + "."):
            one = weight_arithmetic(found, parameter, place)
            check(one, float(wanted[parameter][place]), torch.float32)
            assert one.missing is None


@pytest.mark.parametrize("name", PAPERS)
def test_networks_written_from_papers_against_autograd(name: str) -> None:
    """In double precision, where no rounding hides an error."""
    case = cases()[f"papers/{name}"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model, x = case.model().double(), case.picture().double()
        if _ends_in_softmax(model, x):
            pytest.skip("its loss is another one")
        found, wanted = backward(model, x, 1), oracle(model, x, 1)
    for parameter, place in some_weights(found, ""):
        one = weight_arithmetic(found, parameter, place)
        check(one, float(wanted[parameter][place]), torch.float64)
        assert one.missing in (None, Missing.COMPUTED)


def _ends_in_softmax(model: nn.Module, x: torch.Tensor) -> bool:
    return backward(model, x, 1).scores != backward(model, x, 1).trace.records[-1].name


# --- by hand ----------------------------------------------------------------------------------


def test_the_products_of_a_convolution_by_hand() -> None:
    conv = nn.Conv2d(1, 1, 2, padding=(1, 0), bias=False)
    model = nn.Sequential(conv, nn.Flatten())
    x = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    found = backward(model, x, 0)
    one = weight_arithmetic(found, "0.weight", (0, 0, 0, 1))
    (terms,) = one.terms
    assert terms.inputs.tolist() == [[0.0], [2.0], [4.0]]
    assert terms.read.tolist() == [[-1], [1], [3]]
    assert terms.padding == 1
    np.testing.assert_allclose(terms.gradients[:, 0], found.error.double(), rtol=1e-5)
    assert one.total == pytest.approx(2 * float(found.error[1]) + 4 * float(found.error[2]))


def test_a_layer_that_runs_three_times_has_three_terms() -> None:
    found = backward(built("shared"), picture(), 1)
    one = weight_arithmetic(found, "layer.conv.weight", (1, 2, 0, 1))
    assert one.is_shared
    assert [each.use.layer for each in one.terms] == ["layer.conv", "layer.conv_2", "layer.conv_3"]
    assert one.total == pytest.approx(sum(each.sum for each in one.terms))


def test_a_weight_that_acts_in_two_ways_says_so() -> None:
    one = weight_arithmetic(backward(built("tied"), picture(), 1), "layer.weight", (1, 2))
    assert one.missing is Missing.ELSEWHERE
    assert one.total == one.gradient != 0


def test_attention_that_nobody_sees_into_says_so() -> None:
    found = backward(built("pytorch's attention"), picture(), 1)
    one = weight_arithmetic(found, "layer.attention.in_proj_weight", (9, 2))
    assert one.missing is Missing.COMPUTED and one.terms == () and one.total == one.gradient != 0


def test_a_weight_or_a_parameter_that_is_not_there() -> None:
    found = backward(built("convolution"), picture(), 1)
    with pytest.raises(KeyError, match=r"there is no parameter 'nonsense'; there are stem\.weight"):
        weight_arithmetic(found, "nonsense")
    with pytest.raises(IndexError, match="is of shape"):
        weight_arithmetic(found, "layer.weight", (0, 0, 0, 9))
