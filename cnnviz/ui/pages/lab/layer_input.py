"""What a trained filter reads: the maps of the layer before, as its network computed them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.explore.computation import map_computation
from cnnviz.core.explore.map_parts import MapPart
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerKind, LayerRecord, trace
from cnnviz.core.windows import ConvSpec
from cnnviz.core.windows.examples import fit_kernel
from cnnviz.core.windows.tables import Doubles, convolved
from cnnviz.ui.cache import in_worker
from cnnviz.ui.components.window_stepper import Picture
from cnnviz.ui.state.lab import MOST_CELLS, LabChoices
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import shown_or_sample
from cnnviz.ui.words.speech import say

# Of more maps only one is shown number by number.
_MOST_SHOWN = 4


def _map_name(part: MapPart) -> str:
    return say("strip-map", number=str(part.channel + 1))


@dataclass(frozen=True, eq=False)
class LayerInput:
    """The maps that a filter reads.

    Attributes
    ----------
    record : LayerRecord
        Of the convolution.
    parts : tuple of MapPart
        All of them, with the filter's slices.
    shown : tuple of MapPart
        Those that are shown number by number: all, or the one whose slice was chosen.
    """

    record: LayerRecord
    parts: tuple[MapPart, ...]
    shown: tuple[MapPart, ...]

    @property
    def picture(self) -> Picture:
        """What is stepped through."""
        values = np.stack([part.input for part in self.shown])
        if len(self.shown) > 1:
            names = tuple(_map_name(part) for part in self.shown)
            title = say("lab-what-reads", layer=self.record.name)
            return Picture(title, values, names, is_whole=True)
        part = self.shown[0]
        name = part.origin if len(self.parts) == 1 else f"{part.origin}, {_map_name(part)}"
        title = say("lab-read-by", name=name, layer=self.record.name)
        return Picture(title, values, is_whole=True)

    def kernels(self, height: int, width: int) -> NDArray[np.float32]:
        """The slices for the maps that are shown, of this size: (C, height, width)."""
        return _fitted(self.shown, height, width)

    def rest(self, spec: ConvSpec) -> tuple[str, Doubles] | None:
        """What the maps that are not shown give, and what they are called; None if all are."""
        others = tuple(part for part in self.parts if part not in self.shown)
        if not others:
            return None
        images = np.stack([part.input for part in others])
        title = say("lab-other-maps", count=len(others))
        return title, convolved(images, _fitted(others, *spec.kernel), spec)


def _fitted(parts: tuple[MapPart, ...], height: int, width: int) -> NDArray[np.float32]:
    slices = [part.kernel for part in parts if part.kernel is not None]
    return np.stack([fit_kernel(each, height, width) for each in slices])


def layer_input(session: Session, network: Network, choices: LabChoices) -> LayerInput | None:
    """What the chosen filter reads of the person's input; None if that cannot be stepped through.

    While nothing is drawn, of a built-in digit.
    """
    given = shown_or_sample(session, network)
    result = in_worker(trace, network.model, given.tensor)
    records = [
        record
        for record in result.records
        if record.kind is LayerKind.CONV and isinstance(record.spec, ConvSpec)
    ]
    record = next((each for each in records if (each.path or "conv") == choices.conv_layer), None)
    if record is None and records and not choices.conv_layer:
        record = records[0]
    if record is None or record.weight is None:
        return None
    channel = min(choices.conv_filter, len(record.weight)) - 1
    try:
        parts = map_computation(result, record.name, channel).parts
    except ValueError:
        return None
    if not parts or parts[0].input.size > MOST_CELLS or any(p.kernel is None for p in parts):
        return None
    chosen = parts[min(choices.conv_slice, len(parts)) - 1]
    return LayerInput(record, parts, parts if len(parts) <= _MOST_SHOWN else (chosen,))


def trained_settings(module: nn.Conv2d) -> dict[str, object]:
    """The settings of the lab that a trained layer brings along, where the lab has them."""
    given = module.padding
    padding = given if isinstance(given, str) or len(set(given)) > 1 else given[0]
    settings: dict[str, object] = {"padding": padding, "fill": module.padding_mode}
    for name, pair in (("stride", module.stride), ("dilation", module.dilation)):
        settings |= {f"{name}_down": pair[0], f"{name}_right": pair[1]}
    return {name: value for name, value in settings.items() if LabChoices.allows({name: value})}
