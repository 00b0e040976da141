"""Scaled filters: every map right after them is that multiple; all others are as they were."""

from __future__ import annotations

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.prepare import DIGIT_SHAPE as SHAPE
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.surgery.filter_scale import FilterScale, scalable_layers, scaled_network
from cnnviz.core.trace import LayerKind, trace
from cnnviz.core.training.fit import as_tensor
from tests.core.surgery.zoo import ZOO, animal, picture

X = as_tensor(load_dataset("builtin").images[::1250])
DIRECT = (LayerKind.BATCH_NORM, LayerKind.ACTIVATION)


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0, 3.3, 10.0])
@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_all_maps_right_after_are_that_multiple(name: str, factor: float) -> None:
    model = load_pretrained(name)
    before = trace(model, X)
    for layer in scalable_layers(model, SHAPE):
        channel = before.record(layer).output.shape[1] // 2
        changed = scaled_network(model, (FilterScale(layer, channel, factor),), SHAPE)
        after = trace(changed, X)
        scaled = {layer}
        for old, new in zip(before.records, after.records, strict=True):
            if old.kind in DIRECT and set(old.parents) <= scaled:
                scaled.add(old.name)
            if old.name not in scaled:
                continue
            others = torch.arange(old.output.shape[1]) != channel
            assert torch.equal(new.output[:, others], old.output[:, others])
            expected = factor * old.output[:, channel]
            size = float(expected.abs().max())
            torch.testing.assert_close(
                new.output[:, channel], expected, rtol=1e-4, atol=1e-5 * max(size, 1)
            )
            if factor == 0:
                assert not new.output[:, channel].any()
        if f"{layer}" != "output":
            assert len(scaled) >= 2
        if factor not in (0.0, 1.0) and before.record(layer).output[:, channel].any():
            assert not torch.equal(
                after.record(layer).output[:, channel], before.record(layer).output[:, channel]
            )


def test_resnets_block_convolutions_and_shortcuts_are_reached_through_their_norms() -> None:
    model = load_pretrained("resnet")
    before = trace(model, X)
    chosen = (
        ("block2.conv1", "norm1"),
        ("block2.conv2", "norm2"),
        ("block3.shortcut", "shortcut_norm"),
    )
    scales = tuple(FilterScale(layer, 3, 2.0) for layer, _ in chosen)
    # One at a time, since each changes what the next one reads.
    for scale, (layer, norm) in zip(scales, chosen, strict=True):
        after = trace(scaled_network(model, (scale,), SHAPE), X)
        path = f"{layer.split('.')[0]}.{norm}"
        wanted = before.record(path).output.clone()
        wanted[:, 3] *= 2
        torch.testing.assert_close(after.record(path).output, wanted, rtol=1e-4, atol=1e-4)
    # All at once is each after the other.
    one_by_one = model
    for scale in scales:
        one_by_one = scaled_network(one_by_one, (scale,), SHAPE)
    assert torch.equal(
        trace(scaled_network(model, scales, SHAPE), X).logits, trace(one_by_one, X).logits
    )


def test_factor_one_and_no_scale_at_all_change_nothing() -> None:
    model = load_pretrained("resnet")
    for scales in ((), (FilterScale("conv1", 0, 1.0),)):
        assert torch.equal(
            trace(scaled_network(model, scales, SHAPE), X).logits, trace(model, X).logits
        )


def test_the_original_is_not_touched() -> None:
    model = load_pretrained("vgg")
    state = copy.deepcopy(model.state_dict())
    changed = scaled_network(model, (FilterScale("block1.conv1", 0, 0.0),), SHAPE)
    assert not any(module.training for module in changed.modules())
    assert all(torch.equal(model.state_dict()[key], state[key]) for key in state)
    assert not changed.get_submodule("block1.conv1").weight[0].any()


def test_a_norm_without_weights_is_scaled_through_its_mean() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3, affine=False), nn.ReLU())
    model[1].running_mean.copy_(torch.tensor([0.3, -0.2, 0.1]))
    model.eval()
    wanted = trace(model, X).record("1").output.clone()
    wanted[:, 1] *= 4
    after = trace(scaled_network(model, (FilterScale("0", 1, 4),), SHAPE), X)
    torch.testing.assert_close(after.record("1").output, wanted)


def test_which_layers_have_filters() -> None:
    model = load_pretrained("resnet")
    kinds = (nn.Conv2d, nn.Linear)
    expected = {name for name, module in model.named_modules() if isinstance(module, kinds)}
    assert set(scalable_layers(model, SHAPE)) == expected
    assert scalable_layers(load_pretrained("mlp"), SHAPE) == ("dense1", "dense2", "output")


@pytest.mark.parametrize("factor", [-0.1, 10.01, float("nan"), float("inf"), -float("inf")])
def test_a_factor_out_of_range_is_refused(factor: float) -> None:
    with pytest.raises(ValueError, match="factor"):
        FilterScale("conv1", 0, factor)


@pytest.mark.parametrize(
    ("scales", "words"),
    [
        ((FilterScale("relu1", 0, 2),), "relu1"),
        ((FilterScale("input", 0, 2),), "input"),
        ((FilterScale("nothing", 0, 2),), "nothing"),
        ((FilterScale("conv1", 6, 2),), "channel must be in 0..5 of conv1"),
        ((FilterScale("conv1", 1, 2), FilterScale("conv1", 1, 3)), "twice"),
    ],
)
def test_filters_that_are_not_there_are_named(scales: tuple[FilterScale, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        scaled_network(load_pretrained("lenet5"), scales, SHAPE)


def test_scales_are_values() -> None:
    assert FilterScale("conv1", 0, 2) == FilterScale("conv1", 0, 2.0)
    assert len({FilterScale("conv1", 0, 2), FilterScale("conv1", 0, 2.0)}) == 1
    with pytest.raises(ValueError, match="channel"):
        FilterScale("conv1", -1, 2)


@pytest.mark.parametrize("name", ZOO)
def test_filters_of_any_network_give_that_multiple(name: str) -> None:
    model, shape = animal(name)
    x = picture(model, shape)
    before = trace(model, x)
    layers = scalable_layers(model, shape)
    assert layers
    for layer in layers:
        for factor in (0.0, 2.0):  # exact in every precision
            after = trace(scaled_network(model, (FilterScale(layer, 1, factor),), shape), x)
            assert [record.kind for record in after] == [record.kind for record in before]
            place = before.names.index(layer)
            for old, new in zip(before.records[:place], after.records[:place], strict=True):
                assert torch.equal(new.output, old.output)
            expected = before[layer].output.clone()
            expected[:, 1] *= factor
            assert torch.equal(after.records[place].output, expected)
            following = before.records[place + 1] if place + 1 < len(before) else None
            if following is not None and following.kind is LayerKind.BATCH_NORM:
                expected = following.output.clone()
                expected[:, 1] *= factor
                torch.testing.assert_close(after.records[place + 1].output, expected)
    assert torch.equal(trace(model, x).logits, before.logits)


def test_what_cannot_be_scaled_is_refused_in_one_sentence() -> None:
    model, shape = animal("one convolution")
    assert scalable_layers(model, shape) == ("other", "head")
    for layer in ("conv", "conv_2"):
        with pytest.raises(ValueError, match=f"{layer} cannot be scaled: it shares its weights"):
            scaled_network(model, (FilterScale(layer, 0, 2),), shape)

    class Standardised(nn.Conv2d):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return F.conv2d(x, self.weight - self.weight.mean(), self.bias)

    computed = Standardised(1, 2, 3).eval()
    layer = trace(computed, torch.zeros(1, 1, 5, 5)).names[-1]
    with pytest.raises(ValueError, match="its weights are computed by other steps"):
        scaled_network(computed, (FilterScale(layer, 0, 2),), (1, 5, 5))
    norm = nn.BatchNorm2d(2)
    shared = nn.Sequential(nn.Conv2d(1, 2, 3), norm, nn.Conv2d(2, 2, 3), norm).eval()
    with pytest.raises(ValueError, match=r"1_2 after it is no norm of its own"):
        scaled_network(shared, (FilterScale("2", 0, 2),), (1, 9, 9))


def test_several_filters_of_a_parametrized_layer() -> None:
    model, shape = animal("weight norm")
    x = picture(model, shape)
    layer = "5.linear"
    scales = (FilterScale(layer, 0, 2.0), FilterScale(layer, 3, 0.0), FilterScale(layer, 4, 0.5))
    changed = scaled_network(model, scales, shape)
    factors = torch.tensor([2.0, 1, 1, 0, 0.5, 1, 1, 1])
    assert torch.equal(trace(changed, x)["5"].output, trace(model, x)[layer].output * factors)
    assert nn.utils.parametrize.is_parametrized(model[5])  # type: ignore[index]
    assert not nn.utils.parametrize.is_parametrized(changed[5])  # type: ignore[index]
