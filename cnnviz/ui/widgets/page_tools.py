"""What every page offers: its link, the same as a QR code, and a fresh start."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import segno
import streamlit as st
from segno.encoder import DataOverflowError

from cnnviz.ui.components.copy_link import copy_link
from cnnviz.ui.components.glossary import glossary
from cnnviz.ui.components.keys_sheet import keys_sheet
from cnnviz.ui.components.presenting import presenting
from cnnviz.ui.components.save_figures import save_figures
from cnnviz.ui.run import this_tab
from cnnviz.ui.said import said
from cnnviz.ui.state.address import (
    LOOKING,
    bring_back,
    left_out,
    put,
    query_of,
    start_over,
)
from cnnviz.ui.state.tab import Tab
from cnnviz.ui.widgets.choice import hold
from cnnviz.ui.words import glossary as words
from cnnviz.ui.words.speech import (
    LANGUAGES,
    browsers_language,
    choose_language,
    language,
    say,
)

_HERE_ONLY = ("localhost", "127.0.0.1", "[::1]")


def page_tools(tab: Tab, pages: Mapping[str, Any]) -> None:
    """The tools, in the line of the pages' names; `pages` are all there are, by name."""
    with st.container(horizontal=True, gap="xsmall", width="content", key="page_tools"):
        former = partial(bring_back, tab)
        copy_link(LOOKING, this_tab(), former, key="copy_link")
        _link(tab)
        _fresh_start(tab)
        _language()
        presenting({page.url_path: page.title for page in pages.values()}, key="presenting")
        save_figures(key="save_figures")
        _keys()


@st.fragment
def _link(tab: Tab) -> None:
    popover = st.popover(say("tools-qr"), on_change="rerun", key="qr_code")
    if not popover.open:
        return
    address = f"{(st.context.url or '').rstrip('/')}?{query_of(tab)}"
    with popover, st.container(key="qr_picture"):
        picture = qr_svg(address)
        if picture is None:
            st.markdown(say("tools-too-long"))
        else:
            st.html(picture)
        for sentence in _remarks(tab, address):
            st.caption(sentence)


# Keys, and the words for what they do.
_KEYS = (
    ("?", "keys-sheet"),
    ("Ctrl+Z Ctrl+Y", "keys-undo"),
    ("Tab", "keys-tab"),
    ("← → ↑ ↓", "keys-arrows"),
    ("Enter", "keys-enter"),
    ("Esc", "keys-esc"),
    ("Space", "keys-space"),
    ("Home End", "keys-ends"),
    ("S", "keys-save"),
    ("P", "keys-present"),
    ("← → PageUp PageDown", "keys-scenes"),
    ("L", "keys-laser"),
)


def _keys() -> None:
    rows = [(keys, say(name)) for keys, name in _KEYS]
    terms = words.glossary(language())
    keys_sheet(
        say("keys-title"),
        say("keys-close"),
        rows,
        # What each is called first.
        (say("keys-terms"), [(forms.split(",")[0].rstrip("*"), told) for forms, told in terms]),
        key="keys_sheet",
    )
    glossary(terms, key="glossary")


def _language() -> None:
    """Each language by its two letters; all of them fit beside each other on a phone."""
    now = language()

    def choose(name: str) -> None:
        choose_language("" if name == browsers_language() else name)

    hold("language", now)
    st.segmented_control(
        say("tools-language"),
        list(LANGUAGES),
        format_func=str.upper,
        label_visibility="collapsed",
        required=True,
        on_change=said("language", choose),
        key="language",
    )


def _remarks(tab: Tab, address: str) -> list[str]:
    remarks = []
    if (urlsplit(address).hostname or "") in _HERE_ONLY:
        remarks.append(say("tools-here-only"))
    if tab.session.model in tab.session.own:
        remarks.append(say("tools-own"))
    if tab.session.photo is not None:
        remarks.append(say("tools-photo"))
    missing = left_out(tab)
    if missing:
        remarks.append(say("tools-left-out", what=", ".join(missing)))
    return remarks


def qr_svg(address: str) -> str | None:
    """A QR code as an SVG picture, black on white; None if the address is too long for one."""
    try:
        code = segno.make_qr(address, error="l", boost_error=False)
    except DataOverflowError:
        return None
    source = code.svg_data_uri(border=4, omitsize=True, light="#fff")
    return f'<img class="qr-code" alt="QR code of the link" src="{source}">'


def _fresh_start(tab: Tab) -> None:
    """Make everything as at the start; and, as long as nothing else was done, take that back.

    Networks of the person's own stay, and 'Undo' brings the drawing back in any case.
    """
    former = tab.session.former
    if former is not None and query_of(tab) == tab.session.fresh:
        st.button(say("tools-back"), on_click=_take_back, args=(tab, former), key="take_back")
    st.button(say("tools-fresh"), on_click=_start_over, args=(tab,), key="start_over")


def _start_over(tab: Tab) -> None:
    tab.session.former = start_over(tab)
    tab.session.fresh = query_of(tab)


def _take_back(tab: Tab, former: dict[str, str]) -> None:
    put(tab, former)
    tab.session.former = None
