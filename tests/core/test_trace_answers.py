"""What a model returns: one of several outputs is chosen, and heads are told apart."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.trace import trace
from tests.core.plain_call import answer, check_like_a_call, is_a_sentence, pictures, same

Both = namedtuple("Both", ["logits", "extra"])


class Returns(nn.Module):
    """Logits and something else, packed in some way."""

    def __init__(self, pack: Callable[[torch.Tensor, torch.Tensor], Any]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.fc, self.extra, self.pack = nn.Linear(64, 3), nn.Linear(64, 2), pack

    def forward(self, x: torch.Tensor) -> Any:
        x = x.flatten(1)
        return self.pack(self.fc(x), self.extra(x))


def _logits() -> torch.Tensor:
    return answer(Returns(lambda a, b: a), pictures(2))  # type: ignore[no-any-return]


def _extra() -> torch.Tensor:
    return answer(Returns(lambda a, b: b), pictures(2))  # type: ignore[no-any-return]


CHOICES: dict[str, tuple[Callable[..., Any], Any, Any]] = {
    "tuple": (lambda a, b: (a, b), 0, 1),
    "list": (lambda a, b: [a, b], 0, 1),
    "dict": (lambda a, b: {"main": a, "aux": b}, "main", "aux"),
    "named tuple": (lambda a, b: Both(a, b), 0, 1),
    "with a number beside": (lambda a, b: (a, 3, b), 0, 2),
}


@pytest.mark.parametrize("name", CHOICES)
def test_one_of_several_outputs_is_chosen(name: str) -> None:
    pack, first, second = CHOICES[name]
    model = Returns(pack)
    for choice, expected in ((first, _logits()), (second, _extra())):
        result = check_like_a_call(model, pictures(2), output=choice)
        assert same(result.logits, expected)
        assert same(result.probabilities, torch.softmax(expected, 1))


@pytest.mark.parametrize("name", CHOICES)
def test_without_a_choice_the_sentence_names_them(name: str) -> None:
    pack, first, second = CHOICES[name]
    with pytest.raises(ValueError, match="output") as caught:
        trace(Returns(pack), pictures(2))
    assert is_a_sentence(caught.value)
    assert str(first) in str(caught.value) and str(second) in str(caught.value)


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_that_does_not_exist(name: str) -> None:
    pack, _, _ = CHOICES[name]
    for choice in (7, "nowhere"):
        with pytest.raises(ValueError, match="output") as caught:
            trace(Returns(pack), pictures(2), output=choice)
        assert is_a_sentence(caught.value)


@pytest.mark.parametrize(
    "pack",
    [
        *(lambda a, b: (a,), lambda a, b: [a], lambda a, b: {"out": a}),
        *(lambda a, b: (a, None), lambda a, b: {"loss": None, "logits": a}),
    ],
    ids=["tuple", "list", "dict", "tuple with None", "dict with None"],
)
def test_the_only_tensor_needs_no_choice(pack: Callable[..., Any]) -> None:
    assert same(trace(Returns(pack), pictures(2)).logits, _logits())


def test_nested_outputs() -> None:
    model = Returns(lambda a, b: (a, (b, {"deep": b})))
    with pytest.raises(ValueError, match="output"):
        trace(model, pictures(2))
    assert same(trace(model, pictures(2), output=0).logits, _logits())


@pytest.mark.parametrize("value", [None, 3, "text", (), {}, (1, None)])
def test_no_tensor_at_all_is_said(value: Any) -> None:
    with pytest.raises(ValueError) as caught:
        trace(Returns(lambda a, b: value), pictures())
    assert is_a_sentence(caught.value)


def test_a_parameter_or_the_input_returned() -> None:
    x = pictures()
    model = nn.Linear(2, 2)
    model.forward = lambda x: model.weight  # type: ignore[method-assign,assignment]
    result = trace(model, x)
    assert same(result.logits, model.weight.detach())
    result.logits.fill_(77)
    assert not bool((model.weight == 77).any())


# --- heads ------------------------------------------------------------------------------------


class Ends(nn.Module):
    def __init__(self, end: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.fc, self.end = nn.Conv2d(1, 3, 3), nn.Linear(64, 3), end

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.end(self.fc(x.flatten(1)))


def _softmax_inside(x: torch.Tensor) -> torch.Tensor:
    return torch.softmax(x, 1) * x


HEADS: dict[str, tuple[Callable[[torch.Tensor], torch.Tensor], str]] = {
    "nothing": (lambda x: x, "logits"),
    "relu": (F.relu, "logits"),
    "tanh": (torch.tanh, "logits"),
    "softmax module": (nn.Softmax(dim=1), "softmax"),
    "softmax module without a dimension": (nn.Softmax(dim=-1), "softmax"),
    "F.softmax": (lambda x: F.softmax(x, dim=1), "softmax"),
    "softmax method": (lambda x: x.softmax(-1), "softmax"),
    "torch.softmax": (lambda x: torch.softmax(x, 1), "softmax"),
    "softmax, then flattened": (lambda x: F.softmax(x[..., None], 1).flatten(1), "softmax"),
    "softmax, then dropout": (lambda x: F.dropout(F.softmax(x, 1), training=False), "softmax"),
    "log-softmax module": (nn.LogSoftmax(dim=1), "log-softmax"),
    "F.log_softmax": (lambda x: F.log_softmax(x, 1), "log-softmax"),
    "log_softmax method": (lambda x: x.log_softmax(1), "log-softmax"),
    "sigmoid module": (nn.Sigmoid(), "sigmoid"),
    "torch.sigmoid": (torch.sigmoid, "sigmoid"),
    "sigmoid method": (lambda x: x.sigmoid(), "sigmoid"),
    "softmax inside only": (_softmax_inside, "logits"),
    "sigmoid inside only": (lambda x: x * torch.sigmoid(x), "logits"),
}


@pytest.mark.parametrize("name", HEADS)
def test_heads_are_told_apart_and_probabilities_are_no_second_softmax(name: str) -> None:
    end, head = HEADS[name]
    result = check_like_a_call(Ends(end), pictures(2))
    assert result.head.value == head
    expected: Callable[[torch.Tensor], torch.Tensor] = {
        "logits": lambda y: torch.softmax(y, -1),
        "softmax": lambda y: y,
        "log-softmax": torch.exp,
        "sigmoid": lambda y: y,
    }[head]
    assert same(result.probabilities, expected(result.logits))


def test_one_logit_alone_is_no_softmax_of_one() -> None:
    model = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(108, 1))
    result = trace(model, pictures(2))
    assert result.head.value == "one logit"
    assert same(result.probabilities, torch.sigmoid(result.logits))


def test_maps_are_a_head_of_their_own() -> None:
    model = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Conv2d(3, 4, 1))
    result = trace(model, pictures(2))
    assert result.head.value == "maps"
    assert result.logits.shape == (2, 4, 6, 6)


def test_the_head_is_that_of_the_chosen_output() -> None:
    model = Returns(lambda a, b: (a, torch.sigmoid(b), F.softmax(a, 1)))
    heads = [trace(model, pictures(), output=i).head.value for i in range(3)]
    assert heads == ["logits", "sigmoid", "softmax"]
