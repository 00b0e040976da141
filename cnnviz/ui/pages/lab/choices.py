"""What the lab's tabs share: numbers typed into a grid, a dead end and its ways out, a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import numpy as np
import streamlit as st

from cnnviz.core.windows.repairs import Repair
from cnnviz.ui.said import said
from cnnviz.ui.state.lab import LARGEST, LabChoices, Plane
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say


def edit_grid(choices: LabChoices, name: str, default: Plane) -> None:
    """A table to type a grid's numbers into; what was typed goes into `choices.grids`.

    Parameters
    ----------
    choices : LabChoices
    name : str
    default : array (H, W)
        The numbers if nothing was typed.
    """
    if _is_flooded(_key(choices, name), default.size):
        choices.reset_grid(name)
        st.error(say("lab-no-table"))
    key = _key(choices, name)
    if key not in st.session_state:
        choices.bases[name] = choices.grid(name, default)
    base = choices.bases[name]
    shown = base.astype(np.float64).round(4)
    columns = {str(place + 1): shown[:, place].tolist() for place in range(base.shape[1])}
    typed = st.data_editor(
        columns,
        key=key,
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(width=58) for name in columns},
        width="content",
        alt=name,
    )
    table = np.column_stack([np.array(column, np.float64) for column in typed.values()])
    table = np.nan_to_num(table).clip(-LARGEST, LARGEST)
    # What nobody touched keeps all its digits.
    numbers = np.where(table == shown, base, table).astype(np.float32)
    if not np.array_equal(numbers, choices.grid(name, default)):
        choices.grids[name] = numbers
    if name in choices.grids:
        st.button(
            say("lab-undo"),
            on_click=choices.reset_grid,
            args=(name,),
            key=f"lab_reset_{name}",
        )


def pair_slider(
    choices: LabChoices,
    title: str,
    names: tuple[str, str],
    words: tuple[str, str],
    counts: range,
    *,
    tied: bool,
    explained: str | None = None,
    disabled: bool = False,
) -> None:
    """One slider for height and width, or one for each.

    Parameters
    ----------
    choices : LabChoices
    title : str
    names : (str, str)
        The settings.
    words : (str, str)
        What is put behind the title where they are apart.
    counts : range
    tied : bool
    explained, disabled
        As of `streamlit.slider`.
    """
    low, high = counts[0], counts[-1]

    def together(count: int) -> None:
        choices.set({names[1]: count})

    for name, word in zip(names[:1] if tied else names, words, strict=False):
        value = st.slider(
            title if tied else f"{title} {word}",
            low,
            high,
            disabled=disabled,
            help=explained if name == names[0] else None,
            on_change=said(choices.key(name), together) if tied else None,
            key=choices.key(name),
        )
        setattr(choices, name, value)


def apart_switch(choices: LabChoices, apart: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Whether height and width are set each for itself; together again, both are as the height."""

    def together() -> None:
        choices.hear()
        if not getattr(choices, apart):
            choices.set({right: getattr(choices, down) for down, right in pairs})

    st.toggle(
        say("lab-apart"),
        on_change=together,
        help=say("lab-apart-help"),
        key=choices.key(apart),
    )


def _key(choices: LabChoices, name: str) -> str:
    return f"lab_grid_{name}_{choices.versions.get(name, 0)}"


def _is_flooded(key: str, cells: int) -> bool:
    """Whether more came back than the table has cells: Streamlit would work on it for minutes."""
    sent = st.session_state.get(key)
    if not isinstance(sent, Mapping):
        return False
    edited = sent.get("edited_rows")
    return bool(sent.get("added_rows") or sent.get("deleted_rows")) or (
        isinstance(edited, Mapping) and len(edited) > cells
    )


def show_problem(
    error: ValueError,
    torch_says: str | None,
    repairs: list[Repair],
    apply: Callable[[Repair], None],
    *,
    key: str,
) -> None:
    """What is wrong with a setting, in one sentence, and the ways out as buttons."""
    st.error(say("lab-cannot", why=problem_words(error)), icon=":material/error:")
    if torch_says:
        st.markdown(say("lab-torch", message=f"`{torch_says}`"))
    if repairs:
        st.markdown(f"**{say('lab-nearest')}**")
        with st.container(horizontal=True, key=f"{key}_repairs"):
            for index, repair in enumerate(repairs):
                st.button(
                    f"{repair.label[0].upper()}{repair.label[1:]}",
                    on_click=apply,
                    args=(repair,),
                    type="primary" if index == 0 else "secondary",
                    key=f"{key}_repair_{index}",
                )


def formula_html(names: str, height: str, width: str, unread: str) -> str:
    """The size formula in words, then with this moment's numbers; what is never read."""
    same = height == width
    lines = [("both", height)] if same else [("height", height), ("width", width)]
    rows = "".join(
        f'<div style="font-size:1.2rem;font-weight:600">{_breakable(text)}'
        f'<span style="font-family:Source Sans,sans-serif;font-weight:400;font-size:0.95rem">'
        f"&ensp;{escape(say(f'lab-output-{label}'))}</span></div>"
        for label, text in lines
    )
    note = (
        f'<div style="margin-top:.3rem;padding-left:.6rem;border-left:4px solid #e8740c">'
        f"<b>{unread}</b></div>"
        if unread
        else ""
    )
    return (
        f'<div role="status"><div style="font-family:monospace">'
        f'<div style="font-size:0.9rem">{_breakable(names)}</div>{rows}</div>{note}</div>'
    )


def _breakable(formula: str) -> str:
    return formula.replace("/", "/<wbr>")
