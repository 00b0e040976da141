"""Tracing: every number is the one the network used, and the network is left alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import (
    INPUT_NAME,
    ActivationSpec,
    BatchNormSpec,
    LayerKind,
    LayerRecord,
    Trace,
    trace,
)
from cnnviz.core.windows import ConvSpec, PoolSpec

PATIENCE = 20  # seconds until a thread that hears nothing gives up, so that no test can hang


@pytest.fixture(autouse=True)
def modules_stay_unpatched() -> Iterator[None]:
    """A trace patches nothing."""
    before = nn.Module.__call__, nn.Module.__getattr__
    yield
    after = nn.Module.__call__, nn.Module.__getattr__
    nn.Module.__call__, nn.Module.__getattr__ = before  # type: ignore[method-assign]
    assert after == before, "torch.nn.Module was left patched"


def _fresh(name: str, seed: int = 0) -> nn.Module:
    """A new network in evaluation mode whose batch norms are not the identity."""
    torch.manual_seed(seed)
    model = ARCHITECTURES[name].build()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
    return model.eval()


def _digits(count: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(count, 1, 28, 28, generator=torch.Generator().manual_seed(seed))


def _answer(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        result: torch.Tensor = model(x)
    return result


def _kinds(result: Trace) -> list[LayerKind]:
    return [record.kind for record in result.records]


# --- the numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 2, 7])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_logits_are_the_models_bit_for_bit(name: str, batch: int) -> None:
    model, x = _fresh(name), _digits(batch)
    result = trace(model, x)
    assert torch.equal(result.logits, _answer(model, x))
    assert torch.equal(result.logits, result.records[-1].output)
    assert torch.equal(result.probabilities, torch.softmax(result.logits, dim=1))
    assert torch.equal(result.input, x)
    assert result.logits.shape == (batch, 10)


def _by_torch(record: LayerRecord, inputs: list[torch.Tensor]) -> torch.Tensor:
    """What `torch.nn.functional` makes of the parents' outputs, with the record's own numbers."""
    spec, weight, bias, x = record.spec, record.weight, record.bias, inputs[0]
    if record.kind is LayerKind.CONV:
        assert isinstance(spec, ConvSpec) and weight is not None
        if spec.padding_mode == "zeros":
            return F.conv2d(x, weight, bias, spec.stride, spec.padding, spec.dilation, spec.groups)
        (top, bottom), (left, right) = spec.pads
        x = F.pad(x, (left, right, top, bottom), mode=spec.padding_mode)
        return F.conv2d(x, weight, bias, spec.stride, 0, spec.dilation)
    if record.kind is LayerKind.POOL:
        assert isinstance(spec, PoolSpec)
        sizes = (spec.kernel, spec.steps, spec.padding)
        if spec.kind == "max":
            return F.max_pool2d(x, *sizes, spec.dilation, ceil_mode=spec.ceil_mode)
        counted = (spec.count_include_pad, spec.divisor_override)
        return F.avg_pool2d(x, *sizes, spec.ceil_mode, *counted)
    if record.kind is LayerKind.BATCH_NORM:
        assert isinstance(spec, BatchNormSpec)
        return F.batch_norm(x, spec.mean, spec.variance, weight, bias, eps=spec.eps)
    if record.kind is LayerKind.ACTIVATION:
        assert isinstance(spec, ActivationSpec)
        function: Callable[[torch.Tensor], torch.Tensor] = {
            "relu": F.relu,
            "leakyrelu": F.leaky_relu,
            "sigmoid": torch.sigmoid,
            "tanh": torch.tanh,
            "gelu": F.gelu,
            "silu": F.silu,
            "elu": F.elu,
        }[spec.function]
        return function(x)
    if record.kind is LayerKind.DENSE:
        assert weight is not None
        return F.linear(x, weight, bias)
    if record.kind is LayerKind.ADD:
        return inputs[0] + inputs[1]
    simple: dict[LayerKind, Callable[[torch.Tensor], torch.Tensor]] = {
        LayerKind.GLOBAL_POOL: lambda x: F.adaptive_avg_pool2d(x, 1),
        LayerKind.FLATTEN: lambda x: x.flatten(1),
        LayerKind.DROPOUT: lambda x: x,
    }
    return simple[record.kind](x)


def _check_every_record(result: Trace) -> None:
    """Each record follows from its parents; an addition has two of them, all others one."""
    outputs: dict[str, torch.Tensor] = {}
    for record in result.records:
        assert record.name not in outputs, "names are unique"
        assert record.kind is not LayerKind.OTHER
        if record.kind is LayerKind.INPUT:
            assert record.parents == ()
        else:
            assert len(record.parents) == (2 if record.kind is LayerKind.ADD else 1), record.name
            inputs = [outputs[parent] for parent in record.parents]
            assert torch.equal(record.output, _by_torch(record, inputs)), record.name
        outputs[record.name] = record.output


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_record_is_torch_applied_to_its_parents(name: str) -> None:
    result = trace(_fresh(name), _digits(2))
    assert result.records[0].name == INPUT_NAME
    _check_every_record(result)


class Zoo(nn.Module):
    """One of every layer that has a word of its own, in unusual settings."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 3, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2)),
            nn.LeakyReLU(),
            nn.Conv2d(3, 4, 3, padding="same", padding_mode="reflect"),
            nn.BatchNorm2d(4, eps=1e-2),
            nn.Tanh(),
            nn.Conv2d(4, 4, 3, padding=1, padding_mode="circular", bias=False),
            nn.Sigmoid(),
            nn.MaxPool2d((3, 2), stride=(1, 2), padding=(1, 0), ceil_mode=True),
            nn.GELU(),
            nn.Conv2d(4, 5, 3, padding=(2, 1), padding_mode="replicate"),
            nn.SiLU(),
            nn.AvgPool2d(2, padding=1),
            nn.BatchNorm2d(5, affine=False),
            nn.ELU(),
            nn.AdaptiveAvgPool2d((1, 1)),
            nn.Dropout2d(0.3),
            nn.Flatten(),
            nn.Dropout(0.9),
            nn.Linear(5, 10, bias=False),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.layers(x)
        return result


def test_unusual_settings_are_read_right() -> None:
    torch.manual_seed(0)
    model, x = Zoo().eval(), _digits(2)
    result = trace(model, x)
    assert torch.equal(result.logits, _answer(model, x))
    _check_every_record(result)
    assert len(result.records) == 1 + len(model.layers)
    assert result.record("layers.0").spec == ConvSpec((3, 2), (2, 1), (1, 0), (1, 2))
    assert result.record("layers.7").spec == PoolSpec("max", (3, 2), (1, 2), (1, 0), True)


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(1, 2, 3, padding="valid"),
        nn.MaxPool2d([2, 2]),  # type: ignore[arg-type]
        nn.AvgPool2d([3, 2], stride=[1, 2]),  # type: ignore[arg-type]
    ],
    ids=["padding valid", "list of sizes", "lists of sizes"],
)
def test_other_spellings_pytorch_allows_can_be_traced(layer: nn.Module) -> None:
    model, x = nn.Sequential(layer), _digits(1)
    result = trace(model, x)
    assert torch.equal(result.logits, _answer(model, x))
    _check_every_record(result)


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(2, 2, 3, groups=2),
        nn.MaxPool2d(2, dilation=2),
        nn.AvgPool2d(3, padding=1, count_include_pad=False),
        nn.AvgPool2d(2, divisor_override=3),
    ],
    ids=["groups", "dilated pooling", "padding not counted", "other divisor"],
)
def test_rare_settings_are_in_the_spec(layer: nn.Module) -> None:
    model, x = nn.Sequential(nn.Conv2d(1, 2, 1), layer), _digits(1)
    result = trace(model, x)
    assert torch.equal(result.logits, _answer(model, x))
    _check_every_record(result)


def test_resnet_sums_have_two_parents_that_add_up() -> None:
    result = trace(_fresh("resnet"), _digits(3))
    sums = [record for record in result.records if record.kind is LayerKind.ADD]
    assert len(sums) == 3
    for record in sums:
        first, second = (result.record(parent) for parent in record.parents)
        assert torch.equal(record.output, first.output + second.output)
    # The first block's shortcut is the identity: its sum starts from the block's own input.
    assert "pool1" in sums[0].parents


class PlusConstant(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + 1


class PlusItself(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + x


class PlusParameter(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.shift = nn.Parameter(torch.ones(28))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.shift


class PlusSize(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + x.size(2)


class PlusTwice(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.add(x, torch.sigmoid(x), alpha=2)


@pytest.mark.parametrize("build", [PlusConstant, PlusItself, PlusParameter, PlusSize, PlusTwice])
def test_what_is_called_a_residual_sum_is_the_sum_of_its_parents(
    build: Callable[[], nn.Module],
) -> None:
    """Adding a number, a parameter or a multiple is something else."""
    model, x = build(), _digits(1)
    result = trace(model, x)
    assert torch.equal(result.logits, _answer(model, x))
    assert LayerKind.ADD not in _kinds(result)


class Sums(nn.Module):
    """Every way to write the addition of two tensors."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.sigmoid(x)
        z = x + y
        z = torch.add(z, x)
        z = z.add(y)
        z += x
        return z.add_(y)


def test_every_spelling_of_a_sum_is_one() -> None:
    model, x = Sums(), _digits(1)
    result = trace(model, x)
    assert _kinds(result) == [LayerKind.INPUT, LayerKind.ACTIVATION] + [LayerKind.ADD] * 5
    assert torch.equal(result.logits, _answer(model, x))
    _check_every_record(result)


class InPlace(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.relu(self.conv(x))
        return result


def test_in_place_relu_keeps_the_negative_convolution_output() -> None:
    torch.manual_seed(0)
    model, x = InPlace(), _digits(1) - 0.5
    result = trace(model, x)
    before, after = result.record("conv").output, result.record("relu").output
    assert before.min() < 0
    assert torch.equal(after, before.clamp(min=0))
    assert torch.equal(result.logits, _answer(model, x))


class InPlaceShortcut(nn.Module):
    """The shortcut's own memory is overwritten by an in-place ReLU before it is added."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(2, 2, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv1(x)
        z = self.conv2(self.relu(y))
        result: torch.Tensor = z + y  # y holds what ReLU left in it
        return result


def test_a_sum_after_an_in_place_layer_is_still_the_sum_of_its_parents() -> None:
    torch.manual_seed(0)
    model, x = InPlaceShortcut(), _digits(1) - 0.5
    result = trace(model, x)
    assert torch.equal(result.logits, _answer(model, x))
    first, second = (result.record(parent).output for parent in result.records[-1].parents)
    assert torch.equal(result.logits, first + second)


class Functional(nn.Module):
    """Functions and methods where others use modules; one module used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)
        self.relu = nn.ReLU()
        self.relu_2 = nn.ReLU()  # the very name the second use of `relu` would get
        self.input = nn.Linear(4 * 13 * 13, 10)  # and the name of the input's own record

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.relu(self.conv1(x))
        x = self.relu_2(self.relu(self.conv2(x)))
        x = F.relu(F.max_pool2d(x, 2)).relu()
        x = torch.relu(x).relu_()
        x = x.view(x.size(0), -1)
        result: torch.Tensor = self.input(x)
        return result


@pytest.mark.parametrize("batch", [1, 4])
def test_functions_views_and_repeated_modules_are_seen(batch: int) -> None:
    torch.manual_seed(0)
    model, x = Functional(), _digits(batch) - 0.5
    result = trace(model, x)
    assert torch.equal(result.logits, _answer(model, x))
    names = [record.name for record in result.records]
    assert len(set(names)) == len(names) == 13
    conv, relu, pool = LayerKind.CONV, LayerKind.ACTIVATION, LayerKind.POOL
    assert _kinds(result) == [
        *(LayerKind.INPUT, conv, relu, conv, relu, relu, pool, relu, relu, relu, relu),
        *(LayerKind.FLATTEN, LayerKind.DENSE),
    ]
    for before, record in zip(result.records, result.records[1:], strict=False):
        assert record.parents == (before.name,)
        assert torch.equal(record.output, _by_torch(record, [before.output]))


def test_every_batch_size_is_followed() -> None:
    model = Functional()
    for batch in (1, 5, 2):
        x = _digits(batch, seed=batch)
        assert torch.equal(trace(model, x).logits, _answer(model, x))


def test_record_finds_by_name() -> None:
    result = trace(_fresh("lenet5"), _digits(1))
    record = result.record("conv2")
    assert record.kind is LayerKind.CONV
    assert record.weight is not None and record.weight.shape == (16, 6, 5, 5)
    assert record.bias is not None and record.bias.shape == (16,)
    assert record.output.shape == (1, 16, 10, 10)
    with pytest.raises(KeyError, match="conv9"):
        result.record("conv9")


def test_nothing_in_a_trace_holds_gradients() -> None:
    result = trace(_fresh("vgg"), _digits(1).requires_grad_())
    tensors = [result.input, result.logits, result.probabilities]
    for record in result.records:
        tensors += [t for t in (record.output, record.weight, record.bias) if t is not None]
    assert not any(tensor.requires_grad for tensor in tensors)


# --- the model is left alone ----------------------------------------------------------------


def _state(model: nn.Module) -> dict[str, Any]:
    """Everything about a model that a trace might leave a mark on."""
    hooks = [key for key in vars(model) if key.endswith("_hooks")]
    assert len(hooks) > 5
    return {
        "modules": [
            (name, id(module), type(module), module.training, sorted(vars(module)))
            for name, module in model.named_modules()
        ],
        "hooks": [len(vars(m)[key]) for m in model.modules() for key in hooks],
        "parameters": [
            (name, id(p), p.requires_grad, p.grad is None, p._version)
            for name, p in model.named_parameters()
        ],
        "buffers": [(name, id(b), b._version) for name, b in model.named_buffers()],
        "values": {name: value.tolist() for name, value in model.state_dict().items()},
    }


@pytest.mark.parametrize("name", ["lenet5", "vgg", "resnet"])
def test_the_model_is_left_exactly_as_it_was(name: str) -> None:
    model, x = _fresh(name), _digits(2)
    before, x_before = _state(model), x.clone()
    trace(model, x)
    trace(model, x)
    assert _state(model) == before
    assert torch.equal(x, x_before)


def test_a_training_flag_is_left_as_it_was() -> None:
    """A network without dropout or batch norm may be traced while it is being trained."""
    model = ARCHITECTURES["lenet5"].build()
    model.conv2.eval()
    flags = [module.training for module in model.modules()]
    result = trace(model, _digits(1))
    assert [module.training for module in model.modules()] == flags
    assert torch.equal(result.logits, _answer(model, _digits(1)))


def test_failing_leaves_the_model_alone_too() -> None:
    model = _fresh("lenet5")
    before = _state(model)
    with pytest.raises(RuntimeError):
        trace(model, torch.zeros(1, 3, 28, 28))
    assert _state(model) == before
    assert torch.equal(trace(model, _digits(1)).logits, _answer(model, _digits(1)))


def test_records_are_copies() -> None:
    """Scribbling over a whole trace changes neither model nor input nor the next trace."""
    model, x = _fresh("resnet"), _digits(2)
    before, x_before = _state(model), x.clone()
    first, second = trace(model, x), trace(model, x)
    for record in first.records:
        parts = [record.output, record.weight, record.bias]
        if isinstance(record.spec, BatchNormSpec):
            parts += [record.spec.mean, record.spec.variance]
        for part in parts:
            if part is not None:
                part.fill_(77)
    first.input.fill_(77)
    first.logits.fill_(77)
    assert _state(model) == before
    assert torch.equal(x, x_before)
    third = trace(model, x)
    for old, new in zip(second.records, third.records, strict=True):
        assert torch.equal(old.output, new.output)
    assert torch.equal(second.logits, third.logits)


def test_records_share_no_memory_with_each_other() -> None:
    """Flatten is a view of what comes before it, its record is not."""
    result = trace(_fresh("mlp"), _digits(1))
    places = [record.output.data_ptr() for record in result.records]
    assert len(set(places)) == len(places)


def test_logits_of_a_model_that_only_reshapes_are_a_copy_too() -> None:
    x = _digits(1)
    before = x.clone()
    trace(nn.Sequential(nn.Flatten()), x).logits.fill_(77)
    assert torch.equal(x, before)


# --- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["alexnet", "vgg", "resnet"])
def test_training_mode_is_refused_where_it_matters(name: str) -> None:
    model = ARCHITECTURES[name].build().train()
    before = _state(model)
    with pytest.raises(ValueError, match=r"training mode.*model\.eval\(\)"):
        trace(model, _digits(1))
    assert _state(model) == before


@pytest.mark.parametrize("name", ["alexnet", "vgg", "resnet"])
def test_training_mode_is_refused_after_a_trace_in_evaluation_mode(name: str) -> None:
    model = _fresh(name)
    trace(model, _digits(1))
    model.train()
    with pytest.raises(ValueError, match="training mode"):
        trace(model, _digits(1))
    model.eval()
    assert torch.equal(trace(model, _digits(1)).logits, _answer(model, _digits(1)))


@pytest.mark.parametrize(("name", "part"), [("alexnet", "dropout1"), ("vgg", "block1.norm1")])
def test_one_layer_in_training_mode_is_enough(name: str, part: str) -> None:
    """The model as a whole is in evaluation mode, known already, and one layer is not."""
    model = _fresh(name)
    trace(model, _digits(1))
    model.get_submodule(part).train()
    before = _state(model)
    with pytest.raises(ValueError, match="training mode"):
        trace(model, _digits(1))
    assert _state(model) == before


class FunctionalDropout(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.dropout(x, 0.5, training=self.training)


def test_functional_dropout_in_training_mode_is_refused() -> None:
    model, x = FunctionalDropout(), _digits(1)
    with pytest.raises(ValueError, match="training mode"):
        trace(model.train(), x)
    assert torch.equal(trace(model.eval(), x).logits, x)


class Branch(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return -x if x.sum() > 0 else x


class Loop(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.stack([image * 2 for image in x])


class Count(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for _ in range(x.size(0)):
            x = x + 1
        return x


class Number(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * float(x.max())


class Length(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x / len(x)


@pytest.mark.parametrize("build", [Branch, Loop, Count, Number, Length])
def test_control_flow_that_depends_on_the_input_is_followed(
    build: Callable[[], nn.Module],
) -> None:
    for x in (_digits(1), -_digits(1), _digits(3)):
        assert torch.equal(trace(build(), x).logits, _answer(build(), x))


class Pair(nn.Module):
    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return x, -x


def test_a_model_that_returns_a_tuple_is_refused() -> None:
    with pytest.raises(ValueError, match="one tensor, got tuple"):
        trace(Pair(), _digits(1))


# --- changes between two traces -------------------------------------------------------------


class OwnParameter(nn.Module):
    """Holds a number and a tensor of its own, outside any layer."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.register_buffer("mean", torch.tensor(0.5))
        self.kernel = 2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.max_pool2d((x - self.mean) * self.scale, self.kernel)


@pytest.mark.parametrize(
    "build", [*(row.build for row in ARCHITECTURES.values()), OwnParameter], ids=str
)
def test_a_trace_keeps_no_model_alive(build: Callable[[], nn.Module]) -> None:
    model = build().eval()
    trace(model, _digits(1))
    trace(model, _digits(1))
    reference = weakref.ref(model)
    assert reference() is not None
    del model
    gc.collect()
    assert reference() is None


def _exchange_layer(model: Any) -> None:
    model.conv2 = nn.Conv2d(6, 16, kernel_size=5)


def _exchange_pooling(model: Any) -> None:
    model.pool1 = nn.AvgPool2d(2)


def _change_stride(model: Any) -> None:
    model.pool1 = nn.MaxPool2d(3, stride=2, padding=1)


def _set_stride(model: Any) -> None:
    model.pool1.kernel_size, model.pool1.padding, model.pool1.stride = 3, 1, 2


def _swap_layers(model: Any) -> None:
    model.conv1, model.relu1 = model.relu1, model.conv1


def _load_weights(model: Any) -> None:
    model.load_state_dict(_fresh("lenet5", seed=5).state_dict())


def _assign_weights(model: Any) -> None:
    model.load_state_dict(_fresh("lenet5", seed=5).state_dict(), assign=True)


def _write_weight(model: Any) -> None:
    model.conv1.weight.data[0] = 3


@pytest.mark.parametrize(
    "change",
    [
        _exchange_layer,
        _exchange_pooling,
        _change_stride,
        _set_stride,
        _swap_layers,
        _load_weights,
        _assign_weights,
        _write_weight,
    ],
)
def test_a_change_after_a_trace_is_seen(change: Callable[[nn.Module], None]) -> None:
    model, x = _fresh("lenet5"), _digits(2)
    before = trace(model, x).logits
    change(model)
    after = trace(model, x)
    assert torch.equal(after.logits, _answer(model, x))
    assert not torch.equal(after.logits, before)
    _check_every_record(after)


def test_a_block_exchanged_inside_a_network_is_seen() -> None:
    model, x = _fresh("resnet"), _digits(1)
    trace(model, x)
    model.block1 = _fresh("resnet", seed=9).block1
    assert torch.equal(trace(model, x).logits, _answer(model, x))


def _exchange_parameter(model: Any) -> None:
    model.scale = nn.Parameter(torch.tensor(-3.0))


def _exchange_buffer(model: Any) -> None:
    model.mean = torch.tensor(0.1)


def _exchange_number(model: Any) -> None:
    model.kernel = 4


@pytest.mark.parametrize("change", [_exchange_parameter, _exchange_buffer, _exchange_number])
def test_a_change_outside_any_layer_is_seen(change: Callable[[nn.Module], None]) -> None:
    model, x = OwnParameter(), _digits(1)
    before = trace(model, x).logits
    change(model)
    after = _answer(model, x)
    assert after.shape != before.shape or not torch.equal(after, before)
    assert torch.equal(trace(model, x).logits, after)


# --- threads --------------------------------------------------------------------------------


def _same(one: Trace, other: Trace) -> bool:
    return torch.equal(one.logits, other.logits) and all(
        a.name == b.name and torch.equal(a.output, b.output)
        for a, b in zip(one.records, other.records, strict=True)
    )


@pytest.mark.parametrize(("name", "traces"), [("lenet5", 200), ("resnet", 15)])
def test_eight_threads_share_one_model_and_see_only_their_own(name: str, traces: int) -> None:
    model = _fresh(name)
    inputs = [_digits(1, seed) for seed in range(16)]
    alone = [trace(model, x) for x in inputs]
    start = threading.Barrier(8, timeout=PATIENCE)

    def wrong(thread: int) -> int:
        start.wait()
        picks = [(thread * 5 + turn * 3) % len(inputs) for turn in range(traces)]
        return sum(not _same(trace(model, inputs[pick]), alone[pick]) for pick in picks)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(wrong, range(8))) == [0] * 8


def _logits_after(start: threading.Barrier, model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    start.wait()
    return trace(model, x).logits


@pytest.mark.parametrize("shared", [True, False], ids=["one model", "a model each"])
def test_threads_that_all_come_first_get_the_right_answer(shared: bool) -> None:
    x = _digits(1)
    for turn in range(10):
        models = [_fresh("lenet5", seed=turn * 10 + i * (not shared)) for i in range(8)]
        models = [models[0]] * 8 if shared else models
        expected = [_answer(model, x) for model in models]
        start = threading.Barrier(8, timeout=PATIENCE)

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(_logits_after, [start] * 8, models, [x] * 8))
        assert all(map(torch.equal, answers, expected))


class Paused(nn.Module):
    """Stops in the middle of a run until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.reached, self.go_on = threading.Event(), threading.Event()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x)
        self.reached.set()
        assert self.go_on.wait(PATIENCE)
        result: torch.Tensor = x.relu()
        return result


@pytest.mark.parametrize("way", ["trace", "call", "the same model's layer"])
def test_a_trace_under_way_disturbs_no_other_thread(way: str) -> None:
    paused, known, x = Paused(), _fresh("lenet5"), _digits(1)
    expected = trace(known, x).logits
    convolved = _answer(paused.conv, x)
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(trace, paused, x)
        try:
            assert paused.reached.wait(PATIENCE)
            if way == "trace":
                assert torch.equal(trace(known, x).logits, expected)
            elif way == "call":
                assert torch.equal(_answer(known, x), expected)
            else:
                assert torch.equal(_answer(paused.conv, x), convolved)
        finally:
            paused.go_on.set()
        assert torch.equal(building.result().logits, convolved.relu())
