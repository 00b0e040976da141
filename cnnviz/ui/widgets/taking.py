"""A picture of a set becomes the input on all pages."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.held_out import HELD_OUT_NAME, builtin_index
from cnnviz.core.images import ImageSet
from cnnviz.ui.state.session import GivenDigit, Picture, Session
from cnnviz.ui.words.speech import say


def take_picture(
    session: Session, pictures: ImageSet, index: int, *, is_digits: bool, name: str
) -> None:
    """Show a picture of a set on all pages, in a callback.

    Parameters
    ----------
    session : Session
    pictures : ImageSet
    index : int
    is_digits : bool
        Whether they are digits as MNIST's.
    name : str
        What it is called.
    """
    label = int(pictures.labels[index])
    if not is_digits:
        session.uploads += 1
        session.picture = Picture(name, in_colour(pictures, index), session.uploads)
    elif pictures.name == HELD_OUT_NAME:
        session.show_sample(builtin_index(index))
    elif pictures.name == _BUILTIN:
        session.show_sample(index)
    else:
        session.show_given(GivenDigit(pictures.images[index], label, name))
    st.toast(say("taken-digit" if is_digits else "taken-picture"), icon=":material/check:")


_BUILTIN = "builtin"


def in_colour(pictures: ImageSet, index: int) -> NDArray[np.uint8]:
    """One of the pictures as (h, w, 3)."""
    image = pictures.images[index]
    return np.ascontiguousarray(np.repeat(image[:, :, None], 3, 2) if image.ndim == 2 else image)
