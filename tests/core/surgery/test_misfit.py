"""Where a changed network stops, and why."""

from __future__ import annotations

import pytest

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.surgery.change import edit_network
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
)
from cnnviz.core.surgery.misfit import MisfitKind, trace_until_misfit
from cnnviz.core.surgery.nearby import nearest_working
from cnnviz.core.surgery.retraining import with_fresh_dense
from cnnviz.core.windows import ConvSpec
from tests.core.surgery.networks import ZEROS, built


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
