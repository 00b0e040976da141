"""All that the pages do with a network, for a network of every option of the form."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.explore.arithmetic import cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.explore.pixel_shares import pixel_shares
from cnnviz.core.explore.receptive_field import receptive_field
from cnnviz.core.images import ImageSet
from cnnviz.core.networks.plan.build import build
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.edits import LayerEdit, NetworkEdit
from cnnviz.core.surgery.filter_scale import FilterScale, scalable_layers, scaled_network
from cnnviz.core.surgery.fresh_dense import with_fresh_dense
from cnnviz.core.surgery.retraining import retrain
from cnnviz.core.trace import LayerKind, Trace, trace
from cnnviz.core.training.fit import EpochEnd, TrainingData
from tests.core.explore.test_arithmetic import _check, _random_cells
from tests.core.networks.plan.plans import ZOO
from tests.core.surgery.test_change import by_hand

SMOOTH = [f"{name} curve" for name in ("elu", "gelu", "silu", "sigmoid", "tanh")]
PLANS = pytest.mark.parametrize("name", ZOO)


def planned(name: str) -> nn.Module:
    """With the statistics of a batch norm that has seen something."""
    model = build(ZOO[name], seed=3).eval()
    generator = torch.Generator().manual_seed(0)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_(generator=generator)
            module.running_var.uniform_(0.5, 2, generator=generator)
            nn.init.normal_(module.weight, generator=generator)
            nn.init.normal_(module.bias, generator=generator)
    return model


def picture(name: str, count: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.rand(count, *ZOO[name].input_shape, generator=generator)


def cells(result: Trace, count: int = 3) -> list[Cell]:
    """Some of every layer."""
    return [cell for record in result.records for cell in _random_cells([record], count)]


@PLANS
def test_a_trace_is_what_the_network_answers(name: str) -> None:
    model, x = planned(name), picture(name, 2)
    result = trace(model, x)
    assert torch.equal(result.logits, model(x))
    assert not any(record.kind is LayerKind.OTHER for record in result.records)


@PLANS
def test_every_number_is_the_sum_of_its_terms(name: str) -> None:
    result = trace(planned(name), picture(name))
    for record in result.records:
        for cell in _random_cells([record], 40):
            _check(cell_arithmetic(result, cell), result)


@PLANS
def test_shares_and_slopes_are_those_of_autograd(name: str) -> None:
    model, x = planned(name).double(), picture(name).double().requires_grad_()
    result = trace(model, x.detach())
    for unit in range(ZOO[name].classes):
        (gradient,) = torch.autograd.grad(model(x)[0, unit], x)
        found = pixel_shares(result, Cell("output", unit))
        np.testing.assert_allclose(found.slopes, gradient[0].numpy(), atol=1e-12)
        assert found.total == pytest.approx(found.value, abs=1e-10)
    assert found.exact != (name in SMOOTH)
    for cell in cells(result):
        shares = pixel_shares(result, cell)
        assert shares.total == pytest.approx(shares.value, abs=1e-10), cell


@PLANS
def test_the_receptive_field_is_what_a_change_can_reach(name: str) -> None:
    """Each pixel is changed by itself, in a copy all of whose paths are open."""
    model, (channels, height, width) = _all_paths_open(planned(name)), ZOO[name].input_shape
    result = trace(planned(name), picture(name))
    x = torch.rand(1, channels, height, width, dtype=torch.float64, requires_grad=True)
    outputs, last = {"input": x}, x
    for path, layer in model.named_children():
        last = layer(last)
        outputs[path] = last
    for cell in cells(result):
        shape = planes(result.record(cell.layer)).shape
        place = int(np.ravel_multi_index((cell.channel, cell.row, cell.column), shape))
        (gradient,) = torch.autograd.grad(
            outputs[cell.layer].reshape(-1)[place], x, retain_graph=True
        )
        expected = (gradient[0] > 0).any(dim=0).numpy()
        np.testing.assert_array_equal(receptive_field(result, cell), expected, str(cell))


def _all_paths_open(model: nn.Module) -> nn.Sequential:
    """Gradients are positive wherever there is a path."""
    layers = dict(copy.deepcopy(model).double().named_children())
    for path, layer in layers.items():
        for parameter in layer.parameters():
            nn.init.uniform_(parameter, 0.5, 1)
        if isinstance(layer, nn.MaxPool2d):
            layers[path] = nn.AvgPool2d(layer.kernel_size, layer.stride)
        elif isinstance(layer, nn.AdaptiveMaxPool2d):
            layers[path] = nn.AdaptiveAvgPool2d(1)
        elif not isinstance(
            layer, nn.Conv2d | nn.Linear | nn.AvgPool2d | nn.AdaptiveAvgPool2d | nn.Flatten
        ):
            layers[path] = nn.Identity()
    opened = nn.Sequential()
    for path, layer in layers.items():
        opened.add_module(path, layer)
    return opened.eval()


@PLANS
def test_windows_can_be_changed_inside(name: str) -> None:
    model, shape, x = planned(name), ZOO[name].input_shape, picture(name)
    layers = editable_layers(model, shape)
    windows = [r.name for r in trace(model, x).records if r.kind in (LayerKind.CONV,)]
    windows += [path for path, m in model.named_modules() if isinstance(m, nn.MaxPool2d)]
    windows += [path for path, m in model.named_modules() if isinstance(m, nn.AvgPool2d)]
    assert set(layers) >= set(windows)
    before = trace(model, x)
    for layer in windows:
        edit = NetworkEdit((LayerEdit(layer, stride=1),))
        edited = edit_network(model, edit, shape)
        record = trace(edited.model, x).record(layer) if edited.misfit is None else None
        if record is not None:
            old = before.record(layer)
            read = before.record(old.parents[0]).output
            assert torch.equal(
                record.output,
                by_hand(record.spec, read, record.weight, record.bias),  # type: ignore[arg-type]
            )
        else:
            assert edited.misfit is not None and edited.misfit.layer in ("dense1", "output")
            assert edited.retrainable
            assert with_fresh_dense(edited).model(x).shape == before.logits.shape


@PLANS
def test_dense_layers_can_be_trained_anew(name: str) -> None:
    model, plan = planned(name), ZOO[name]
    edited = edit_network(model, NetworkEdit(), plan.input_shape)
    assert edited.misfit is None and edited.retrainable
    fresh = with_fresh_dense(edited)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 255, (24, *plan.input_shape[1:], 3), np.uint8)
    labels = rng.integers(0, plan.classes, 24)
    sets = ImageSet("some", images, labels)
    last = list(retrain(fresh, TrainingData(sets, sets), epochs=1))[-1]
    assert isinstance(last, EpochEnd)


@PLANS
def test_filters_can_be_turned_up_and_off(name: str) -> None:
    model, shape, x = planned(name), ZOO[name].input_shape, picture(name)
    before = trace(model, x)
    names = [r.name for r in before.records if r.kind in (LayerKind.CONV, LayerKind.DENSE)]
    assert list(scalable_layers(model, shape)) == names
    for layer in names:
        for factor in (0.0, 2.0):
            after = trace(scaled_network(model, (FilterScale(layer, 1, factor),), shape), x)
            expected = before.record(layer).output.clone()
            expected[:, 1] *= factor
            assert torch.equal(after.record(layer).output, expected)
            place = before.names.index(layer) + 1
            if place < len(before.records) and before.records[place].kind is LayerKind.BATCH_NORM:
                expected = before.records[place].output.clone()
                expected[:, 1] *= factor
                torch.testing.assert_close(after.records[place].output, expected)
