"""A network at a moment of its training: its weights and no other's, and nothing else changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.images import ImageSet, Preparation
from cnnviz.core.networks.architectures import DIGITS
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.pretrained import PRETRAINED, write_listed
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.training.film import Weights, film_of, judge_moment, network_at, some_of
from cnnviz.core.training.fit import predict_logits
from cnnviz.core.training.snapshot_facts import (
    FACTS_FILE,
    JUDGED,
    measure_snapshots,
    read_snapshot_facts,
    snapshot_facts_json,
)
from cnnviz.core.training.snapshots import MOMENTS, SNAPSHOT_NETWORKS, read_snapshots

SHAPES = [(1, 28, 28), (3, 16, 20)]


def network_of(model: nn.Module, shape: tuple[int, int, int] = (1, 28, 28)) -> Network:
    return Network("test", "Test", model.eval(), Preparation(shape), DIGITS, is_digits=True)


def normed(seed: int, channels: int = 1) -> nn.Module:
    """A convolution and a batch norm whose buffers are its own."""
    torch.manual_seed(seed)
    norm = nn.BatchNorm2d(4)
    norm.running_mean = torch.randn(4)
    norm.running_var = torch.rand(4) + 0.5
    head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10))
    return nn.Sequential(nn.Conv2d(channels, 4, 3), norm, nn.ReLU(), head)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_network_at_a_moment_answers_as_it_did_then(shape: tuple[int, int, int]) -> None:
    before, after = normed(1, shape[0]).eval(), normed(2, shape[0]).eval()
    shown = network_of(after, shape)
    x = torch.rand(3, *shape)
    then, now = before(x), after(x)
    assert not torch.allclose(then, now)
    model = network_at(shown, before.state_dict())
    assert not model.training
    torch.testing.assert_close(model(x), then, rtol=0, atol=0)
    # What is shown on all other pages stays as it was.
    torch.testing.assert_close(shown.model(x), now, rtol=0, atol=0)
    assert not {p.data_ptr() for p in model.parameters()} & {
        p.data_ptr() for p in shown.model.parameters()
    }


def test_half_precision_weights_are_read_as_they_are_kept() -> None:
    kept = {k: v.half() if v.is_floating_point() else v for k, v in normed(3).state_dict().items()}
    model = network_at(network_of(normed(4)), kept)
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, kept[name].to(value.dtype), rtol=0, atol=0)


def without_a_buffer(weights: Weights) -> Weights:
    return {k: v for k, v in weights.items() if "running_mean" not in k}


def with_one_more(weights: Weights) -> Weights:
    return {**weights, "9.weight": torch.zeros(1)}


def with_another_shape(weights: Weights) -> Weights:
    return {**weights, "0.weight": torch.zeros(4, 1, 5, 5)}


@pytest.mark.parametrize("spoil", [without_a_buffer, with_one_more, with_another_shape])
def test_weights_of_another_network_are_refused(spoil: Callable[[Weights], Weights]) -> None:
    weights = spoil(normed(1).state_dict())
    with pytest.raises(ValueError, match="not those of this network"):
        network_at(network_of(normed(2)), weights)
    with pytest.raises(ValueError, match="not those of this network"):
        film_of(network_of(normed(2)), [(0, weights)], torch.zeros(1, 1, 28, 28), "0")


@pytest.mark.parametrize("shape", SHAPES)
def test_each_frame_holds_its_own_moment(shape: tuple[int, int, int]) -> None:
    models = [normed(seed, shape[0]).eval() for seed in range(4)]
    shown = network_of(models[-1], shape)
    x = torch.rand(1, *shape)
    moments = [(step, model.state_dict()) for step, model in enumerate(models)]
    film = film_of(shown, moments, x, "0")
    assert film.first == "0"
    for (step, _), frame, model in zip(moments, film.frames, models, strict=True):
        assert frame.step == step
        torch.testing.assert_close(torch.from_numpy(frame.probabilities), model(x).softmax(1)[0])
        torch.testing.assert_close(torch.from_numpy(frame.maps), model[0](x)[0])
        torch.testing.assert_close(torch.from_numpy(frame.filters), model[0].weight.detach())


def test_a_dense_first_layer_is_shown_as_the_input_it_reads() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(3 * 4 * 5, 7), nn.ReLU(), nn.Linear(7, 10))
    x = torch.rand(1, 3, 4, 5)
    film = film_of(network_of(model, (3, 4, 5)), [(0, model.state_dict())], x, "1")
    (frame,) = film.frames
    assert frame.filters.shape == (7, 3, 4, 5)
    sums = (torch.from_numpy(frame.filters) * x).sum(dim=(1, 2, 3)) + model[1].bias
    torch.testing.assert_close(torch.from_numpy(frame.maps).ravel(), sums)


def test_a_network_whose_first_layer_reads_something_else_has_no_filters() -> None:
    model = nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), nn.Linear(14 * 14, 10))
    film = film_of(network_of(model), [(0, model.state_dict())], torch.rand(1, 1, 28, 28), "0")
    assert film.first == "" and film.frames[0].filters.size == 0


def test_a_moment_is_judged_as_pytorch_would() -> None:
    pictures = some_of(builtin_split().check, 200)
    assert len(pictures) == 200 and len(set(pictures.labels.tolist())) == 10
    model = network_at(network_of(normed(1)), normed(2).state_dict())
    found = judge_moment(model, pictures)
    logits, truth = predict_logits(model, pictures), torch.from_numpy(pictures.labels)
    assert found.loss == pytest.approx(float(nn.functional.cross_entropy(logits, truth)), rel=1e-5)
    assert found.accuracy == pytest.approx(float((logits.argmax(1) == truth).float().mean()))
    assert found.confusion.sum(axis=1).tolist() == [20] * 10


@pytest.mark.parametrize("name", SNAPSHOT_NETWORKS)
def test_every_shipped_snapshot_has_its_facts(name: str) -> None:
    facts = read_snapshot_facts(PRETRAINED / FACTS_FILE)[name]
    snapshots = read_snapshots(PRETRAINED / f"{name}.snapshots.safetensors")
    assert [fact.step for fact in facts] == list(snapshots) == list(MOMENTS)
    for fact in facts:
        assert fact.confusion.sum() == JUDGED
        assert fact.check_accuracy == pytest.approx(fact.confusion.trace() / JUDGED)
    assert facts[0].check_accuracy < 0.2 and facts[-1].check_accuracy > 0.98
    # A training picture is no easier than a test picture before anything was learned.
    assert facts[0].loss == pytest.approx(facts[0].check_loss, abs=0.05)


@pytest.mark.parametrize("step", [0, 100, 6_000])
def test_the_facts_of_lenet5_are_what_its_snapshots_do(step: int) -> None:
    facts = {f.step: f for f in read_snapshot_facts(PRETRAINED / FACTS_FILE)["lenet5"]}
    snapshots = read_snapshots(PRETRAINED / "lenet5.snapshots.safetensors")
    check = builtin_split().check
    few = ImageSet("few", check.images[:10], check.labels[:10])
    network, one = shipped_network("lenet5"), {step: snapshots[step]}
    (again,) = measure_snapshots(network, one, few, check, steps_per_epoch=1)
    # Another processor may round a digit in a thousand to the other side.
    assert again.check_loss == pytest.approx(facts[step].check_loss, abs=2e-4)
    assert abs(again.confusion - facts[step].confusion).sum() <= 4


def test_facts_are_read_as_they_were_written() -> None:
    facts = read_snapshot_facts(PRETRAINED / FACTS_FILE)
    assert snapshot_facts_json(facts) == (PRETRAINED / FACTS_FILE).read_bytes()


@pytest.mark.parametrize("text", ["{", "[]", '{"lenet5": [{"step": 1}]}', '{"lenet5": 3}'])
def test_a_damaged_file_of_facts_is_a_value_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / FACTS_FILE
    write_listed(path, text.encode())
    with pytest.raises(ValueError):
        read_snapshot_facts(path)
