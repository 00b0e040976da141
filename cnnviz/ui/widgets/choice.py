"""A choice that the state holds, whoever changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from cnnviz.ui.said import said


def held_choice(
    label: str, titles: Mapping[str, str], now: str, choose: Callable[[str], None], key: str
) -> None:
    """A segmented control; it stays in its place, and follows where something else has chosen.

    Parameters
    ----------
    label : str
        Read out, not shown.
    titles : mapping of str to str
        What each choice is called.
    now : str
        What is chosen.
    choose : callable
        Called before the page runs again, with the new choice.
    key : str
    """
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    st.segmented_control(
        label,
        list(titles),
        format_func=titles.__getitem__,
        label_visibility="collapsed",
        required=True,
        on_change=said(key, choose),
        key=key,
    )
