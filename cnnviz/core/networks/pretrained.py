"""The trained networks that ship: a manifest, a checksum, and loading without surprises."""

from __future__ import annotations

import hashlib
import json
import os
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
    except (OSError, ValueError) as error:
        raise WeightsError(f"{path} cannot be read ({error}); {_remedy('all')}.") from error
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise WeightsError(f"{path} is not a manifest; {_remedy('all')}.")
    return rows


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
    tensors = {key: value.contiguous() for key, value in model.state_dict().items()}
    raw = safetensors.torch.save(tensors)
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
