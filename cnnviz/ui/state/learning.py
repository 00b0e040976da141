"""One step of learning in a browser tab: the network's numbers after each step, and choices."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import torch
from torch import nn

from cnnviz.core.learning.backward import Backward, backward
from cnnviz.core.learning.rules import LearningState, Rule
from cnnviz.core.learning.stepping import learn, start, with_weights
from cnnviz.core.networks.network import Network, Origin

# States that can be gone back to, and how many bytes of them; the first one always.
MOST_STATES = 40
MOST_BYTES = 300_000_000
_MOST_RUNS = 4
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


@dataclass(frozen=True, eq=False)
class Taken:
    """The numbers after some steps; `serial` tells them from all others of this tab."""

    state: LearningState
    serial: int
    steps: int = 0


@dataclass
class Learning:
    """What the part 'One step' shows.

    Attributes
    ----------
    key : str
        Of the network that the steps belong to.
    taken : tuple of Taken
        The first one is the network as it is on all pages, the last one what is shown.
    labels : dict of str to int
        The true class that the person gave, for each input.
    rule : Rule
    rate : float
    layer, parameter : str
        What is looked at; empty for the first convolution.
    place : tuple of int
        Of the weight.
    problem : str
        Why the last step was not taken; empty if it was.
    """

    key: str = ""
    taken: tuple[Taken, ...] = ()
    labels: dict[str, int] = field(default_factory=dict)
    rule: Rule = Rule.SGD
    rate: float = 0.01
    layer: str = ""
    parameter: str = ""
    place: tuple[int, ...] = ()
    problem: str = ""
    _serials: int = 0
    _runs: dict[tuple[str, int, str, int], Backward] = field(default_factory=dict)

    def follow(self, network: Network) -> None:
        """Begin anew where another network is shown."""
        if self.key != network.key:
            self.key, self.problem = network.key, ""
            self.layer = self.parameter = ""
            self.place = ()
            self._runs.clear()
            self.taken = ()
            self._add(start(network.model), 0)

    @property
    def now(self) -> Taken:
        """The numbers that are shown."""
        return self.taken[-1]

    @property
    def before(self) -> Taken | None:
        """The numbers before the last click."""
        return self.taken[-2] if len(self.taken) > 1 else None

    def model(self, network: Network, at: Taken) -> nn.Module:
        """A network with these numbers: the shared one, which nobody changes, or a copy."""
        return with_weights(network.model, at.state) if at.state.step else network.model

    def run(self, network: Network, at: Taken, x: torch.Tensor, label: int) -> Backward:
        """Forwards and backwards; the last few are kept."""
        key = (network.key, at.serial, digest(x), label)
        if key not in self._runs:
            self._runs[key] = backward(self.model(network, at), x, label)
            while len(self._runs) > _MOST_RUNS:
                self._runs.pop(next(iter(self._runs)))
        return self._runs[key]

    def step(self, network: Network, x: torch.Tensor, label: int, count: int) -> None:
        """Take some steps on this input; if they cannot be taken, `problem` says why."""
        try:
            state = learn(network.model, self.now.state, x, label, self.rule, self.rate, count)
            self.problem = ""
        except ValueError as error:
            self.problem = str(error)
            return
        self._add(state, count)

    def undo(self) -> None:
        """Go back to before the last click."""
        self.problem = ""
        if len(self.taken) > 1:
            self.taken = self.taken[:-1]

    def reset(self) -> None:
        """Go back to the network as it is on all pages."""
        self.taken, self.problem = self.taken[:1], ""

    def network(self, network: Network, title: str) -> Network:
        """What has been made, as a network for all pages that is called so."""
        state = self.now.state
        digest_of = hashlib.sha256(network.key.encode())
        for name, each in sorted(state.weights.items()):
            digest_of.update(name.encode() + each.contiguous().view(-1).numpy().tobytes())
        return replace(
            network,
            key=digest_of.hexdigest()[:16],
            title=title,
            model=with_weights(network.model, state),
            origin=Origin.TRAINED,
            source=f"{network.title}, after learning from one picture: {state.step} steps",
            check=None,
        )

    def _add(self, state: LearningState, steps: int) -> None:
        self._serials += 1
        self.taken = (*self.taken, Taken(state, self._serials, steps))
        most = max(2, min(MOST_STATES, MOST_BYTES // max(1, _bytes(state))))
        if len(self.taken) > most:
            self.taken = (self.taken[0], *self.taken[2:])


def digest(x: torch.Tensor) -> str:
    """Tells one input from another."""
    return hashlib.sha256(x.detach().contiguous().numpy().tobytes()).hexdigest()[:16]


def _bytes(state: LearningState) -> int:
    kept = (state.weights, state.velocity, state.mean, state.square)
    return sum(each.nbytes for tensors in kept for each in tensors.values())
