"""Training mode that answers differently is refused in one sentence, wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.trace import trace
from tests.core.plain_call import (
    answer,
    check_like_a_call,
    exact_or_refused,
    is_a_sentence,
    pictures,
    same,
    traces_of,
)

MODULES: dict[str, Callable[[], nn.Module]] = {
    "dropout": nn.Dropout,
    "dropout1d": nn.Dropout1d,
    "dropout2d": nn.Dropout2d,
    "alpha dropout": nn.AlphaDropout,
    "feature alpha dropout": nn.FeatureAlphaDropout,
    "batch norm": lambda: nn.BatchNorm2d(1),
    "tracking instance norm": lambda: nn.InstanceNorm2d(1, track_running_stats=True),
    "rrelu": nn.RReLU,
}


class OneMap(nn.Module):
    """Dropout1d takes no pictures."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner, self.squeeze = inner, isinstance(inner, nn.Dropout1d)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x[:, 0] if self.squeeze else x)  # type: ignore[no-any-return]


def _refused(model: nn.Module, x: torch.Tensor) -> None:
    before, random = traces_of(model), torch.get_rng_state()
    with pytest.raises(ValueError, match="training mode") as caught:
        trace(model, x)
    assert is_a_sentence(caught.value)
    assert traces_of(model) == before
    assert torch.equal(torch.get_rng_state(), random)


@pytest.mark.parametrize("name", MODULES)
def test_modules_in_training_mode(name: str) -> None:
    model, x = OneMap(MODULES[name]()).train(), pictures(2)
    _refused(model, x)
    check_like_a_call(model.eval(), x)
    model.inner.train()
    _refused(model, x)


def _dropout(name: str) -> Callable[..., torch.Tensor]:
    return lambda self, x: getattr(F, name)(x, 0.5, training=self.training)


class Running(nn.Module):
    mean: torch.Tensor
    variance: torch.Tensor

    def __init__(self, forward: Callable[..., torch.Tensor]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(1))
        self.register_buffer("variance", torch.ones(1))
        self.gain = nn.Parameter(torch.ones(1))
        self.does = forward

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.does(self, x)


def _batch_norm(self: Running, x: torch.Tensor) -> torch.Tensor:
    return F.batch_norm(x, self.mean, self.variance, self.gain, training=self.training)


def _batch_norm_of_torch(self: Running, x: torch.Tensor) -> torch.Tensor:
    settings = (self.training, 0.1, 1e-5, False)
    return torch.batch_norm(x, self.gain, None, self.mean, self.variance, *settings)


def _instance_norm(self: Running, x: torch.Tensor) -> torch.Tensor:
    return F.instance_norm(x, self.mean, self.variance, use_input_stats=self.training)


def _rrelu(self: Running, x: torch.Tensor) -> torch.Tensor:
    return F.rrelu(x, training=self.training)


def _attention(self: Running, x: torch.Tensor) -> torch.Tensor:
    return F.scaled_dot_product_attention(x, x, x, dropout_p=0.5 if self.training else 0.0)


def _bernoulli(self: Running, x: torch.Tensor) -> torch.Tensor:
    if self.training:  # stochastic depth, as it is written everywhere
        x = x * x.new_empty(x.shape[0], 1, 1, 1).bernoulli_(0.5)
    return x


def _random(self: Running, x: torch.Tensor) -> torch.Tensor:
    return x + torch.randn_like(x) if self.training else x


FUNCTIONS: dict[str, Callable[..., torch.Tensor]] = {
    "F.dropout": _dropout("dropout"),
    "F.dropout2d": _dropout("dropout2d"),
    "F.alpha_dropout": _dropout("alpha_dropout"),
    "F.feature_alpha_dropout": _dropout("feature_alpha_dropout"),
    "torch.dropout": lambda self, x: torch.dropout(x, 0.5, self.training),
    "torch.dropout_": lambda self, x: torch.dropout_(x * 1, 0.5, self.training),
    "torch.feature_dropout": lambda self, x: torch.feature_dropout(x, 0.5, self.training),
    "F.batch_norm": _batch_norm,
    "torch.batch_norm": _batch_norm_of_torch,
    "F.instance_norm": _instance_norm,
    "F.rrelu": _rrelu,
    "attention's dropout": _attention,
    "bernoulli_": _bernoulli,
    "randn_like": _random,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_in_training_mode(name: str) -> None:
    model, x = Running(FUNCTIONS[name]).train(), pictures(2)
    _refused(model, x)
    check_like_a_call(model.eval(), x)


@pytest.mark.parametrize("build", [nn.LSTM, nn.MultiheadAttention])
def test_dropout_inside_other_layers(build: Any) -> None:
    class Inside(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            is_lstm = build is nn.LSTM
            self.inner = nn.LSTM(8, 4, 2, dropout=0.5) if is_lstm else build(8, 2, dropout=0.5)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = x[:, 0]
            given = (x,) if isinstance(self.inner, nn.LSTM) else (x, x, x)
            return self.inner(*given)[0]  # type: ignore[no-any-return]

    model = Inside().train()
    _refused(model, pictures(2))
    check_like_a_call(model.eval(), pictures(2))


def test_dropout_that_is_always_on_is_refused() -> None:
    """No call of such a model answers like another."""
    model = Running(lambda self, x: F.dropout(x, 0.5, training=True)).eval()
    with pytest.raises(ValueError) as caught:
        trace(model, pictures())
    assert is_a_sentence(caught.value)


@pytest.mark.parametrize(
    "build",
    [
        lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()),
        lambda: nn.BatchNorm2d(1, track_running_stats=False),
        lambda: nn.InstanceNorm2d(1),
        lambda: nn.GroupNorm(1, 1),
        lambda: nn.LayerNorm(8),
        lambda: nn.LocalResponseNorm(2),
    ],
    ids=["none", "batch norm", "instance norm", "group norm", "layer norm", "response norm"],
)
def test_a_training_flag_that_changes_nothing_is_no_matter(build: Callable[[], nn.Module]) -> None:
    model = build().train()
    result = trace(model, pictures(2))
    assert all(module.training for module in model.modules())
    assert same(result.logits, answer(model.eval(), pictures(2)))


def test_dropout_of_nothing_is_exact_or_refused() -> None:
    exact_or_refused(nn.Sequential(nn.Dropout(0), nn.ReLU()).train(), pictures())


def test_a_dropout_that_is_not_called_is_no_matter() -> None:
    class Spare(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.spare, self.conv = nn.Dropout(), nn.Conv2d(1, 2, 3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.spare(self.conv(x)) if len(x) > 9 else self.conv(x)  # type: ignore[no-any-return]

    exact_or_refused(Spare().train(), pictures())


def test_running_statistics_stay_when_a_later_layer_is_refused() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Dropout())
    _refused(model.train(), pictures(2))
    model.eval()
    model[1].train()
    _refused(model, pictures(2))


def test_evaluation_leaves_the_random_numbers_alone() -> None:
    model = nn.Sequential(nn.Dropout(), nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.RReLU()).eval()
    random = torch.get_rng_state()
    trace(model, pictures(2))
    assert torch.equal(torch.get_rng_state(), random)
