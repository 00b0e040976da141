"""The trained and the changed network in numbers."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.surgery.edits import NetworkEdit
from cnnviz.core.surgery.misfit import Misfit
from cnnviz.core.trace import Trace
from cnnviz.figures.theme import percent
from cnnviz.ui.cache import get_cost, get_held_out_accuracy
from cnnviz.ui.state.lab_network import Retrained

_NOTHING = "–"


def numbers_table(
    name: str,
    edit: NetworkEdit,
    before: Trace,
    after: Trace,
    misfit: Misfit | None,
    retrained: Retrained | None,
) -> None:
    """Answer, accuracy and cost, as trained and changed."""
    trained = [
        _answer(before),
        percent(get_held_out_accuracy(name, NetworkEdit())),
        *_cost(name, NetworkEdit()),
    ]
    changed = [_NOTHING] * 4
    if edit:
        changed = [
            _NOTHING if misfit is not None else _answer(after),
            _accuracy(name, edit, misfit, retrained),
            *_cost(name, edit),
        ]
    titles = ("Answer", "Right on 1,000 held-out digits", "Parameters", "Multiply-adds")
    rows = "".join(
        f'<tr><th scope="row">{title}</th>{_cell(one, place)}{_cell(other, place)}</tr>'
        for place, (title, one, other) in enumerate(zip(titles, trained, changed, strict=True))
    )
    st.html(
        '<div role="status"><table class="lab-numbers"><tr><td></td><th scope="col">As trained</th>'
        f'<th scope="col">Changed</th></tr>{rows}</table></div>'
    )
    if retrained is not None:
        how = "stopped after" if retrained.stopped else "finished:"
        st.markdown(
            f"Changed: dense layers retrained, {how} {retrained.epochs:.3g} epochs "
            f"in {retrained.seconds:.1f} s."
        )
    elif edit and misfit is not None and get_cost(name, edit) is not None:
        st.markdown("Changed: the cost is with dense layers that fit.")


def _cell(text: str, place: int) -> str:
    return f'<td class="{"digit" if place == 0 else ""}">{text}</td>'


def _answer(result: Trace) -> str:
    best = int(result.probabilities[0].argmax())
    return f"{best} <small>{percent(float(result.probabilities[0, best]))}</small>"


def _accuracy(
    name: str, edit: NetworkEdit, misfit: Misfit | None, retrained: Retrained | None
) -> str:
    if retrained is not None:
        return percent(retrained.accuracy)
    return _NOTHING if misfit is not None else percent(get_held_out_accuracy(name, edit))


def _cost(name: str, edit: NetworkEdit) -> tuple[str, str]:
    cost = get_cost(name, edit)
    return (_NOTHING, _NOTHING) if cost is None else (f"{cost[0]:,}", f"{cost[1]:,}")
