"""The notebook: valid, the same for the same plan, and its cells make the app's network."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.export import LIBRARIES, notebook, notebook_cells
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import LIVE, TrainingPlan
from cnnviz.core.training.fit import fit

DIGITS = tuple("0123456789")
STEPS = ("Load", "Reshape", "Normalise", "Define", "Compile", "Fit", "Evaluate")
PLAN = TrainingPlan(
    network=NetworkPlan(blocks=(Block(2, 5, stride=3),), dense=()),
    config=dataclasses.replace(LIVE, epochs=1, batch_size=256),
)


def cells(content: bytes, kind: str) -> list[str]:
    return ["".join(c["source"]) for c in json.loads(content)["cells"] if c["cell_type"] == kind]


@pytest.mark.parametrize("library", LIBRARIES)
def test_it_is_valid_and_has_the_seven_steps(library: str) -> None:
    content = notebook(PLAN, DIGITS, library)
    nbformat.validate(nbformat.reads(content.decode(), as_version=4))
    headings = [text.splitlines()[0] for text in cells(content, "markdown")[1:]]
    assert headings == [f"## {number}. {step}" for number, step in enumerate(STEPS, 1)]
    assert content == notebook(PLAN, DIGITS, library)
    names = [cell["id"] for cell in json.loads(content)["cells"]]
    assert len({*names}) == len(names)
    assert [cell.text for cell in notebook_cells(PLAN, DIGITS, library) if cell.is_code] == cells(
        content, "code"
    )


def test_its_cells_in_order_train_the_apps_network(capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, Any] = {"__name__": "__main__"}
    for code in cells(notebook(PLAN, DIGITS), "code"):
        exec(code, found)
    model = build(PLAN.network, PLAN.config.seed)
    list(fit(model, builtin_split(), PLAN.config))
    for name, value in model.state_dict().items():
        np.testing.assert_allclose(found["model"].state_dict()[name], value, rtol=0, atol=1e-5)
    assert "test accuracy" in capsys.readouterr().out


def test_the_cells_of_keras_run_in_order(tmp_path: Path) -> None:
    (tmp_path / "cells.py").write_text("\n\n".join(cells(notebook(PLAN, DIGITS, "keras"), "code")))
    done = subprocess.run(
        [sys.executable, "cells.py"],
        cwd=tmp_path,
        env={**os.environ, "KERAS_BACKEND": "torch", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "test accuracy" in done.stdout
