"""Both scripts as files: well formed, and run from the first line to the last."""

from __future__ import annotations

import dataclasses
import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch

from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.export import LIBRARIES, keras_script, pytorch_script
from cnnviz.core.export.pictures import pictures_archive
from cnnviz.core.images import ImageSet
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import LIVE, TrainConfig, TrainingPlan
from cnnviz.core.training.fit import TrainingData, accuracy_on, fit
from tests.core.export.zoo import AUGMENTATIONS, CONFIGS, NETWORKS, augmented, classes_of, namespace

WRITERS = {"pytorch": pytorch_script, "keras": keras_script}
QUICK = dataclasses.replace(LIVE, epochs=1)
SMALL = NetworkPlan(blocks=(Block(4, 5, stride=2),), dense=())
NAMES = ("cat", 'a "dog"', "it's")


def every_plan() -> dict[str, TrainingPlan]:
    plans = dict(NETWORKS)
    plans |= {f"config {name}": TrainingPlan(config=config) for name, config in CONFIGS.items()}
    plans |= {
        f"{kind} {name}": augmented(settings, kind)
        for name, settings in AUGMENTATIONS.items()
        for kind in ("builtin", "own")
    }
    plans["mnist, drawn"] = TrainingPlan("mnist", with_drawn=True)
    plans["shipped recipe"] = TrainingPlan(config=TrainConfig(15, half_precision=True))
    return plans


@pytest.mark.parametrize("library", LIBRARIES)
def test_they_are_as_a_formatter_and_a_linter_want_them(library: str, tmp_path: Path) -> None:
    for name, plan in every_plan().items():
        code = WRITERS[library](plan, classes_of(plan)).code
        (tmp_path / f"{re.sub('[^a-z0-9]+', '_', name)}.py").write_text(code, "utf-8")
        assert "cnnviz" not in code
    for command in (["format", "--check"], ["check", "--select", "E,F,I,B,W", "--ignore", "E501"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", str(tmp_path)],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def run(
    library: str, plan: TrainingPlan, classes: tuple[str, ...], folder: Path, *more: str
) -> str:
    path = folder / f"train_{library}.py"
    path.write_text(WRITERS[library](plan, classes).code, "utf-8")
    done = subprocess.run(
        [sys.executable, path.name, *more],
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1", "KERAS_BACKEND": "torch"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_pytorch_script_trains_on_the_builtin_digits_as_the_app_does(tmp_path: Path) -> None:
    plan = TrainingPlan(network=SMALL, config=dataclasses.replace(QUICK, batch_size=128))
    said = run("pytorch", plan, tuple("0123456789"), tmp_path)
    model, data = build(plan.network, plan.config.seed), builtin_split()
    list(fit(model, data, plan.config))
    written = safetensors.torch.load_file(tmp_path / "weights.safetensors")
    for name, value in model.state_dict().items():
        np.testing.assert_allclose(written[name], value, rtol=0, atol=1e-5)
    assert f"test accuracy {accuracy_on(model, data.check):.2%}" in said
    again = run("pytorch", plan, tuple("0123456789"), tmp_path, "--weights", "weights.safetensors")
    assert "epoch" not in again
    assert re.findall("test accuracy .*", said)[-1] in again


@pytest.fixture
def own(tmp_path: Path) -> TrainingData:
    """Pictures in three classes, in an order of their own, and their archive."""
    random = np.random.default_rng(0)

    def some(name: str, count: int) -> ImageSet:
        labels = random.permutation(np.arange(count) % 3)
        images = random.integers(0, 120, (count, 16, 12, 3), np.uint8)
        images[np.arange(count), :, :, labels] += 120
        return ImageSet(name, images, labels, NAMES)

    data = TrainingData(some("train", 40), some("test", 9))
    (tmp_path / "pictures.zip").write_bytes(
        pictures_archive({"train": data.train, "test": data.check}, NAMES)
    )
    return data


def own_plan(**config: object) -> TrainingPlan:
    network = NetworkPlan(
        (3, 16, 12), 3, (Block(4, 3, 2, 1, batch_norm=True),), dense=(8,), dropout=0.2
    )
    settings = {"epochs": 2, "batch_size": 8, "augmented": True, "average": 0.9} | config
    return TrainingPlan("own", network=network, config=dataclasses.replace(LIVE, **settings))


def test_own_pictures_come_as_the_app_had_them(
    own: TrainingData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = namespace(pytorch_script(own_plan(), NAMES).code)["load"]()
    for (images, labels), part in zip(found, (own.train, own.check), strict=True):
        np.testing.assert_array_equal(images, part.images)
        np.testing.assert_array_equal(labels, part.labels)


def test_an_archive_without_a_division_is_divided(
    own: TrainingData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = pictures_archive({"": own.train, "around": own.train}, NAMES)
    (tmp_path / "pictures.zip").write_bytes(content)
    (_, train), (_, test) = namespace(keras_script(own_plan(), NAMES).code)["load"]()
    counts = 2 * np.bincount(own.train.labels)
    assert np.bincount(test).tolist() == (counts // 5).tolist()
    assert (np.bincount(train) + np.bincount(test)).tolist() == counts.tolist()


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_scripts_train_on_own_pictures(library: str, own: TrainingData, tmp_path: Path) -> None:
    said = run(library, own_plan(), NAMES, tmp_path)
    assert re.search(r"test accuracy \d", said)
    assert all(f"  {name}: " in said for name in NAMES)


def test_keras_reads_right_what_pytorch_trained(own: TrainingData, tmp_path: Path) -> None:
    said = run("pytorch", own_plan(epochs=6), NAMES, tmp_path)
    again = run("keras", own_plan(), NAMES, tmp_path, "--weights", "weights.safetensors")
    of_pytorch = said[said.rindex("test accuracy") :]
    assert again[again.rindex("test accuracy") :] == of_pytorch


def test_drawn_digits_join_those_to_train_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    drawn = ImageSet("drawn", np.full((3, 28, 28), 7, np.uint8), np.array([4, 0, 4]))
    content = pictures_archive({"": drawn}, tuple("0123456789"))
    (tmp_path / "my-digits.zip").write_bytes(content)
    plan = TrainingPlan(with_drawn=True)
    found = namespace(pytorch_script(plan, tuple("0123456789")).code)
    (images, labels), (_, test) = found["load_with_drawn"]()
    assert (len(labels), len(test)) == (4000 + 3, 1000)
    assert labels[4000:].tolist() == [4, 0, 4]
    assert (images[4000:] == 7).all()


def test_mnist_is_refused_if_it_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = namespace(pytorch_script(TrainingPlan("mnist"), tuple("0123456789")).code)
    (tmp_path / "mnist").mkdir()
    for name in found["MNIST_FILES"]:
        (tmp_path / "mnist" / f"{name}.gz").write_bytes(gzip.compress(b"something else"))
    with pytest.raises(SystemExit, match="damaged: delete it"):
        found["load"]()


def test_mnist_leaves_the_builtin_digits_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = namespace(pytorch_script(TrainingPlan("mnist"), tuple("0123456789")).code)
    builtin = builtin_split().train.images
    others = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    images = np.concatenate([others[:3], builtin[:4], others[3:]])
    content = {
        "train-images-idx3-ubyte": bytes(16) + images.tobytes(),
        "train-labels-idx1-ubyte": bytes(8) + bytes(range(9)),
        "t10k-images-idx3-ubyte": bytes(16) + builtin[:2].tobytes(),
        "t10k-labels-idx1-ubyte": bytes(8) + bytes(2),
    }
    found["mnist_file"] = content.__getitem__
    (images, labels), (test, _) = found["load"]()
    np.testing.assert_array_equal(images, others)
    assert labels.tolist() == [0, 1, 2, 7, 8]
    assert len(test) == 2
