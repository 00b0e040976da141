"""Facts, tables and repairs of sliding windows, against PyTorch and against literals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnviz.core.activations import ACTIVATIONS
from cnnviz.core.windows import ConvSpec, PoolSpec, pad_image
from cnnviz.core.windows.examples import (
    ARTICLE_INPUT,
    ARTICLE_KERNEL,
    ARTICLE_OUTPUT,
    KERNEL_PRESETS,
    POOLING_INPUT,
    colour_picture,
    fit_kernel,
    plane,
    shifted,
)
from cnnviz.core.windows.facts import (
    change_between,
    never_read,
    size_formula,
    torch_message,
)
from cnnviz.core.windows.places import padded_sources
from cnnviz.core.windows.repairs import nearest_conv, nearest_pool
from cnnviz.core.windows.tables import convolution_table, pooling_table
from cnnviz.figures.theme import decimals_for

RANDOM = np.random.default_rng(4)


def pair(low: int, high: int) -> tuple[int, int]:
    first, second = RANDOM.integers(low, high + 1, 2)
    return int(first), int(second)


def conv_settings() -> dict[str, Any]:
    padding = int(RANDOM.integers(0, 8))
    return {
        "kernel_size": pair(1, 7),
        "stride": pair(1, 4) if RANDOM.random() < 0.7 else (1, 1),
        "padding": "same" if padding == 7 else padding,
        "dilation": pair(1, 3),
        "padding_mode": str(RANDOM.choice(["zeros", "reflect", "replicate"])),
    }


def pool_settings() -> dict[str, Any]:
    return {
        "kind": str(RANDOM.choice(["max", "average"])),
        "kernel_size": pair(1, 4),
        "stride": pair(1, 4),
        "padding": int(RANDOM.integers(0, 4)),
        "ceil_mode": bool(RANDOM.random() < 0.5),
    }


def outcome(make: Any, settings: dict[str, Any], size: tuple[int, int]) -> Any:
    try:
        spec = make(**settings)
        spec.output_size(size)
    except ValueError:
        return None
    return spec


def test_the_issues_own_formula() -> None:
    text = "floor((6 + 2*0 - 1*(3-1) - 1)/1) + 1 = 4"
    assert size_formula((6, 6), ConvSpec(3)) == (text, text)
    assert size_formula((5, 6), ConvSpec((2, 3), padding="same"))[0] == (
        "floor((5 + (0+1) - 1*(2-1) - 1)/1) + 1 = 5"
    )
    # A window that would start in the padding is dropped.
    assert size_formula((2, 2), PoolSpec("max", 2, 3, padding=1, ceil_mode=True))[0] == (
        "ceil((2 + 2*1 - 1*(2-1) - 1)/3) + 1 - 1 = 1"
    )


@pytest.mark.parametrize("make, draw", [(ConvSpec, conv_settings), (PoolSpec, pool_settings)])
def test_every_formula_comes_to_pytorchs_size(make: Any, draw: Any) -> None:
    legal = 0
    for _ in range(400):
        size = pair(1, 12)
        spec = outcome(make, draw(), size)
        if spec is None:
            continue
        legal += 1
        for formula, length in zip(size_formula(size, spec), spec.output_size(size), strict=True):
            left, right = formula.split(" = ")
            assert eval(left, {"floor": math.floor, "ceil": math.ceil}) == int(right) == length
    assert legal > 80


# PyTorch's remark that an even kernel with "same" padding copies its input.
@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_what_no_gradient_reaches_is_never_read() -> None:
    for _ in range(200):
        settings, size = conv_settings() | {"padding_mode": "zeros"}, pair(3, 12)
        spec = outcome(ConvSpec, settings, size)
        if spec is None:
            continue
        image = torch.zeros(1, 1, *size, requires_grad=True)
        same = spec.padding == "same"
        functional.conv2d(
            image,
            torch.ones(1, 1, *spec.kernel),
            stride=spec.steps,
            padding="same" if same else spec.padding,
            dilation=spec.dilations,
        ).sum().backward()
        assert image.grad is not None
        reached = image.grad[0, 0].ne(0)
        expected = tuple(
            tuple(i for i, read in enumerate(reached.any(dim=axis).tolist()) if not read)
            for axis in (1, 0)
        )
        # A row may be read in columns that lie outside the input alone: then nothing is read.
        if reached.any():
            assert never_read(size, spec) == expected


@pytest.mark.parametrize(
    "make, draw, repair",
    [(ConvSpec, conv_settings, nearest_conv), (PoolSpec, pool_settings, nearest_pool)],
)
def test_illegal_settings_have_a_message_and_a_way_out(make: Any, draw: Any, repair: Any) -> None:
    illegal = 0
    for _ in range(150):
        size, settings = pair(1, 8), draw()
        if outcome(make, settings, size) is not None:
            continue
        illegal += 1
        assert torch_message((1, *size), settings)
        repairs = repair(size, settings)
        assert 1 <= len(repairs) <= 3
        for offer in repairs:
            assert outcome(make, {**settings, **offer.changes}, size) is not None
            assert "instead of" in offer.label
    assert illegal > 20


def test_legal_settings_have_no_message() -> None:
    assert torch_message((3, 6, 6), ConvSpec(3, padding=2, padding_mode="reflect")) is None
    assert torch_message((1, 6, 6), PoolSpec("max", 2)) is None
    state = torch.get_rng_state()
    torch_message((3, 6, 6), ConvSpec(3))
    assert torch.equal(state, torch.get_rng_state())


def test_the_nearest_settings() -> None:
    settings = {"kernel_size": (7, 7), "stride": (1, 1), "padding": 0, "dilation": (1, 1)}
    labels = [repair.label for repair in nearest_conv((6, 6), settings)]
    assert labels == ["padding 1 instead of 0", "kernel 6 × 6 instead of 7 × 7"]
    settings = {"kernel_size": (3, 3), "stride": (2, 2), "padding": "same", "dilation": (1, 1)}
    assert nearest_conv((6, 6), settings)[-1].changes == {"stride": (1, 1)}


def test_the_example_by_literal_numbers() -> None:
    table = convolution_table(plane(ARTICLE_INPUT)[None], plane(ARTICLE_KERNEL)[None], ConvSpec(3))
    assert table.values.reshape(4, 4).tolist() == [list(row) for row in ARTICLE_OUTPUT]
    assert table.terms[0].tolist() == [[[3, 0, -1], [1, 0, -8], [2, 0, -2]]]
    pooled = pooling_table(plane(POOLING_INPUT), PoolSpec("max", 2))
    assert pooled.values.tolist() == [9, 2, 6, 3]
    assert pooled.winners is not None
    # The last window holds 2 3 / 1 3: a tie.
    assert pooled.winners[-1].tolist() == [[0, 2], [0, 1]]
    average = pooling_table(plane(POOLING_INPUT), PoolSpec("average", 2))
    assert average.values.tolist() == [3.75, 1.25, 3.75, 2.25]
    assert average.sums.ravel().tolist() == [15, 5, 15, 9]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_colour_convolution_against_pytorch(activation: str) -> None:
    image, bias = colour_picture(8), 0.25
    kernel = RANDOM.normal(size=(3, 3, 2)).astype(np.float32)
    spec = ConvSpec((3, 2), stride=(2, 1), padding=1, padding_mode="reflect")
    table = convolution_table(image, kernel, spec, bias, activation)
    padded = functional.pad(torch.from_numpy(image)[None], (1, 1, 1, 1), mode="reflect")
    total = functional.conv2d(padded, torch.from_numpy(kernel)[None], stride=(2, 1)) + bias
    np.testing.assert_allclose(table.totals, total.ravel(), atol=1e-5)
    np.testing.assert_allclose(table.values, ACTIVATIONS[activation](total).ravel(), atol=1e-5)
    np.testing.assert_allclose(table.sums.sum(axis=1) + bias, table.totals, atol=1e-9)
    np.testing.assert_allclose(table.terms.sum(axis=(2, 3)), table.sums, atol=1e-9)


def test_pooling_in_ceil_mode_marks_what_hangs_over() -> None:
    image = RANDOM.normal(size=(5, 5)).astype(np.float32)
    table = pooling_table(image, PoolSpec("average", 2, ceil_mode=True))
    expected = functional.avg_pool2d(torch.from_numpy(image)[None], 2, ceil_mode=True)
    np.testing.assert_allclose(table.values, expected.ravel(), atol=1e-6)
    assert table.counts.tolist() == [4, 4, 2, 4, 4, 2, 2, 2, 1]
    assert np.isnan(table.terms[2, 0, :, 1]).all()


def test_sources_say_which_cell_padding_repeats() -> None:
    spec = ConvSpec(1, padding=1, padding_mode="reflect")
    image = RANDOM.normal(size=(1, 3, 4)).astype(np.float32)
    sources = padded_sources((3, 4), spec)
    assert np.array_equal(image.ravel()[sources], pad_image(image, spec)[0])
    assert (padded_sources((2, 2), PoolSpec("max", 2, padding=1))[0] == -1).all()


def test_presets_of_any_size() -> None:
    for preset in KERNEL_PRESETS.values():
        for height in range(1, 8):
            kernel = preset(height, 8 - height)
            assert kernel.shape == (height, 8 - height) and kernel.dtype == np.float32
    assert KERNEL_PRESETS["gaussian"](3, 3)[1].tolist() == [0.125, 0.25, 0.125]
    assert KERNEL_PRESETS["box"](5, 7).sum() == pytest.approx(1)
    assert np.array_equal(fit_kernel(plane(ARTICLE_KERNEL), 3, 3), plane(ARTICLE_KERNEL))


def test_decimals_show_exact_numbers_exactly() -> None:
    assert decimals_for(np.array([0.1, -2.5], np.float32)) == (1, True)
    assert decimals_for(np.array([1 / 3])) == (3, False)
    assert decimals_for(np.array([np.inf, 2.0])) == (0, True)
    assert decimals_for(np.array([])) == (0, True)


def test_a_shift_moves_and_is_measured() -> None:
    image = plane(POOLING_INPUT)
    assert np.array_equal(shifted(image, 1, 0)[1:], image[:-1])
    assert np.array_equal(shifted(image, 0, -1)[:, :-1], image[:, 1:])
    change = change_between(np.array([[1.0, 2.0]]), np.array([[3.0, 2.0]]))
    assert (change.cells, change.total, change.mean, change.largest) == (1, 2, 1.0, 2.0)
