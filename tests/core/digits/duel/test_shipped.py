"""The duel's networks as they ship do what the page says of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from cnnviz.core.digits.duel import shipped
from cnnviz.core.digits.duel.curves import SHIFTS, Curve, accuracy_curve, both_ways
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.core.digits.duel.shipped import DUEL, duel_network, train_all
from cnnviz.core.digits.duel.whole_digits import for_whole_digits
from cnnviz.core.digits.held_out import builtin_split, held_out_accuracy
from cnnviz.core.networks.pretrained import WeightsError, read_manifest
from cnnviz.core.trace import LayerKind, trace
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.fit import EpochEnd, TrainingData


@pytest.fixture(scope="module")
def curves() -> dict[str, Curve]:
    return {
        name: accuracy_curve(duel_network(name).model, shuffled=spec.reads_shuffled)
        for name, spec in SPECS.items()
    }


def test_the_manifest_says_what_is_measured(curves: dict[str, Curve]) -> None:
    rows = read_manifest(DUEL)
    assert list(rows) == list(SPECS)
    for name, row in rows.items():
        said = row["held_out_accuracy_by_shift_to_the_right"]
        assert list(said) == [str(right) for right in SHIFTS]
        # A digit in a thousand may lie on the edge between two answers on another processor.
        assert np.allclose(list(said.values()), curves[name], atol=0.0021), name
        assert row["plan"] == SPECS[name].plan.to_json()
        model = duel_network(name).model
        assert row["parameters"] == sum(p.numel() for p in model.parameters())
        assert row["bytes"] == (DUEL / f"{name}.safetensors").stat().st_size
        assert abs(row["check_accuracy"] - curves[name][len(SHIFTS) // 2]) < 0.02


def test_all_read_unmoved_digits(curves: dict[str, Curve]) -> None:
    for name, curve in curves.items():
        assert curve[len(SHIFTS) // 2] > 0.965, name


def test_a_cnn_with_a_flattened_head_minds_the_place_and_one_that_pools_over_all_does_not(
    curves: dict[str, Curve],
) -> None:
    mlp, lenet, free = (both_ways(curves[name]) for name in ("mlp", "lenet", "global_max"))
    assert mlp[4] < 0.4
    assert mlp[4] < lenet[4] < 0.5
    assert (mlp[1:] < lenet[1:]).all() and (lenet[2:] < free[2:]).all()
    assert free.min() > 0.95 and lenet[5] < 0.3 and mlp[5] < 0.3


def test_half_the_total_stride_dips_and_the_whole_recovers(curves: dict[str, Curve]) -> None:
    for name in ("global_max", "max", "average", "strided"):
        ways = both_ways(curves[name])
        assert ways[2] < ways[4] - 0.005 and ways[2] < ways[0] - 0.005, name
    unshrunk = both_ways(curves["unshrunk"])
    assert np.ptp(unshrunk[:4]) < 0.005


def test_a_strided_convolution_dips_deepest(curves: dict[str, Curve]) -> None:
    falls = {}
    for name in ("max", "average", "strided", "unshrunk"):
        ways = both_ways(curves[name])
        falls[name] = ways[0] - ways[2]
    assert falls["strided"] > 0.05 > max(falls["max"], falls["average"])
    assert abs(falls["unshrunk"]) < 0.005


def test_shuffled_pixels_cost_the_mlp_nothing_and_the_free_cnn_its_freedom(
    curves: dict[str, Curve],
) -> None:
    middle = len(SHIFTS) // 2
    assert abs(curves["mlp"][middle] - curves["mlp_shuffled"][middle]) < 0.008
    for name in ("lenet", "global_max"):
        assert curves[name][middle] - curves[f"{name}_shuffled"][middle] > 0.005
    assert both_ways(curves["global_max_shuffled"])[3] < 0.6


def test_with_the_shrinking_in_front_it_reads_whole_digits(curves: dict[str, Curve]) -> None:
    network = duel_network("global_max")
    whole = for_whole_digits(network)
    assert whole.key != network.key
    accuracy = held_out_accuracy(whole.model)
    assert accuracy == pytest.approx(curves["global_max"][len(SHIFTS) // 2], abs=0.0011)
    x = torch.from_numpy(builtin_split().check.images[:1] / 255).float()[None]
    result = trace(whole.model, x)
    assert torch.equal(result.logits, whole.model(x))
    assert LayerKind.OTHER not in {record.kind for record in result}


def test_what_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no network 'vgg'"):
        duel_network("vgg")
    with pytest.raises(WeightsError, match=r"does not list mlp; .* train duel"):
        duel_network("mlp", tmp_path)
    shutil.copy(DUEL / "manifest.json", tmp_path)
    with pytest.raises(WeightsError, match="cannot be read"):
        duel_network("mlp", tmp_path)
    raw = (DUEL / "mlp.safetensors").read_bytes()
    (tmp_path / "mlp.safetensors").write_bytes(raw[:-1])
    with pytest.raises(WeightsError, match="truncated or was altered"):
        duel_network("mlp", tmp_path)
    (tmp_path / "mlp.safetensors").write_bytes(raw)
    rows = json.loads((DUEL / "manifest.json").read_text("utf-8"))
    rows["mlp"]["plan"] = rows["lenet"]["plan"]
    (tmp_path / "manifest.json").write_text(json.dumps(rows), "utf-8")
    with pytest.raises(WeightsError, match="does not hold the weights of mlp"):
        duel_network("mlp", tmp_path)


def test_training_writes_what_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    split = builtin_split()
    few = TrainingData(
        type(split.train)("few", split.train.images[::40], split.train.labels[::40]),
        type(split.check)("few", split.check.images[::40], split.check.labels[::40]),
    )
    monkeypatch.setattr(shipped, "load_duel_data", lambda mnist: few)
    monkeypatch.setattr("cnnviz.core.digits.duel.recipe.CONFIG", TrainConfig(1, augmented=False))
    monkeypatch.setattr(shipped, "SPECS", {name: SPECS[name] for name in ("mlp", "lenet")})
    events = list(train_all(None, tmp_path))
    assert [name for name, event in events if isinstance(event, EpochEnd)] == ["mlp", "lenet"]
    rows = read_manifest(tmp_path)
    for name in ("mlp", "lenet"):
        curve = accuracy_curve(duel_network(name, tmp_path).model)
        said = rows[name]["held_out_accuracy_by_shift_to_the_right"]
        assert np.allclose(list(said.values()), curve, atol=1e-4)
