"""A network as it was at moments of its training, and what it then made of one input."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.images import ImageSet
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerKind, LayerRecord, Trace, trace
from cnnviz.core.training.evaluation import judgement_of
from cnnviz.core.training.fit import predict_logits

Weights = Mapping[str, torch.Tensor]


def network_at(network: Network, weights: Weights) -> nn.Module:
    """The network with the weights of a moment: a private copy, in evaluation mode.

    Parameters
    ----------
    network : Network
    weights : mapping of str to torch.Tensor
        All its parameters and buffers by name, of any precision; batch norm's means too.

    Raises
    ------
    ValueError
        If they are not the weights of this network.
    """
    model = copy.deepcopy(network.model).requires_grad_(False)
    _load(model, weights)
    return model.eval()


def _load(model: nn.Module, weights: Weights) -> None:
    try:
        model.load_state_dict(dict(weights), strict=True)
    except RuntimeError as error:
        raise ValueError(f"weights are not those of this network: {error}") from error


@dataclass(frozen=True, eq=False)
class MomentFacts:
    """How a network did at a moment: its mean loss, its accuracy in [0, 1], and the confusion
    (classes, classes), the true class down and the answer across.
    """

    loss: float
    accuracy: float
    confusion: NDArray[np.int64]


def judge_moment(model: nn.Module, pictures: ImageSet) -> MomentFacts:
    """Judge a network on pictures of its input's size."""
    found = judgement_of(predict_logits(model, pictures), pictures.labels)
    return MomentFacts(found.loss, found.accuracy, found.confusion)


def some_of(pictures: ImageSet, most: int) -> ImageSet:
    """At most so many of the pictures, evenly spread over the set.

    Examples
    --------
    >>> labels = np.arange(10)
    >>> some_of(ImageSet("ten", np.zeros((10, 2, 2), np.uint8), labels), 5).labels.tolist()
    [0, 2, 4, 6, 8]
    """
    if len(pictures) <= most:
        return pictures
    chosen = np.arange(most) * len(pictures) // most
    images, labels = pictures.images[chosen], pictures.labels[chosen]
    return ImageSet(pictures.name, images, labels, pictures.classes)


@dataclass(frozen=True, eq=False)
class Frame:
    """What a network was and did at one moment.

    Attributes
    ----------
    step : int
    probabilities : float32 array (classes,)
        Of the input.
    maps : float32 array (C, H, W)
        What the chosen layer made of the input; 1x1 maps of a layer without maps.
    filters : float32 array (filters, channels, H, W)
        The first layer's weights: a convolution's kernels, or a dense layer's weights laid out as
        the input that they are multiplied with. (0, 0, 0, 0) if there are none.
    """

    step: int
    probabilities: NDArray[np.float32]
    maps: NDArray[np.float32]
    filters: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Film:
    """All frames of one input.

    Attributes
    ----------
    frames : tuple of Frame
    layer : str
        Whose maps they hold.
    first : str
        The layer whose weights they hold; "" if there is none.
    last : str
        The layer that answers.
    input_shape : (channels, height, width)
    """

    frames: tuple[Frame, ...]
    layer: str
    first: str
    last: str
    input_shape: tuple[int, ...]


def film_of(
    network: Network, moments: Iterable[tuple[int, Weights]], x: torch.Tensor, layer: str
) -> Film:
    """Run one input through a network at each moment of its training.

    Parameters
    ----------
    network : Network
        It is not changed.
    moments : iterable of (int, weights)
        Steps and weights, as `network_at` takes them.
    x : torch.Tensor (1, C, H, W)
    layer : str
        A record's name in the network's trace.

    Raises
    ------
    ValueError
        If the weights are not those of this network.
    KeyError
        If there is no such layer.
    """
    model = copy.deepcopy(network.model).requires_grad_(False).eval()
    frames: list[Frame] = []
    for step, weights in moments:
        _load(model, weights)
        result = trace(model, x)
        frames.append(_frame(result, step, layer))
    return _film(frames, result, layer)


def still(result: Trace, step: int, layer: str) -> Film:
    """A film of one frame: what a network made of its input just now."""
    return _film([_frame(result, step, layer)], result, layer)


def _film(frames: list[Frame], result: Trace, layer: str) -> Film:
    first, last = _first_layer(result), result.records[-1].name
    name = "" if first is None else first.name
    return Film(tuple(frames), layer, name, last, tuple(result.input.shape[1:]))


def _frame(result: Trace, step: int, layer: str) -> Frame:
    """Copies of everything: the next moment is loaded into the network's very memory."""
    shares = result.probabilities[0].float().numpy().copy()
    return Frame(step, shares, _maps(result.record(layer)), _first_filters(result))


def _maps(record: LayerRecord) -> NDArray[np.float32]:
    values = record.first.float()
    if values.ndim < 2:
        values = values.reshape(-1, 1, 1)
    maps: NDArray[np.float32] = values.reshape(-1, *values.shape[-2:]).numpy().copy()
    return maps


def _first_layer(result: Trace) -> LayerRecord | None:
    """The first layer with weights for each of its inputs."""
    pixels = result.input.shape[1:].numel()
    for record in result.records:
        weight = record.weight
        if weight is None:
            continue
        if record.kind is LayerKind.CONV and weight.ndim == 4:
            return record
        if record.kind is LayerKind.DENSE and weight.shape[1] == pixels:
            return record
    return None


def _first_filters(result: Trace) -> NDArray[np.float32]:
    """Its weights as pictures."""
    record = _first_layer(result)
    if record is None or record.weight is None:
        return np.zeros((0, 0, 0, 0), np.float32)
    weight = record.weight.detach().float()
    if record.kind is LayerKind.DENSE:
        weight = weight.reshape(-1, *result.input.shape[1:])
    pictures: NDArray[np.float32] = weight.numpy().copy()
    return pictures
