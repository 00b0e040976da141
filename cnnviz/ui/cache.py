"""The only caches that all sessions share; nothing in them belongs to one person.

They are keyed by a network's key: a shipped one's name, or the hash of what another was made of.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import streamlit as st
import torch
from torch import nn

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.duel.curves import accuracy_at
from cnnviz.core.digits.duel.moves import Move
from cnnviz.core.digits.duel.shipped import duel_network
from cnnviz.core.digits.duel.whole_digits import for_whole_digits
from cnnviz.core.explore.ascent import AscentStep
from cnnviz.core.explore.cost import LayerCost, layer_costs
from cnnviz.core.explore.network_facts import NetworkFacts, network_facts
from cnnviz.core.explore.running_time import median_milliseconds
from cnnviz.core.explore.survey import Survey
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.pretrained import PRETRAINED
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.surgery.change import EditedNetwork, edit_network
from cnnviz.core.surgery.edits import NetworkEdit
from cnnviz.core.surgery.filter_scale import FilterScale, scaled_network
from cnnviz.core.surgery.fresh_dense import with_fresh_dense
from cnnviz.core.surgery.nearby import nearest_working
from cnnviz.core.surgery.straight import without_activations
from cnnviz.core.trace import trace
from cnnviz.core.training.film import MomentFacts
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.snapshot_facts import FACTS_FILE, SnapshotFact, read_snapshot_facts
from cnnviz.core.training.snapshots import SNAPSHOT_NETWORKS, read_snapshots
from cnnviz.figures.architecture import architecture
from cnnviz.ui.known_pictures import accuracy_on_known

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K")
_BY_KEY: dict[str | type[Any], Callable[[Any], Any]] = {Network: lambda network: network.key}
_MOST_FOUND = 24

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


@st.cache_resource(show_spinner=False, max_entries=16)
def get_shipped(name: str) -> Network:
    """A network that ships. Tracing leaves it unchanged, so every session may use the same one."""
    return shipped_network(name)


@st.cache_resource(show_spinner=False, max_entries=1)
def get_mnist() -> TrainingData:
    """MNIST's digits: 55,000 to train on, none of the built-in ones among them, 10,000 to test on.

    It must be there (`mnist_is_here`), for it is downloaded otherwise.
    """
    return TrainingData(load_dataset("mnist-train"), load_dataset("mnist-test"))


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=_BY_KEY)
def get_edited(network: Network, edit: NetworkEdit) -> EditedNetwork:
    """A trained network with changed settings; nobody fits it, retraining makes a copy."""
    return edit_network(network.model, edit, network.input_shape)


@st.cache_data(show_spinner=False, max_entries=512, hash_funcs=_BY_KEY)
def get_held_out_accuracy(network: Network, edit: NetworkEdit) -> float | None:
    """Accuracy of a changed network that works with all its trained weights.

    None where no pictures are known to judge it by.
    """
    model = get_edited(network, edit).model if edit else network.model
    return accuracy_on_known(model, network)


@st.cache_data(show_spinner=False, max_entries=512, hash_funcs=_BY_KEY)
def get_cost(network: Network, edit: NetworkEdit) -> tuple[int, int] | None:
    """Parameters and multiply-adds for one picture, with dense layers that fit.

    None where no dense layer would make the network work.
    """
    edited = get_edited(network, edit)
    if edited.misfit is not None:
        if not edited.retrainable:
            return None
        edited = with_fresh_dense(edited)
    costs = layer_costs(trace(edited.model, torch.zeros(1, *network.input_shape)))
    return sum(cost.parameters for cost in costs), sum(cost.multiply_adds for cost in costs)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=_BY_KEY)
def get_architecture(network: Network, language: str) -> tuple[Any, tuple[LayerCost, ...]]:
    """A network's figure in a language, and its layers' costs; neither depends on the input."""
    del language  # a part of what the cache knows it by
    result = trace(network.model, torch.zeros(1, *network.input_shape))
    costs = layer_costs(result)
    return architecture(result.records, costs), costs


@st.cache_data(show_spinner=False, max_entries=512, hash_funcs=_BY_KEY)
def get_nearest_working(network: Network, edit: NetworkEdit) -> list[NetworkEdit]:
    """Settings near one that does not work that do."""
    return nearest_working(network.model, edit, network.input_shape)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=_BY_KEY)
def get_scaled(network: Network, scales: tuple[FilterScale, ...]) -> nn.Module:
    """A trained network some of whose filters are switched off or turned up or down."""
    return scaled_network(network.model, scales, network.input_shape)


@st.cache_data(show_spinner=False, max_entries=512, hash_funcs=_BY_KEY)
def get_scaled_accuracy(network: Network, scales: tuple[FilterScale, ...]) -> float | None:
    """Accuracy of such a network on pictures it was not trained on."""
    return accuracy_on_known(get_scaled(network, scales), network)


@st.cache_data(show_spinner=False, max_entries=32, hash_funcs=_BY_KEY)
def get_straight_accuracy(network: Network) -> tuple[float | None, float | None]:
    """Accuracy of a trained network as it is, and with its activations taken out."""
    straight = without_activations(network.model)
    return accuracy_on_known(network.model, network), accuracy_on_known(straight, network)


@st.cache_resource(show_spinner=False, max_entries=len(SNAPSHOT_NETWORKS))
def get_snapshots(name: str) -> dict[int, dict[str, torch.Tensor]]:
    """Weights by step of a shipped network's training; nobody changes them."""
    return read_snapshots(PRETRAINED / f"{name}.snapshots.safetensors")


@st.cache_resource(show_spinner=False, max_entries=1)
def get_snapshot_facts() -> dict[str, tuple[SnapshotFact, ...]]:
    """How well each shipped snapshot does."""
    return read_snapshot_facts(PRETRAINED / FACTS_FILE)


@st.cache_data(show_spinner=False, max_entries=256)
def get_moment_facts(key: str, step: int, _judge: Callable[[], MomentFacts]) -> MomentFacts:
    """How the network of this key did after a step of its training."""
    return _judge()


@st.cache_resource(show_spinner=False, max_entries=16)
def get_duel(name: str) -> Network:
    """A network of the duel, for shrunk digits."""
    return duel_network(name)


@st.cache_resource(show_spinner=False, max_entries=16)
def get_duel_for_whole_digits(name: str) -> Network:
    """The same, for digits of full size."""
    return for_whole_digits(get_duel(name))


@st.cache_data(show_spinner=False, max_entries=512, hash_funcs=_BY_KEY)
def get_moved_accuracy(network: Network, move: Move) -> float:
    """Accuracy on the 1,000 held-out digits, shrunk and moved."""
    return in_worker(accuracy_at, network.model, move)


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=_BY_KEY)
def get_facts(network: Network) -> NetworkFacts:
    """Parameters, multiply-adds and receptive field."""
    return in_worker(network_facts, network)


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=_BY_KEY)
def get_milliseconds(network: Network) -> float:
    """How long one picture takes, as measured when somebody first asked."""
    return in_worker(median_milliseconds, network)


@st.cache_resource(show_spinner=False)
def found_surveys() -> dict[str, Survey]:
    """By network, the pictures that excite each map most, once somebody has looked."""
    return {}


@st.cache_resource(show_spinner=False)
def found_images() -> dict[tuple[object, ...], tuple[AscentStep, AscentStep]]:
    """Start and end of each climb, by network, layer, channel and start, so far."""
    return {}


def keep(known: dict[K, R], key: K, value: R, most: int = _MOST_FOUND) -> None:
    """Remember a result in one of these, and forget the oldest of many."""
    known[key] = value
    while len(known) > most:
        known.pop(next(iter(known)), None)
