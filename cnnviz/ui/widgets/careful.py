"""Pages that say in one sentence what is missing of the files that ship, and show the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from cnnviz.core.digits.datasets import DatasetError
from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.ui.words.problems import problem_words

Given = ParamSpec("Given")


def careful(show: Callable[Given, None]) -> Callable[Given, None]:
    """The same, but a file that is missing or damaged is one sentence on screen."""

    @wraps(show)
    def shown(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            show(*args, **kwargs)
        except (DatasetError, WeightsError) as error:
            st.error(problem_words(error), icon=":material/error:")

    return shown


def careful_fragment(show: Callable[Given, None]) -> Callable[Given, Any]:
    """A fragment that does so: what one lets through, Streamlit shows as a stack trace."""
    fragment: Callable[Given, Any] = st.fragment(careful(show))
    return fragment
