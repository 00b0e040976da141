"""Files and photographs that a person brings along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.core.pictures import PictureError, Pixels, read_picture
from cnnviz.ui.state.session import Photo, Picture, Session
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

_LARGEST = 20  # megabytes
_TYPES = ["png", "jpg", "jpeg", "webp", "heic", "heif", "bmp"]


def photo_upload(session: Session) -> None:
    """A photograph of a handwritten digit, from a file or from the camera."""

    def use(picture: Picture) -> None:
        session.show_photo(Photo(picture))

    with st.popover(say("photo-title"), icon=":material/photo_camera:", key="photo_popover"):
        st.markdown(say("photo-what").replace("__", "**"))
        _upload(session, use, for_digits=True)


def picture_upload(session: Session) -> None:
    """Any picture, from a file or from the camera."""

    def use(picture: Picture) -> None:
        session.picture = picture

    with st.popover(say("picture-upload"), icon=":material/photo_camera:", key="picture_popover"):
        _upload(session, use, for_digits=False)


def _upload(session: Session, use: Callable[[Picture], None], *, for_digits: bool) -> None:
    # New keys after each picture: the widgets then start empty, and the same file can come again.
    key = f"upload_picture_{session.uploads}"
    camera = f"camera_{session.uploads}"

    def take(widget: str) -> None:
        file = st.session_state.get(widget)
        if file is None:
            return
        try:
            pixels = _read(file, for_digits)
        except PictureError as error:
            session.upload_problem = str(error)
            return
        session.upload_problem = ""
        session.uploads += 1
        # The camera's files are named after the second they were taken in.
        name = say("photo-from-camera") if widget == camera else file.name
        use(Picture(name, pixels, session.uploads))

    with st.container(key="upload_picture"):
        st.file_uploader(
            say("photo-files"),
            type=_TYPES,
            max_upload_size=_LARGEST,
            on_change=take,
            args=(key,),
            key=key,
        )
        if st.toggle(say("photo-camera"), key=f"use_{camera}"):
            st.camera_input(say("photo-camera-name"), on_change=take, args=(camera,), key=camera)
        if session.upload_problem:
            st.error(problem_words(session.upload_problem), icon=":material/error:")


def _read(file: Any, for_digits: bool) -> Pixels:
    # What is behind a digit drawn on nothing is told from its ink.
    return read_picture(file.getvalue(), background=None if for_digits else 255)
