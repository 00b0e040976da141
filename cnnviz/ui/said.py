"""What a widget says, in the callbacks that Streamlit calls before a page runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

import streamlit as st


def said(key: str, act: Callable[[Any], object]) -> Callable[[], None]:
    """A callback that hands on the widget's value.

    Whoever leaves a page at once takes its widgets along, and Streamlit still calls back for the
    last that they said, when nothing is known of them any more: then nothing happens.
    """

    def call() -> None:
        if key in st.session_state:
            act(st.session_state[key])

    return call


def told(key: str, name: str, act: Callable[[Any], object]) -> Callable[[], None]:
    """A callback that hands on what a view of the browser has sent under this name.

    A stranger may send anything: `act` has to look at it before it takes it.
    """

    def call(message: Any) -> None:
        if isinstance(message, Mapping):
            act(message.get(name))

    return said(key, call)


def is_place(sent: object) -> TypeGuard[int]:
    """Whether a view has sent a number that counts something, from 0."""
    return type(sent) is int and 0 <= sent < _MOST


# Far more than any layer has of anything; Python writes no number of more than 4,300 digits.
_MOST = 10_000_000
