"""A set of pictures of the person's own: bring it, see what was wrong with parts of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.core.picture_sets import ReadProgress, ReadSet
from cnnviz.ui.run import RunState
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.thumbnails import plain_markdown
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

_LOOKS = 0.5
_LARGEST = 200  # megabytes
# A small set is read within this time: nobody needs to see a bar for it.
_AT_ONCE = 0.4
_TYPES = ["png", "jpg", "jpeg", "webp", "heic", "heif", "bmp"]


def own_set_panel(state: TrainState) -> None:
    """The way in, what is being read, and what was left out."""
    own = state.own
    own.take()
    if own.reading is not None:
        _reading(state)
    else:
        _upload(state)
    if own.problem:
        st.error(plain_markdown(problem_words(own.problem)), icon=":material/error:")
    if own.read is not None:
        _read(state, own.read)


def _upload(state: TrainState) -> None:
    # A new key after each: the widget then starts empty, and lets go of the file.
    number = state.own.uploads
    as_folder = st.toggle(say("data-as-folder"), key="upload_folder")
    with st.container(key="upload_set"):
        brought = st.file_uploader(
            say("data-folder" if as_folder else "data-zip"),
            type=_TYPES if as_folder else ["zip"],
            accept_multiple_files="directory" if as_folder else False,
            max_upload_size=_LARGEST,
            help=say("data-private"),
            key=f"upload_set_{'folder' if as_folder else 'zip'}_{number}",
        )
    if not brought:
        return
    if isinstance(brought, list):
        state.own.begin(_packed(brought), say("data-folder-name"))
    else:
        state.own.begin(brought.getvalue(), brought.name.rsplit(".", 1)[0][:60])
    if state.own.reading is not None:
        state.own.reading.wait(_AT_ONCE)
    st.rerun()


def _packed(files: Sequence[Any]) -> bytes:
    """The files of a folder as an archive, so that they are checked like one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            # A longer one than an archive can hold would raise; it is then refused as too long.
            archive.writestr(zipfile.ZipInfo(file.name[:2_000]), file.getvalue())
    return out.getvalue()


@st.fragment(run_every=_LOOKS)
def _reading(state: TrainState) -> None:
    run = state.own.reading
    if run is None or run.is_over:
        state.own.take()
        st.rerun()
    latest = run.latest
    if isinstance(latest, ReadProgress) and latest.done:
        words = say("data-reading", done=latest.done, total=latest.total)
        st.progress(latest.done / latest.total, words)
    else:
        waiting = run.state is RunState.WAITING and run.place
        st.progress(0.0, say("job-turn" if waiting else "data-looking"))
    st.button(say("job-stop"), icon=":material/stop:", on_click=state.own.stop, key="stop_reading")


def _read(state: TrainState, read: ReadSet) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        name, counts = plain_markdown(read.name), {"count": len(read), "classes": len(read.classes)}
        st.markdown(say("data-read", name=name, **counts))
        st.button(
            say("data-remove"),
            icon=":material/close:",
            on_click=state.own.close,
            key="close_own_set",
        )
    count = len(read.problems) + read.unlisted
    if not count:
        return
    with (
        st.container(key="set_problems"),
        st.expander(say("data-left-out", count=count), icon=":material/warning:"),
    ):
        lines = [
            f"- {plain_markdown(problem.name)}: {plain_markdown(problem_words(problem.reason))}"
            for problem in read.problems
        ]
        if read.unlisted:
            lines.append(f"- {say('data-more-left-out', count=read.unlisted)}")
        st.markdown("\n".join(lines))
