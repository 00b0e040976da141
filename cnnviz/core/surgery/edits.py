"""Changes to the stride, padding and pooling of a network's layers, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from cnnviz.core.windows import ConvSpec, IntOrPair, PaddingMode, PoolKind, PoolSpec

WindowSpec = ConvSpec | PoolSpec

# Which settings each kind of layer has, in the order they are shown. A kernel's size is not
# among a convolution's: its trained weights have that size.
CONV_SETTINGS = ("stride", "padding", "padding_mode")
POOL_SETTINGS = ("kind", "kernel_size", "stride", "padding")


@dataclass(frozen=True)
class LayerEdit:
    """New settings of one layer; None leaves a setting as it was trained.

    Attributes
    ----------
    layer : str
        The module's path in the model.
    stride, padding
        As in `ConvSpec` and `PoolSpec`.
    padding_mode
        Of a convolution only.
    kind, kernel_size
        Of pooling only.
    """

    layer: str
    stride: IntOrPair | None = None
    padding: IntOrPair | Literal["same"] | None = None
    padding_mode: PaddingMode | None = None
    kind: PoolKind | None = None
    kernel_size: IntOrPair | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """The settings that are given, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)[1:]}
        return {name: value for name, value in values.items() if value is not None}

    def applied_to(self, spec: WindowSpec) -> WindowSpec:
        """The layer's spec with these settings in it.

        Raises
        ------
        ValueError
            Naming the argument that is wrong, or that this kind of layer does not have.
        """
        allowed = settings_of(spec)
        for name in self.changes:
            if name not in allowed:
                kind = "a convolution" if isinstance(spec, ConvSpec) else "pooling"
                raise ValueError(
                    f"{name} cannot be changed in {self.layer}, which is {kind}; "
                    f"what can be is {', '.join(allowed)}"
                )
        return replace(spec, **self.changes)


@dataclass(frozen=True)
class NetworkEdit:
    """The changes to a network, each layer at most once; hashable, so that it can be a key.

    Raises
    ------
    ValueError
        If a layer is named twice.
    """

    layers: tuple[LayerEdit, ...] = ()

    def __post_init__(self) -> None:
        names = [edit.layer for edit in self.layers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"layer {name!r} is edited twice")

    def __bool__(self) -> bool:
        return bool(self.layers)

    def of(self, layer: str) -> LayerEdit:
        """The changes to one layer, perhaps none."""
        return next((edit for edit in self.layers if edit.layer == layer), LayerEdit(layer))

    def without(self, layer: str) -> NetworkEdit:
        """The same changes but those to one layer."""
        return NetworkEdit(tuple(edit for edit in self.layers if edit.layer != layer))


def settings_of(spec: WindowSpec) -> tuple[str, ...]:
    """Names of the settings that can be changed in such a layer."""
    return CONV_SETTINGS if isinstance(spec, ConvSpec) else POOL_SETTINGS


def edited_specs(edit: NetworkEdit, layers: Mapping[str, WindowSpec]) -> dict[str, WindowSpec]:
    """The specs of `layers` with the changes in them.

    Raises
    ------
    ValueError
        Naming what is wrong: a layer that is not there, or an argument of one.
    """
    if edit and not layers:
        raise ValueError("layer: this network has no convolution or pooling layer to change")
    for change in edit.layers:
        if change.layer not in layers:
            raise ValueError(
                f"layer: there is no convolution or pooling layer {change.layer!r}; "
                f"there are {', '.join(layers)}"
            )
    return {name: edit.of(name).applied_to(spec) for name, spec in layers.items()}


def change(
    edit: NetworkEdit, layers: Mapping[str, WindowSpec], layer: str, **settings: Any
) -> NetworkEdit:
    """One more change, in the one form that equal networks share.

    Layers come in order of computation, and what equals the trained setting is left out.

    Raises
    ------
    ValueError
        As `edited_specs`.

    Examples
    --------
    >>> layers = {"conv1": ConvSpec(5, padding=2), "pool1": PoolSpec("max", 2)}
    >>> edit = change(NetworkEdit(), layers, "pool1", kind="average")
    >>> edit.layers
    (LayerEdit(layer='pool1', stride=None, padding=None, padding_mode=None, kind='average', \
kernel_size=None),)
    >>> bool(change(edit, layers, "pool1", kind="max"))
    False
    """
    changed = replace(edit.of(layer), **settings)
    specs = edited_specs(NetworkEdit((*edit.without(layer).layers, changed)), layers)
    return difference(specs, layers)


def difference(specs: Mapping[str, WindowSpec], layers: Mapping[str, WindowSpec]) -> NetworkEdit:
    """The changes that lead from the trained `layers` to `specs`."""
    edits = []
    for name, trained in layers.items():
        pairs = {
            key: (getattr(specs[name], key), getattr(trained, key)) for key in settings_of(trained)
        }
        new = {key: short_size(now) for key, (now, before) in pairs.items() if now != before}
        if new:
            edits.append(LayerEdit(name, **new))
    return NetworkEdit(tuple(edits))


def short_size(value: Any) -> Any:
    """One number for a pair of equal ones, as people write it; anything else as it is."""
    return value[0] if isinstance(value, tuple) and value[0] == value[1] else value
