"""The only caches that all sessions share; nothing in them belongs to one person."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import streamlit as st
import torch
from torch import nn

from cnnviz.core.digits.held_out import held_out_accuracy
from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.explore.ascent import AscentStep
from cnnviz.core.explore.cost import layer_costs
from cnnviz.core.explore.survey import Survey
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.surgery.change import EditedNetwork, edit_network
from cnnviz.core.surgery.edits import NetworkEdit
from cnnviz.core.surgery.filter_scale import FilterScale, scaled_network
from cnnviz.core.surgery.nearby import nearest_working
from cnnviz.core.surgery.retraining import with_fresh_dense
from cnnviz.core.trace import trace

P = ParamSpec("P")
R = TypeVar("R")

# PyTorch sets its convolutions up anew in each thread, and Streamlit runs each stroke in a new one.
# A digit's layers are too small to share between threads, so each uses one: waiting for a second
# takes longer than computing, most of all when somebody else uses the machine.
_worker = ThreadPoolExecutor(
    max_workers=2,
    thread_name_prefix="cnnviz",
    initializer=torch.set_num_threads,
    initargs=(1,),
)


def in_worker(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call `function` in a thread that has run a network before: 3 ms less for a digit."""
    return _worker.submit(function, *args, **kwargs).result()


@st.cache_resource(show_spinner=False)
def get_model(name: str) -> nn.Module:
    """A trained network. Tracing leaves it unchanged, so every session may use the same one."""
    return load_pretrained(name)


@st.cache_resource(show_spinner=False, max_entries=32)
def get_edited(name: str, edit: NetworkEdit) -> EditedNetwork:
    """A trained network with changed settings; nobody fits it, retraining makes a copy."""
    return edit_network(get_model(name), edit, DIGIT_SHAPE)


@st.cache_data(show_spinner=False, max_entries=512)
def get_held_out_accuracy(name: str, edit: NetworkEdit) -> float:
    """Accuracy of a changed network that works with all its trained weights."""
    model = get_edited(name, edit).model if edit else get_model(name)
    return held_out_accuracy(model)


@st.cache_data(show_spinner=False, max_entries=512)
def get_cost(name: str, edit: NetworkEdit) -> tuple[int, int] | None:
    """Parameters and multiply-adds for one digit, with dense layers that fit.

    None where no dense layer would make the network work.
    """
    network = get_edited(name, edit)
    if network.misfit is not None:
        if not network.retrainable:
            return None
        network = with_fresh_dense(network)
    costs = layer_costs(trace(network.model, torch.zeros(1, *DIGIT_SHAPE)))
    return sum(cost.parameters for cost in costs), sum(cost.multiply_adds for cost in costs)


@st.cache_data(show_spinner=False, max_entries=512)
def get_nearest_working(name: str, edit: NetworkEdit) -> list[NetworkEdit]:
    """Settings near one that does not work that do."""
    return nearest_working(get_model(name), edit, DIGIT_SHAPE)


@st.cache_resource(show_spinner=False, max_entries=32)
def get_scaled(name: str, scales: tuple[FilterScale, ...]) -> nn.Module:
    """A trained network some of whose filters are switched off or turned up or down."""
    return scaled_network(get_model(name), scales, DIGIT_SHAPE)


@st.cache_data(show_spinner=False, max_entries=512)
def get_scaled_accuracy(name: str, scales: tuple[FilterScale, ...]) -> float:
    """Accuracy of such a network on the held-out digits."""
    return held_out_accuracy(get_scaled(name, scales))


@st.cache_resource(show_spinner=False)
def found_surveys() -> dict[str, Survey]:
    """For each network, the digits that excite each map most, once somebody has looked."""
    return {}


@st.cache_resource(show_spinner=False)
def found_images() -> dict[tuple[object, ...], tuple[AscentStep, AscentStep]]:
    """Start and end of each climb, by network, layer, channel and start, so far."""
    return {}
