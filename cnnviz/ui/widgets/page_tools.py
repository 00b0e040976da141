"""What every page offers: its link, the same as a QR code, and a fresh start."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

import segno
import streamlit as st
from segno.encoder import DataOverflowError

from cnnviz.ui.components.copy_link import copy_link
from cnnviz.ui.components.gestures import gestures
from cnnviz.ui.run import this_tab
from cnnviz.ui.state.address import (
    LOOKING,
    bring_back,
    left_out,
    put,
    query_of,
    start_over,
)
from cnnviz.ui.state.tab import Tab

_HERE_ONLY = ("localhost", "127.0.0.1", "[::1]")


def page_tools(tab: Tab) -> None:
    """The tools, in the line of the pages' names."""
    with st.container(horizontal=True, gap="xsmall", width="content", key="page_tools"):
        former = partial(bring_back, tab)
        copy_link(LOOKING, this_tab(), former, key="copy_link")
        _link(tab)
        _fresh_start(tab)
    gestures(key="gestures")


@st.fragment
def _link(tab: Tab) -> None:
    popover = st.popover("QR code", on_change="rerun", key="qr_code")
    if not popover.open:
        return
    address = f"{(st.context.url or '').rstrip('/')}?{query_of(tab)}"
    with popover, st.container(key="qr_picture"):
        picture = qr_svg(address)
        if picture is None:
            st.markdown(
                "This link is too long for a QR code: 'Copy link' copies it, "
                "and a simpler drawing makes it shorter."
            )
        else:
            st.html(picture)
        for sentence in _remarks(tab, address):
            st.caption(sentence)


def _remarks(tab: Tab, address: str) -> list[str]:
    remarks = []
    if (urlsplit(address).hostname or "") in _HERE_ONLY:
        remarks.append("This address works on this computer only: others need its name in it.")
    if tab.session.model in tab.session.own:
        remarks.append("The network is your own: who opens the link needs its file.")
    if tab.session.photo is not None:
        remarks.append("Of the photograph the link holds the digit that was read in it.")
    missing = left_out(tab)
    if missing:
        remarks.append(f"Too long for a link, and left out of it: {', '.join(missing)}.")
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
        st.button("Take it back", on_click=_take_back, args=(tab, former), key="take_back")
    st.button("Start over", on_click=_start_over, args=(tab,), key="start_over")


def _start_over(tab: Tab) -> None:
    tab.session.former = start_over(tab)
    tab.session.fresh = query_of(tab)


def _take_back(tab: Tab, former: dict[str, str]) -> None:
    put(tab, former)
    tab.session.former = None
