"""The training as code: a script for PyTorch, one for Keras, and notebooks."""

from __future__ import annotations

import dataclasses
from functools import partial

import streamlit as st

from cnnviz.core.export import (
    LIBRARIES,
    Exported,
    keras_script,
    notebook,
    notebook_cells,
    pytorch_script,
)
from cnnviz.core.export.pictures import pictures_archive
from cnnviz.core.export.values import DRAWN_FILE, PICTURES_FILE
from cnnviz.core.images import ImageSet
from cnnviz.core.training.config import TrainingPlan
from cnnviz.ui.state.training import TrainedOn
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

_NAMES = {"pytorch": "PyTorch", "keras": "Keras"}
_FORMS = (*_NAMES, "notebook")
_SCRIPTS = {"pytorch": pytorch_script, "keras": keras_script}
_HEIGHT = 620
# More of them, and the code would begin below the screen.
_OPEN_NOTES = 2


def code_panel(plan: TrainingPlan, given: TrainedOn, drawn: ImageSet | None = None) -> None:
    """The code of a training, to read, to copy and to download; only what is shown is written.

    Parameters
    ----------
    plan : TrainingPlan
    given : TrainedOn
        What it is trained on.
    drawn : ImageSet, optional
        The digits drawn here that `given` holds besides the plan's data.
    """
    if plan.data == "own":
        # The archive of the pictures holds everything that was trained on.
        drawn = None
    plan = dataclasses.replace(plan, with_drawn=drawn is not None)
    with st.container(key="export_code"):
        panel_title(say("code-title"))
        form = st.segmented_control(
            say("code-for"),
            _FORMS,
            format_func=lambda name: _NAMES.get(name) or say(f"code-{name}"),
            default="pytorch",
            label_visibility="collapsed",
            required=True,
            key="export_form",
        )
        try:
            if form == "notebook":
                _notebook(plan, given, drawn)
            else:
                _script(form or "pytorch", plan, given, drawn)
        except ValueError as error:
            st.error(say("code-none", why=problem_words(error)), icon=":material/error:")


def _script(library: str, plan: TrainingPlan, given: TrainedOn, drawn: ImageSet | None) -> None:
    exported = _SCRIPTS[library](plan, given.classes)
    st.markdown(say(f"code-{library}-about"))
    _notes(exported)
    name = f"train_{library}.py"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            say("code-download", name=name),
            exported.code,
            name,
            mime="text/x-python",
            icon=":material/download:",
            on_click="ignore",
            type="primary",
            key=f"export_download_{library}",
        )
        _data_buttons(plan, given, drawn)
    # A box with a height of its own could not be scrolled with the keyboard.
    with st.container(height=_HEIGHT, key="export_script"):
        st.code(exported.code, language="python", line_numbers=True, wrap_lines=True)


def _notes(exported: Exported) -> None:
    count = len(exported.notes)
    if not count:
        return
    with st.expander(
        say("code-notes", count=count), expanded=count <= _OPEN_NOTES, icon=":material/info:"
    ):
        st.markdown("\n".join(f"- {problem_words(note)}" for note in exported.notes))


def _notebook(plan: TrainingPlan, given: TrainedOn, drawn: ImageSet | None) -> None:
    cells = notebook_cells(plan, given.classes)
    st.markdown(say("code-notebook-about"))
    with st.container(horizontal=True, gap="small"):
        for library in LIBRARIES:
            st.download_button(
                say("code-download-notebook", library=_NAMES[library]),
                partial(notebook, plan, given.classes, library),
                f"train_{library}.ipynb",
                mime="application/x-ipynb+json",
                icon=":material/download:",
                on_click="ignore",
                type="primary",
                key=f"export_notebook_{library}",
            )
        _data_buttons(plan, given, drawn)
    with st.container(height=_HEIGHT, key="export_cells"):
        # Its first cell says what stands above.
        for cell in cells[1:]:
            if cell.is_code:
                st.code(cell.text, language="python")
            else:
                # Below the page's own headings.
                st.markdown(cell.text.replace("## ", "#### ", 1))


def _data_buttons(plan: TrainingPlan, given: TrainedOn, drawn: ImageSet | None) -> None:
    """The pictures that no package holds."""
    files: dict[str, dict[str, ImageSet]] = {}
    if plan.data == "own":
        files[PICTURES_FILE] = {"train": given.data.train, "test": given.data.check}
    if drawn is not None:
        files[DRAWN_FILE] = {"": drawn}
    for name, parts in files.items():
        st.download_button(
            say("code-pictures", name=name),
            partial(pictures_archive, parts, given.classes),
            name,
            mime="application/zip",
            icon=":material/image:",
            on_click="ignore",
            help=say("code-pictures-help"),
            key=f"export_{name.split('.')[0]}",
        )
