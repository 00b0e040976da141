"""The Keras script on its PyTorch backend: the same weights give the app's outputs."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.export import keras_script
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.loop import Examples, Loop
from tests.core.export import keras_runner
from tests.core.export.zoo import (
    AUGMENTATIONS,
    CONFIGS,
    DIGITS,
    NETWORKS,
    augmented,
    classes_of,
    pictures,
    trained,
)

Arrays = dict[str, NDArray[np.float32]]
# The architectures in `make check` and one of everything that is converted by a rule of its own.
FEW = (
    *("lenet5", "resnet", "stride 2 with padding", "even kernel with padding", "same padding"),
    *("colour, oblong", "curve gelu", "curve leaky_relu", "colour, no blocks", "global maximum"),
    *("average pool", "dropout"),
)
# No batch norm and no dropout: these are not the same in training.
PLAIN = NetworkPlan(
    input_shape=(1, 12, 12), blocks=(Block(4, 3, stride=2, padding=1, pool="none"),), dense=(16,)
)
TINY = 1e-15


class Job:
    """A script, the weights it is to load, and the pictures that it is given."""

    epsilon = "epsilon=1e-8"

    def __init__(self, name: str, plan: TrainingPlan, task: str, model: nn.Module) -> None:
        self.name, self.plan, self.task, self.model = name.replace(" ", "_"), plan, task, model
        self.x = pictures(plan, 40 if task == "train" else 6)
        self.y = torch.arange(len(self.x)) % plan.network.classes

    def write(self, folder: Path) -> dict[str, str]:
        code = keras_script(self.plan, classes_of(self.plan)).code
        code = code.replace("epsilon=1e-8", self.epsilon)
        (folder / f"{self.name}.py").write_text(code, "utf-8")
        safetensors.torch.save_file(self.model.state_dict(), folder / f"{self.name}.safetensors")
        x = np.ascontiguousarray(self.x.permute(0, 2, 3, 1).numpy())
        np.savez(folder / f"{self.name}.npz", x=x, y=self.y.numpy())
        return {"name": self.name, "task": self.task}


def run_keras(jobs: Sequence[Job], folder: Path) -> dict[str, Arrays]:
    """What comes of them, all in one process."""
    written = [job.write(folder) for job in jobs]
    (folder / "jobs.json").write_text(json.dumps(written), "utf-8")
    command = [sys.executable, str(keras_runner.__file__), str(folder)]
    done = subprocess.run(command, env=keras_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return {job.name: dict(np.load(folder / f"{job.name}.out.npz")) for job in jobs}


def keras_environment() -> dict[str, str]:
    return {**os.environ, "KERAS_BACKEND": "torch", "OMP_NUM_THREADS": "1"}


def answer_like_the_app(names: Sequence[str], folder: Path) -> float:
    jobs = [Job(name, NETWORKS[name], "answer", trained(NETWORKS[name])) for name in names]
    results, worst = run_keras(jobs, folder), 0.0
    for job in jobs:
        with torch.no_grad():
            ours = job.model(job.x).numpy()
        theirs = results[job.name]["answers"]
        np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-5, err_msg=job.name)
        worst = max(worst, float(np.abs(theirs - ours).max()))
    return worst


def test_the_same_weights_give_the_same_outputs(tmp_path: Path) -> None:
    answer_like_the_app(FEW, tmp_path)


def test_the_same_weights_give_the_same_outputs_in_every_network(tmp_path: Path) -> None:
    answer_like_the_app(list(NETWORKS), tmp_path)


def test_a_wrong_order_of_axes_would_show() -> None:
    # What the tests above would be worth if the first dense layer were not permuted.
    plan = NETWORKS["dropout"]
    model, x = trained(plan), pictures(plan)
    with torch.no_grad():
        before = model(x)
        weight = model.get_submodule("dense1").weight
        maps = weight.reshape(len(weight), 4, -1)
        weight.copy_(maps.transpose(1, 2).reshape(len(weight), -1))
        assert float((model(x) - before).abs().max()) > 1e-2


def test_keras_trains_to_the_apps_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All pictures in one batch, so that their order means nothing; from the same weights.

    Adam's epsilon, which stands elsewhere in Keras' formula, is made too small to matter.
    """
    monkeypatch.setattr(Job, "epsilon", f"epsilon={TINY}")
    jobs = []
    for name, config in CONFIGS.items():
        plan = TrainingPlan(
            network=PLAIN, config=dataclasses.replace(config, epochs=12, batch_size=40)
        )
        if not any("momentum" in note for note in keras_script(plan, DIGITS).notes):
            jobs.append(Job(f"train {name}", plan, "train", build(PLAIN, 7)))
    assert len(jobs) == len(CONFIGS) - 3
    results = run_keras(jobs, tmp_path)
    for job in jobs:
        before = answers(job)
        fit_here(job)
        after = answers(job)
        moved = np.abs(after - before).max()
        assert moved > 0.005
        assert np.abs(results[job.name]["answers"] - after).max() < 1e-4 * moved, job.name


def fit_here(job: Job) -> None:
    examples = Examples(lambda numbers: job.x[numbers], job.y)
    loop = Loop(job.model, examples, examples, job.plan.config)
    for group in loop.optimizer.param_groups:
        if "eps" in group:
            group["eps"] = TINY
    for _ in loop.events():
        pass


def answers(job: Job) -> NDArray[np.float32]:
    with torch.no_grad():
        found: NDArray[np.float32] = job.model(job.x).numpy()
    return found


def test_first_weights_are_drawn_as_pytorchs(tmp_path: Path) -> None:
    """Even, and between the same limits."""
    names = ("lenet5", "resnet", "alexnet")
    jobs = [Job(name, NETWORKS[name], "answer", trained(NETWORKS[name])) for name in names]
    for name, result in run_keras(jobs, tmp_path).items():
        ours = build(NETWORKS[name].network, seed=1).state_dict()
        of_weights = [v.flatten() for k, v in ours.items() if "num_batches" not in k]
        spread = float(torch.cat(of_weights).std())
        assert abs(float(result["first"].std()) / spread - 1) < 0.03, name


def test_pictures_are_changed_in_training_only(tmp_path: Path) -> None:
    plans = {name: augmented(settings) for name, settings in AUGMENTATIONS.items()}
    plans |= {f"own {name}": augmented(AUGMENTATIONS[name], "own") for name in ("all", "shear")}
    codes = {name: keras_script(plan, DIGITS).code for name, plan in plans.items()}
    jobs = [
        Job(name, plan, "change", build(plan.network, 0))
        for name, plan in plans.items()
        if "behind_changes" in codes[name]
    ]
    assert {*plans} - {job.name.replace("_", " ") for job in jobs} == {"thickness", "elastic"}
    for job, found in zip(jobs, run_keras(jobs, tmp_path).values(), strict=True):
        given = job.x.permute(0, 2, 3, 1).numpy()
        np.testing.assert_array_equal(found["same"], given)
        assert np.abs(found["changed"] - given).mean() > 0.01, job.name
        assert found["changed"].min() >= -1e-5, job.name
        assert found["changed"].max() <= 1 + 1e-5, job.name


@pytest.mark.parametrize(
    ("words", "plan"),
    [
        ("no layer for thicker and thinner strokes and bending", augmented(AUGMENTATIONS["all"])),
        ("no layer for bending", augmented(AUGMENTATIONS["shifted and bent"])),
        ("one after the other", augmented(AUGMENTATIONS["turned and sheared"])),
        ("first beta", TrainingPlan(config=CONFIGS["adamw one_cycle"])),
        ("learning rate of earlier steps", TrainingPlan(config=CONFIGS["momentum step"])),
        ("over n - 1", NETWORKS["vgg"]),
        ("stay the last ones", dataclasses.replace(NETWORKS["vgg"], config=CONFIGS["averaged"])),
        ("epsilon", TrainingPlan()),
    ],
)
def test_what_has_no_equivalent_is_said(words: str, plan: TrainingPlan) -> None:
    exported = keras_script(plan, DIGITS)
    assert any(words in note for note in exported.notes)
    assert words in " ".join(exported.code.split())
    plain = dataclasses.replace(CONFIGS["sgd constant"], augmented=False)
    assert not any(words in note for note in keras_script(TrainingPlan(config=plain), DIGITS).notes)
