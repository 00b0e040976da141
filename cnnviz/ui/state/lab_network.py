"""What one person has changed and retrained in the lab's network; one object a browser tab."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cnnviz.core.networks.network import Network
from cnnviz.core.surgery.change import EditedNetwork
from cnnviz.core.surgery.edit_code import decode_edits, encode_edits
from cnnviz.core.surgery.edits import NetworkEdit, WindowSpec, change
from cnnviz.core.surgery.retraining import (
    EPOCHS,
    FeaturesEnd,
    RetrainEvent,
    retrain,
    with_fresh_dense,
)
from cnnviz.core.training.fit import BatchEnd, EpochEnd, TrainingData
from cnnviz.ui.known_pictures import accuracy_on_known, known_pictures

_KEY = "cnnviz_lab_network"
_PARAMETER = "edit"
# Retrained networks a person may come back to; each holds a few megabytes at most.
MOST_KEPT = 6

Place = tuple[str, NetworkEdit]


@dataclass(frozen=True, eq=False)
class Retrained:
    """A network with new dense layers, its accuracy on the held-out digits, and its making."""

    network: EditedNetwork
    accuracy: float
    epochs: float
    seconds: float
    stopped: bool


class Run:
    """A retraining that is under way; it works only while `advance` is called."""

    def __init__(self, network: Network, edited: EditedNetwork) -> None:
        self.place = (network.key, edited.edit)
        self.of = network
        self.network = with_fresh_dense(edited)
        self.features: FeaturesEnd | None = None
        self.batch: BatchEnd | None = None
        self.epoch: EpochEnd | None = None
        self.ended = False
        self.announced = False
        self._last: RetrainEvent | None = None
        known = known_pictures(network)
        assert known is not None and known.trained_on is not None
        data = TrainingData(known.trained_on, known.judged)
        self._events = retrain(self.network, data, preparation=network.preparation)

    def advance(self, seconds: float) -> None:
        """Work for about so long."""
        start = time.perf_counter()
        while not self.ended and time.perf_counter() - start < seconds:
            event = next(self._events, None)
            if event is None:
                self.ended = True
                return
            self._last = event
            if isinstance(event, FeaturesEnd):
                self.features = event
            elif isinstance(event, BatchEnd):
                self.batch = event
            elif isinstance(event, EpochEnd):
                self.epoch = event

    def result(self) -> Retrained | None:
        """The network as it is by now; None if nothing was fitted yet."""
        self._events.close()
        if self.batch is None:
            return None
        # An epoch's score is of this very network only if no batch came after it.
        current = isinstance(self._last, EpochEnd)
        accuracy = accuracy_on_known(self.network.model, self.of) or 0.0
        if current and self.epoch is not None:
            accuracy = self.epoch.check_accuracy
        seconds = self.epoch.seconds if self.epoch is not None else 0.0
        epochs = self.batch.step / self.batch.steps * EPOCHS
        return Retrained(self.network, accuracy, epochs, seconds, stopped=not self.ended)


@dataclass
class LabNetwork:
    """The state of the tab 'In the network'.

    Attributes
    ----------
    edits : dict
        The changes to each network, by its name.
    layer : dict
        Which layer's controls are shown, by the network's name.
    retrained : dict
        What was retrained, by network and changes.
    run : Run or None
    rejected : str
        Why the last setting was not taken over.
    followed : str
        The network shown last.
    """

    edits: dict[str, NetworkEdit] = field(default_factory=dict)
    layer: dict[str, str] = field(default_factory=dict)
    retrained: dict[Place, Retrained] = field(default_factory=dict)
    run: Run | None = None
    rejected: str = ""
    address_is_read: bool = False
    followed: str = ""

    def follow(self, name: str) -> None:
        """Note which network is shown; what was going on with another one ends."""
        if name != self.followed:
            if self.followed:
                self.stop()
                self.rejected = ""
            self.followed = name

    def edit(self, name: str) -> NetworkEdit:
        """The changes to a network, perhaps none."""
        return self.edits.get(name, NetworkEdit())

    def choose(self, name: str, edit: NetworkEdit) -> None:
        """Take over other changes; a retraining of the former ones is stopped."""
        self.rejected = ""
        if edit != self.edit(name):
            self.stop()
            self.edits[name] = edit

    def set(
        self, name: str, layers: Mapping[str, WindowSpec], layer: str, setting: str, value: Any
    ) -> None:
        """Change one setting; an illegal one is not taken over, and `rejected` says why."""
        try:
            self.choose(name, change(self.edit(name), layers, layer, **{setting: value}))
        except ValueError as error:
            self.rejected = f"{layer}: {error}."

    def start(self, network: Network, edited: EditedNetwork) -> None:
        """Begin to retrain."""
        self.stop()
        self.retrained.pop((network.key, edited.edit), None)
        self.run = Run(network, edited)

    def stop(self) -> None:
        """End the retraining, by itself or early, and keep what it has come to."""
        if self.run is None:
            return
        run, self.run = self.run, None
        result = run.result()
        if result is not None:
            kept = [*self.retrained.items(), (run.place, result)]
            self.retrained = dict(kept[-MOST_KEPT:])

    def forget(self, place: Place) -> None:
        """Go back from a retrained network to the trained weights."""
        self.retrained.pop(place, None)


def lab_network() -> LabNetwork:
    """The state of the browser tab this script runs for."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = LabNetwork()
    state: LabNetwork = st.session_state[_KEY]
    return state


def read_address(state: LabNetwork, name: str, layers: Mapping[str, WindowSpec]) -> None:
    """Start with the changes the address names; what is no such text is passed over."""
    if state.address_is_read:
        return
    state.address_is_read = True
    edit = decode_edits(st.query_params.get(_PARAMETER, ""), layers)
    if edit:
        state.edits[name] = edit
        state.layer[name] = edit.layers[0].layer


def write_address(name: str, edit: NetworkEdit) -> None:
    """Make the address name the network and the changes; what else it names stays."""
    wanted = {"model": name, _PARAMETER: encode_edits(edit)}
    for key, value in wanted.items():
        if value and st.query_params.get(key) != value:
            st.query_params[key] = value
        elif not value and key in st.query_params:
            del st.query_params[key]
