"""What a chapter is computed from, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cnnviz.core.course.answers import Question
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import LayerKind, LayerRecord, Trace

Fact = int | float | str


@dataclass(frozen=True, eq=False)
class Subject:
    """The reader's network at work on the reader's input.

    Attributes
    ----------
    network : Network
    result : Trace
    others : mapping of str to Trace
        The shipped networks on the same digit, by their title.
    examples : int
        How many pictures a training in the app learns from.
    """

    network: Network
    result: Trace
    others: Mapping[str, Trace]
    examples: int

    def first(self, *kinds: LayerKind) -> LayerRecord:
        """The first layer of one of these kinds.

        Raises
        ------
        Unfit
            If the network has none.
        """
        for record in self.result.records:
            if record.kind in kinds:
                return record
        raise Unfit(kinds[0])

    def all(self, kind: LayerKind) -> list[LayerRecord]:
        """All layers of a kind, in order of computation."""
        return [record for record in self.result.records if record.kind is kind]

    def parent(self, record: LayerRecord) -> LayerRecord:
        """What a layer read first."""
        return self.result.record(record.parents[0])


def parameters(trace: Trace) -> int:
    """All trained numbers of a network, each counted once."""
    return sum(record.parameters for record in trace.records)


class Unfit(Exception):
    """The reader's network has no layer of the kind that a chapter is about.

    Attributes
    ----------
    kind : LayerKind
    """

    def __init__(self, kind: LayerKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


@dataclass(frozen=True)
class Lesson:
    """The numbers that a chapter's prose names, and its questions.

    Attributes
    ----------
    facts : mapping
    questions : tuple of Question
    """

    facts: Mapping[str, Fact]
    questions: tuple[Question, ...]
