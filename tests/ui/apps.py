"""Pages that run on their own, without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.ui.state.session import Session

# Pages name each other, as they do when app.py has registered them.
_REGISTERED = """
import streamlit as st
from cnnviz.ui.navigation import register_pages
from cnnviz.ui.pages import all_pages
_pages = all_pages()
register_pages(_pages)
st.navigation(list(_pages.values()))
"""


def app_of(script: str, session: Session | None = None, timeout: int = 60) -> AppTest:
    """A script that shows a page or a part of one, not yet run."""
    app = AppTest.from_string(_REGISTERED + script, default_timeout=timeout)
    if session is not None:
        app.session_state["cnnviz_session"] = session
    return app


def page(name: str, session: Session | None = None) -> AppTest:
    """A page that runs on its own, for a person who has drawn something."""
    return app_of(f"from cnnviz.ui.pages import {name}\n{name}.render()\n", session)


def lab_tab(name: str, session: Session | None = None) -> AppTest:
    """One of the Lab page's tabs, for the network that the session has chosen."""
    script = (
        f"from cnnviz.ui.pages.lab import {name}\n"
        "from cnnviz.ui.state.tab import current_session\n"
        "from cnnviz.ui.widgets.picker import chosen_network\n"
        "network = chosen_network(current_session())\n"
        f"if network is not None:\n    {name}.render(current_session(), network)\n"
    )
    return app_of(script, session)


def with_three() -> Session:
    return Session(drawing=EXAMPLE_DIGITS[3].strokes)


def html(app: AppTest) -> str:
    """All that is shown as HTML."""
    return " ".join(element.proto.body for element in app.get("html"))


def words(app: AppTest) -> str:
    """All that can be read, but for what figures and views of the browser say."""
    parts = [html(app)]
    for kind in (app.markdown, app.caption, app.error, app.info, app.warning, app.button):
        parts += [str(getattr(e, "label", "") or getattr(e, "value", "")) for e in kind]
    return " ".join(parts)
