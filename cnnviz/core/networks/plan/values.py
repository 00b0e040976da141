"""What a person fills in to define a network, as plain values with their limits."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from cnnviz.core.images import Shape

ACTIVATIONS = ("relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "none")
POOLS = ("max", "average", "none")
# What stands between the last block and the dense layers.
ENDINGS = ("flatten", "global_average", "global_max")
MOST_BLOCKS, MOST_DENSE = 4, 3

# Smallest and largest of each whole number.
LIMITS: dict[str, tuple[int, int]] = {
    "filters": (1, 128),
    "kernel": (1, 11),
    "stride": (1, 4),
    "padding": (0, 5),
    "pool_size": (1, 8),
    "dense": (1, 1024),
}
MOST_DROPOUT = 0.9


def _check_whole(name: str, value: object, low: int, high: int) -> None:
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, got {value!r}")


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")


@dataclass(frozen=True)
class Block:
    """A convolution, perhaps a batch norm, an activation, perhaps a pooling; in this order.

    Attributes
    ----------
    filters, kernel, stride, padding : int
        Of the convolution, the same vertically and horizontally; see `LIMITS`.
    activation : str
        One of `ACTIVATIONS`.
    pool : str
        One of `POOLS`.
    pool_size : int
        The side of its window, and its stride.
    batch_norm : bool

    Raises
    ------
    ValueError
        Naming the argument that is wrong.
    """

    filters: int = 8
    kernel: int = 3
    stride: int = 1
    padding: int = 0
    activation: str = "relu"
    pool: str = "max"
    pool_size: int = 2
    batch_norm: bool = False

    def __post_init__(self) -> None:
        for name in ("filters", "kernel", "stride", "padding", "pool_size"):
            _check_whole(name, getattr(self, name), *LIMITS[name])
        _check_choice("activation", self.activation, ACTIVATIONS)
        _check_choice("pool", self.pool, POOLS)
        if type(self.batch_norm) is not bool:
            raise ValueError(f"batch_norm must be true or false, got {self.batch_norm!r}")


@dataclass(frozen=True)
class NetworkPlan:
    """A whole network, as a form describes it; it may be impossible (see `outline`).

    Attributes
    ----------
    input_shape : (channels, height, width)
    classes : int
        How many answers it has.
    blocks : tuple of Block
        At most `MOST_BLOCKS`; none makes an ordinary network (ANN).
    ending : str
        One of `ENDINGS`: how maps become one row of numbers.
    dense : tuple of int
        Widths of the dense layers before the output, at most `MOST_DENSE`.
    dense_activation : str
        One of `ACTIVATIONS`.
    dropout : float
        Share of numbers that are dropped in training before each dense layer but the first, or
        before the output if there is no other; 0 for no dropout layer.
    architecture : str
        The name of one of `ARCHITECTURES`, which then stands in place of all the rest but
        `input_shape` and `classes`; "" for a network of blocks.

    Raises
    ------
    ValueError
        Naming the argument that is wrong.
    """

    input_shape: Shape = (1, 28, 28)
    classes: int = 10
    blocks: tuple[Block, ...] = (Block(8, 5), Block(16, 5))
    ending: str = "flatten"
    dense: tuple[int, ...] = (64,)
    dense_activation: str = "relu"
    dropout: float = 0.0
    architecture: str = ""

    def __post_init__(self) -> None:
        if len(self.input_shape) != 3:
            raise ValueError(f"input_shape must be (channels, height, width): {self.input_shape}")
        _check_whole("input_shape[0]", self.input_shape[0], 1, 3)
        for side in self.input_shape[1:]:
            _check_whole("input_shape", side, 1, 256)
        _check_whole("classes", self.classes, 2, 1000)
        if len(self.blocks) > MOST_BLOCKS:
            raise ValueError(f"blocks must be at most {MOST_BLOCKS}, got {len(self.blocks)}")
        if len(self.dense) > MOST_DENSE:
            raise ValueError(f"dense must be at most {MOST_DENSE} widths, got {len(self.dense)}")
        for width in self.dense:
            _check_whole("dense", width, *LIMITS["dense"])
        _check_choice("ending", self.ending, ENDINGS)
        _check_choice("dense_activation", self.dense_activation, ACTIVATIONS)
        if type(self.dropout) not in (int, float) or not 0 <= self.dropout <= MOST_DROPOUT:
            raise ValueError(f"dropout must be in [0, {MOST_DROPOUT}], got {self.dropout!r}")
        if not isinstance(self.architecture, str):
            raise ValueError(f"architecture must be a name, got {self.architecture!r}")

    def to_json(self) -> dict[str, Any]:
        """Plain values: dicts, lists, numbers, texts."""
        plain = dataclasses.asdict(self)
        return plain | {key: list(plain[key]) for key in ("input_shape", "blocks", "dense")}


def plan_from_json(written: Any) -> NetworkPlan:
    """The plan that `NetworkPlan.to_json` wrote, or a stranger; what is missing is as by default.

    Raises
    ------
    ValueError
        In half a sentence, if it is none.

    Examples
    --------
    >>> plan_from_json({"blocks": [{"filters": 4}], "dense": []}).blocks[0].filters
    4
    """
    fields = known_fields(written, NetworkPlan, "plan of a network")
    for name in ("input_shape", "dense", "blocks"):
        if name in fields:
            if not isinstance(fields[name], list):
                raise ValueError(f"{name} must be a list")
            fields[name] = tuple(fields[name])
    if "blocks" in fields:
        fields["blocks"] = tuple(Block(**known_fields(b, Block, "block")) for b in fields["blocks"])
    return NetworkPlan(**fields)


def known_fields(written: Any, kind: type, what: str) -> dict[str, Any]:
    """The fields of an object in JSON, if they are all fields of the dataclass `kind`."""
    if not isinstance(written, dict):
        raise ValueError(f"a {what} must be an object")
    unknown = sorted(set(written) - {field.name for field in dataclasses.fields(kind)})
    if unknown:
        raise ValueError(f"a {what} has nothing called {unknown[0][:40]!r}")
    return dict(written)
