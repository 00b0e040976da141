"""``python -m cnnviz tune``: begins a study, joins one, and says in a sentence what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnnviz.__main__ import main
from cnnviz.core.digits.datasets import DigitSet, load_dataset
from cnnviz.core.networks.definition import load_definition
from cnnviz.core.training.fit import TrainingData, accuracy_on
from cnnviz.core.training.search.study import digest_of, open_study, to_choose_by
from cnnviz.ui import tune_command

DIGITS = load_dataset("builtin")
FEW = TrainingData(
    DigitSet("few", DIGITS.images[::50], DIGITS.labels[::50]),
    DigitSet("test", DIGITS.images[1::250], DIGITS.labels[1::250]),
)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tune_command, "builtin_split", lambda: FEW)


def test_a_study_is_begun_and_joined_and_its_best_network_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, best = str(tmp_path / "s.journal"), tmp_path / "best"
    begin = ["tune", "--storage", url, "--study", "one", "--trials", "3", "--epochs", "1"]
    assert main([*begin, "--vary", "filters", "--save", str(best)]) == 0
    said = capsys.readouterr().out
    assert "Searching filters" in said
    assert all(f"trial {place}: " in said for place in (1, 2, 3))
    study = open_study(url, "one", None, digest_of(FEW))
    found = study.best()
    assert found is not None and found.value is not None
    assert f"trial {found.number + 1}, {found.value:.2%} to choose by" in said
    network = load_definition(
        (tmp_path / "best.json").read_bytes(), (tmp_path / "best.safetensors").read_bytes()
    )
    assert accuracy_on(network.model, to_choose_by(FEW).check) == pytest.approx(found.value)
    # All three are done: who joins has nothing to do.
    assert main(["tune", "--storage", url, "--study", "one"]) == 0
    assert "trial 4" not in capsys.readouterr().out
    assert len(study.all()) == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--trials", "0"], "--trials must be at least 1"),
        (["--minutes", "0"], "--minutes must be above 0"),
        (["--trials", "2", "--epochs", "0"], "epochs must be a whole number"),
        (["--trials", "2", "--vary", "pooling", "pooling"], "each only once"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["tune", "--storage", str(tmp_path / "s.journal"), "--study", "one"]
    assert main([*where, *options]) != 0
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_a_storage_that_is_none_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tune", "--storage", "nonsense", "--study", "one", "--minutes", "1"]) != 0
    error = capsys.readouterr().err
    assert "The storage cannot be used" in error and error.count("\n") == 1
