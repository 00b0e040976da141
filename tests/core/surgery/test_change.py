"""Changed networks: PyTorch, given the same settings, is the judge."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
import torch
from torch import nn

from cnnviz.core.digits.datasets import DigitSet
from cnnviz.core.digits.held_out import builtin_split, held_out_accuracy
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.edit_code import allowed_numbers, decode_edits, encode_edits
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    WindowSpec,
    change,
    edited_specs,
    settings_of,
)
from cnnviz.core.surgery.misfit import MisfitKind, trace_until_misfit
from cnnviz.core.surgery.nearby import nearest_working, shapes_fit
from cnnviz.core.surgery.retraining import FeaturesEnd, retrain, with_fresh_dense
from cnnviz.core.trace import trace
from cnnviz.core.training.fit import BatchEnd, EpochEnd, TrainingData
from cnnviz.core.windows import PADDING_MODES, POOL_KINDS, ConvSpec, PoolSpec

NAMES = [name for name in ARCHITECTURES if name != "mlp"]
ZEROS = torch.zeros(1, 1, 28, 28)


def built(name: str) -> nn.Module:
    torch.manual_seed(0)
    return ARCHITECTURES[name].build().eval()


def few(count: int = 400) -> TrainingData:
    split = builtin_split()
    rows = torch.linspace(0, len(split.train) - 1, count).long().numpy()
    check = torch.linspace(0, len(split.check) - 1, 100).long().numpy()
    return TrainingData(
        DigitSet("few", split.train.images[rows], split.train.labels[rows]),
        DigitSet("check", split.check.images[check], split.check.labels[check]),
    )


def random_edit(rng: random.Random, layers: dict[str, WindowSpec]) -> NetworkEdit:
    """Legal settings in one to three layers, as a person could choose them."""
    edit = NetworkEdit()
    for name in rng.sample(list(layers), rng.randint(1, min(3, len(layers)))):
        for setting in rng.sample(settings_of(layers[name]), rng.randint(1, 2)):
            choices: Any = {"kind": POOL_KINDS, "padding_mode": PADDING_MODES}.get(setting)
            value = rng.choice(choices or list(allowed_numbers(layers[name], setting)))
            if setting in ("stride", "padding") and rng.random() < 0.2:
                value = (value, rng.choice(list(allowed_numbers(layers[name], setting))))
            try:
                edit = change(edit, layers, name, **{setting: value})
            except ValueError:
                continue  # more padding than half the pooling window
    return edit


def built_so(name: str, specs: dict[str, WindowSpec]) -> nn.Module:
    """The network as somebody would write it with these settings, by PyTorch's own arguments."""
    model = built(name)
    weights = model.state_dict()
    for layer, spec in specs.items():
        old = model.get_submodule(layer)
        *path, last = layer.split(".")
        owner = model.get_submodule(".".join(path))
        if isinstance(spec, PoolSpec):
            kinds = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}
            new: nn.Module = kinds[spec.kind](spec.kernel_size, spec.stride, spec.padding)
        else:
            assert isinstance(old, nn.Conv2d)
            new = nn.Conv2d(
                old.in_channels,
                old.out_channels,
                spec.kernel_size,
                stride=spec.stride,
                padding=spec.padding,
                bias=old.bias is not None,
                padding_mode=spec.padding_mode,
            )
        setattr(owner, last, new)
    model.load_state_dict(weights)
    return model.eval()


@pytest.mark.parametrize("name", NAMES)
def test_random_legal_edits_against_pytorch(name: str) -> None:
    rng, model = random.Random(name), built(name)
    layers = editable_layers(model)
    records = trace(model, ZEROS).records
    state = copy.deepcopy(model.state_dict())
    x = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    before = trace(model, x).logits
    fitting = 0
    for _ in range(40):
        edit = random_edit(rng, layers)
        changed = edit_network(model, edit)
        specs = edited_specs(edit, layers)
        assert shapes_fit(records, specs) == (changed.misfit is None)
        same = built_so(name, specs)
        result, misfit = trace_until_misfit(changed.model, x)
        if misfit is None:
            fitting += 1
            with torch.no_grad():
                assert torch.equal(changed.model(x), same(x))
            assert torch.equal(result.logits, same(x))
        else:
            assert misfit == changed.misfit or misfit.reason == changed.misfit.reason
            assert result.logits.shape == (2, 0)
            if misfit.message:
                with pytest.raises((RuntimeError, ValueError)):
                    same(x)
            else:
                assert misfit.kind is MisfitKind.SUM
        trained = {k: v for k, v in changed.model.state_dict().items()}
        assert trained.keys() == state.keys()
        assert all(torch.equal(trained[key], state[key]) for key in state)
    assert fitting >= 3
    assert torch.equal(trace(model, x).logits, before)
    assert editable_layers(model) == layers


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("kind", "setting", "value", "named"),
    [
        (ConvSpec, "stride", 0, "stride"),
        (ConvSpec, "stride", -1, "stride"),
        (ConvSpec, "stride", (1, 2, 3), "stride"),
        (ConvSpec, "padding", -1, "padding"),
        (ConvSpec, "padding", "valid", "padding"),
        (ConvSpec, "padding", 1.5, "padding"),
        (ConvSpec, "padding_mode", "mirror", "padding_mode"),
        (ConvSpec, "kind", "max", "kind"),
        (ConvSpec, "kernel_size", 3, "kernel_size"),
        (PoolSpec, "kind", "median", "kind"),
        (PoolSpec, "kernel_size", 0, "kernel_size"),
        (PoolSpec, "stride", 0, "stride"),
        (PoolSpec, "padding", 3, "padding"),
        (PoolSpec, "padding_mode", "zeros", "padding_mode"),
    ],
)
def test_illegal_settings_name_the_argument(
    name: str, kind: type, setting: str, value: object, named: str
) -> None:
    model = built(name)
    layers = editable_layers(model)
    layer = next(key for key, spec in layers.items() if isinstance(spec, kind))
    bad: Any = {setting: value}
    with pytest.raises(ValueError, match=named):
        change(NetworkEdit(), layers, layer, **bad)
    with pytest.raises(ValueError, match=named):
        edit_network(model, NetworkEdit((LayerEdit(layer, **bad),)))


def test_a_layer_that_is_not_there_and_one_edited_twice() -> None:
    with pytest.raises(ValueError, match=r"layer: there is no .*'conv9'; there are conv1, pool1"):
        edit_network(built("lenet5"), NetworkEdit((LayerEdit("conv9", stride=2),)))
    with pytest.raises(ValueError, match="edited twice"):
        NetworkEdit((LayerEdit("conv1", stride=2), LayerEdit("conv1", padding=2)))


def test_the_mlp_has_nothing_to_change_and_says_so() -> None:
    model = built("mlp")
    assert editable_layers(model) == {}
    assert edit_network(model, NetworkEdit()).misfit is None
    with pytest.raises(ValueError, match="no convolution or pooling layer to change"):
        edit_network(model, NetworkEdit((LayerEdit("dense1", stride=2),)))


def test_a_dense_layer_that_no_longer_fits() -> None:
    model = built("lenet5")
    changed = edit_network(model, NetworkEdit((LayerEdit("conv1", stride=2),)))
    misfit = changed.misfit
    assert misfit is not None and changed.retrainable
    assert (misfit.layer, misfit.expected, misfit.got) == ("dense1", (400,), (16,))
    assert misfit.reason == "dense1 expected 400 numbers and got 16."
    assert misfit.message == "mat1 and mat2 shapes cannot be multiplied (1x16 and 400x120)"
    result, _ = trace_until_misfit(changed.model, ZEROS)
    assert result.records[-1].name == "flatten"
    assert result.record("pool1").output.shape == (1, 6, 7, 7)


def test_a_residual_sum_whose_parents_disagree() -> None:
    model = built("resnet")
    changed = edit_network(model, NetworkEdit((LayerEdit("block2.conv1", stride=1),)))
    misfit = changed.misfit
    assert misfit is not None and not changed.retrainable
    assert misfit.kind is MisfitKind.SUM and misfit.layer == "block2.add"
    assert misfit.parents == ("block2.norm2", "block2.shortcut_norm")
    assert (misfit.expected, misfit.got) == ((64, 14, 14), (64, 7, 7))
    assert "must match the size" in misfit.message
    with pytest.raises(ValueError, match="cannot be retrained"):
        with_fresh_dense(changed)
    both = NetworkEdit((*changed.edit.layers, LayerEdit("block2.shortcut", stride=1)))
    assert edit_network(model, both).misfit is None
    assert both in nearest_working(model, changed.edit)


def test_a_sum_that_pytorch_would_broadcast_is_a_misfit() -> None:
    edit = NetworkEdit((LayerEdit("block3.conv2", stride=4),))
    misfit = edit_network(built("resnet"), edit).misfit
    assert misfit is not None and misfit.message == ""
    assert "96 × 1 × 1" in misfit.reason and "96 × 4 × 4" in misfit.reason


def test_a_window_larger_than_what_is_left() -> None:
    changed = edit_network(built("lenet5"), NetworkEdit((LayerEdit("conv1", stride=4),)))
    misfit = changed.misfit
    assert misfit is not None and not changed.retrainable
    assert misfit.kind is MisfitKind.WINDOW and misfit.layer == "conv2"
    assert "kernel_size covers 5 cells" in misfit.reason
    assert "Kernel size can't be greater than actual input size" in misfit.message


@pytest.mark.parametrize("name", NAMES)
def test_the_nearest_settings_do_work(name: str) -> None:
    rng, model = random.Random(name), built(name)
    layers = editable_layers(model)
    offered = 0
    for _ in range(12):
        edit = random_edit(rng, layers)
        if edit_network(model, edit).misfit is not None:
            for other in nearest_working(model, edit):
                assert edit_network(model, other).misfit is None
                offered += 1
    assert offered


@pytest.mark.parametrize("name", NAMES)
def test_edits_survive_the_address(name: str) -> None:
    rng = random.Random(name)
    layers = editable_layers(built(name))
    for _ in range(100):
        edit = random_edit(rng, layers)
        assert decode_edits(encode_edits(edit), layers) == edit


def test_the_address_reads_what_a_person_would_write() -> None:
    layers = editable_layers(built("lenet5"))
    edit = decode_edits("pool1.avg.k3-conv1.s2.p0", layers)
    assert edit == NetworkEdit(
        (LayerEdit("conv1", stride=2, padding=0), LayerEdit("pool1", kind="average", kernel_size=3))
    )
    # What equals the trained setting is no change.
    assert decode_edits("conv1.s1-pool1.max.k2", layers) == NetworkEdit()
    assert decode_edits("", layers) == NetworkEdit()


NONSENSE = """
x conv1 conv1. conv1.s conv1.s0 conv1.s9 conv1.s2.s2 conv1.k3 conv1.avg conv1.s2-conv1.p0 conv9.s2
pool1.p2 pool1.reflect conv1.s2--pool1.avg - . conv1.s2- conv1.S2 conv1.s² conv1.p7 conv1.s2x
conv1.s2x2x2 conv1.same.s2 .conv1.s2 pool1.avg.max conv1.p٢
"""


@pytest.mark.parametrize("text", NONSENSE.split())
def test_nonsense_in_the_address_is_none(text: str) -> None:
    assert decode_edits(text, editable_layers(built("lenet5"))) is None


@pytest.mark.parametrize(
    ("name", "layer", "settings"),
    [
        ("lenet5", "conv1", {"stride": 2, "padding": 4}),
        ("alexnet", "pool5", {"stride": 1}),
        ("vgg", "block3.pool", {"kernel_size": 3}),
        ("resnet", "pool1", {"kind": "average"}),
    ],
)
def test_retraining_makes_the_changed_network_answer(
    name: str, layer: str, settings: dict[str, Any]
) -> None:
    model = built(name)
    edited = edit_network(model, NetworkEdit((LayerEdit(layer, **settings),)))
    before = copy.deepcopy(edited.model.state_dict())
    fresh = with_fresh_dense(edited)
    data = few()
    with torch.no_grad():
        assert fresh.model(torch.rand(3, 1, 28, 28)).shape == (3, 10)
    events = list(retrain(fresh, data=data, epochs=10))
    epochs = [event for event in events if isinstance(event, EpochEnd)]
    assert len(epochs) == 10 and epochs[-1].loss < epochs[0].loss
    last = next(event for event in reversed(events) if isinstance(event, FeaturesEnd))
    assert last.done == last.total == 500
    batches = [event.step for event in events if isinstance(event, BatchEnd)]
    assert batches == list(range(1, batches[-1] + 1)) and batches[-1] == 10 * 7
    # Everything before flatten is the trained network; what it was made from is untouched.
    after = edited.model.state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before)
    for key, value in fresh.model.state_dict().items():
        if not key.startswith(("dense", "output")):
            assert torch.equal(value, before[key])
    # The score is that of the network as it now answers.
    pixels = torch.from_numpy(data.check.images.astype("float32") / 255)[:, None]
    answers = trace(fresh.model, pixels).logits.argmax(dim=1).numpy()
    assert epochs[-1].check_accuracy == pytest.approx((answers == data.check.labels).mean())


def test_retraining_is_repeatable_and_leaves_the_random_stream_alone() -> None:
    edited = edit_network(built("alexnet"), NetworkEdit((LayerEdit("pool5", stride=1),)))
    results = []
    stream = torch.get_rng_state()
    for _ in range(2):
        fresh = with_fresh_dense(edited, seed=3)
        list(retrain(fresh, data=few(100), epochs=2, seed=3))
        results.append(fresh.model.state_dict())
    assert torch.equal(torch.get_rng_state(), stream)
    assert all(torch.equal(results[0][key], results[1][key]) for key in results[0])


def test_a_stopped_retraining_leaves_a_network_that_answers() -> None:
    edited = edit_network(built("lenet5"), NetworkEdit((LayerEdit("conv2", padding=1),)))
    fresh = with_fresh_dense(edited)
    events = retrain(fresh, data=few())
    for event in events:
        assert not any(module.training for module in fresh.model.modules())
        if isinstance(event, BatchEnd) and event.step == 3:
            break
    events.close()
    assert trace(fresh.model, ZEROS).logits.isfinite().all()


def test_retraining_ends_when_its_time_is_over() -> None:
    edited = edit_network(built("lenet5"), NetworkEdit((LayerEdit("conv2", padding=1),)))
    events = list(retrain(with_fresh_dense(edited), data=few(), epochs=10_000, seconds=0.3))
    last = events[-1]
    assert isinstance(last, EpochEnd) and 0.3 <= last.seconds < 3


def test_very_many_features_are_not_kept_in_memory() -> None:
    layers = {"pool1": {"stride": 1}, "pool2": {"stride": 1}, "conv1": {"padding": 6}}
    edit = NetworkEdit()
    model = built("lenet5")
    for layer, settings in layers.items():
        edit = change(edit, editable_layers(model), layer, **settings)
    fresh = with_fresh_dense(edit_network(model, edit))
    events = list(retrain(fresh, data=few(100), epochs=1))
    assert not any(isinstance(event, FeaturesEnd) for event in events)
    assert isinstance(events[-1], EpochEnd)


def test_trained_dense_layers_are_never_fitted() -> None:
    edited = edit_network(built("lenet5"), NetworkEdit((LayerEdit("pool1", kind="average"),)))
    with pytest.raises(ValueError, match="with_fresh_dense"):
        retrain(edited, data=few())


def test_the_held_out_digits_are_1000_none_of_them_trained_on() -> None:
    split = builtin_split()
    assert (len(split.train), len(split.check)) == (4000, 1000)
    assert [int((split.check.labels == digit).sum()) for digit in range(10)] == [100] * 10
    known = {image.tobytes() for image in split.train.images}
    assert not any(image.tobytes() in known for image in split.check.images)
    assert 0 <= held_out_accuracy(built("lenet5")) <= 0.5


def test_a_trained_network_is_good_again_after_retraining() -> None:
    model = load_pretrained("lenet5")
    edited = edit_network(model, NetworkEdit((LayerEdit("conv2", padding=1),)))
    fresh = with_fresh_dense(edited)
    at_first = held_out_accuracy(fresh.model)
    last = list(retrain(fresh, data=builtin_split(), epochs=2))[-1]
    assert isinstance(last, EpochEnd)
    assert at_first < 0.4 < 0.95 < last.check_accuracy == held_out_accuracy(fresh.model)
