"""A network from somebody's own Python: a file, and the function or class in it that builds it.

This runs the file. It is for the person who starts the program, about their own code; nothing
that comes over the network leads here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import safetensors
import safetensors.torch
import torch
from torch import nn

from cnnviz.core.images import Preparation, Shape
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.trace import trace


class ModuleError(ValueError):
    """A Python file cannot be used; the message is one sentence: which file, why, what to do."""


def load_python(
    place: str,
    *,
    weights: Path | None = None,
    input_shape: Shape = (3, 224, 224),
    classes: Sequence[str] = (),
    mean: Sequence[float] = (),
    deviation: Sequence[float] = (),
) -> Network:
    """A network built by one's own Python file.

    Parameters
    ----------
    place : str
        ``path/to/model.py:build``: the file, and what in it builds the model: a function or a
        class that is called without arguments, or a module that is ready.
    weights : Path, optional
        A safetensors file with the model's state dict. Nothing is ever unpickled.
    input_shape : (channels, height, width)
    classes : sequence of str
        Names of the answers, in order.
    mean, deviation : sequence of float
        How pictures were prepared for it; one number a channel, or nothing.

    Returns
    -------
    Network
        In evaluation mode; in float32 if all its numbers were of another precision. Its key is the
        hash of the file's text and of its weights.

    Raises
    ------
    ModuleError
        In one sentence, if the file, the name in it, the weights or the input do not fit.
    """
    path, name = _split(place)
    model = _build(path, name)
    if weights is not None:
        _load_weights(model, weights)
    model.eval().requires_grad_(False)
    kinds = {each.dtype for each in model.state_dict().values() if each.is_floating_point()}
    if kinds and torch.float32 not in kinds:
        model.float()  # as pictures are
    try:
        preparation = Preparation(input_shape, tuple(mean), tuple(deviation))
        result = trace(model, torch.zeros(1, *input_shape))
    except Exception as error:  # whatever somebody's own forward raises
        raise ModuleError(
            f"{place} does not run on an input of {' x '.join(map(str, input_shape))}: "
            f"{_first_line(error)}; say the right one with --input."
        ) from error
    digest = hashlib.sha256(path.read_bytes())
    for key, tensor in model.state_dict().items():
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().contiguous().float().numpy().tobytes())
    return Network(
        key=digest.hexdigest()[:16],
        title=type(model).__name__,
        model=model,
        preparation=preparation,
        classes=tuple(classes),
        head=result.head,
        origin=Origin.PYTHON,
        source=place,
    )


def _split(place: str) -> tuple[Path, str]:
    file, colon, name = place.rpartition(":")
    if not colon or not name.isidentifier():
        raise ModuleError(f"{place!r} names no file and function; write it like model.py:build.")
    path = Path(file)
    if not path.is_file():
        raise ModuleError(f"There is no file {file}.")
    return path, name


def _build(path: Path, name: str) -> nn.Module:
    module = _imported(path)
    if not hasattr(module, name):
        names = [n for n, value in vars(module).items() if callable(value) and n[0] != "_"]
        raise ModuleError(f"{path} holds no {name!r}; there are {', '.join(names[:12]) or 'none'}.")
    made = getattr(module, name)
    if not isinstance(made, nn.Module):
        try:
            made = made()
        except Exception as error:  # whatever somebody's own code raises
            raise ModuleError(f"{name} of {path} failed: {_first_line(error)}.") from error
    if not isinstance(made, nn.Module):
        raise ModuleError(
            f"{name} of {path} must give a torch.nn.Module, got {type(made).__name__}."
        )
    return made


def _imported(path: Path) -> ModuleType:
    """The file as a module; files beside it can be imported by it."""
    spec = importlib.util.spec_from_file_location(f"cnnviz_opened_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ModuleError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    sys.path.insert(0, str(path.resolve().parent))
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever somebody's own code raises
        raise ModuleError(f"{path} cannot be imported: {_first_line(error)}.") from error
    finally:
        sys.path.pop(0)
    return module


def _load_weights(model: nn.Module, weights: Path) -> None:
    try:
        model.load_state_dict(safetensors.torch.load(weights.read_bytes()))
    except (OSError, safetensors.SafetensorError, RuntimeError) as error:
        raise ModuleError(
            f"{weights} does not hold this model's weights as safetensors: {_first_line(error)}"
        ) from error


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (
        f"{type(error).__name__}: {lines[0][:200].rstrip('.')}" if lines else type(error).__name__
    )
