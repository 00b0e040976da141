"""What a chapter shows: the reader's own input in the reader's own network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cnnviz.core.course.subject import Subject
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import Trace, trace
from cnnviz.ui.cache import get_shipped, in_worker
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import Shown, shown_or_sample
from cnnviz.ui.words.classes import class_names

# The networks of the chapter on architectures, in the order of their years.
FAMOUS = ("lenet5", "alexnet", "vgg", "resnet")


@dataclass(frozen=True, eq=False)
class Scene:
    """One network at work on one input.

    Attributes
    ----------
    session : Session
    network : Network
    given : Shown
        What it reads: the reader's digit, or a built-in one while nothing is drawn.
    result : Trace
    names : tuple of str
        What the network's answers are called.
    """

    session: Session
    network: Network
    given: Shown
    result: Trace
    names: tuple[str, ...]

    def subject(self, others: Mapping[str, Trace]) -> Subject:
        """What the chapters' numbers are computed from."""
        return Subject(self.network, self.result, others, len(builtin_split().train))


def scene_of(session: Session, network: Network) -> Scene:
    """What is seen now."""
    given = shown_or_sample(session, network)
    result = in_worker(trace, network.model, given.tensor)
    names = tuple(class_names(network, result.probabilities.shape[1]))
    return Scene(session, network, given, result, names)


def famous_traces(session: Session) -> dict[str, Trace]:
    """The famous architectures on the same digit, by title."""
    found = {}
    for name in FAMOUS:
        network = get_shipped(name)
        given = shown_or_sample(session, network)
        found[network.title] = in_worker(trace, network.model, given.tensor)
    return found
