"""How well each shipped snapshot does: measured once, kept beside the snapshots."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.core.images import ImageSet
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.pretrained import read_listed
from cnnviz.core.training.film import judge_moment, network_at, some_of

FACTS_FILE = "snapshots.json"
# Pictures of each kind that a snapshot is judged by.
JUDGED = 1_000


@dataclass(frozen=True, eq=False)
class SnapshotFact:
    """A snapshot's loss, and its accuracy in [0, 1], on pictures that it is trained on and
    (`check_`) on others; the confusion (classes, classes) of the others, the true class down.
    """

    step: int
    epoch: float
    loss: float
    accuracy: float
    check_loss: float
    check_accuracy: float
    confusion: NDArray[np.int64]


def measure_snapshots(
    network: Network,
    snapshots: Mapping[int, Mapping[str, torch.Tensor]],
    train: ImageSet,
    check: ImageSet,
    steps_per_epoch: int,
) -> list[SnapshotFact]:
    """Judge each snapshot on some of the pictures it was trained on, unchanged, and on others."""
    some, others = some_of(train, JUDGED), some_of(check, JUDGED)
    facts = []
    for step, weights in snapshots.items():
        model = network_at(network, weights)
        on_some, on_others = judge_moment(model, some), judge_moment(model, others)
        facts.append(
            SnapshotFact(
                step,
                round(step / steps_per_epoch, 3),
                round(on_some.loss, 4),
                round(on_some.accuracy, 4),
                round(on_others.loss, 4),
                round(on_others.accuracy, 4),
                on_others.confusion,
            )
        )
    return facts


def read_snapshot_facts(path: Path) -> dict[str, tuple[SnapshotFact, ...]]:
    """The facts by network, in order of steps.

    Raises
    ------
    WeightsError
        If the file is missing, or not the one that was written.
    ValueError
        If it holds something else.
    """
    rows = json.loads(read_listed(path, "all"))
    try:
        return {name: tuple(_fact(moment) for moment in moments) for name, moments in rows.items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} does not hold the facts of snapshots: {error!r}") from error


def _fact(row: dict[str, Any]) -> SnapshotFact:
    return SnapshotFact(
        int(row["step"]),
        float(row["epoch"]),
        float(row["loss"]),
        float(row["accuracy"]),
        float(row["check_loss"]),
        float(row["check_accuracy"]),
        np.array(row["confusion"], np.int64),
    )


def snapshot_facts_json(facts: Mapping[str, tuple[SnapshotFact, ...]]) -> bytes:
    """What `read_snapshot_facts` reads: a moment a line."""
    parts = []
    for name, moments in facts.items():
        rows = (json.dumps({**vars(m), "confusion": m.confusion.tolist()}) for m in moments)
        parts.append(f" {json.dumps(name)}: [\n  " + ",\n  ".join(rows) + "\n ]")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()
