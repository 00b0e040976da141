"""What is shown, as files: a cell's computation, a layer's numbers, a whole trace, a report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from cnnviz.core.export.cell_sheet import cell_workbook
from cnnviz.core.export.maps_table import maps_csv
from cnnviz.core.export.trace_file import trace_npz
from cnnviz.ui.pages.layers.looked import Looked
from cnnviz.ui.standalone.document import document_of
from cnnviz.ui.standalone.layers import Limits, Source
from cnnviz.ui.widgets.unfolding import cell_name
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import language, say, speaking

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(look: Looked) -> None:
    """A button for each file; it is written when it is asked for."""
    result, cell, record = look.result, look.cell, look.record
    what = f"{record.name}, {cell_name(result, record, cell, look.names)}"
    stem = f"{look.network.title}-{record.name}".replace(" ", "-").replace("/", "-")
    with st.container(key="take_away", gap="small"):
        try:
            # Written at once: whether its arithmetic is known shows only then, and it is quick.
            book = cell_workbook(result, cell)
        except ValueError as error:
            st.info(say("take-no-sheet", why=problem_words(error)), icon=":material/info:")
        else:
            name = f"{stem}-{cell.channel + 1}-{cell.row + 1}-{cell.column + 1}.xlsx"
            _button("cell", lambda: book, name, _XLSX, what=what)
        _button("layer", partial(maps_csv, record), f"{stem}.csv", "text/csv", what=record.name)
        trace = partial(trace_npz, result)
        _button("trace", trace, f"{look.network.title}.npz", "application/octet-stream")
        source = Source(result, look.names, Limits())
        report = partial(_report, source, look.network.title, language())
        _button("report", report, f"{look.network.title}.html", "text/html")


def _report(source: Source, title: str, spoken: str) -> str:
    with speaking(spoken):
        return document_of(source, title)


def _button(
    name: str, make: Callable[[], bytes | str], file: str, mime: str, **fields: str
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            file.rpartition(".")[2].upper(),
            make,
            file,
            mime=mime,
            icon=":material/download:",
            on_click="ignore",
            width=110,
            key=f"take_{name}",
        )
        st.markdown(_plain(say(f"take-{name}", **fields)), width="content")


def _plain(text: str) -> str:
    """Names of layers are no markup."""
    return text.replace("_", "\\_").replace("*", "\\*")
