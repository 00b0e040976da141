"""What a widget says, in the callbacks that Streamlit calls before a page runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
