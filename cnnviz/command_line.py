"""Command line: ``python -m cnnviz app|open|train|tune|evaluate|snapshots|info``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Any

from cnnviz.core.digits.datasets import DatasetError
from cnnviz.core.digits.duel.shipped import train_all
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.digits.novelty import DOUBTER, fit_novelty, load_novelty, save_novelty
from cnnviz.core.digits.shipped.judging import (
    Judged,
    evaluate,
    manifest_facts,
    reported_sets,
)
from cnnviz.core.digits.shipped.recipes import REPORTED, SEEDS
from cnnviz.core.digits.shipped.workshop import Progress, Workshop, median_of
from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.networks.pretrained import (
    PRETRAINED,
    WeightsError,
    check_row,
    load_pretrained,
    read_manifest,
    save_pretrained,
    write_listed,
)
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.signs.recipe import (
    SIGNS_REPORTED,
    evaluate_signs,
    load_sign_data,
    sign_facts,
    train_signs,
)
from cnnviz.core.training.evaluation import Evaluation, calibrate
from cnnviz.core.training.fit import BatchEnd, CheckEnd, EpochEnd, FitEvent, TrainingData
from cnnviz.core.training.lessons import Answered
from cnnviz.core.training.snapshot_facts import (
    FACTS_FILE,
    measure_snapshots,
    read_snapshot_facts,
    snapshot_facts_json,
)
from cnnviz.core.training.snapshots import SNAPSHOT_NETWORKS, read_snapshots
from cnnviz.ui.open_command import add_app, add_open
from cnnviz.ui.tune_command import add_tune


def run(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status, and raises KeyboardInterrupt if it is stopped."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (DatasetError, WeightsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m cnnviz", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, run, text in (
        ("train", _train, "train a network and write its weights"),
        ("evaluate", _evaluate, "print accuracies beside the manifest's"),
        ("info", _info, "print what the manifest says"),
    ):
        command = commands.add_parser(name, help=text)
        others = [NOVELTY, DUEL, "all"] if name == "train" else ["all"]
        command.add_argument("network", choices=[*SHIPPED, *others])
        _add_folders(command, has_data=name != "info")
        if name == "train":
            _add_workshop(command)
            command.add_argument("--seeds", type=int, nargs="+", default=SEEDS, metavar="SEED")
        command.set_defaults(run=run)
    command = commands.add_parser("snapshots", help="judge the snapshots of the trainings again")
    _add_folders(command)
    _add_workshop(command)
    command.set_defaults(run=_snapshots)
    add_app(commands)
    add_open(commands)
    add_tune(commands)
    return parser


def _add_folders(command: argparse.ArgumentParser, has_data: bool = True) -> None:
    command.add_argument("--weights", type=Path, default=PRETRAINED, help="folder of weights")
    if has_data:
        command.add_argument(
            "--mnist", type=Path, help="folder of MNIST's files; downloaded without it"
        )
        command.add_argument("--pen", type=Path, help="folder of pendigits-orig.tra.gz")


def _add_workshop(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--workshop",
        type=Path,
        default=Path("workshop"),
        help="folder of what training needs and leaves: pictures, an ensemble, each seed's network",
    )


# What tells digits from other drawings is trained like a network, but is none to look at.
NOVELTY = "novelty"
# The ten small networks of the duel are trained one after the other, into a folder of their own.
DUEL = "duel"


def _names(options: argparse.Namespace) -> list[str]:
    if options.network == "all":
        return list(SHIPPED)
    return [options.network] if options.network in SHIPPED else []


def _train_duel(options: argparse.Namespace) -> int:
    print("Preparing the digits ...", flush=True)
    _show(train_all(options.mnist, options.weights / DUEL))
    return 0


def _check_folder(options: argparse.Namespace) -> None:
    """Find what would end a training of an hour without a result, before its first epoch.

    Raises
    ------
    WeightsError
        If a folder cannot be written, or a file in it is damaged.
    """
    folder = options.weights / DUEL if options.network == DUEL else options.weights
    needs_workshop = options.network != DUEL and any(_reads_digits(n) for n in _to_train(options))
    for written in (folder, *([options.workshop] if needs_workshop else [])):
        there = next(each for each in (written, *written.absolute().parents) if each.exists())
        if not there.is_dir() or not os.access(there, os.W_OK):
            raise WeightsError(f"{written} cannot be written.")
    read_manifest(folder)
    if (folder / FACTS_FILE).exists():
        try:
            read_snapshot_facts(folder / FACTS_FILE)
        except ValueError as error:
            raise WeightsError(f"{folder / FACTS_FILE} cannot be read ({error}).") from error


def _train(options: argparse.Namespace) -> int:
    _check_folder(options)
    if options.network == DUEL:
        return _train_duel(options)
    names = _to_train(options)
    shop = Workshop(options.workshop, options.mnist, options.pen)
    if any(_reads_digits(name) for name in names):
        print("Preparing the digits ...", flush=True)
        # They are needed after the last epoch; who lacks them learns it now.
        reported_sets(options.mnist, options.pen)
        shop.gather()
    written: list[str] = []
    for name in names:
        try:
            if not _reads_digits(name):
                print("Drawing the signs ...", flush=True)
                _train_signs(name, options)
            elif name == NOVELTY:
                _train_novelty(shop.digits, options)
            else:
                _train_digits(name, shop, options)
        except KeyboardInterrupt:
            if not written:
                raise
            print(f"Stopped at {name}; written before: {', '.join(written)}.", file=sys.stderr)
            return 130
        written.append(name)
    return 0


def _to_train(options: argparse.Namespace) -> list[str]:
    """The warning first, and who doubts with it: the networks are judged together with both."""
    names = sorted(_names(options), key=lambda name: name != DOUBTER)
    return ([NOVELTY] if options.network in (NOVELTY, "all") else []) + names


def _reads_digits(name: str) -> bool:
    return name == NOVELTY or SHIPPED[name].is_digits


def _show(progress: Progress) -> None:
    """Work, with a progress bar for each thing that is done."""
    for name, events in groupby(progress, itemgetter(0)):
        for _ in _with_progress(name, (event for _, event in events)):
            pass


def _with_progress(
    name: str, events: Iterator[FitEvent | Answered]
) -> Iterator[FitEvent | Answered]:
    """The same events, with a progress bar."""
    from tqdm import tqdm  # only here: the app has its own progress

    with tqdm(desc=name, unit="batch") as bar:
        for event in events:
            if isinstance(event, BatchEnd | Answered):
                bar.total = event.steps
                bar.update()
            elif isinstance(event, EpochEnd | CheckEnd):
                bar.set_postfix(epoch=event.epoch, check=f"{event.check_accuracy:.2%}")
            yield event


def _train_novelty(data: TrainingData, options: argparse.Namespace) -> None:
    model, events = fit_novelty(data)
    for _ in _with_progress(NOVELTY, events):
        pass
    save_novelty(model, options.weights)
    print(f"{NOVELTY}: written.")


def _train_signs(name: str, options: argparse.Namespace) -> None:
    start = time.perf_counter()
    data = load_sign_data()
    model, events = train_signs(data)
    for _ in _with_progress(name, events):
        pass
    seconds = time.perf_counter() - start
    temperature = calibrate(model, data.check)
    results = evaluate_signs(model, temperature)
    save_pretrained(name, model, sign_facts(results, temperature, seconds), options.weights)
    _print_results(name, results)


def _train_digits(name: str, shop: Workshop, options: argparse.Namespace) -> None:
    """Train a candidate for each seed, judge them all, and write the one in the middle."""
    _show(shop.prepare(name))
    for seed in options.seeds:
        _show(shop.train(name, seed))
    candidates = shop.candidates(name)
    judged = {
        each.seed: _judged(name, shop.model(name, each.seed), each.temperature, options)
        for each in candidates
    }
    shipped = median_of(candidates)
    facts = manifest_facts(name, shipped, judged)
    save_pretrained(name, shop.model(name, shipped.seed), facts, options.weights)
    load_novelty.cache_clear()  # it may doubt with the one before
    if name in SNAPSHOT_NETWORKS:
        content = shop.snapshots_of(name, shipped.seed).read_bytes()
        write_listed(options.weights / f"{name}.snapshots.safetensors", content)
        _judge_snapshots(name, shop, options)
    _print_judged(name, judged[shipped.seed])


def _snapshots(options: argparse.Namespace) -> int:
    print("Preparing the digits ...", flush=True)
    shop = Workshop(options.workshop, options.mnist, options.pen)
    for name in SNAPSHOT_NETWORKS:
        _judge_snapshots(name, shop, options)
    return 0


def _judge_snapshots(name: str, shop: Workshop, options: argparse.Namespace) -> None:
    """Write how each snapshot does on what it was trained on and on the held-out digits."""
    path = options.weights / FACTS_FILE
    file = options.weights / f"{name}.snapshots.safetensors"
    snapshots = read_snapshots(file)
    network = shipped_network(name, options.weights)
    steps = shop.steps_in_epoch(name)
    facts = measure_snapshots(network, snapshots, shop.digits.train, builtin_split().check, steps)
    known = read_snapshot_facts(path) if path.exists() else {}
    write_listed(path, snapshot_facts_json({**known, name: tuple(facts)}))
    last = facts[-1]
    print(f"{name:9}  step {last.step:,}  accuracy {last.check_accuracy:.2%}")


def _judged(name: str, model: Any, temperature: float, options: argparse.Namespace) -> Judged:
    folders = (options.mnist, options.pen)
    return evaluate(model, temperature, folders, options.weights, doubts=name == DOUBTER)


def _evaluate(options: argparse.Namespace) -> int:
    agrees = True
    for name in _names(options):
        model = load_pretrained(name, options.weights)
        row = read_manifest(options.weights)[name]
        check_row(name, row)
        if _reads_digits(name):
            judged = _judged(name, model, row["temperature"], options)
            results = judged.results
            _print_judged(name, judged)
            _print_seeds(name, row["seeds"])
        else:
            results = evaluate_signs(model, row["temperature"])
            _print_results(name, results)
        for key, result in results.items():
            if result.accuracy != row["accuracy"][key]:
                agrees = False
                print(f"{name} on {key}: the manifest says {row['accuracy'][key]:.2%}.")
    return 0 if agrees else 1


def _print_results(name: str, results: dict[str, Evaluation]) -> None:
    for key, result in results.items():
        print(
            f"{name:9}  {key:10}  accuracy {result.accuracy:.2%}  "
            f"calibration error {result.calibration_error:.2%}, "
            f"adaptive {result.adaptive_error:.2%}  "
            f"99 % and more: {result.certain_right:.1%} of the right answers, "
            f"{result.certain_wrong:.1%} of the wrong ones"
        )


def _print_judged(name: str, judged: Judged) -> None:
    _print_results(name, judged.results)
    trust = judged.trust
    shares = ", ".join(f"{key} {share:.2%}" for key, share in trust.unsure.items())
    print(f"{name:9}  below 60 % or warned of: {shares}")
    print(
        f"{name:9}  no digits: mean {trust.no_digit_top:.1%}, below 60 % or warned of "
        f"{trust.no_digit_unsure:.1%} ({trust.no_digit_low:.1%} below 60 %)"
    )
    drawn = ", ".join(f"{key} {share:.2%}" for key, share in trust.drawn.items())
    print(f"{name:9}  pen digits drawn: {drawn}")


def _print_seeds(name: str, seeds: dict[str, Any]) -> None:
    """The median of all seeds, and from where to where they reach."""
    for key in REPORTED:
        shares = sorted(row["accuracy"][key] for row in seeds.values())
        print(
            f"{name:9}  {key:10}  seeds {', '.join(seeds)}: median {median(shares):.2%}, "
            f"{shares[0]:.2%} to {shares[-1]:.2%}"
        )


def _info(options: argparse.Namespace) -> int:
    if not options.weights.is_dir():
        raise WeightsError(f"There is no folder {options.weights}.")
    rows = read_manifest(options.weights)
    for name in _names(options):
        row = rows.get(name)
        print(f"{SHIPPED[name].title} ({name}): {SHIPPED[name].paper}")
        if row is None:
            print(f"  not trained yet; python -m cnnviz train {name}")
            continue
        check_row(name, row)
        print(f"  {row['parameters']:,} parameters, {row['bytes']:,} bytes, {row['file']}")
        print(f"  trained on: {row['data']}")
        for key in REPORTED if _reads_digits(name) else SIGNS_REPORTED:
            print(f"  {key:10}  accuracy {row['accuracy'][key]:.2%}")
    return 0
