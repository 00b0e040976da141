"""The trained networks that ship: a manifest, a checksum, and loading without surprises."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
from torch import nn

from cnnviz.core.networks.architectures import SHIPPED

PRETRAINED = Path(__file__).resolve().parents[3] / "pretrained"
MANIFEST = "manifest.json"


class WeightsError(RuntimeError):
    """Weights cannot be used; the message is one sentence: which file, why, and what to do."""


def read_manifest(directory: Path = PRETRAINED) -> dict[str, dict[str, Any]]:
    """The manifest's rows by architecture name; empty if nothing was trained yet.

    Raises
    ------
    WeightsError
        If the file is there but is not a manifest.
    """
    path = directory / MANIFEST
    if not path.exists():
        return {}
    try:
        rows = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise WeightsError(f"{path} cannot be read ({error}); {_remedy('all')}.") from error
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise WeightsError(f"{path} is not a manifest; {_remedy('all')}.")
    return rows


def check_row(name: str, row: dict[str, Any]) -> None:
    """Find out whether a row of the manifest says all that is told of a network.

    Raises
    ------
    WeightsError
        If something is missing or of another kind.
    """
    try:
        _check_row(row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WeightsError(
            f"What {MANIFEST} says of {name} is damaged ({error!r}); {_remedy(name)}."
        ) from error


def sound_rows(directory: Path = PRETRAINED) -> dict[str, dict[str, Any]]:
    """The manifest's rows less those that are damaged."""
    rows = {}
    for name, row in read_manifest(directory).items():
        with suppress(WeightsError):
            check_row(name, row)
            rows[name] = row
    return rows


def _check_row(row: dict[str, Any]) -> None:
    for field in ("bytes", "parameters", "seed", "training_seconds", "temperature"):
        _number(row, field)
    if not isinstance(row["data"], str):
        raise TypeError("data")
    recipe = row["recipe"]
    for field in ("epochs", "learning_rate", "batch_size", "weight_decay", "label_smoothing"):
        _number(recipe, field)
    _number(recipe, "average")
    if not row["accuracy"]:
        raise ValueError("accuracy")
    for name in row["accuracy"]:
        _number(row["accuracy"], name)
        for moment in ("before", "after"):
            _number(row["calibration_error"][name], moment)
        table = row["confusion"][name]
        whole = all(type(count) is int for line in table for count in line)
        if not whole or {len(line) for line in table} != {len(table)}:
            raise ValueError("confusion")


def _number(row: dict[str, Any], field: str) -> None:
    if isinstance(row[field], bool) or not isinstance(row[field], int | float):
        raise TypeError(field)


def load_pretrained(name: str, directory: Path = PRETRAINED) -> nn.Module:
    """A trained network, in evaluation mode.

    Parameters
    ----------
    name : str
        A key of `SHIPPED`.
    directory : Path
        Folder of the manifest and the weights.

    Returns
    -------
    torch.nn.Module

    Raises
    ------
    ValueError
        For an unknown name.
    WeightsError
        If the file is missing, truncated or altered, or does not fit the architecture.

    Examples
    --------
    >>> model = load_pretrained("lenet5")
    >>> sum(p.numel() for p in model.parameters())
    61706
    """
    if name not in SHIPPED:
        raise ValueError(f"there is no network {name!r}; there are {', '.join(SHIPPED)}")
    path = directory / f"{name}.safetensors"
    row = read_manifest(directory).get(name)
    if row is None:
        raise WeightsError(f"{directory / MANIFEST} does not list {name}; {_remedy(name)}.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path} cannot be read; {_remedy(name)}.") from error
    # The very bytes that were checked are the ones that are loaded.
    if hashlib.sha256(raw).hexdigest() != row.get("sha256"):
        raise WeightsError(f"{path} is truncated or was altered; {_remedy(name)}.")
    model = SHIPPED[name].build()
    try:
        model.load_state_dict(safetensors.torch.load(raw))
    except (safetensors.SafetensorError, RuntimeError) as error:
        raise WeightsError(
            f"{path} does not hold the weights of {name}; {_remedy(name)}."
        ) from error
    return model.eval()


def save_pretrained(
    name: str, model: nn.Module, facts: dict[str, Any], directory: Path = PRETRAINED
) -> None:
    """Write a network's weights and its row of the manifest, each whole or not at all.

    Parameters
    ----------
    name : str
    model : torch.nn.Module
    facts : dict
        What goes into the row besides the file's name, size, checksum and parameter count.
    directory : Path
    """
    directory.mkdir(parents=True, exist_ok=True)
    raw = weights_of(model)
    rows = read_manifest(directory)
    rows[name] = {
        "architecture": name,
        "file": f"{name}.safetensors",
        "bytes": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "parameters": sum(p.numel() for p in model.parameters()),
        **facts,
    }
    write_whole(directory / f"{name}.safetensors", raw)
    ordered = {key: rows[key] for key in (*SHIPPED, *rows) if key in rows}
    write_whole(directory / MANIFEST, (json.dumps(ordered, indent=2) + "\n").encode())


def weights_of(model: nn.Module) -> bytes:
    """A model's weights as the content of a safetensors file."""
    return safetensors.torch.save({k: v.contiguous() for k, v in model.state_dict().items()})


# As `sha256sum` writes and checks them: those of the files that the manifest does not list.
CHECKSUMS = "SHA256SUMS"


def write_listed(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and its checksum into the list beside it."""
    sums = _checksums(path.parent) | {path.name: hashlib.sha256(content).hexdigest()}
    write_whole(path, content)
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    write_whole(path.parent / CHECKSUMS, lines.encode())


def read_listed(path: Path, remedy: str) -> bytes:
    """A file that `write_listed` wrote.

    Raises
    ------
    WeightsError
        If it is missing, or not the one that the list names.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path} cannot be read; {_remedy(remedy)}.") from error
    if _checksums(path.parent).get(path.name) != hashlib.sha256(content).hexdigest():
        raise WeightsError(f"{path} is missing or damaged; {_remedy(remedy)}.")
    return content


def _checksums(directory: Path) -> dict[str, str]:
    path = directory / CHECKSUMS
    try:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise WeightsError(f"{path} cannot be read; {_remedy('all')}.") from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside it first, then rename."""
    temporary = path.with_suffix(path.suffix + ".tmp")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _remedy(name: str) -> str:
    return f"make it again with: python -m cnnviz train {name}"
