"""The trained and the changed network in numbers."""

from __future__ import annotations

from html import escape

import streamlit as st

from cnnviz.core.networks.network import Network
from cnnviz.core.surgery.edits import NetworkEdit
from cnnviz.core.surgery.misfit import Misfit
from cnnviz.core.trace import Trace
from cnnviz.figures.probabilities import short_name
from cnnviz.figures.theme import grouped, percent
from cnnviz.ui.cache import get_cost, get_held_out_accuracy
from cnnviz.ui.known_pictures import known_pictures
from cnnviz.ui.state.lab_network import Retrained
from cnnviz.ui.words.speech import say

_NOTHING = "–"


def numbers_table(
    network: Network,
    edit: NetworkEdit,
    before: Trace,
    after: Trace,
    misfit: Misfit | None,
    retrained: Retrained | None,
) -> None:
    """Answer, accuracy and cost, as trained and changed."""
    trained = [
        _answer(network, before),
        _percent(get_held_out_accuracy(network, NetworkEdit())),
        *_cost(network, NetworkEdit()),
    ]
    changed = [_NOTHING] * 4
    if edit:
        changed = [
            _NOTHING if misfit is not None else _answer(network, after),
            _accuracy(network, edit, misfit, retrained),
            *_cost(network, edit),
        ]
    known = known_pictures(network)
    judged = say("edit-accuracy")
    if known:
        what = say(f"known-{known.what}")
        judged = say("known-right", count=len(known.judged), what=what)
    titles = (say("edit-answer"), judged, say("layers-parameters"), say("edit-multiply-adds"))
    rows = "".join(
        f'<tr><th scope="row">{title}</th>{_cell(one, place)}{_cell(other, place)}</tr>'
        for place, (title, one, other) in enumerate(zip(titles, trained, changed, strict=True))
    )
    st.html(
        '<div role="status"><table class="lab-numbers"><tr><td></td><th scope="col">'
        f"{escape(say('switch-trained-short'))}</th>"
        f'<th scope="col">{escape(say("switch-changed-short"))}</th></tr>{rows}</table></div>'
    )
    if retrained is not None:
        spent = {"epochs": float(f"{retrained.epochs:.3g}"), "seconds": round(retrained.seconds, 1)}
        st.markdown(say(f"edit-{'stopped' if retrained.stopped else 'finished'}", **spent))
    elif edit and misfit is not None and get_cost(network, edit) is not None:
        st.markdown(say("edit-cost"))


def _cell(text: str, place: int) -> str:
    return f'<td class="{"digit" if place == 0 else ""}">{text}</td>'


def _answer(network: Network, result: Trace) -> str:
    best = network.answer(result)
    return f"{escape(short_name(best.name))} <small>{percent(best.share)}</small>"


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else percent(share)


def _accuracy(
    network: Network, edit: NetworkEdit, misfit: Misfit | None, retrained: Retrained | None
) -> str:
    if retrained is not None:
        return percent(retrained.accuracy)
    return _NOTHING if misfit is not None else _percent(get_held_out_accuracy(network, edit))


def _cost(network: Network, edit: NetworkEdit) -> tuple[str, str]:
    cost = get_cost(network, edit)
    return (_NOTHING, _NOTHING) if cost is None else (grouped(cost[0]), grouped(cost[1]))
