"""Command line: ``python -m cnnviz train|evaluate|info``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cnnviz.core.digits.datasets import DatasetError
from cnnviz.core.digits.novelty import choose_threshold, fit_novelty, save_novelty
from cnnviz.core.digits.recipes import (
    REPORTED,
    Evaluation,
    calibrate,
    evaluate,
    load_training_data,
    manifest_facts,
    train_shipped,
)
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import (
    PRETRAINED,
    WeightsError,
    load_pretrained,
    read_manifest,
    save_pretrained,
    write_whole,
)
from cnnviz.core.training.fit import BatchEnd, EpochEnd, TrainingData
from cnnviz.core.training.snapshots import SNAPSHOT_NETWORKS, SnapshotTaker


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (DatasetError, WeightsError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m cnnviz", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, run, text in (
        ("train", _train, "train a network and write its weights"),
        ("evaluate", _evaluate, "print accuracies beside the manifest's"),
        ("info", _info, "print what the manifest says"),
    ):
        command = commands.add_parser(name, help=text)
        others = [NOVELTY, "all"] if name == "train" else ["all"]
        command.add_argument("network", choices=[*ARCHITECTURES, *others])
        command.add_argument("--weights", type=Path, default=PRETRAINED, help="folder of weights")
        if name != "info":
            command.add_argument(
                "--mnist", type=Path, help="folder of MNIST's files; downloaded without it"
            )
            command.add_argument("--pen", type=Path, help="folder of pendigits-orig.tra.gz")
        command.set_defaults(run=run)
    return parser


# What tells digits from other drawings is trained like a network, but is none to look at.
NOVELTY = "novelty"


def _names(options: argparse.Namespace) -> list[str]:
    if options.network == "all":
        return list(ARCHITECTURES)
    return [options.network] if options.network in ARCHITECTURES else []


def _train(options: argparse.Namespace) -> int:
    print("Preparing the digits ...", flush=True)
    data = load_training_data(options.mnist, options.pen)
    written: list[str] = []
    names = _names(options) + ([NOVELTY] if options.network in (NOVELTY, "all") else [])
    for name in names:
        try:
            if name == NOVELTY:
                _train_novelty(data, options)
            else:
                _train_one(name, data, options)
        except KeyboardInterrupt:
            if not written:
                raise
            print(f"Stopped at {name}; written before: {', '.join(written)}.", file=sys.stderr)
            return 130
        written.append(name)
    return 0


def _with_progress(
    name: str, events: Iterator[BatchEnd | EpochEnd]
) -> Iterator[BatchEnd | EpochEnd]:
    """The same events, with a progress bar."""
    from tqdm import tqdm  # only here: the app has its own progress

    with tqdm(desc=name, unit="batch") as bar:
        for event in events:
            if isinstance(event, BatchEnd):
                bar.total = event.steps
                bar.update()
            else:
                bar.set_postfix(epoch=event.epoch, check=f"{event.check_accuracy:.2%}")
            yield event


def _train_novelty(data: TrainingData, options: argparse.Namespace) -> None:
    model, events = fit_novelty(data)
    for _ in _with_progress(NOVELTY, events):
        pass
    save_novelty(model, choose_threshold(model, data.check), options.weights)
    print(f"{NOVELTY}: written.")


def _train_one(name: str, data: TrainingData, options: argparse.Namespace) -> None:
    start = time.perf_counter()
    model, events = train_shipped(name, data)
    snapshots = SnapshotTaker(model) if name in SNAPSHOT_NETWORKS else None
    for event in _with_progress(name, events):
        if snapshots is not None and isinstance(event, BatchEnd):
            snapshots.take(event.step)
    seconds = time.perf_counter() - start
    temperature = calibrate(model, data.check)
    results = evaluate(model, temperature, options.mnist, options.pen)
    facts = manifest_facts(name, results, temperature, seconds)
    save_pretrained(name, model, facts, options.weights)
    if snapshots is not None:
        write_whole(options.weights / f"{name}.snapshots.safetensors", snapshots.to_bytes())
    _print_results(name, results)


def _evaluate(options: argparse.Namespace) -> int:
    agrees = True
    for name in _names(options):
        model = load_pretrained(name, options.weights)
        row = read_manifest(options.weights)[name]
        results = evaluate(model, row["temperature"], options.mnist, options.pen)
        _print_results(name, results)
        for key, result in results.items():
            if result.accuracy != row["accuracy"][key]:
                agrees = False
                print(f"{name} on {key}: the manifest says {row['accuracy'][key]:.2%}.")
    return 0 if agrees else 1


def _print_results(name: str, results: dict[str, Evaluation]) -> None:
    for key, result in results.items():
        print(
            f"{name:8}  {key:10}  accuracy {result.accuracy:.2%}  "
            f"calibration error {result.calibration_error:.2%}"
        )


def _info(options: argparse.Namespace) -> int:
    rows = read_manifest(options.weights)
    for name in _names(options):
        row = rows.get(name)
        print(f"{ARCHITECTURES[name].title} ({name}): {ARCHITECTURES[name].paper}")
        if row is None:
            print(f"  not trained yet; python -m cnnviz train {name}")
            continue
        print(f"  {row['parameters']:,} parameters, {row['bytes']:,} bytes, {row['file']}")
        print(f"  trained on: {row['data']}")
        for key in REPORTED:
            print(f"  {key:10}  accuracy {row['accuracy'][key]:.2%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
