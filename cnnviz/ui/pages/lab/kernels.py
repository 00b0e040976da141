"""Which kernel the lab's convolution uses: one known by name, or a trained filter; all editable."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from torch import nn

from cnnviz.core.activations import ACTIVATIONS
from cnnviz.core.networks.network import Network
from cnnviz.core.windows.examples import CHANNEL_NAMES, KERNEL_PRESETS, fit_kernel
from cnnviz.ui.pages.lab.choices import edit_grid
from cnnviz.ui.pages.lab.layer_input import LayerInput, trained_settings
from cnnviz.ui.state.lab import LAYER, NETWORK, LabChoices, Plane
from cnnviz.ui.words.speech import say


def kernel_picker(network: Network, choices: LabChoices) -> None:
    """Choose a preset or a filter of the current network; its size and bias are taken over."""
    layers = _convolutions(network)
    titles = {name: say(f"lab-kernel-{name.replace(' ', '-')}") for name in KERNEL_PRESETS}
    if layers:
        titles[NETWORK] = say("lab-trained-filter", network=network.title)
    if choices.conv_source not in titles:
        choices.set({"conv_source": next(iter(titles))})
    with st.container(width=250):
        choices.conv_source = st.selectbox(
            say("lab-kernel"),
            list(titles),
            format_func=titles.__getitem__,
            help=say("lab-kernel-help"),
            key=choices.key("conv_source"),
        )
    if choices.conv_source == NETWORK:
        _filter_picker(choices, layers)
    _take_over(network, choices, layers)


def _convolutions(network: Network) -> dict[str, nn.Conv2d]:
    """The trained convolutions by name; none if the network has none."""
    modules = network.model.named_modules()
    return {name or "conv": each for name, each in modules if isinstance(each, nn.Conv2d)}


def _filter_picker(choices: LabChoices, layers: dict[str, nn.Conv2d]) -> None:
    if choices.conv_layer not in layers:
        choices.set({"conv_layer": next(iter(layers))})
    with st.container(width=150):
        label, key = say("lab-layer"), choices.key("conv_layer")
        choices.conv_layer = st.selectbox(label, list(layers), key=key)
    layer = layers[choices.conv_layer]
    for name, label, most in (
        ("conv_filter", "filter", layer.out_channels),
        ("conv_slice", "slice", layer.in_channels // layer.groups),
    ):
        if getattr(choices, name) > most:
            choices.set({name: 1})
        if most > 1:
            with st.container(width=140):
                title = say(f"lab-which-{label}", most=most)
                value = st.number_input(title, 1, most, step=1, key=choices.key(name))
            setattr(choices, name, value)
        else:
            choices.set({name: 1})


def _take_over(network: Network, choices: LabChoices, layers: dict[str, nn.Conv2d]) -> None:
    """Set size and bias to those of a kernel that was just chosen."""
    source = choices.kernel_source(network.key)
    if source == choices.loaded:
        return
    choices.loaded = source
    height, width, bias = 3, 3, 0.0
    if choices.conv_source == NETWORK:
        layer = layers[choices.conv_layer]
        height, width = int(layer.kernel_size[0]), int(layer.kernel_size[1])
        # A slice of a deeper filter has no bias of its own.
        if layer.bias is not None and (layer.in_channels == layer.groups or _is_read(choices)):
            bias = float(layer.bias.detach()[choices.conv_filter - 1])
        choices.set(trained_settings(layer))
    choices.set({"kernel_height": height, "kernel_width": width, "bias": bias})


def _is_read(choices: LabChoices) -> bool:
    return choices.conv_input == LAYER


def kernel_grids(
    network: Network, choices: LabChoices, channels: tuple[str, ...], read: LayerInput | None
) -> NDArray[np.float32]:
    """The kernel as it is now, (C, kh, kw), with a place to type other numbers into it."""
    size = choices.kernel_height, choices.kernel_width
    if read is not None and choices.conv_source == NETWORK:
        starts = read.kernels(*size)
    else:
        starts = np.stack([_unedited(network, choices, size)] * len(channels))
    place = "/".join(map(str, (*choices.kernel_source(network.key), *size)))
    names = [f"kernel {place} {channel}".strip() for channel in _lasting(channels, read)]
    popover = st.popover(say("lab-edit-kernel"), on_change="rerun", key="edit_kernel")
    if popover.open:
        with popover:
            for name, channel, start in zip(names, channels, starts, strict=True):
                if channel:
                    st.markdown(f"**{say('lab-slice-for', channel=channel)}**")
                edit_grid(choices, name, start)
    numbers = zip(names, starts, strict=True)
    return np.stack([choices.grid(name, start) for name, start in numbers])


def _lasting(channels: tuple[str, ...], read: LayerInput | None) -> tuple[str, ...]:
    """Names of channels that stand in addresses: the same in every language."""
    if len(channels) == 1:
        return channels
    return CHANNEL_NAMES if read is None else tuple(f"map {p.channel + 1}" for p in read.shown)


def _unedited(network: Network, choices: LabChoices, size: tuple[int, int]) -> Plane:
    if choices.conv_source != NETWORK:
        return KERNEL_PRESETS[choices.conv_source](*size)
    weight = _convolutions(network)[choices.conv_layer].weight.detach()
    trained: Plane = weight[choices.conv_filter - 1, choices.conv_slice - 1].float().numpy()
    return fit_kernel(trained, *size)


def activation_picker(choices: LabChoices) -> None:
    """What is applied to each sum before it lands."""
    with st.container(width=150):
        choices.activation = st.selectbox(
            say("lab-activation"),
            list(ACTIVATIONS),
            format_func=lambda name: say("lab-none") if name == "none" else name,
            help=say("lab-activation-help"),
            key=choices.key("activation"),
        )
