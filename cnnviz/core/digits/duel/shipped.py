"""The duel's trained networks on disk: written by the command line, read by the app."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
from torch import nn

from cnnviz.core.digits.duel.curves import SHIFTS, accuracy_curve
from cnnviz.core.digits.duel.recipe import (
    CONFIG,
    DATA_DESCRIPTION,
    SPECS,
    DuelSpec,
    load_duel_data,
    train_duel,
)
from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.images import Preparation
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.plan.build import build
from cnnviz.core.networks.plan.values import plan_from_json
from cnnviz.core.networks.pretrained import (
    MANIFEST,
    PRETRAINED,
    WeightsError,
    read_manifest,
    weights_of,
    write_whole,
)
from cnnviz.core.training.fit import EpochEnd, FitEvent

DUEL = PRETRAINED / "duel"
_REMEDY = "make it again with: python -m cnnviz train duel"


def duel_network(name: str, directory: Path = DUEL) -> Network:
    """A network of the duel, in evaluation mode.

    Parameters
    ----------
    name : str
        A key of `SPECS`.
    directory : Path
        Folder of the manifest and the weights.

    Raises
    ------
    ValueError
        For an unknown name.
    WeightsError
        If the file is missing, truncated or altered, or does not fit the plan.

    Examples
    --------
    >>> network = duel_network("lenet")
    >>> network.key, network.title, sum(p.numel() for p in network.model.parameters())
    ('duel-lenet', 'LeNet-5 (duel)', 61706)
    """
    if name not in SPECS:
        raise ValueError(f"the duel has no network {name!r}; it has {', '.join(SPECS)}")
    row = read_manifest(directory).get(name)
    path = directory / f"{name}.safetensors"
    if row is None:
        raise WeightsError(f"{directory / MANIFEST} does not list {name}; {_REMEDY}.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path} cannot be read; {_REMEDY}.") from error
    if hashlib.sha256(raw).hexdigest() != row.get("sha256"):
        raise WeightsError(f"{path} is truncated or was altered; {_REMEDY}.")
    try:
        model = build(plan_from_json(row.get("plan")))
        model.load_state_dict(safetensors.torch.load(raw))
    except (safetensors.SafetensorError, RuntimeError, ValueError) as error:
        raise WeightsError(f"{path} does not hold the weights of {name}; {_REMEDY}.") from error
    return Network(
        key=f"duel-{name}",
        title=f"{SPECS[name].title} (duel)",
        model=model.eval().requires_grad_(False),
        preparation=Preparation(DIGIT_SHAPE),
        classes=tuple("0123456789"),
        origin=Origin.SHIPPED,
        source=DATA_DESCRIPTION,
        is_digits=True,
    )


def train_all(mnist: Path | None, directory: Path = DUEL) -> Iterator[tuple[str, FitEvent]]:
    """Train and write one network after the other; yields each one's name with its events."""
    data = load_duel_data(mnist)
    for spec in SPECS.values():
        model, events = train_duel(spec, data)
        last: EpochEnd | None = None
        for event in events:
            last = event if isinstance(event, EpochEnd) else last
            yield spec.name, event
        assert last is not None
        save_duel(spec, model, last, directory)


def save_duel(spec: DuelSpec, model: nn.Module, last: EpochEnd, directory: Path) -> None:
    """Write a network's weights and its row of the manifest, each whole or not at all."""
    directory.mkdir(parents=True, exist_ok=True)
    raw = weights_of(model)
    rows = read_manifest(directory)
    rows[spec.name] = _row(spec, model, last) | {
        "bytes": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
    write_whole(directory / f"{spec.name}.safetensors", raw)
    ordered = {key: rows[key] for key in SPECS if key in rows}
    write_whole(directory / MANIFEST, (json.dumps(ordered, indent=1) + "\n").encode())


def _row(spec: DuelSpec, model: nn.Module, last: EpochEnd) -> dict[str, Any]:
    curve = accuracy_curve(model, shuffled=spec.reads_shuffled)
    return {
        "title": spec.title,
        "part": spec.part,
        "plan": spec.plan.to_json(),
        "data": DATA_DESCRIPTION,
        "recipe": asdict(CONFIG),
        "seed": CONFIG.seed,
        "training_seconds": round(last.seconds),
        "parameters": sum(p.numel() for p in model.parameters()),
        "check_accuracy": round(last.check_accuracy, 4),
        "held_out_accuracy_by_shift_to_the_right": {
            str(right): round(float(value), 4) for right, value in zip(SHIFTS, curve, strict=True)
        },
    }
