"""A choice that the state holds, whoever changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import streamlit as st

from cnnviz.ui.said import said


def hold(key: str, now: Any) -> None:
    """Make a widget say what the state holds, before it is drawn; its callback changes the state.

    A widget that is there already keeps to its own state otherwise.
    """
    if key not in st.session_state or st.session_state[key] != now:
        st.session_state[key] = now


def held_switch(label: str, now: bool, choose: Callable[[bool], None], key: str) -> None:
    """A switch; it follows where something else has set it."""
    hold(key, now)
    st.toggle(label, on_change=said(key, choose), key=key)


def held_tabs(
    titles: Mapping[str, str], now: str, choose: Callable[[str], None], key: str
) -> Iterator[tuple[str, Any]]:
    """Tabs of which the state holds which one is open; the names of those that are open, and they.

    What nobody looks at is not worked out. `titles` is what each is called, by its name.
    """
    names = {title: name for name, title in titles.items()}

    def tell(title: str) -> None:
        if title in names:  # and not what it was called in another language
            choose(names[title])

    hold(key, titles.get(now, next(iter(names))))
    tabs = st.tabs(list(names), on_change=said(key, tell), key=key)
    return ((name, tab) for name, tab in zip(titles, tabs, strict=True) if tab.open)


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
    hold(key, now)
    st.segmented_control(
        label,
        list(titles),
        format_func=titles.__getitem__,
        label_visibility="collapsed",
        required=True,
        on_change=said(key, choose),
        key=key,
    )
