"""All networks that read digits on the person's digit: one table, one scatter plot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.core.digits.prepare import digit_input
from cnnviz.core.explore.network_facts import NetworkFacts
from cnnviz.core.explore.running_time import RUNS
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.core.surgery.edits import NetworkEdit
from cnnviz.core.trace import trace
from cnnviz.figures.size_against_accuracy import SizedNetwork, size_against_accuracy
from cnnviz.figures.theme import CONFIG
from cnnviz.ui.cache import (
    get_duel,
    get_duel_for_whole_digits,
    get_facts,
    get_held_out_accuracy,
    get_milliseconds,
    in_worker,
)
from cnnviz.ui.pages.duel.cards import look_inside
from cnnviz.ui.pages.duel.subject import Subject, shrinking_words, subject
from cnnviz.ui.shelf import network_of
from cnnviz.ui.state.duel import DuelState
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.numbers import with_article
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

# Whose a network is; the words for it are made of these names.
GROUPS = ("shipped", "own", "duel")
_HEADS = ("network", "answer", "accuracy", "parameters", "work", "milliseconds", "field")
_DUEL = tuple(name for name, spec in SPECS.items() if not spec.reads_shuffled)


@dataclass(frozen=True)
class Row:
    """A network in the table.

    Attributes
    ----------
    title : str
    network : Network
        Reads digits of full size.
    measured : Network
        The same without what only shrinks the digit: what size, work and field are of.
    group : int
        Of `GROUPS`.
    """

    title: str
    network: Network
    measured: Network
    group: int


@dataclass(frozen=True, eq=False)
class Entry:
    """A row with its numbers."""

    row: Row
    shares: NDArray[np.float64]
    facts: NetworkFacts
    milliseconds: float
    accuracy: float


def render(session: Session, state: DuelState) -> None:
    """The part 'All networks'."""
    given = subject(session, state)
    rows, missing = _rows(session)
    for sentence in missing:
        st.error(sentence, icon=":material/error:")
    with st.container(key="network_table", gap="small"):
        entries = _entries(rows, given)
        panel_title(say("duel-table-title", digit=with_article(given.label)))
        _table(entries, given.label)
        st.caption(f"{say('duel-table-about', runs=RUNS)} {shrinking_words()}")
    panel_title(say("duel-more-better"))
    points = [
        # The legend says whose they are.
        SizedNetwork(
            e.row.title.removesuffix(" (duel)"), e.facts.parameters, e.accuracy, e.row.group
        )
        for e in entries
    ]
    if points:
        figure = size_against_accuracy(
            points,
            [say(f"duel-group-{name}") for name in GROUPS],
            (say("duel-parameters"), say("duel-right-answers")),
        )
        st.plotly_chart(figure, config=CONFIG, key="duel_scatter")
    look_inside(session, _DUEL)


def _rows(session: Session) -> tuple[list[Row], list[str]]:
    """Every network that reads ten digits, and a sentence for each that cannot be loaded."""
    rows, missing = [], []
    own_copies = {get_duel_for_whole_digits(name).key for name in _DUEL}
    for key in session.keys:
        try:
            network = network_of(session, key)
        except WeightsError as error:
            missing.append(problem_words(error))
            continue
        if network.is_digits and len(network.classes) == 10 and key not in own_copies:
            group = 0 if network.origin is Origin.SHIPPED else 1
            rows.append(Row(network.title, network, network, group))
    for name in _DUEL:
        title = f"{SPECS[name].title} (duel)"
        rows.append(Row(title, get_duel_for_whole_digits(name), get_duel(name), 2))
    return rows, missing


def _entries(rows: list[Row], given: Subject) -> list[Entry]:
    """All numbers; what does not depend on the digit is found once and kept."""
    place = st.empty()
    entries = []
    for done, row in enumerate(rows):
        place.progress(done / len(rows), say("duel-asking", network=row.title))
        accuracy = get_held_out_accuracy(row.network, NetworkEdit())
        if accuracy is None:
            continue
        entries.append(
            Entry(
                row,
                in_worker(_shares, row.network, given),
                get_facts(row.measured),
                get_milliseconds(row.measured),
                accuracy,
            )
        )
    place.empty()
    return entries


def _shares(network: Network, given: Subject) -> NDArray[np.float64]:
    found = trace(network.model, digit_input(given.digit.centred, network.preparation))
    return np.asarray(found.probabilities[0].double().numpy())


def _table(entries: list[Entry], label: int) -> None:
    true = say("duel-probability-of", digit=str(label))
    heads = {name: say(f"duel-head-{name}") for name in _HEADS}
    columns = {
        heads["network"]: [e.row.title for e in entries],
        heads["answer"]: [e.row.network.class_name(int(e.shares.argmax())) for e in entries],
        true: [float(e.shares[label]) * 100 for e in entries],
        heads["accuracy"]: [e.accuracy * 100 for e in entries],
        heads["parameters"]: [e.facts.parameters for e in entries],
        heads["work"]: [e.facts.multiply_adds for e in entries],
        heads["milliseconds"]: [e.milliseconds for e in entries],
        heads["field"]: [e.facts.field for e in entries],
    }
    number = st.column_config.NumberColumn
    st.dataframe(
        columns,
        hide_index=True,
        height="content",
        placeholder="–",
        alt=say("duel-table-alt"),
        column_config={
            heads["network"]: st.column_config.TextColumn(pinned=True, width=200),
            true: number(format="%.1f %%"),
            heads["accuracy"]: number(format="%.1f %%"),
            heads["parameters"]: number(format="localized"),
            heads["work"]: number(format="localized"),
            heads["milliseconds"]: number(format="%.2f"),
            heads["field"]: number(format="%d px"),
        },
        key="duel_table",
    )
