"""The picture that a network of pictures reads, and the ways to another one."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.signs.dataset import examples
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import Shown, chosen_picture, example_picture
from cnnviz.ui.thumbnails import picture_label, png_base64
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.upload import picture_upload
from cnnviz.ui.words.speech import say

_PER_LINE = 8


def picture_surface(session: Session, shown: Shown) -> None:
    """The picture, as it came."""
    assert shown.picture is not None
    original = shown.picture.original
    step = max(1, max(original.shape[:2]) // 560)
    with st.container(key="canvas", gap=None):
        panel_title(say("picture-own" if session.picture is not None else "picture-some"))
        st.html(
            f'<img class="sample picture" alt="{shown.title}" '
            f'src="data:image/png;base64,{png_base64(original[::step, ::step])}">'
        )
    st.markdown(f"**{chosen_picture(session).name}**")
    picture_upload(session)


def picture_examples(session: Session) -> None:
    """Pictures that come with the app: road signs, two of each class."""
    pictures = examples()
    with st.container(key="examples", gap="xxsmall"):
        panel_title(say("draw-examples"))
        for first in range(0, len(pictures), _PER_LINE):
            with st.container(horizontal=True, gap=None, key=f"examples_{first}"):
                for index in range(first, min(first + _PER_LINE, len(pictures))):
                    st.button(
                        picture_label(pictures, index),
                        on_click=_choose,
                        args=(session, index),
                        type="tertiary",
                        key=f"example_picture_{index}",
                    )


def _choose(session: Session, index: int) -> None:
    session.picture = example_picture(index)
