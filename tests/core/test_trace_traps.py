"""Models that a graph would get wrong: a trace is one plain call, written down."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import torch.utils.checkpoint
from torch import nn

from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.trace import LayerKind, trace
from tests.core.plain_call import (
    answer,
    check_like_a_call,
    check_records,
    exact_or_refused,
    is_a_sentence,
    pictures,
    same,
    traces_of,
)

Forward = Callable[..., Any]


class Model(nn.Module):
    """A convolution, a dense layer, and whatever a test does with them."""

    def __init__(self, forward: Forward) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.fc = nn.Conv2d(1, 2, 3, padding=1), nn.Linear(128, 3)
        self.does = forward
        self.eval()

    def forward(self, x: torch.Tensor, *more: Any) -> Any:
        return self.does(self, x, *more)


# --- control flow -----------------------------------------------------------------------------


def _branches(model: Model, x: torch.Tensor) -> torch.Tensor:
    y = model.conv(x)
    return y.relu() if x.sum() > 0 else torch.tanh(y)


def _loops(model: Model, x: torch.Tensor) -> torch.Tensor:
    while x.abs().max() > 0.5:
        x = model.conv(x).mean(1, keepdim=True) * 0.5
    return x


def _iterates(model: Model, x: torch.Tensor) -> torch.Tensor:
    return torch.stack([model.conv(image) for image in x])


def _counts(model: Model, x: torch.Tensor) -> torch.Tensor:
    for _ in range(x.size(0) + len(x) + x.shape[-1] // 4):
        x = model.conv(x)[:, :1]
    return x


def _reads_numbers(model: Model, x: torch.Tensor) -> torch.Tensor:
    y = model.conv(x) * float(x.max()) + x.min().item()
    return y / sum(x.flatten().tolist()[:3])


def _indexes_by_value(model: Model, x: torch.Tensor) -> torch.Tensor:
    return model.conv(x)[:, int(x.argmax()) % 2]


def _masks(model: Model, x: torch.Tensor) -> torch.Tensor:
    y = model.conv(x)
    y[y < 0] = 0.1
    return torch.where(y > 1, y, y * 2)


def _recurs(model: Model, x: torch.Tensor, depth: int = 3) -> torch.Tensor:
    y = model.conv(x).sum(1, keepdim=True)
    result: torch.Tensor = y if depth == 0 else model(y, depth - 1)
    return result


def _tries(model: Model, x: torch.Tensor) -> torch.Tensor:
    try:
        return model.fc(x)  # type: ignore[no-any-return]
    except RuntimeError:
        return model.conv(x)  # type: ignore[no-any-return]


def _asks_the_type(model: Model, x: torch.Tensor) -> torch.Tensor:
    if type(x) is not torch.Tensor or not isinstance(x, torch.Tensor) or torch.is_tensor(3):
        raise AssertionError("the input is no plain tensor")
    return model.conv(x)  # type: ignore[no-any-return]


def _makes_modules(model: Model, x: torch.Tensor) -> torch.Tensor:
    layer = nn.Conv2d(2, 3, 1)
    nn.init.constant_(layer.weight, 0.3)
    nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
    return nn.Sequential(layer, nn.ReLU())(model.conv(x))  # type: ignore[no-any-return]


def _differentiates(model: Model, x: torch.Tensor) -> torch.Tensor:
    with torch.enable_grad():
        leaf = x.detach().requires_grad_()
        (slope,) = torch.autograd.grad(model.conv(leaf).square().sum(), leaf)
    return x - 0.1 * slope


def _switches_gradients(model: Model, x: torch.Tensor) -> torch.Tensor:
    with torch.enable_grad():
        y = model.conv(x)
    with torch.no_grad():
        y = y.detach() + 1
    with torch.inference_mode():
        z = F.relu(x) * 2
    return y + z.clone()


def _checkpoints(model: Model, x: torch.Tensor) -> torch.Tensor:
    return torch.utils.checkpoint.checkpoint(model.conv, x, use_reentrant=False)  # type: ignore[no-any-return]


def _traces_another(model: Model, x: torch.Tensor) -> torch.Tensor:
    return trace(nn.Sequential(nn.ReLU()), model.conv(x)).logits + model.conv(x)


class _Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        return x * 2


def _own_function(model: Model, x: torch.Tensor) -> torch.Tensor:
    return _Double.apply(model.conv(x))  # type: ignore[no-any-return,no-untyped-call]


@pytest.mark.parametrize(
    "forward",
    [
        *(_branches, _loops, _iterates, _counts, _reads_numbers, _indexes_by_value, _masks),
        *(_recurs, _tries, _asks_the_type, _makes_modules, _differentiates),
        *(_switches_gradients, _checkpoints, _traces_another, _own_function),
    ],
)
def test_control_flow_is_followed(forward: Forward) -> None:
    model = Model(forward)
    for seed in (0, 1, 2):
        check_like_a_call(model, pictures(2, seed))


def test_both_ways_of_a_branch_are_seen_by_one_model() -> None:
    model, x = Model(_branches), pictures().abs()
    ways = [trace(model, x), trace(model, -x)]
    assert [same(way.logits, answer(model, y)) for way, y in zip(ways, (x, -x), strict=True)]
    names = [getattr(way.records[-1].spec, "function", None) for way in ways]
    assert names == ["relu", "tanh"]


def test_a_missing_mask_stays_missing() -> None:
    class Masked(nn.Module):
        def forward(
            self, x: torch.Tensor, mask: torch.Tensor | None = None, *, scale: float = 2.0
        ) -> torch.Tensor:
            if mask is not None:
                return x * mask
            return x.relu() * scale

    x = pictures()
    assert same(check_like_a_call(Masked(), x).logits, x.relu() * 2)
    mask = (x > 0.5).float()
    assert same(check_like_a_call(Masked(), (x, mask)).logits, x * mask)


def _calls_numpy(model: Model, x: torch.Tensor) -> torch.Tensor:
    return model.conv(torch.from_numpy(np.sin(x.numpy())))  # type: ignore[no-any-return]


def _maps_over_the_batch(model: Model, x: torch.Tensor) -> torch.Tensor:
    return torch.func.vmap(torch.relu)(model.conv(x))  # type: ignore[no-any-return]


def _calls_with_other_weights(model: Model, x: torch.Tensor) -> torch.Tensor:
    state = {name: value * 2 for name, value in model.conv.named_parameters()}
    result: torch.Tensor = torch.func.functional_call(model.conv, state, (x,))
    return result


class _Sub(torch.Tensor):
    pass


def _wraps_in_a_subclass(model: Model, x: torch.Tensor) -> torch.Tensor:
    y = model.conv(x).as_subclass(_Sub)
    return torch.relu(y).as_subclass(torch.Tensor)


@pytest.mark.parametrize(
    "forward",
    [_calls_numpy, _maps_over_the_batch, _calls_with_other_weights, _wraps_in_a_subclass],
)
def test_what_leaves_torch_is_exact_or_refused(forward: Forward) -> None:
    exact_or_refused(Model(forward), pictures(2))


def test_a_number_from_numpy_is_not_said_to_be_the_models_own_doing() -> None:
    """The convolution reads what numpy made, never the input."""
    result = exact_or_refused(Model(_calls_numpy), pictures())
    if result is not None:
        check_records(result, at_least=0)


# --- kinds of modules -------------------------------------------------------------------------

BARE: dict[str, Callable[[], nn.Module]] = {
    "conv": lambda: nn.Conv2d(1, 2, 3),
    "linear": lambda: nn.Linear(8, 3),
    "relu": nn.ReLU,
    "relu in place": lambda: nn.ReLU(inplace=True),
    "max pool": lambda: nn.MaxPool2d(2),
    "identity": nn.Identity,
    "flatten": nn.Flatten,
    "dropout": nn.Dropout,
    "batch norm": lambda: nn.BatchNorm2d(1),
    "empty": nn.Sequential,
}


@pytest.mark.parametrize("name", BARE)
def test_a_bare_layer_is_a_model(name: str) -> None:
    model, x = BARE[name]().eval(), pictures(2)
    before = x.clone()
    result = check_like_a_call(model, x.clone())
    assert same(result.input, before)
    assert same(result.records[-1].output, result.logits)
    assert result.records[0].kind is LayerKind.INPUT


def test_a_bare_layer_has_its_kind() -> None:
    kinds = {name: trace(BARE[name]().eval(), pictures()).records[-1].kind for name in BARE}
    assert kinds["conv"] is LayerKind.CONV
    assert kinds["linear"] is LayerKind.DENSE
    assert kinds["relu"] is LayerKind.ACTIVATION
    assert kinds["max pool"] is LayerKind.POOL


class Wrapper(nn.Module):
    """Hands everything on, as data-parallel wrappers do."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, *inputs: Any, **settings: Any) -> Any:
        return self.module(*inputs, **settings)


def _small() -> nn.Module:
    torch.manual_seed(1)
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(inplace=True)),
        *(nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(), nn.Linear(36, 3)),
    ).eval()


def test_wrapped_models() -> None:
    for wrapper in (Wrapper, nn.DataParallel):
        result = check_like_a_call(wrapper(_small()), pictures(2))
        check_records(result, at_least=6)


@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")
@pytest.mark.parametrize("way", ["script", "trace"])
def test_compiled_scripts_are_exact_or_refused(way: str) -> None:
    x = pictures(2)
    inner = torch.jit.script(_small()) if way == "script" else torch.jit.trace(_small(), x)  # type: ignore[no-untyped-call]
    for model in (inner, nn.Sequential(inner, nn.ReLU())):
        try:
            assert same(trace(model, x).logits, answer(model, x))
        except ValueError as error:
            assert is_a_sentence(error)


def test_a_graph_module_is_a_model() -> None:
    result = check_like_a_call(torch.fx.symbolic_trace(_small()), pictures(2))
    check_records(result, at_least=6)


@pytest.mark.parametrize(
    "build",
    [
        lambda: nn.MultiheadAttention(8, 2, batch_first=True),
        lambda: nn.TransformerEncoderLayer(8, 2, 16, batch_first=True),
        lambda: nn.TransformerEncoder(
            nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2, enable_nested_tensor=False
        ),
    ],
    ids=["attention", "layer", "encoder"],
)
def test_attention_takes_the_same_way_as_in_a_plain_call(build: Callable[[], nn.Module]) -> None:
    """PyTorch has a fused kernel for these, with other roundings, and leaves it when watched."""

    class Attends(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(0)
            self.inner = build()

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            if isinstance(self.inner, nn.MultiheadAttention):
                return self.inner(x, x, x, need_weights=False)[0]  # type: ignore[no-any-return]
            return self.inner(x)  # type: ignore[no-any-return]

    check_like_a_call(Attends().eval(), pictures(2)[:, 0])


@pytest.mark.parametrize("build", [nn.LSTM, nn.GRU, nn.RNN])
def test_recurrent_layers(build: Callable[..., nn.Module]) -> None:
    class Recurrent(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner, self.fc = build(8, 5, batch_first=True), nn.Linear(5, 3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.fc(self.inner(x[:, 0])[0][:, -1])  # type: ignore[no-any-return]

    check_like_a_call(Recurrent().eval(), pictures(2))


def test_a_forward_put_onto_one_model_is_used() -> None:
    model = _small()
    plain = trace(model, pictures()).logits
    model.forward = types.MethodType(lambda self, x: self[0](x).flatten(1), model)  # type: ignore[method-assign]
    result = check_like_a_call(model, pictures())
    assert result.logits.shape != plain.shape


def test_lazy_layers_are_made_by_the_first_call() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.LazyLinear(3)).eval()
    torch.manual_seed(0)
    try:
        result = trace(model, pictures())
    except ValueError as error:
        assert is_a_sentence(error)
    else:
        assert same(result.logits, answer(model, pictures()))


# --- weights that are computed ----------------------------------------------------------------


def _parametrised(name: str) -> nn.Module:
    torch.manual_seed(0)
    conv = nn.Conv2d(1, 3, 3)
    if name == "weight norm":
        nn.utils.parametrizations.weight_norm(conv)
    elif name == "old weight norm":
        nn.utils.weight_norm(conv)
    elif name == "spectral norm":
        nn.utils.parametrizations.spectral_norm(conv)
    elif name == "old spectral norm":
        nn.utils.spectral_norm(conv)
    else:
        nn.utils.parametrize.register_parametrization(conv, "weight", nn.Softplus())
    return nn.Sequential(conv, nn.ReLU()).eval()


@pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning")
@pytest.mark.parametrize(
    "name", ["weight norm", "old weight norm", "spectral norm", "old spectral norm", "softplus"]
)
def test_computed_weights_are_those_that_were_used(name: str) -> None:
    result = check_like_a_call(_parametrised(name), pictures(2), twin=_parametrised(name))
    (record,) = [record for record in result.records if record.kind is LayerKind.CONV]
    expected = F.conv2d(pictures(2), record.weight, record.bias)  # type: ignore[arg-type]
    assert same(record.output, expected)


def test_one_module_called_twice_is_two_records_and_one_set_of_parameters() -> None:
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 1, 3, padding=1)
            self.alias = self.conv

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.alias(F.relu(self.conv(x)))  # type: ignore[no-any-return]

    result = check_like_a_call(Twice(), pictures())
    assert [r.kind for r in result.records].count(LayerKind.CONV) == 2
    assert len({r.name for r in result.records}) == len(result.records)
    assert sum(cost.parameters for cost in layer_costs(result)) == 10
    check_records(result, at_least=3)


# --- what changes after a first trace ---------------------------------------------------------


class Changing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = [nn.Conv2d(1, 1, 3), nn.ReLU()]
        self.settings: dict[str, Any] = {"factor": 2.0, "sizes": [2, 2]}
        self.curve: Callable[[torch.Tensor], torch.Tensor] = torch.tanh
        self.bound = functools.partial(torch.clamp, min=-1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = layer(x)
        return self.bound(self.curve(x) * self.settings["factor"] + self.settings["sizes"][0])


def _exchange_list(model: Changing) -> None:
    model.layers[1] = nn.Sigmoid()


def _shorten_list(model: Changing) -> None:
    del model.layers[1]


def _change_number(model: Changing) -> None:
    model.settings["factor"] = 3.0


def _change_nested_number(model: Changing) -> None:
    model.settings["sizes"][0] = 9


def _change_function(model: Changing) -> None:
    model.curve = torch.exp


def _change_partial(model: Changing) -> None:
    model.bound = functools.partial(torch.clamp, min=2.2)


@pytest.mark.parametrize(
    "change",
    [
        *(_exchange_list, _shorten_list, _change_number, _change_nested_number),
        *(_change_function, _change_partial),
    ],
)
def test_a_change_is_seen(change: Callable[[Changing], None]) -> None:
    torch.manual_seed(0)
    model, x = Changing(), pictures()
    before = trace(model, x).logits
    change(model)
    assert not same(answer(model, x), before)
    check_like_a_call(model, x)


# --- what a model keeps for itself ------------------------------------------------------------


class Remembers(nn.Module):
    """Keeps tensors and counts its calls."""

    calls_buffer: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(1, 1, 3, padding=1)
        self.calls = 0
        self.last: torch.Tensor | None = None
        self.kept: list[Any] = []
        self.register_buffer("calls_buffer", torch.zeros(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.calls += 1
        self.calls_buffer += 1
        y = self.conv(x) if self.last is None else self.conv(x) + self.last
        self.last = y
        self.kept.append({"output": y.relu()})
        return y.mean((2, 3))  # type: ignore[no-any-return]


def test_a_model_that_keeps_tensors_keeps_plain_ones_and_counts_one_call() -> None:
    model = Remembers()
    for turn in range(1, 4):
        check_like_a_call(model, pictures(seed=turn))
        assert model.calls == turn and int(model.calls_buffer) == turn
        assert type(model.last) is torch.Tensor
        assert type(model.kept[-1]["output"]) is torch.Tensor
    plain, x = Remembers(), pictures(seed=9)
    for turn in range(1, 4):
        answer(plain, pictures(seed=turn))
    assert same(answer(model, x), answer(plain, x))


def test_what_was_kept_is_not_shared_with_the_trace() -> None:
    model = Remembers()
    result = trace(model, pictures())
    assert model.last is not None
    kept = model.last.clone()
    for record in result.records:
        record.output.fill_(77)
    assert same(model.last, kept)


# --- errors -----------------------------------------------------------------------------------


class Broken(RuntimeError):
    """An error of the model's own."""


@pytest.mark.parametrize("kind", [Broken, KeyError, KeyboardInterrupt, StopIteration])
def test_a_models_own_error_comes_through_and_nothing_is_left(kind: type[BaseException]) -> None:
    error = kind("the model's own")

    def fails(model: Model, x: torch.Tensor) -> torch.Tensor:
        y = model.conv(x)
        if x.sum() > 0:
            raise error
        return y  # type: ignore[no-any-return]

    model, x = Model(fails), pictures().abs()
    before = traces_of(model)
    with pytest.raises(kind) as caught:
        trace(model, x)
    assert caught.value is error
    assert traces_of(model) == before
    assert torch.overrides._get_current_function_mode() is None
    check_like_a_call(model, -x)


def test_a_result_that_is_its_operand_keeps_its_place_in_memory() -> None:
    """Strides choose PyTorch's kernels, those of axes of length 1 too, and kernels round."""
    seen: list[tuple[int, ...]] = []

    def forward(self: Model, x: torch.Tensor) -> torch.Tensor:
        y = F.dropout(self.conv(x).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), 0.0, False)
        seen.append(y.stride())
        return y

    model, x = Model(forward).eval(), pictures(1)
    with torch.no_grad():
        model(x)
    trace(model, x)
    assert seen[0] == seen[1]


def test_random_numbers_in_a_tensor_that_takes_its_shape_from_the_input_are_refused() -> None:
    model = Model(lambda self, x: self.conv(x) * torch.empty_like(x).bernoulli_()).train()
    with pytest.raises(ValueError, match="training mode") as caught:
        trace(model, pictures(1))
    assert is_a_sentence(caught.value)


# --- complex numbers --------------------------------------------------------------------------


class Spectrum(nn.Module):
    """Filters its maps by their frequencies, in the way that `forward` says."""

    def __init__(self, way: str) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.fc = nn.Conv2d(1, 2, 3, padding=1), nn.Linear(128, 3)
        self.weight = nn.Parameter(torch.randn(2, 8, 5, dtype=torch.cfloat))
        self.way = way
        self.eval()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        maps = self.conv(x).relu()
        spectrum = torch.fft.rfft2(maps)
        if self.way == "in place":
            spectrum *= self.weight
        elif self.way == "parts":
            left, right = (spectrum * self.weight).split(1, dim=1)
            spectrum = torch.cat([left, right], dim=1)
        else:
            spectrum = spectrum * self.weight
        return self.fc((maps + torch.fft.irfft2(spectrum, s=(8, 8))).flatten(1))


@pytest.mark.parametrize("way", ["plain", "in place", "parts"])
def test_what_goes_through_complex_numbers_still_depends_on_the_input(way: str) -> None:
    model = Spectrum(way)
    result = trace(model, pictures(1))
    assert same(result.logits, answer(model, pictures(1)))
    back = result["fft_irfft2"]
    assert (back.kind, back.parents) == (LayerKind.OTHER, ("relu",))
    assert (result["add"].kind, result["add"].parents) == (LayerKind.ADD, ("relu", "fft_irfft2"))
    assert sum(record.parameters for record in result) == sum(
        parameter.numel() for parameter in model.parameters()
    )


def test_a_complex_number_read_by_its_parts() -> None:
    def forward(model: Model, x: torch.Tensor) -> torch.Tensor:
        spectrum = torch.fft.fft2(model.conv(x))
        return torch.cat([spectrum.real, spectrum.imag, spectrum.abs()], dim=1).mean((2, 3))

    result = trace(Model(forward), pictures(1))
    kinds = {record.name: record.kind for record in result}
    assert kinds["real"] == kinds["imag"] == kinds["abs"] == LayerKind.OTHER
    assert result["cat"].parents == ("real", "imag", "abs")
