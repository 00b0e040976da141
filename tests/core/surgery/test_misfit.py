"""Where a changed network stops, and why."""

from __future__ import annotations

import pytest
import torch

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.surgery.change import edit_network
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
)
from cnnviz.core.surgery.misfit import MisfitKind, trace_until_misfit
from cnnviz.core.surgery.nearby import nearest_working
from cnnviz.core.surgery.retraining import with_fresh_dense
from cnnviz.core.trace import Head, trace
from cnnviz.core.windows import ConvSpec
from tests.core.surgery.networks import ZEROS, built
from tests.core.surgery.zoo import animal, picture


def test_a_dense_layer_that_no_longer_fits() -> None:
    model = built("lenet5")
    changed = edit_network(model, NetworkEdit((LayerEdit("conv1", stride=2),)), DIGIT_SHAPE)
    misfit = changed.misfit
    assert misfit is not None and changed.retrainable
    assert (misfit.layer, misfit.expected, misfit.got) == ("dense1", (400,), (16,))
    assert misfit.message == "mat1 and mat2 shapes cannot be multiplied (1x16 and 400x120)"
    result, _ = trace_until_misfit(changed.model, ZEROS)
    assert result.records[-1].name == "flatten"
    assert result.record("pool1").output.shape == (1, 6, 7, 7)


def test_a_residual_sum_whose_parents_disagree() -> None:
    model = built("resnet")
    changed = edit_network(model, NetworkEdit((LayerEdit("block2.conv1", stride=1),)), DIGIT_SHAPE)
    misfit = changed.misfit
    assert misfit is not None and not changed.retrainable
    assert misfit.kind is MisfitKind.SUM and misfit.layer == "block2.add"
    assert misfit.parents == ("block2.norm2", "block2.shortcut_norm")
    assert (misfit.expected, misfit.got) == ((64, 14, 14), (64, 7, 7))
    assert "must match the size" in misfit.message
    with pytest.raises(ValueError, match="cannot be retrained"):
        with_fresh_dense(changed)
    both = NetworkEdit((*changed.edit.layers, LayerEdit("block2.shortcut", stride=1)))
    assert edit_network(model, both, DIGIT_SHAPE).misfit is None
    assert both in nearest_working(model, changed.edit, DIGIT_SHAPE)


def test_a_sum_that_pytorch_would_broadcast_is_a_misfit() -> None:
    edit = NetworkEdit((LayerEdit("block3.conv2", stride=4),))
    misfit = edit_network(built("resnet"), edit, DIGIT_SHAPE).misfit
    assert misfit is not None and misfit.message == ""
    assert misfit.kind is MisfitKind.SUM
    assert {misfit.expected, misfit.got} == {(96, 1, 1), (96, 4, 4)}


def test_a_window_larger_than_what_is_left() -> None:
    changed = edit_network(
        built("lenet5"), NetworkEdit((LayerEdit("conv1", stride=4),)), DIGIT_SHAPE
    )
    misfit = changed.misfit
    assert misfit is not None and not changed.retrainable
    assert misfit.kind is MisfitKind.WINDOW and misfit.layer == "conv2"
    assert (misfit.expected, misfit.got) == ((5, 5), (6, 3, 3))
    assert misfit.spec == ConvSpec(5)
    assert "Kernel size can't be greater than actual input size" in misfit.message


@pytest.mark.parametrize(
    ("name", "edit", "kind", "layer", "expected", "got"),
    [
        ("branches", LayerEdit("left", stride=2), "CONCAT", "cat", (3, 5, 4), (2, 10, 7)),
        ("branches", LayerEdit("right", padding=1), "CONCAT", "cat", (3, 10, 7), (2, 12, 9)),
        ("branches", LayerEdit("gate", padding=1), "PRODUCT", "mul", (4, 10, 7), (4, 8, 5)),
        ("excited", LayerEdit("conv2", stride=2), "SUM", "add_2", (4, 6, 7), (4, 3, 4)),
        ("excited", LayerEdit("squeeze", padding=1), "PRODUCT", "mul", (4, 6, 7), (4, 3, 3)),
        ("differences", LayerEdit("two", stride=2), "JOIN", "maximum", (2, 8, 7), (2, 4, 4)),
        ("differences", LayerEdit("three", padding=1), "JOIN", "sub", (2, 8, 7), (2, 10, 9)),
        ("functions", LayerEdit("conv", stride=4), "WINDOW", "conv2d", (3, 3), (6, 2, 2)),
        ("functions", LayerEdit("conv", stride=2), "DENSE", "fc1", (36,), (4,)),
        ("weight norm", LayerEdit("0", stride=2), "DENSE", "5.linear", (100,), (16,)),
        ("a line", LayerEdit("0", stride=4), "WINDOW", "3", (1, 4), (4, 1, 3)),
        ("fixed view", LayerEdit("conv", stride=2), "OTHER", "view", (), (4, 2, 2)),
        ("refuses", LayerEdit("conv", padding=2), "OTHER", "add", (), (4, 7, 7)),
        ("refuses", LayerEdit("pool", stride=1), "OTHER", "pool", (), (4, 4, 4)),
    ],
)
def test_a_misfit_is_called_what_it_is(
    name: str,
    edit: LayerEdit,
    kind: str,
    layer: str,
    expected: tuple[int, ...],
    got: tuple[int, ...],
) -> None:
    model, shape = animal(name)
    changed = edit_network(model, NetworkEdit((edit,)), shape)
    misfit = changed.misfit
    assert misfit is not None
    assert (misfit.kind, misfit.layer) == (MisfitKind[kind], layer)
    assert (misfit.expected, misfit.got) == (expected, got)
    with pytest.raises(Exception) as raised:
        changed.model(picture(model, shape, batch=1))
    assert misfit.message == str(raised.value).strip()
    assert changed.retrainable == (kind == "DENSE")


def test_a_view_that_would_make_one_picture_two_is_a_misfit() -> None:
    model, shape = animal("fixed view")
    edit = NetworkEdit((LayerEdit("pool", stride=1, kernel_size=1),))
    changed = edit_network(model, edit, shape)
    with torch.no_grad():
        assert len(changed.model(picture(model, shape, batch=1))) == 4  # PyTorch is silent
    misfit = changed.misfit
    assert misfit is not None and misfit.kind is MisfitKind.BATCH and misfit.layer == "view"
    assert (misfit.expected, misfit.got, misfit.message) == ((1,), (4,), "")


def test_sums_and_gates_that_repeat_by_design_are_none() -> None:
    model, shape = animal("excited")
    edit = NetworkEdit((LayerEdit("conv1", stride=2, padding=1),))
    changed = edit_network(model, edit, shape)
    assert changed.misfit is None
    x = picture(model, shape)
    result, misfit = trace_until_misfit(changed.model, x, changed.form)
    assert misfit is None and torch.equal(result.logits, changed.model(x))
    # Nobody has said what was trained: every sum is taken for one of equals.
    _, misfit = trace_until_misfit(changed.model, x)
    assert misfit is not None and (misfit.kind, misfit.layer) == (MisfitKind.SUM, "add")


@pytest.mark.parametrize(("name", "head"), [("softmax", Head.SOFTMAX), ("a line", Head.LOGITS)])
def test_a_head_is_told_as_in_any_trace(name: str, head: Head) -> None:
    model, shape = animal(name)
    x = picture(model, shape)
    result, misfit = trace_until_misfit(model, x)
    assert misfit is None and result.head is head
    assert torch.equal(result.probabilities, trace(model, x).probabilities)


def test_what_is_no_misfit_is_raised_as_it_is() -> None:
    model, shape = animal("refuses")
    model.pool.stride = 1  # type: ignore[assignment, union-attr]
    with pytest.raises(AssertionError, match="2 cells wide"):
        trace_until_misfit(model, picture(model, shape))
    with pytest.raises(ValueError, match="training mode"):
        trace_until_misfit(animal("one pool")[0].train(), picture(model, (1, 16, 16)))


@pytest.mark.parametrize(("layer", "name"), [("two", "maximum"), ("three", "sub")])
def test_other_functions_of_equals_repeat_nothing_either(layer: str, name: str) -> None:
    model, shape = animal("differences")
    changed = edit_network(model, NetworkEdit((LayerEdit(layer, stride=8),)), shape)
    assert changed.model(picture(model, shape)).shape == (2, 4)  # PyTorch is silent
    misfit = changed.misfit
    assert misfit is not None and (misfit.kind, misfit.layer) == (MisfitKind.JOIN, name)
    assert (misfit.expected, misfit.got, misfit.message) == ((2, 8, 7), (2, 1, 1), "")
