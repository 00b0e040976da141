"""The user's own hooks do in a trace what they do in a plain call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from cnnviz.core.trace import trace
from tests.core.plain_call import answer, check_like_a_call, check_records, pictures, same


def _network() -> nn.Sequential:
    torch.manual_seed(0)
    inner = nn.Sequential(nn.Conv2d(2, 2, 3), nn.ReLU())
    return nn.Sequential(nn.Conv2d(1, 2, 3), inner, nn.Flatten(), nn.Linear(32, 3)).eval()


def _halves_inputs(module: nn.Module, inputs: Any) -> Any:
    return (inputs[0] * 0.5,)


def _doubles_output(module: nn.Module, inputs: Any, output: torch.Tensor) -> torch.Tensor:
    return output * 2


def _writes_into_output(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
    output.clamp_(max=0.05)


def _takes_settings(module: nn.Module, inputs: Any, settings: Any, output: Any) -> Any:
    return output + len(settings) + 1


@pytest.mark.parametrize("place", ["", "0", "1", "1.0", "1.1", "2", "3"])
@pytest.mark.parametrize("hook", [_doubles_output, _writes_into_output])
def test_hooks_that_change_an_output(hook: Callable[..., Any], place: str) -> None:
    model, x = _network(), pictures(2)
    plain = answer(model, x)
    model.get_submodule(place).register_forward_hook(hook)
    result = check_like_a_call(model, x)
    assert not same(result.logits, plain)
    check_records(result, at_least=3)


@pytest.mark.parametrize("place", ["", "0", "1", "1.0", "1.1", "2", "3"])
def test_hooks_that_change_an_input(place: str) -> None:
    model, x = _network(), pictures(2)
    plain = answer(model, x)
    model.get_submodule(place).register_forward_pre_hook(_halves_inputs)
    result = check_like_a_call(model, x)
    assert not same(result.logits, plain)
    check_records(result, at_least=4)


def test_a_hook_after_a_first_trace_is_seen_and_its_removal_too() -> None:
    model, x = _network(), pictures()
    plain = trace(model, x).logits
    handle = model.register_forward_hook(_doubles_output)
    assert same(trace(model, x).logits, plain * 2)
    handle.remove()
    assert same(trace(model, x).logits, plain)


def test_hooks_with_settings_and_hooks_for_all_modules() -> None:
    model, x = _network(), pictures()
    model[1].register_forward_hook(_takes_settings, with_kwargs=True)
    handle = nn.modules.module.register_module_forward_hook(_doubles_output)
    try:
        check_like_a_call(model, x)
    finally:
        handle.remove()


def test_a_hook_is_called_once_a_call_with_plain_tensors() -> None:
    model, seen = _network(), []

    def sees(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
        seen.append((type(inputs[0]), type(output), output.clone()))

    model[1].register_forward_hook(sees)
    result = trace(model, pictures())
    assert [kinds[:2] for kinds in seen] == [(torch.Tensor, torch.Tensor)]
    assert any(same(record.output, seen[0][2]) for record in result.records)


def test_a_hook_that_raises_raises_and_leaves_nothing() -> None:
    model, x = _network(), pictures()
    plain = answer(model, x)
    error = LookupError("the hook's own")

    def fails(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
        raise error

    handle = model[1].register_forward_hook(fails)
    with pytest.raises(LookupError) as caught:
        trace(model, x)
    assert caught.value is error
    handle.remove()
    assert same(answer(model, x), plain)
    assert same(trace(model, x).logits, plain)


def test_backward_hooks_stay_silent() -> None:
    model, calls = _network(), []
    model[0].register_full_backward_hook(lambda *given: calls.append(given))
    check_like_a_call(model, pictures())
    assert calls == []
