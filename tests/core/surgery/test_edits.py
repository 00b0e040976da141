"""Legal and illegal settings."""

from __future__ import annotations

from typing import Any

import pytest

from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.surgery.change import edit_network, editable_layers
from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    change,
)
from cnnviz.core.windows import ConvSpec, PoolSpec
from tests.core.surgery.networks import NAMES, built


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("kind", "setting", "value", "named"),
    [
        (ConvSpec, "stride", 0, "stride"),
        (ConvSpec, "stride", -1, "stride"),
        (ConvSpec, "stride", (1, 2, 3), "stride"),
        (ConvSpec, "padding", -1, "padding"),
        (ConvSpec, "padding", "valid", "padding"),
        (ConvSpec, "padding", 1.5, "padding"),
        (ConvSpec, "padding_mode", "mirror", "padding_mode"),
        (ConvSpec, "kind", "max", "kind"),
        (ConvSpec, "kernel_size", 3, "kernel_size"),
        (PoolSpec, "kind", "median", "kind"),
        (PoolSpec, "kernel_size", 0, "kernel_size"),
        (PoolSpec, "stride", 0, "stride"),
        (PoolSpec, "padding", 3, "padding"),
        (PoolSpec, "padding_mode", "zeros", "padding_mode"),
    ],
)
def test_illegal_settings_name_the_argument(
    name: str, kind: type, setting: str, value: object, named: str
) -> None:
    model = built(name)
    layers = editable_layers(model, DIGIT_SHAPE)
    layer = next(key for key, spec in layers.items() if isinstance(spec, kind))
    bad: Any = {setting: value}
    with pytest.raises(ValueError, match=named):
        change(NetworkEdit(), layers, layer, **bad)
    with pytest.raises(ValueError, match=named):
        edit_network(model, NetworkEdit((LayerEdit(layer, **bad),)), DIGIT_SHAPE)
