"""``python -m cnnviz tune``: begin a search on the command line, or join one of anybody's."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.networks.definition import save_definition
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.search.space import CAN_VARY, SearchSpace

_EXAMPLES = """
examples:
  python -m cnnviz tune --storage sqlite:///search.db --study first --trials 30
  python -m cnnviz tune --storage sqlite:///search.db --study first      (joins it)
"""


def add_tune(commands: Any) -> None:
    """Add the command to the others."""
    command = commands.add_parser(
        "tune",
        help="search hyperparameters on the built-in digits",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--storage", required=True, help="an Optuna storage URL, or a path that ends in .journal"
    )
    command.add_argument("--study", required=True, help="its name; who gives the same joins it")
    command.add_argument("--trials", type=int, help="how many in all, of a study that begins")
    command.add_argument("--minutes", type=float, default=60.0, help="stop after so long")
    command.add_argument(
        "--vary", nargs="+", choices=CAN_VARY, help="what may vary, of a study that begins"
    )
    command.add_argument("--epochs", type=int, default=5, help="of each trial")
    command.add_argument(
        "--save",
        metavar="NAME",
        help="write the best network trained here to NAME.json and NAME.safetensors",
    )
    command.set_defaults(run=_tune)


def _tune(options: argparse.Namespace) -> int:
    if options.trials is not None and options.trials < 1:
        raise ValueError("--trials must be at least 1.")
    if not options.minutes > 0:
        raise ValueError("--minutes must be above 0.")
    # Only now: Optuna takes a moment.
    from cnnviz.core.training.search.study import StudyError, digest_of, open_study, to_choose_by
    from cnnviz.core.training.search.trial import TrialEnd, run_trials

    data = builtin_split()
    digest, end = digest_of(data), time.monotonic() + 60 * options.minutes
    space = None
    if options.vary or options.trials:
        space = SearchSpace(vary=tuple(options.vary or SearchSpace.vary), epochs=options.epochs)
    try:
        study = open_study(options.storage, options.study, space, digest, trials=options.trials)
    except StudyError:
        if space is not None:
            raise
        study = open_study(options.storage, options.study, SearchSpace(), digest)
    print(f"Searching {', '.join(study.space.vary)}; Ctrl-C stops.", flush=True)
    kept = _Best()
    for event in run_trials(
        study,
        to_choose_by(data),
        worker="command line",
        stopped=lambda: time.monotonic() > end,
        keep=kept.see,
    ):
        if isinstance(event, TrialEnd):
            words = event.state if event.accuracy is None else f"{event.accuracy:.2%}"
            print(f"trial {event.trial + 1}: {words} {event.reason}".rstrip(), flush=True)
    best = study.best()
    if best is not None and best.value is not None:
        values = ", ".join(f"{name} {value}" for name, value in best.params.items())
        print(f"Best so far: trial {best.number + 1}, {best.value:.2%} to choose by, with {values}")
    if options.save and kept.trial is not None:
        plan = study.space.plan_with(study.optuna.trials[kept.trial].params)
        _save(options.save, plan, data, kept)
    return 0


@dataclass
class _Best:
    """The best of the trials that this process has worked on."""

    trial: int | None = None
    accuracy: float = -1.0
    weights: dict[str, torch.Tensor] = field(default_factory=dict)

    def see(self, trial: int, accuracy: float, weights: dict[str, torch.Tensor]) -> None:
        if accuracy > self.accuracy:
            self.trial, self.accuracy, self.weights = trial, accuracy, weights


def _save(name: str, plan: TrainingPlan, data: TrainingData, kept: _Best) -> None:
    # Only now: with them comes Streamlit, which no other command waits for.
    from cnnviz.ui.state.live_training import key_of, network_with
    from cnnviz.ui.state.training import TrainedOn

    classes = data.train.classes
    given = TrainedOn(data, classes, True, "builtin")
    key = key_of(plan.network, kept.weights)
    network = network_with(plan.network, kept.weights, given, Path(name).name, key)
    for ending, content in zip(("json", "safetensors"), save_definition(network), strict=True):
        Path(f"{name}.{ending}").write_bytes(content)
    print(
        f"Trial {(kept.trial or 0) + 1} is written to {name}.json and {name}.safetensors; the "
        "Networks page opens them."
    )
