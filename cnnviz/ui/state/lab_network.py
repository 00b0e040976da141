"""What one person has changed and retrained in the lab's network; one object a browser tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
from cnnviz.ui.run import Run, RunState, this_tab

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


class Retraining:
    """A retraining that is under way; its fields are set by the thread that retrains.

    Attributes
    ----------
    place : (str, NetworkEdit)
        Which changed network is retrained.
    features : FeaturesEnd or None
    batch : BatchEnd or None
    epoch : EpochEnd or None
        What was said last.
    """

    def __init__(self, network: Network, edited: EditedNetwork) -> None:
        self.place = (network.key, edited.edit)
        self.of = network
        self.network = with_fresh_dense(edited)
        self.features: FeaturesEnd | None = None
        self.batch: BatchEnd | None = None
        self.epoch: EpochEnd | None = None
        known = known_pictures(network)
        assert known is not None and known.trained_on is not None
        data = TrainingData(known.trained_on, known.judged)
        fitted, preparation = self.network, network.preparation
        self.run: Run[RetrainEvent] = Run(
            lambda: retrain(fitted, data, preparation=preparation), note=self._note, tab=this_tab()
        )

    def _note(self, event: RetrainEvent) -> None:
        if isinstance(event, FeaturesEnd):
            self.features = event
        elif isinstance(event, BatchEnd):
            self.batch = event
        elif isinstance(event, EpochEnd):
            self.epoch = event

    def result(self) -> Retrained | None:
        """End it, and the network as it is by then; None if nothing was fitted yet."""
        self.run.stop()
        self.run.wait()
        if self.batch is None:
            return None
        # An epoch's score is of this very network only if no batch came after it.
        if self.epoch is not None and self.run.latest is self.epoch:
            accuracy = self.epoch.check_accuracy
        else:
            accuracy = accuracy_on_known(self.network.model, self.of) or 0.0
        epochs = self.batch.step / self.batch.steps * EPOCHS
        stopped = self.run.state is not RunState.DONE
        return Retrained(self.network, accuracy, epochs, self.run.seconds, stopped)


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
    run : Retraining or None
    rejected : (str, str) or None
        Why the last setting was not taken over.
    asked : dict
        The changes that an address names, by the network's name, until that network is looked at:
        they are understood only with its layers at hand.
    followed : str
        The network shown last.
    """

    edits: dict[str, NetworkEdit] = field(default_factory=dict)
    layer: dict[str, str] = field(default_factory=dict)
    retrained: dict[Place, Retrained] = field(default_factory=dict)
    run: Retraining | None = None
    rejected: tuple[str, str] | None = None
    asked: dict[str, str] = field(default_factory=dict)
    followed: str = ""

    def follow(self, name: str) -> None:
        """Note which network is shown; what was going on with another one ends."""
        if name != self.followed:
            if self.followed:
                self.stop()
                self.rejected = None
            self.followed = name

    def ask(self, edits: Mapping[str, str]) -> None:
        """Take the changes that an address names, in place of those to the same networks."""
        self.stop()
        self.rejected = None
        for name in edits:
            self.edits.pop(name, None)
        self.asked = {name: text for name, text in edits.items() if text}

    def take_asked(self, name: str, layers: Mapping[str, WindowSpec]) -> None:
        """Make the changes that an address named; what is no such text is passed over."""
        text = self.asked.pop(name, None)
        edit = None if text is None else decode_edits(text, layers)
        if edit is not None:
            self.choose(name, edit)
        if edit:
            self.layer.setdefault(name, edit.layers[0].layer)

    def written(self, name: str) -> str:
        """The changes to a network as an address names them; "" if there are none."""
        return self.asked.get(name) or encode_edits(self.edit(name))

    def edit(self, name: str) -> NetworkEdit:
        """The changes to a network, perhaps none."""
        return self.edits.get(name, NetworkEdit())

    def choose(self, name: str, edit: NetworkEdit) -> None:
        """Take over other changes; a retraining of the former ones is stopped."""
        self.rejected = None
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
            self.rejected = (layer, str(error))

    def start(self, network: Network, edited: EditedNetwork) -> None:
        """Begin to retrain."""
        self.stop()
        self.retrained.pop((network.key, edited.edit), None)
        self.run = Retraining(network, edited)
        self.run.run.start()

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
