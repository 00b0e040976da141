"""``python -m cnnviz``: exit statuses, one-sentence errors, nothing written by halves."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from cnnviz import command_line
from cnnviz.__main__ import main
from cnnviz.core.digits.datasets import DatasetError, DigitSet, load_dataset
from cnnviz.core.digits.mnist import MNIST_VARIABLE
from cnnviz.core.digits.novelty import NOVELTY_FILE, fit_novelty
from cnnviz.core.digits.shipped import workshop
from cnnviz.core.digits.shipped.judging import Judged, Trust
from cnnviz.core.digits.shipped.recipes import RECIPES, REPORTED
from cnnviz.core.networks.architectures import ARCHITECTURES, SHIPPED
from cnnviz.core.networks.pretrained import CHECKSUMS, MANIFEST, load_pretrained, read_manifest
from cnnviz.core.signs.dataset import load_signs
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.evaluation import Evaluation
from cnnviz.core.training.fit import BatchEnd, EpochEnd, TrainingData, fit
from cnnviz.core.training.snapshot_facts import FACTS_FILE, read_snapshot_facts
from cnnviz.core.training.snapshots import SNAPSHOT_NETWORKS

Events = Iterator[BatchEnd | EpochEnd]
ACCURACY = {"mnist-test": 0.9876, "builtin": 0.9765, "pen-test": 0.9654}


TRUST = Trust({"pen-test": 0.005, "mnist-test": 0.006}, 0.2, 0.98, 0.97, {"plain": 0.9654})


def _judged(**changed: float) -> Judged:
    accuracies = {**ACCURACY, **changed}
    results = {
        key: Evaluation(value, 0.01, 0.02, [[1]], 0.03, 0.9, 0.1)
        for key, value in accuracies.items()
    }
    return Judged(results, TRUST)


def _written(name: str) -> list[str]:
    """What training one network leaves in the folder, in alphabetical order."""
    has_snapshots = name in SNAPSHOT_NETWORKS
    snapshots = [f"{name}.snapshots.safetensors", FACTS_FILE, CHECKSUMS] if has_snapshots else []
    return sorted([f"{name}.safetensors", *snapshots, MANIFEST])


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise ConnectionError("this test has no network")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    monkeypatch.setenv(MNIST_VARIABLE, str(tmp_path / "no mnist"))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Forty digits, 48 signs, one epoch, an accuracy that is known beforehand."""
    digits = load_dataset("builtin")
    some = DigitSet("some", digits.images[::125], digits.labels[::125])

    monkeypatch.chdir(tmp_path_factory.mktemp("where the workshop is"))
    monkeypatch.setattr(workshop, "load_training_data", lambda *_: TrainingData(some, some))
    monkeypatch.setattr(workshop, "with_outliers", lambda digits: digits)
    monkeypatch.setattr(workshop, "check_parts", lambda check: {"some": check})
    monkeypatch.setattr(workshop, "TAUGHT", ("mlp",))
    monkeypatch.setattr(workshop, "TEACHERS", (("alexnet", 0),))
    monkeypatch.setattr(workshop, "VIEWS", 1)
    for name in RECIPES:
        monkeypatch.setitem(RECIPES, name, TrainConfig(1, batch_size=20))

    signs = load_signs("train", 48)

    def train_signs(data: TrainingData) -> tuple[nn.Module, Events]:
        assert data.train is signs
        torch.manual_seed(0)
        model = SHIPPED["signs"].build()
        return model, fit(model, data, TrainConfig(1, batch_size=24))

    def evaluate_signs(*_: object) -> dict[str, Evaluation]:
        return {"signs-test": Evaluation(0.9432, 0.01, 0.02, [[1]])}

    monkeypatch.setattr(command_line, "load_sign_data", lambda: TrainingData(signs, signs))
    monkeypatch.setattr(command_line, "train_signs", train_signs)
    monkeypatch.setattr(command_line, "evaluate_signs", evaluate_signs)
    monkeypatch.setattr(command_line, "reported_sets", lambda *_: {})
    monkeypatch.setattr(command_line, "evaluate", lambda *_, **__: _judged())


def _few(data: TrainingData) -> Any:
    return fit_novelty(data, TrainConfig(1, batch_size=64), marks=20, pairs=20, variants=1)


def _one_line(text: str) -> str:
    """The line printed, after checking that it is one sentence and no stack trace."""
    (line,) = text.splitlines()
    assert "Traceback" not in line
    assert line.endswith(".")
    return line


def test_info_knows_every_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "all"]) == 0
    printed = capsys.readouterr()
    for row in SHIPPED.values():
        assert f"{row.title} ({row.name}): {row.paper}" in printed.out
    assert printed.err == ""


def test_info_says_how_to_train_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["info", "vgg", "--weights", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "not trained yet; python -m cnnviz train vgg" in printed
    assert "ResNet" not in printed


def test_info_on_a_spoilt_manifest_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / MANIFEST).write_text("{")
    assert main(["info", "all", "--weights", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert str(tmp_path / MANIFEST) in _one_line(printed.err)
    assert printed.out == ""


def test_info_of_no_folder_says_so_and_fails(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["info", "vgg", "--weights", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in _one_line(capsys.readouterr().err)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("what", ["destination", "workshop", "manifest", "snapshots", "test set"])
def test_what_would_end_a_training_is_found_before_it(
    what: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def train(*_: object) -> None:
        raise AssertionError("it was trained")

    def missing(*_: object) -> None:
        raise DatasetError("pen-test is missing.")

    monkeypatch.setattr(workshop, "train_directly", train)
    folder = tmp_path / "weights"
    folder.mkdir()
    if what == "destination":
        folder.rmdir()
        folder.write_text("a file")
    elif what == "workshop":
        Path("workshop").write_text("a file")
    elif what == "manifest":
        (folder / MANIFEST).write_text("[" * 100_000)
    elif what == "snapshots":
        (folder / FACTS_FILE).write_text("[]")
    else:
        monkeypatch.setattr(command_line, "reported_sets", missing)
    assert main(["train", "lenet5", "--weights", str(folder)]) == 1
    _one_line(capsys.readouterr().err)


def test_stopping_it_while_it_begins_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "run", stop)
    assert main(["info", "all"]) == 130
    _one_line(capsys.readouterr().err)


@pytest.mark.usefixtures("small")
def test_what_train_writes_info_and_evaluate_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = ["--weights", str(tmp_path)]
    assert main(["train", "lenet5", *folder]) == 0
    trained = capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == _written("lenet5")
    assert not load_pretrained("lenet5", tmp_path).training
    row = read_manifest(tmp_path)["lenet5"]
    assert row["accuracy"] == ACCURACY
    assert str(row["seed"]) in row["seeds"] and list(row["seeds"]) == ["0", "1", "2"]

    assert main(["info", "lenet5", *folder]) == 0
    shown = capsys.readouterr().out
    assert "61,706 parameters" in shown
    assert row["data"] in shown
    for printed in (trained, shown):
        for data, percent in zip(REPORTED, ("98.76%", "97.65%", "96.54%"), strict=True):
            assert f"{data:10}  accuracy {percent}" in printed

    assert main(["evaluate", "lenet5", *folder]) == 0
    printed = capsys.readouterr().out
    assert "98.76%" in printed
    assert "the manifest says" not in printed


@pytest.mark.usefixtures("small")
def test_the_network_for_signs_needs_no_digits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> TrainingData:
        raise AssertionError("no digit is needed for signs")

    Path("workshop").write_text("nor a folder for them")
    monkeypatch.setattr(workshop, "load_training_data", refuse)
    folder = ["--weights", str(tmp_path)]
    for command in ("train", "info", "evaluate"):
        assert main([command, "signs", *folder]) == 0
        assert "signs-test  accuracy 94.32%" in capsys.readouterr().out
    row = read_manifest(tmp_path)["signs"]
    assert row["accuracy"] == {"signs-test": 0.9432}
    assert row["parameters"] == 89_964
    assert "generator" in row["data"]


@pytest.mark.usefixtures("small")
def test_train_all_trains_every_network_and_the_detector(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command_line, "fit_novelty", _few)
    assert main(["train", "all", "--weights", str(tmp_path)]) == 0
    assert list(read_manifest(tmp_path)) == list(SHIPPED)
    written = {file for name in SHIPPED for file in _written(name)} | {NOVELTY_FILE}
    assert {path.name for path in tmp_path.iterdir()} == written


@pytest.mark.usefixtures("small")
def test_evaluate_says_when_the_manifest_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = ["--weights", str(tmp_path)]
    assert main(["train", "mlp", *folder]) == 0
    monkeypatch.setattr(command_line, "evaluate", lambda *_, **__: _judged(builtin=0.5))
    assert main(["evaluate", "mlp", *folder]) == 1
    printed = capsys.readouterr().out
    assert "50.00%" in printed
    assert "mlp on builtin: the manifest says 97.65%." in printed


def test_evaluate_without_weights_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["evaluate", "resnet", "--weights", str(tmp_path)]) == 1
    line = _one_line(capsys.readouterr().err)
    assert str(tmp_path / MANIFEST) in line
    assert "python -m cnnviz train resnet" in line


@pytest.mark.parametrize("network", ["lenet5", "all"])
def test_train_with_missing_folders_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, network: str
) -> None:
    nowhere, weights = str(tmp_path / "nowhere"), tmp_path / "weights"
    command = ["train", network, "--mnist", nowhere, "--pen", nowhere, "--weights", str(weights)]
    assert main(command) == 1
    assert nowhere in _one_line(capsys.readouterr().err)
    assert not weights.exists()


def test_train_without_folders_or_network_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["train", "lenet5", "--weights", str(tmp_path)]) == 1
    line = _one_line(capsys.readouterr().err)
    assert "could not be downloaded" in line
    assert "--mnist" in line
    assert not list(tmp_path.iterdir())


def _interrupted(model: nn.Module) -> Events:
    yield BatchEnd(1, 1, 9, 2.3, 0.1)
    raise KeyboardInterrupt


@pytest.mark.usefixtures("small")
def test_an_interrupt_while_training_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def train_directly(name: str, *_: object) -> tuple[nn.Module, Events]:
        model = ARCHITECTURES[name].build()
        return model, _interrupted(model)

    monkeypatch.setattr(workshop, "train_directly", train_directly)
    assert main(["train", "lenet5", "--weights", str(tmp_path)]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "Stopped; nothing was written."
    assert not list(tmp_path.iterdir())


def test_an_interrupt_while_preparing_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    def interrupted(*_: object) -> TrainingData:
        raise KeyboardInterrupt

    monkeypatch.setattr(workshop, "load_training_data", interrupted)
    monkeypatch.setattr(command_line, "reported_sets", lambda *_: {})
    assert main(["train", "all", "--weights", str(tmp_path)]) == 130
    assert _one_line(capsys.readouterr().err) == "Stopped; nothing was written."
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("small")
def test_an_interrupt_at_a_later_network_does_not_deny_those_before(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    train: Any = workshop.train_directly

    def train_directly(name: str, *rest: Any) -> tuple[nn.Module, Events]:
        model, events = train(name, *rest)
        return model, _interrupted(model) if name == "lenet5" else events

    monkeypatch.setattr(command_line, "fit_novelty", _few)
    monkeypatch.setattr(workshop, "train_directly", train_directly)
    assert main(["train", "all", "--weights", str(tmp_path)]) == 130
    assert set(read_manifest(tmp_path)) == {"simplenet", "mlp"}, "what was finished is kept"
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("Stopped")
    assert "nothing was written" not in last


@pytest.mark.usefixtures("small")
def test_an_error_after_training_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def evaluate(*_: object, **__: object) -> Judged:
        raise DatasetError("the test digits are gone; get them again.")

    monkeypatch.setattr(command_line, "evaluate", evaluate)
    assert main(["train", "mlp", "--weights", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "the test digits are gone; get them again."


@pytest.mark.parametrize(
    "arguments",
    [[], ["train"], ["train", "lenet"], ["fly", "lenet5"], ["info", "all", "--mnist", "x"]],
    ids=" ".join,
)
def test_a_wrong_command_shows_the_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m cnnviz" in capsys.readouterr().err


def test_every_network_has_a_recipe() -> None:
    """Or `train` would end in a stack trace for it."""
    assert set(RECIPES) == set(ARCHITECTURES)


@pytest.mark.usefixtures("small")
def test_snapshots_are_judged_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = ["--weights", str(tmp_path)]
    assert main(["train", "lenet5", *folder]) == 0
    facts = read_snapshot_facts(tmp_path / FACTS_FILE)
    # Forty digits, twenty a batch: two steps, of which the first is a moment.
    assert [fact.step for fact in facts["lenet5"]] == [0, 1]
    (tmp_path / FACTS_FILE).unlink()
    capsys.readouterr()
    assert main(["snapshots", *folder]) == 1
    assert "resnet.snapshots.safetensors" in _one_line(capsys.readouterr().err)
    again = read_snapshot_facts(tmp_path / FACTS_FILE)["lenet5"]
    assert [f.check_loss for f in again] == [f.check_loss for f in facts["lenet5"]]


def test_the_duels_networks_are_trained_into_a_folder_of_their_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[Path | None, Path]] = []

    def train_all(mnist: Path | None, directory: Path) -> Iterator[tuple[str, BatchEnd]]:
        asked.append((mnist, directory))
        for name in ("one", "two"):
            for step in (1, 2):
                yield name, BatchEnd(1, step, 2, 0.5, 0.5)

    monkeypatch.setattr(command_line, "train_all", train_all)
    assert main(["train", "duel", "--mnist", "there", "--weights", str(tmp_path)]) == 0
    assert asked == [(Path("there"), tmp_path / "duel")]
    printed = capsys.readouterr().err
    assert "one: 100%" in printed and "two: 100%" in printed


def test_the_duel_without_mnist_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folders = ["--mnist", str(tmp_path), "--weights", str(tmp_path / "out")]
    assert main(["train", "duel", *folders]) == 1
    assert str(tmp_path) in _one_line(capsys.readouterr().err)
    assert not (tmp_path / "out").exists()
