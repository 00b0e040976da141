"""Inputs of every type and layout, several at once, and under every gradient mode."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.trace import LayerKind, trace
from tests.core.plain_call import answer, check_like_a_call, check_records, pictures, same

PATIENCE = 20  # seconds


class Small(nn.Module):
    """Modules, functions, a view and an in-place layer."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.norm = nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4)
        self.relu, self.fc = nn.ReLU(inplace=True), nn.Linear(36, 3)
        nn.init.normal_(self.norm.weight)
        self.eval()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.relu(self.norm(self.conv(x)))
        y += torch.sigmoid(y)
        y = F.max_pool2d(y, 2)
        return self.fc(y.flatten(1))  # type: ignore[no-any-return]


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("batch", [1, 3])
def test_float_types(dtype: torch.dtype, batch: int) -> None:
    model, x = Small().to(dtype), pictures(batch).to(dtype)
    result = check_like_a_call(model, x)
    assert {record.output.dtype for record in result.records} == {dtype}
    assert {record.output.shape[0] for record in result.records} == {batch}
    check_records(result, at_least=5)


def test_autocast_is_what_a_call_does_under_it() -> None:
    model, x = Small(), pictures(2)
    with torch.autocast("cpu", torch.bfloat16):
        result = trace(model, x)
        expected = answer(model, x)
    assert same(result.logits, expected)


def _layouts() -> dict[str, torch.Tensor]:
    x = pictures(3)
    wide = pictures(3, channels=2, size=16)
    return {
        "channels last": x.to(memory_format=torch.channels_last),
        "every other pixel": wide[:, 1:, ::2, ::2],
        "turned": x.transpose(2, 3),
        "repeated": x[:1].expand(3, -1, -1, -1),
        "with gradient": x.clone().requires_grad_(),
        "computed with gradient": x.clone().requires_grad_() * 2,
        "a parameter": nn.Parameter(x),
    }


@pytest.mark.parametrize("layout", _layouts())
def test_layouts_of_the_input(layout: str) -> None:
    x = _layouts()[layout]
    result = check_like_a_call(Small(), x)
    assert same(result.input, x.detach())
    assert not any(record.output.requires_grad for record in result.records)
    assert not result.logits.requires_grad
    check_records(result, at_least=5)


def test_a_model_in_channels_last() -> None:
    model = nn.Sequential(nn.Conv2d(4, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 3, 3))
    model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    x = pictures(3, channels=4).to(memory_format=torch.channels_last)
    check_records(check_like_a_call(model, x), at_least=4)


def test_gradient_modes_around_a_trace() -> None:
    model, x = Small(), pictures(2)
    expected = answer(model, x)
    with torch.inference_mode():
        made_there = x.clone()
        inside = trace(model, x)
        assert torch.is_inference_mode_enabled()
    with torch.enable_grad():
        assert same(trace(model, x).logits, expected)
        assert torch.is_grad_enabled()
    assert same(inside.logits, expected)
    assert same(trace(model, made_there).logits, expected)
    assert torch.is_grad_enabled()


def test_no_gradients_gather() -> None:
    model = Small()
    trace(model, pictures().requires_grad_())
    assert all(parameter.grad is None for parameter in model.parameters())


class Two(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = nn.Conv2d(1, 2, 3), nn.Conv2d(1, 2, 3)

    def forward(self, left: torch.Tensor, right: torch.Tensor, scale: float = 2.0) -> torch.Tensor:
        return self.left(left) - self.right(right) * scale  # type: ignore[no-any-return]


def test_several_inputs() -> None:
    inputs = (pictures(2), pictures(2, seed=1))
    result = check_like_a_call(Two(), inputs)
    first, second = (r for r in result.records if r.kind is LayerKind.INPUT)
    assert same(first.output, inputs[0]) and same(second.output, inputs[1])
    assert first.name != second.name and first.parents == second.parents == ()
    check_records(result, at_least=2)


def test_one_tensor_given_twice_and_one_in_a_tuple() -> None:
    x = pictures()
    check_records(check_like_a_call(Two(), (x, x)), at_least=2)
    assert same(trace(nn.ReLU(), (x,)).logits, x.relu())


def test_inputs_that_are_whole_numbers() -> None:
    class Bytes(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.conv(x.float() / 255 - 0.5)  # type: ignore[no-any-return]

    x = torch.randint(0, 256, (2, 1, 8, 8), dtype=torch.uint8)
    assert same(check_like_a_call(Bytes(), x).input, x)
    words = nn.Sequential(nn.Embedding(256, 4), nn.Linear(4, 3))
    check_like_a_call(words, x[:, 0, 0].long())


@pytest.mark.parametrize("traces", [pytest.param(20), pytest.param(200, marks=pytest.mark.slow)])
def test_eight_threads_share_one_model_and_see_only_their_own(traces: int) -> None:
    model = Small()
    inputs = [pictures(seed=seed) for seed in range(16)]
    expected = [answer(model, x) for x in inputs]
    alone = [trace(model, x) for x in inputs]
    start = threading.Barrier(8, timeout=PATIENCE)

    def wrong(thread: int) -> int:
        start.wait()
        mistakes = 0
        for turn in range(traces):
            pick = (thread * 5 + turn * 3) % len(inputs)
            result = trace(model, inputs[pick])
            right = same(result.logits, expected[pick]) and all(
                a.name == b.name and same(a.output, b.output)
                for a, b in zip(result.records, alone[pick].records, strict=True)
            )
            mistakes += not right
        return mistakes

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(wrong, range(8))) == [0] * 8


def test_a_plain_call_in_another_thread_is_not_recorded() -> None:
    """While one thread is in the middle of a trace, others call the same model."""
    entered, go_on = threading.Event(), threading.Event()

    class Waits(Small):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            if threading.current_thread() is not threading.main_thread():
                entered.set()
                assert go_on.wait(PATIENCE)
            return super().forward(x)

    model, x = Waits(), pictures()
    alone = trace(model, x)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(trace, model, x)
        assert entered.wait(PATIENCE)
        assert same(answer(model, x), alone.logits)
        assert torch.overrides._get_current_function_mode() is None
        go_on.set()
        result = other.result()
    assert [r.name for r in result.records] == [r.name for r in alone.records]
    assert same(result.logits, alone.logits)
