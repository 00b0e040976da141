"""Sliding windows against PyTorch, literal textbook answers, and every refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any, get_args

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.windows import (
    PADDING_MODES,
    POOL_KINDS,
    ConvSpec,
    PaddingMode,
    PoolKind,
    PoolSpec,
    WindowStep,
    convolve_steps,
    pad_image,
    pool_steps,
)

CHUNKS = 20
PER_CHUNK = 100  # 20 x 100 = 2,000 legal settings of each sort

TEXTBOOK_IMAGE = np.array(
    [
        [3, 0, 1, 2, 7, 4],
        [1, 5, 8, 9, 3, 1],
        [2, 7, 2, 5, 1, 3],
        [0, 1, 3, 1, 7, 8],
        [4, 2, 1, 6, 2, 8],
        [2, 4, 5, 2, 3, 9],
    ],
    np.float32,
)
VERTICAL_EDGE = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]], np.float32)


def _values(steps: list[WindowStep], size: tuple[int, int]) -> NDArray[np.float64]:
    """The output map, after checking that every cell came once and in row-major order."""
    assert [(s.row, s.column) for s in steps] == list(np.ndindex(*size))
    return np.array([s.value for s in steps]).reshape(size)


def _pair(rng: np.random.Generator, low: int, high: int) -> tuple[int, int]:
    first, second = rng.integers(low, high, size=2)
    return int(first), int(second)


def _random_conv(rng: np.random.Generator) -> tuple[dict[str, Any], NDArray[np.float32]]:
    """Arguments of a convolution, legal or not, and an image (C, H, W)."""
    same = rng.random() < 0.2
    arguments: dict[str, Any] = {
        "kernel_size": _pair(rng, 1, 5),
        "stride": (1, 1) if same else _pair(rng, 1, 7),  # often larger than the kernel
        "padding": "same" if same else _pair(rng, 0, 4),
        "dilation": _pair(rng, 1, 4),
        "padding_mode": str(rng.choice(PADDING_MODES)),
    }
    height, width = _pair(rng, 1, 10)
    image = rng.uniform(-1, 1, (int(rng.integers(1, 4)), height, width))
    return arguments, image.astype(np.float32)


def _torch_conv(
    arguments: dict[str, Any],
    image: NDArray[np.float32],
    kernel: NDArray[np.float32],
    bias: float,
) -> NDArray[np.float32]:
    """What PyTorch makes of it, padding included."""
    layer = nn.Conv2d(image.shape[0], 1, **arguments)
    layer.weight.data = torch.from_numpy(kernel)[None]
    assert layer.bias is not None
    layer.bias.data = torch.tensor([bias])
    with torch.no_grad():
        return layer(torch.from_numpy(image)[None])[0, 0].numpy()


def _torch_refuses(compute: Callable[..., object], *arguments: object) -> bool:
    try:
        compute(*arguments)
    except (RuntimeError, ValueError, AssertionError):
        return True
    return False


# PyTorch says that 'same' with an even kernel copies its input; the answer is the same.
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@pytest.mark.parametrize("seed", range(CHUNKS))
def test_convolution_is_pytorchs_for_any_legal_setting(seed: int) -> None:
    """Sizes equal, values within 1e-5, terms add up; what is refused here, PyTorch refuses."""
    rng = np.random.default_rng(seed)
    legal = 0
    while legal < PER_CHUNK:
        arguments, image = _random_conv(rng)
        kernel = rng.uniform(-1, 1, (image.shape[0], *arguments["kernel_size"]))
        kernel = kernel.astype(np.float32)
        bias = float(np.float32(rng.uniform(-1, 1)))
        spec = ConvSpec(**arguments)
        try:
            size = spec.output_size(image.shape[1:])
        except ValueError:
            assert _torch_refuses(_torch_conv, arguments, image, kernel, bias), spec
            continue
        legal += 1
        expected = _torch_conv(arguments, image, kernel, bias)
        assert size == expected.shape, (spec, image.shape)
        steps = list(convolve_steps(image, kernel, spec, bias))
        np.testing.assert_allclose(_values(steps, size), expected, atol=1e-5, rtol=0)
        windows, terms = (np.stack([getattr(s, a) for s in steps]) for a in ("window", "terms"))
        assert windows.shape[1:] == kernel.shape
        assert terms.dtype == np.float64
        np.testing.assert_array_equal(terms, windows * kernel.astype(np.float64))
        assert all(s.bias == bias and s.terms.sum() + s.bias == s.value for s in steps)


def _random_pool(rng: np.random.Generator) -> tuple[dict[str, Any], NDArray[np.float32]]:
    kernel = _pair(rng, 1, 6)
    arguments: dict[str, Any] = {
        "kind": str(rng.choice(POOL_KINDS)),
        "kernel_size": kernel,
        "stride": None if rng.random() < 0.2 else _pair(rng, 1, 7),
        "padding": tuple(int(rng.integers(0, k // 2 + 1)) for k in kernel),
        "ceil_mode": bool(rng.random() < 0.5),
    }
    height, width = _pair(rng, 1, 10)
    return arguments, rng.uniform(-1, 1, (height, width)).astype(np.float32)


def _torch_pool(spec: PoolSpec, image: NDArray[np.float32]) -> NDArray[np.float32]:
    pool = F.max_pool2d if spec.kind == "max" else F.avg_pool2d
    x = torch.from_numpy(image)[None, None]
    result = pool(x, spec.kernel, spec.steps, spec.padding, ceil_mode=spec.ceil_mode)
    return result[0, 0].numpy()


@pytest.mark.parametrize("seed", range(CHUNKS))
def test_pooling_is_pytorchs_for_any_legal_setting(seed: int) -> None:
    """Max and average, padding, ceil mode, strides beyond the kernel, windows over the edge."""
    rng = np.random.default_rng(1000 + seed)
    legal = 0
    while legal < PER_CHUNK:
        arguments, image = _random_pool(rng)
        spec = PoolSpec(**arguments)
        try:
            size = spec.output_size(image.shape)
        except ValueError:
            assert _torch_refuses(_torch_pool, spec, image), (spec, image.shape)
            continue
        legal += 1
        expected = _torch_pool(spec, image)
        assert size == expected.shape, (spec, image.shape)
        steps = list(pool_steps(image, spec))
        np.testing.assert_allclose(_values(steps, size), expected, atol=1e-5, rtol=0)
        assert all(s.window.shape == s.terms.shape for s in steps)
        assert all(s.bias == 0 and s.terms.sum() + s.bias == s.value for s in steps)


def test_textbook_six_by_six_gives_four_by_four() -> None:
    """The vertical edge detector of every first lecture."""
    spec = ConvSpec(3)
    assert spec.output_size((6, 6)) == (4, 4)
    steps = list(convolve_steps(TEXTBOOK_IMAGE[None], VERTICAL_EDGE[None], spec))
    expected = [[-5, -4, 0, 8], [-10, -2, 2, 3], [0, -2, -4, -7], [-3, -2, -3, -16]]
    np.testing.assert_array_equal(_values(steps, (4, 4)), expected)
    first = steps[0]
    np.testing.assert_array_equal(first.window, [[[3, 0, 1], [1, 5, 8], [2, 7, 2]]])
    np.testing.assert_array_equal(first.terms, [[[3, 0, -1], [1, 0, -8], [2, 0, -2]]])


def test_textbook_pooling() -> None:
    image = np.array([[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]], np.float32)
    largest = _values(list(pool_steps(image, PoolSpec("max", 2))), (2, 2))
    mean = _values(list(pool_steps(image, PoolSpec("average", 2))), (2, 2))
    np.testing.assert_array_equal(largest, [[9, 2], [6, 3]])
    np.testing.assert_array_equal(mean, [[3.75, 1.25], [3.75, 2.0]])


def test_bias_is_added_once_to_a_sum_over_all_channels() -> None:
    image = np.stack([np.full((2, 2), 1.0), np.full((2, 2), 10.0), np.full((2, 2), 100.0)])
    (step,) = convolve_steps(image, np.ones((3, 2, 2)), ConvSpec(2), bias=0.5)
    assert step.value == 4 + 40 + 400 + 0.5
    assert step.bias == 0.5


def test_stride_beyond_the_kernel_skips_cells() -> None:
    image = np.arange(25, dtype=np.float32).reshape(1, 5, 5)
    steps = list(convolve_steps(image, np.ones((1, 1, 1)), ConvSpec(1, stride=(4, 2))))
    np.testing.assert_array_equal(_values(steps, (2, 3)), [[0, 2, 4], [20, 22, 24]])


def test_dilation_spreads_the_kernel() -> None:
    image = np.arange(25, dtype=np.float32).reshape(1, 5, 5)
    spec = ConvSpec(3, dilation=2)
    assert spec.extent == (5, 5)
    (step,) = convolve_steps(image, np.ones((1, 3, 3)), spec)
    np.testing.assert_array_equal(step.window[0], [[0, 2, 4], [10, 12, 14], [20, 22, 24]])


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("zeros", [0, 0, 1, 2, 3, 0, 0]),
        ("reflect", [3, 2, 1, 2, 3, 2, 1]),
        ("replicate", [1, 1, 1, 2, 3, 3, 3]),
        ("circular", [2, 3, 1, 2, 3, 1, 2]),
    ],
)
def test_padding_modes_fill_literally(mode: PaddingMode, expected: list[int]) -> None:
    image = np.array([[[1, 2, 3]]], np.float32)
    padded = pad_image(image, ConvSpec(1, padding=(0, 2), padding_mode=mode))
    np.testing.assert_array_equal(padded, [[expected]])


def test_same_padding_of_an_even_kernel_puts_the_odd_cell_last() -> None:
    spec = ConvSpec((2, 4), padding="same", dilation=(1, 3))
    assert spec.pads == ((0, 1), (4, 5))
    assert spec.output_size((7, 5)) == (7, 5)


def test_ties_in_max_pooling_go_to_the_first_in_row_major_order() -> None:
    """As `torch.nn.functional.max_pool2d` with `return_indices` says, too."""
    image = np.array([[0, 7, 7], [7, 7, 0], [1, 0, 0]], np.float32)
    (step,) = pool_steps(image, PoolSpec("max", 3))
    np.testing.assert_array_equal(step.terms, [[0, 7, 0], [0, 0, 0], [0, 0, 0]])
    assert step.value == 7
    _, index = F.max_pool2d(torch.from_numpy(image)[None, None], 3, return_indices=True)
    assert int(np.flatnonzero(step.terms)[0]) == int(index)


@pytest.mark.parametrize("seed", range(5))
def test_ties_everywhere_go_where_pytorch_puts_them(seed: int) -> None:
    image = np.random.default_rng(seed).integers(1, 3, (9, 7)).astype(np.float32)
    spec = PoolSpec("max", (3, 2), stride=(2, 1))
    _, index = F.max_pool2d(
        torch.from_numpy(image)[None, None], spec.kernel, spec.steps, return_indices=True
    )
    for step in pool_steps(image, spec):
        row, column = np.argwhere(step.terms)[0]
        assert np.count_nonzero(step.terms) == 1
        top, left = step.row * spec.steps[0], step.column * spec.steps[1]
        place = (top + row) * image.shape[1] + left + column
        assert place == int(index[0, 0, step.row, step.column])


def test_max_pooling_never_lets_padding_win() -> None:
    image = np.full((2, 2), -5.0, np.float32)
    steps = list(pool_steps(image, PoolSpec("max", 2, padding=1)))
    assert [s.value for s in steps] == [-5.0] * 4
    assert np.isneginf(steps[0].window).sum() == 3


def test_average_pooling_counts_padding_but_not_what_hangs_over() -> None:
    """PyTorch's divisor: padding counts as zeros, cells beyond it do not exist."""
    image = np.ones((3, 3), np.float32)
    padded = list(pool_steps(image, PoolSpec("average", 2, padding=1)))
    assert [s.value for s in padded] == [0.25, 0.5, 0.5, 1.0]
    over = list(pool_steps(image, PoolSpec("average", 2, ceil_mode=True)))
    assert [s.value for s in over] == [1.0] * 4
    assert [s.window.shape for s in over] == [(2, 2), (2, 1), (1, 2), (1, 1)]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"kernel_size": 0}, "kernel_size"),
        ({"kernel_size": -3}, "kernel_size"),
        ({"kernel_size": 2.0}, "kernel_size"),
        ({"kernel_size": True}, "kernel_size"),
        ({"kernel_size": "3"}, "kernel_size"),
        ({"kernel_size": None}, "kernel_size"),
        ({"kernel_size": (3,)}, "kernel_size"),
        ({"kernel_size": (3, 3, 3)}, "kernel_size"),
        ({"kernel_size": (3, 0)}, "kernel_size"),
        ({"kernel_size": 3, "stride": 0}, "stride"),
        ({"kernel_size": 3, "stride": (1, -1)}, "stride"),
        ({"kernel_size": 3, "stride": 1.5}, "stride"),
        ({"kernel_size": 3, "stride": None}, "stride"),
        ({"kernel_size": 3, "padding": -1}, "padding"),
        ({"kernel_size": 3, "padding": (0, -1)}, "padding"),
        ({"kernel_size": 3, "padding": 0.5}, "padding"),
        ({"kernel_size": 3, "padding": "full"}, "padding"),
        ({"kernel_size": 3, "padding": "same", "stride": 2}, "padding='same'"),
        ({"kernel_size": 3, "padding": "same", "stride": (1, 2)}, "padding='same'"),
        ({"kernel_size": 3, "dilation": 0}, "dilation"),
        ({"kernel_size": 3, "dilation": (1, 2, 3)}, "dilation"),
        ({"kernel_size": 3, "padding_mode": "constant"}, "padding_mode"),
        ({"kernel_size": 3, "padding_mode": None}, "padding_mode"),
    ],
)
def test_conv_spec_names_the_illegal_argument(arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=rf"^{named} "):
        ConvSpec(**arguments)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"kind": "min", "kernel_size": 2}, "kind"),
        ({"kind": None, "kernel_size": 2}, "kind"),
        ({"kind": "max", "kernel_size": 0}, "kernel_size"),
        ({"kind": "max", "kernel_size": (2, 2, 2)}, "kernel_size"),
        ({"kind": "max", "kernel_size": 2.5}, "kernel_size"),
        ({"kind": "max", "kernel_size": 2, "stride": 0}, "stride"),
        ({"kind": "max", "kernel_size": 2, "stride": (2, 0)}, "stride"),
        ({"kind": "average", "kernel_size": 2, "padding": -1}, "padding"),
        ({"kind": "average", "kernel_size": 3, "padding": 2}, "padding"),
        ({"kind": "max", "kernel_size": (4, 1), "padding": 1}, "padding"),
        ({"kind": "max", "kernel_size": 2, "ceil_mode": 1}, "ceil_mode"),
        ({"kind": "max", "kernel_size": 2, "ceil_mode": None}, "ceil_mode"),
    ],
)
def test_pool_spec_names_the_illegal_argument(arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=rf"^{named} "):
        PoolSpec(**arguments)


@pytest.mark.parametrize(
    ("spec", "size", "named"),
    [
        (ConvSpec(5), (4, 9), "kernel_size.*height 4"),
        (ConvSpec(5), (9, 4), "kernel_size.*width 4"),
        (ConvSpec(3, dilation=3), (6, 6), "kernel_size covers 7"),
        (ConvSpec(3, padding=3, padding_mode="reflect"), (3, 9), "padding 3.*reflect.*height 3"),
        (ConvSpec(3, padding=4, padding_mode="circular"), (9, 3), "padding 4.*circular.*width 3"),
        (ConvSpec(1), (0, 3), "size"),
        (ConvSpec(1), (3, 3, 3), "size"),
        (PoolSpec("max", 3), (2, 5), "kernel_size.*height 2"),
        (PoolSpec("average", (1, 6), stride=2), (5, 5), "kernel_size.*width 5"),
        (PoolSpec("max", 2), (0, 2), "size"),
    ],
)
def test_output_size_names_what_does_not_fit(
    spec: ConvSpec | PoolSpec, size: tuple[int, int], named: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{named}"):
        spec.output_size(size)


@pytest.mark.parametrize(
    ("image", "kernel", "spec", "named"),
    [
        ((5, 5), (1, 3, 3), ConvSpec(3), "image"),
        ((1, 1, 5, 5), (1, 3, 3), ConvSpec(3), "image"),
        ((1, 5, 5), (3, 3), ConvSpec(3), "kernel"),
        ((2, 5, 5), (1, 3, 3), ConvSpec(3), "kernel"),
        ((1, 5, 5), (1, 3, 3), ConvSpec((3, 2)), "kernel"),
        ((1, 2, 5), (1, 3, 3), ConvSpec(3), "kernel_size"),
    ],
)
def test_convolve_steps_refuses_at_once(
    image: tuple[int, ...], kernel: tuple[int, ...], spec: ConvSpec, named: str
) -> None:
    """At the call, not at the first step that is asked for."""
    with pytest.raises(ValueError, match=rf"^{named} "):
        convolve_steps(np.ones(image, np.float32), np.ones(kernel, np.float32), spec)


@pytest.mark.parametrize(("shape", "named"), [((1, 4, 4), "image"), ((1, 4), "kernel_size")])
def test_pool_steps_refuses_at_once(shape: tuple[int, ...], named: str) -> None:
    with pytest.raises(ValueError, match=rf"^{named} "):
        pool_steps(np.ones(shape, np.float32), PoolSpec("max", 2))


def test_ints_become_pairs_and_equal_specs_are_one() -> None:
    assert ConvSpec(3, padding=1) == ConvSpec((3, 3), (1, 1), (1, 1), (1, 1), "zeros")
    assert hash(ConvSpec(3)) == hash(ConvSpec((3, 3)))
    assert PoolSpec("max", (3, 2)).stride == (3, 2)
    numpy_ints: Any = (np.int64(3), np.int32(2))
    assert ConvSpec(numpy_ints).kernel_size == (3, 2)


@pytest.mark.parametrize("spec", [ConvSpec(3), PoolSpec("max", 3)])
def test_specs_cannot_be_altered(spec: ConvSpec | PoolSpec) -> None:
    with pytest.raises(FrozenInstanceError):
        spec.stride = (2, 2)  # type: ignore[misc]


def test_windows_are_copies() -> None:
    """Altering what a step shows alters neither the image nor a later step."""
    image = np.zeros((1, 3, 3), np.float32)
    for step in convolve_steps(image, np.ones((1, 2, 2)), ConvSpec(2)):
        assert step.value == 0
        step.window[:] = 9
    plane = np.zeros((3, 3), np.float32)
    for step in pool_steps(plane, PoolSpec("average", 2, stride=1)):
        assert step.value == 0
        step.window[:] = 9
    assert not image.any()
    assert not plane.any()


def test_tables_agree_with_types() -> None:
    assert get_args(PaddingMode) == PADDING_MODES
    assert get_args(PoolKind) == POOL_KINDS
