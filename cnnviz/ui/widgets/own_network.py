"""Open a network of one's own: an ONNX file, or a definition with its weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.core.networks.definition import DefinitionError, load_definition
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.onnx import OnnxError, load_onnx
from cnnviz.ui.own import named
from cnnviz.ui.state.session import Session
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

# What a file does not say.
_SETTINGS = ("title", "classes", "input", "mean", "deviation")


def own_network(session: Session) -> None:
    """The way in, and the networks that are open."""
    with st.container(key="own_network"):
        panel_title(say("open-title"))
        with st.form("own_network_form", border=False):
            serial = session.network_uploads
            left, right = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
            with left, st.container(key="upload_network"):
                files = st.file_uploader(
                    say("open-file"),
                    type=["onnx", "json", "safetensors"],
                    accept_multiple_files=True,
                    help=say("open-help"),
                    key=f"upload_network_{serial}",
                )
            with right:
                with st.popover(say("open-settings"), icon=":material/tune:"):
                    given = _settings(serial)
                # Not a primary one: its white words are too pale on the dark theme's blue.
                pressed = st.form_submit_button(say("open-button"), icon=":material/folder_open:")
        if pressed:
            _open(session, files or [], given)
        if session.network_problem:
            st.error(problem_words(session.network_problem), icon=":material/error:")
        _opened(session)


def _settings(serial: int) -> dict[str, str]:
    """What was said of it; all of it may stay empty."""
    return {
        name: st.text_input(
            say(f"open-setting-{name}"),
            placeholder=say(f"open-setting-{name}-example"),
            key=f"own_{name}_{serial}",
        )
        for name in _SETTINGS
    }


def _open(session: Session, files: Sequence[Any], given: dict[str, str]) -> None:
    """Open what was given; a sentence in the session if it cannot be."""
    session.network_problem = ""
    try:
        with st.spinner(say("open-checking")):
            network = _read(files, given)
    except (OnnxError, DefinitionError, ValueError) as error:
        session.network_problem = str(error)
        return
    session.network_uploads += 1
    session.open_network(network)
    st.rerun()


def _read(files: Sequence[Any], given: dict[str, str]) -> Network:
    by_kind = {file.name.rsplit(".", 1)[-1].lower(): file for file in files}
    if "onnx" in by_kind and len(files) == 1:
        file = by_kind["onnx"]
        shape = _shape(given["input"])
        title = given["title"].strip() or file.name.rsplit(".", 1)[0]
        network = load_onnx(
            file.getvalue(),
            title=title,
            classes=[word.strip() for word in given["classes"].split(",") if word.strip()],
            input_shape=shape,
            mean=_numbers("mean", given["mean"]),
            deviation=_numbers("deviation", given["deviation"]),
        )
        return named(network)
    if set(by_kind) == {"json", "safetensors"} and len(files) == 2:
        parts = (by_kind[kind].getvalue() for kind in ("json", "safetensors"))
        return named(load_definition(*parts))
    raise ValueError(say("open-choose"))


def _shape(text: str) -> tuple[int, int, int] | None:
    if not text.strip():
        return None
    parts = text.lower().replace("×", "x").split("x")
    if len(parts) != 3 or not all(part.strip().isdigit() for part in parts):
        raise ValueError(say("open-bad-input", text=repr(text[:40])))
    channels, height, width = (int(part) for part in parts)
    return channels, height, width


def _numbers(what: str, text: str) -> list[float]:
    try:
        return [float(word) for word in text.replace(";", ",").split(",") if word.strip()]
    except ValueError:
        raise ValueError(say(f"open-bad-{what}", text=repr(text[:40]))) from None


def _opened(session: Session) -> None:
    """The networks of this tab, each with a way to close it."""
    if not session.own:
        return
    st.markdown(f"**{say('open-in-tab')}**")
    for network in session.own.values():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(network.title.replace("[", "\\["), width="content")
            st.button(
                say("open-close"),
                icon=":material/close:",
                on_click=session.close_network,
                args=(network.key,),
                key=f"close_{network.key}",
            )
