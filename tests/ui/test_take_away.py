"""What is shown can be taken away as files that other programs open."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.export.maps_table import maps_csv
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.trace import Trace, trace
from tests.ui.apps import page, with_three, words


def opened(layer: str) -> AppTest:
    session = with_three()
    session.layer, session.tab = layer, "Take it away"
    return page("layers", session).run()


def result() -> Trace:
    return trace(shipped_network("lenet5").model, with_three().digit().tensor)


def buttons(app: AppTest) -> dict[str, Any]:
    return {each.proto.label: each for each in app.get("download_button")}


@pytest.mark.parametrize("layer", ("input", "conv2", "pool1", "dense1", "output"))
def test_four_files_are_offered_for_every_layer(layer: str) -> None:
    app = opened(layer)
    assert not app.exception
    assert set(buttons(app)) == {"XLSX", "CSV", "NPZ", "HTML"}
    assert "live formulas" in words(app)


def test_the_table_of_a_layer_holds_its_numbers() -> None:
    record = result().record("conv2")
    rows = list(csv.DictReader(io.StringIO(maps_csv(record))))
    values = planes(record).numpy()
    assert len(rows) == values.size
    for row in rows[:: len(rows) // 97]:
        place = tuple(int(row[name]) - 1 for name in ("map", "row", "column"))
        assert np.float32(row["value"]) == values[place]


def test_the_spreadsheet_is_of_the_cell_that_is_shown() -> None:
    from cnnviz.core.export.cell_sheet import cell_workbook

    shown = result()
    with zipfile.ZipFile(io.BytesIO(cell_workbook(shown, Cell("conv1", 1, 4, 5)))) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "conv1, map 2, row 5, column 6" in texts and "relu1" in texts
