"""Files that ship, damaged: the page says one sentence, and the rest of it works."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from cnnviz.core.digits import datasets
from cnnviz.core.networks.pretrained import read_manifest, sound_rows
from cnnviz.ui.state.session import Session
from tests.ui.apps import page, words


def test_a_damaged_row_costs_its_card_only(monkeypatch: pytest.MonkeyPatch) -> None:
    import cnnviz.ui.pages.networks as networks

    rows: dict[str, Any] = copy.deepcopy(read_manifest())
    del rows["vgg"]["accuracy"]
    sound = {name: row for name, row in rows.items() if name != "vgg"}
    monkeypatch.setattr(networks, "read_manifest", lambda: rows)
    monkeypatch.setattr(networks, "sound_rows", lambda: sound)
    app = page("networks", Session(model="vgg")).run()
    assert not app.exception
    (error,) = app.error
    assert "what manifest.json says of vgg is damaged" in error.value.lower()
    assert "LeNet-5" in words(app)
    assert not page("networks", Session(model="lenet5")).run().error


def test_without_its_digits_the_app_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(datasets, "files", lambda _: tmp_path)
    datasets._builtin.cache_clear()
    try:
        app = page("draw", Session(sample=3)).run()
        assert not app.exception
        assert any("pip install" in error.value for error in app.error)
    finally:
        monkeypatch.undo()
        datasets._builtin.cache_clear()
    assert sound_rows()
