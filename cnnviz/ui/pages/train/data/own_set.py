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
        st.error(plain_markdown(own.problem), icon=":material/error:")
    if own.read is not None:
        _read(state, own.read)


def _upload(state: TrainState) -> None:
    # A new key after each: the widget then starts empty, and lets go of the file.
    number = state.own.uploads
    as_folder = st.toggle("A folder instead of a ZIP", key="upload_folder")
    with st.container(key="upload_set"):
        brought = st.file_uploader(
            "A folder of folders, one for each class" if as_folder else "A ZIP, up to 200 MB",
            type=_TYPES if as_folder else ["zip"],
            accept_multiple_files="directory" if as_folder else False,
            max_upload_size=_LARGEST,
            help="It is read in memory and written nowhere; when you close the tab, it is gone.",
            key=f"upload_set_{'folder' if as_folder else 'zip'}_{number}",
        )
    if not brought:
        return
    if isinstance(brought, list):
        state.own.begin(_packed(brought), "folder")
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
        words = f"{latest.done:,} of {latest.total:,} pictures"
        st.progress(latest.done / latest.total, words)
    else:
        waiting = run.state is RunState.WAITING and run.place
        st.progress(0.0, "Waiting for its turn" if waiting else "Looking through the files")
    st.button("Stop", icon=":material/stop:", on_click=state.own.stop, key="stop_reading")


def _read(state: TrainState, read: ReadSet) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**{plain_markdown(read.name)}**: {len(read):,} pictures of {len(read.classes)} "
            "classes"
        )
        st.button("Remove", icon=":material/close:", on_click=state.own.close, key="close_own_set")
    count = len(read.problems) + read.unlisted
    if not count:
        return
    with (
        st.container(key="set_problems"),
        st.expander(
            f"{count:,} {'was' if count == 1 else 'were'} left out", icon=":material/warning:"
        ),
    ):
        lines = [f"- {plain_markdown(p.name)}: {plain_markdown(p.reason)}" for p in read.problems]
        if read.unlisted:
            lines.append(f"- and {read.unlisted:,} more")
        st.markdown("\n".join(lines))
