"""From a convolution or a pooling layer to the same one in the lab, where it can be changed."""

from __future__ import annotations

from typing import Any

import streamlit as st
from torch import nn

from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.computation import MapComputation, map_computation
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerKind, LayerRecord, Trace
from cnnviz.core.windows import ConvSpec, PoolSpec
from cnnviz.ui.navigation import page_called
from cnnviz.ui.state.lab import LAYER, MOST_CELLS, NETWORK, LabChoices
from cnnviz.ui.state.tab import current_tab
from cnnviz.ui.words.speech import say

Settings = dict[str, Any]


def lab_button(network: Network, result: Trace, cell: Cell) -> None:
    """A button to the lab, where the layer is one that the lab can show."""
    settings = lab_settings(network, result, cell)
    if settings is None:
        return
    if st.button(say("lab-try"), icon=":material/science:", key="open_in_lab"):
        tab = current_tab()
        tab.lab.take(settings, network.key)
        st.switch_page(page_called("lab"))


def lab_settings(network: Network, result: Trace, cell: Cell) -> Settings | None:
    """The lab's settings for what a layer does to get this cell's map; None if it has none."""
    record = result.record(cell.layer)
    if record.kind not in (LayerKind.CONV, LayerKind.POOL):
        return None
    try:
        computed = map_computation(result, record.name, cell.channel)
    except ValueError:
        return None
    if not computed.parts or computed.parts[0].input.size > MOST_CELLS:
        return None
    if record.kind is LayerKind.CONV:
        settings = _convolution(network, record, computed, cell)
    else:
        settings = _pooling(record, computed)
    return settings if settings is not None and LabChoices.allows(settings) else None


def _convolution(
    network: Network, record: LayerRecord, computed: MapComputation, cell: Cell
) -> Settings | None:
    spec = record.spec
    module = dict(network.model.named_modules()).get(record.path)
    if not isinstance(spec, ConvSpec) or not isinstance(module, nn.Conv2d):
        return None
    padding = spec.padding
    if isinstance(padding, tuple):
        if padding[0] != padding[1]:
            return None
        padding = padding[0]
    strongest = max(range(len(computed.parts)), key=lambda i: computed.parts[i].strength)
    return {
        "conv_input": LAYER,
        "conv_source": NETWORK,
        "conv_layer": record.path or "conv",
        "conv_filter": cell.channel + 1,
        "conv_slice": strongest + 1,
        **dict(zip(("kernel_height", "kernel_width"), spec.kernel, strict=True)),
        **dict(zip(("stride_down", "stride_right"), spec.steps, strict=True)),
        **dict(zip(("dilation_down", "dilation_right"), spec.dilations, strict=True)),
        "apart": len({*spec.kernel}) + len({*spec.steps}) + len({*spec.dilations}) > 3,
        "padding": padding,
        "fill": spec.padding_mode,
        "bias": float(computed.bias),
        "activation": "none",
    }


def _pooling(record: LayerRecord, computed: MapComputation) -> Settings | None:
    spec, part = record.spec, computed.parts[0]
    if not isinstance(spec, PoolSpec) or spec.dilations != (1, 1):
        return None
    plain = spec.count_include_pad and spec.divisor_override is None
    if spec.pads[0] != spec.pads[1] or spec.pads[0][0] != spec.pads[0][1]:
        return None
    if spec.kind == "average" and not plain:
        return None
    return {
        "pool_input": "map",
        "pool_layer": part.origin,
        "pool_channel": part.channel + 1,
        "pool_kind": spec.kind,
        **dict(zip(("pool_height", "pool_width"), spec.kernel, strict=True)),
        **dict(zip(("pool_stride_down", "pool_stride_right"), spec.steps, strict=True)),
        "pool_apart": len({*spec.kernel}) + len({*spec.steps}) > 2,
        "pool_padding": spec.pads[0][0],
        "pool_ceil": spec.ceil_mode,
        "pool_shift": "not shifted",
    }
