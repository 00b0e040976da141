"""A network as two files: a definition in JSON and its weights in safetensors."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import safetensors
import safetensors.torch
import torch

from cnnviz.core.images import Preparation
from cnnviz.core.networks.fields import (
    integers_field,
    json_object,
    numbers_field,
    text_field,
)
from cnnviz.core.networks.graph.functions import DTYPES
from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.network import Head, Network, Origin
from cnnviz.core.networks.written_model import model_as_written, written_model

FORMAT = "cnnviz network"
VERSION = 1
_LARGEST_SIDE = 4096
_MOST_CHANNELS = 64
_MOST_CLASSES = 100_000
_KEYS = {
    *("format", "version", "title", "source", "input_shape", "mean", "deviation"),
    *("classes", "head", "is_digits", "model"),
}


class DefinitionError(ValueError):
    """A definition or its weights cannot be used; the message is one sentence."""


def load_definition(
    definition: bytes, weights: bytes, *, limits: Limits | None = None, try_it: bool = True
) -> Network:
    """A network from the two files that `save_definition` writes, or that somebody else wrote.

    Parameters
    ----------
    definition : bytes
        JSON.
    weights : bytes
        safetensors.
    limits : Limits, optional
    try_it : bool, default True
        Whether it is run on one input of zeros, to be sure that it runs.

    Returns
    -------
    Network
        Its key is the hash of both files.

    Raises
    ------
    DefinitionError
        If anything is missing, wrong, unknown or too large.
    """
    limits = limits or Limits()
    try:
        written = _checked(json_object(definition))
        tensors = _tensors(weights, limits)
        network = _network(written, tensors, limits)
        if try_it:
            _try(network)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise DefinitionError(f"This definition cannot be used: {reason.rstrip('.')}.") from None
    return dataclasses.replace(network, key=_key(definition, weights))


def can_be_written(network: Network) -> bool:
    """Whether `save_definition` can write it."""
    return model_as_written(network.model) is not None


def save_definition(network: Network) -> tuple[bytes, bytes]:
    """The two files, JSON and safetensors, of which `load_definition` makes the same network.

    Raises
    ------
    DefinitionError
        If its model is neither one of `ARCHITECTURES` nor made of a plan or a graph.

    Examples
    --------
    >>> from cnnviz import load_pretrained
    >>> mlp = load_pretrained("mlp")
    >>> network = Network("mlp", "MLP", mlp, Preparation((1, 28, 28)), tuple("0123456789"))
    >>> again = load_definition(*save_definition(network))
    >>> again.title, again.class_name(7)
    ('MLP', '7')
    """
    written = model_as_written(network.model)
    if written is None:
        raise DefinitionError(
            "Only networks that were defined here, the app's own architectures, and networks from "
            "ONNX or definition files can be written as a definition, and "
            f"{network.title!r} is a Python module of its own."
        )
    return write_definition(network, written, network.model.state_dict())


def write_definition(
    network: Network, model: dict[str, Any], state: Mapping[str, torch.Tensor]
) -> tuple[bytes, bytes]:
    """The two files of a network whose model is written as `model` with the weights `state`."""
    definition = {
        "format": FORMAT,
        "version": VERSION,
        "title": network.title,
        "source": network.source,
        "input_shape": list(network.input_shape),
        "mean": list(network.preparation.mean),
        "deviation": list(network.preparation.deviation),
        "classes": list(network.classes),
        "head": network.head.value,
        "is_digits": network.is_digits,
        "model": model,
    }
    if model["kind"] == "graph":
        # What PyTorch counts while training; no file tells it.
        state = {k: v for k, v in state.items() if not k.endswith(".num_batches_tracked")}
    # Two names for one memory are refused by the format; each gets its own.
    tensors = {k: v.detach().cpu().contiguous().clone() for k, v in state.items()}
    text = json.dumps(definition, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode(), safetensors.torch.save(tensors)


def _key(definition: bytes, weights: bytes) -> str:
    digest = hashlib.sha256(len(definition).to_bytes(8, "big") + definition)
    digest.update(weights)
    return digest.hexdigest()[:16]


def _checked(written: dict[str, Any]) -> dict[str, Any]:
    """The definition, if it is one of this version."""
    if written.get("format") != FORMAT:
        raise ValueError(f'it is no object with "format": "{FORMAT}"')
    version = written.get("version")
    if type(version) is not int or version != VERSION:
        raise ValueError(
            f"its version is {str(version)[:20]}, and this program reads version {VERSION}"
        )
    unknown = sorted(set(written) - _KEYS)
    if unknown:
        raise ValueError(f"it has something called {unknown[0][:40]!r}, which is not known")
    return written


def _tensors(weights: bytes, limits: Limits) -> dict[str, torch.Tensor]:
    if len(weights) > limits.file_bytes:
        raise ValueError(f"its weights are larger than {limits.file_bytes / 1e6:,.0f} MB")
    try:
        tensors = safetensors.torch.load(weights)
    except Exception:
        # The library raises its own error, KeyError and others for what strangers may write.
        raise ValueError("its weights are not a whole safetensors file") from None
    if sum(tensor.numel() for tensor in tensors.values()) > limits.parameters:
        raise ValueError(f"it has more than {limits.parameters / 1e6:,.0f} million parameters")
    for name, tensor in tensors.items():
        if tensor.dtype not in DTYPES.values() or tensor.ndim > 8:
            raise ValueError(f"the tensor {name[:60]!r} is of a kind that is not known")
        if tensor.is_floating_point() and bool(tensor.isnan().any()):
            raise ValueError(f"the tensor {name[:60]!r} holds something that is not a number")
    return tensors


def _network(written: dict[str, Any], tensors: dict[str, torch.Tensor], limits: Limits) -> Network:
    shape = integers_field(written, "input_shape", 3)
    if shape[0] > _MOST_CHANNELS or max(shape) > _LARGEST_SIDE or min(shape) < 1:
        raise ValueError(f"its input_shape is {shape}, which is out of bounds")
    preparation = Preparation(
        (shape[0], shape[1], shape[2]),
        numbers_field(written, "mean", shape[0]),
        numbers_field(written, "deviation", shape[0]),
    )
    classes = written.get("classes", [])
    named = isinstance(classes, list) and all(isinstance(c, str) and len(c) < 200 for c in classes)
    if not named or len(classes) > _MOST_CLASSES:
        raise ValueError("its classes are no list of short names")
    heads = [head.value for head in Head]
    if written.get("head") not in heads:
        raise ValueError(f"its head is none of {', '.join(heads)}")
    is_digits = written.get("is_digits", False)
    if type(is_digits) is not bool:
        raise ValueError("its is_digits is neither true nor false")
    model = written_model(written.get("model"), tensors, preparation.shape, limits)
    return Network(
        key="",
        title=text_field(written, "title", 200) or "Network",
        # Nobody trains it where it stands; gradients go to its input alone.
        model=model.requires_grad_(False),
        preparation=preparation,
        classes=tuple(classes),
        head=Head(written["head"]),
        origin=Origin.DEFINITION,
        source=text_field(written, "source", 500),
        is_digits=is_digits,
    )


def _try(network: Network) -> None:
    """Run it once: indices out of range, and the like, show only then."""
    try:
        with torch.no_grad():
            answer = network.model(torch.zeros(1, *network.input_shape))
    except Exception as error:
        # Whatever a stranger's settings make torch raise is one sentence, too.
        reason = (str(error) or type(error).__name__).split("\n")[0][:160]
        raise ValueError(f"it does not run ({reason})") from None
    if not answer.is_floating_point() or not bool(torch.isfinite(answer).all()):
        raise ValueError("its answer to a black picture is not made of finite numbers")
