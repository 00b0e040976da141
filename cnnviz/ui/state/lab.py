"""What a person has set in the lab's tabs; it outlives the widgets, which forget elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.activations import ACTIVATIONS
from cnnviz.ui.state.fields import Settings, setting

Plane = NDArray[np.float32]
Pair = tuple[str, str]
# Far beyond anything useful, far below what float32 cannot hold.
LARGEST = 1e6
# The kernel is a filter of the network that is shown.
NETWORK = "network"
TABS = ("convolution", "pooling", "network")
# Maps of more cells cannot be stepped through.
MOST_CELLS = 64 * 64
# What a trained filter reads, as its network computed it.
LAYER = "layer"
CONV_INPUTS = ("article", "drawing", "own", "colour4", "colour8", LAYER)
POOL_INPUTS = ("example", "drawing", "map")
POOL_KINDS = ("both", "max", "average", "none")
# (rows down, columns to the right)
SHIFTS = {"not shifted": (0, 0), "right": (0, 1), "down": (1, 0), "left": (0, -1), "up": (-1, 0)}
FILLS = ("zeros", "reflect", "replicate")
KERNEL_SIZES = range(1, 8)
CONV_STRIDES = range(1, 5)
DILATIONS = range(1, 4)
PADDINGS = (*range(7), "same")
POOL_SIZES = range(1, 5)
POOL_PADDINGS = range(4)
# No layer has so many filters; the page takes the first where there is no such one.
_ANY = range(1, 100_000)


@dataclass
class LabChoices(Settings):
    """The settings of the tabs 'Convolution' and 'Pooling', and numbers typed into grids.

    Attributes
    ----------
    tab : str
        Which of the page's tabs is shown.
    apart, pool_apart : bool
        Whether height and width are set each for itself; else one slider sets both.
    grids : dict
        Name of a grid -> its numbers, where a person changed them.
    bases, versions : dict
        What each grid's editor started from, and how often it was started anew.
    loaded : tuple
        The kernel whose size and bias were last taken over.
    """

    prefix: ClassVar[str] = "lab"

    conv_input: str = setting("article", CONV_INPUTS)
    conv_source: str = setting("vertical edge", ())
    conv_layer: str = setting("", ())
    conv_filter: int = setting(1, _ANY)
    conv_slice: int = setting(1, _ANY)
    apart: bool = setting(False, (False, True))
    kernel_height: int = setting(3, KERNEL_SIZES)
    kernel_width: int = setting(3, KERNEL_SIZES)
    stride_down: int = setting(1, CONV_STRIDES)
    stride_right: int = setting(1, CONV_STRIDES)
    dilation_down: int = setting(1, DILATIONS)
    dilation_right: int = setting(1, DILATIONS)
    padding: int | str = setting(0, PADDINGS)
    fill: str = setting("zeros", FILLS)
    bias: float = setting(0.0, (-LARGEST, LARGEST))
    activation: str = setting("none", tuple(ACTIVATIONS))
    pool_input: str = setting("example", POOL_INPUTS)
    pool_layer: str = setting("", ())
    pool_channel: int = setting(1, _ANY)
    pool_kind: str = setting("both", POOL_KINDS)
    pool_apart: bool = setting(False, (False, True))
    pool_height: int = setting(2, POOL_SIZES)
    pool_width: int = setting(2, POOL_SIZES)
    pool_stride_down: int = setting(2, POOL_SIZES)
    pool_stride_right: int = setting(2, POOL_SIZES)
    pool_padding: int = setting(0, POOL_PADDINGS)
    pool_ceil: bool = setting(False, (False, True))
    pool_shift: str = setting("not shifted", tuple(SHIFTS))
    tab: str = TABS[0]
    grids: dict[str, Plane] = field(default_factory=dict)
    bases: dict[str, Plane] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    loaded: tuple[Any, ...] = ("vertical edge",)

    def tie(self, apart: str, pairs: Iterable[Pair]) -> bool:
        """Whether height and width are set together, which unequal ones forbid.

        Parameters
        ----------
        apart : str
            The setting that says so.
        pairs : iterable of (str, str)
            The settings for height and for width.
        """
        if any(getattr(self, down) != getattr(self, right) for down, right in pairs):
            self.set({apart: True})
        return not getattr(self, apart)

    def take(self, settings: Mapping[str, Any], network: str) -> None:
        """Set one of the tabs as a layer of a network is, and show it."""
        self.set(settings)
        self.tab = "convolution" if "conv_layer" in settings else "pooling"
        if self.tab == "convolution":
            self.take_for_loaded(network)
            place = f"kernel {network}/{self.conv_layer}/{self.conv_filter}/"
            for name in [name for name in self.grids if name.startswith(place)]:
                self.reset_grid(name)

    def open_tab(self, tab: str) -> None:
        """Show one of the page's tabs."""
        self.tab = tab

    def grid(self, name: str, default: Plane) -> Plane:
        """A grid's numbers as they are now: (H, W)."""
        typed = self.grids.get(name)
        return default if typed is None or typed.shape != default.shape else typed

    def kernel_source(self, network: str) -> tuple[Any, ...]:
        """Tells the chosen kernel from all others; `network` is the key of the one shown."""
        if self.conv_source != NETWORK:
            return (self.conv_source,)
        return network, self.conv_layer, self.conv_filter, self.conv_slice

    def take_for_loaded(self, network: str) -> None:
        """Note that size and bias are those wanted for the kernel chosen, as in an address."""
        self.loaded = self.kernel_source(network)

    def reset_grid(self, name: str) -> None:
        """Forget what was typed into a grid."""
        self.grids.pop(name, None)
        self.versions[name] = self.versions.get(name, 0) + 1

    def replace_grids(self, grids: dict[str, Plane]) -> None:
        """Take other numbers into all grids; their editors start anew."""
        for name in {*self.grids, *grids}:
            if self.grids.get(name) is not grids.get(name):
                self.versions[name] = self.versions.get(name, 0) + 1
        self.grids = grids
