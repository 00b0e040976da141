"""Run many Keras scripts in one process: ``python keras_runner.py FOLDER``, see `test_keras`.

Importing Keras takes seconds, and a script is to be tried as it is: in a process of its own, on
whatever backend KERAS_BACKEND names.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np


def main(folder: Path) -> None:
    for job in json.loads((folder / "jobs.json").read_text("utf-8")):
        found: dict[str, Any] = {"__name__": "script"}
        exec((folder / f"{job['name']}.py").read_text("utf-8"), found)
        model = found["define"]()
        given = np.load(folder / f"{job['name']}.npz")
        results = {"first": np.concatenate([w.ravel() for w in model.get_weights()])}
        found["load_weights"](model, folder / f"{job['name']}.safetensors")
        if job["task"] == "answer":
            results["answers"] = model(given["x"], training=False).detach().numpy()
        elif job["task"] == "train":
            x, y = given["x"], found["one_hot"](given["y"])
            found["fit"](model, x, y, x, y)
            results["answers"] = model(x, training=False).detach().numpy()
        elif job["task"] == "change":
            changed = found["behind_changes"](lambda_of(found))
            results["changed"] = changed(given["x"], training=True).detach().numpy()
            results["same"] = changed(given["x"], training=False).detach().numpy()
        np.savez(folder / f"{job['name']}.out.npz", **results)


def lambda_of(found: dict[str, Any]) -> Any:
    """A network that gives what it is given."""
    return found["layers"].Identity()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
