"""One run of each page without a browser. The canvas returns no drawing there."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import Stroke
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.ui import cache
from cnnviz.ui.state.session import Session
from tests.ui.apps import html, page, with_three

ROOT = Path(__file__).resolve().parents[2]


def test_the_whole_app_starts_on_the_draw_page() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not app.exception
    assert "Draw a digit on the black square" in html(app)


def test_draw_shows_the_answer_of_the_network() -> None:
    app = page("draw", with_three()).run()
    assert not app.exception
    assert '<div class="digit">3</div>' in html(app)


def test_draw_leaves_out_the_bars_the_first_time() -> None:
    app = page("draw", with_three()).run()
    assert [len(app.get("plotly_chart")), len(app.run().get("plotly_chart"))] == [0, 1]


def test_draw_keeps_the_drawing_that_the_canvas_does_not_repeat() -> None:
    session = with_three()
    page("draw", session).run().run()
    assert session.drawing == EXAMPLE_DIGITS[3].strokes


def test_a_missing_weights_file_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cache, "shipped_network", lambda name: shipped_network(name, tmp_path))
    cache.get_shipped.clear()
    session = with_three()
    app = page("draw", session).run()
    cache.get_shipped.clear()
    assert not app.exception
    assert len(app.error) == 1
    assert "python -m cnnviz train lenet5" in app.error[0].value
    assert session.drawing == EXAMPLE_DIGITS[3].strokes


@pytest.mark.parametrize("layer", ["input", "conv1", "relu2", "pool2", "flatten", "dense1"])
def test_layers_shows_each_kind_of_layer(layer: str) -> None:
    session = with_three()
    session.layer = layer
    app = page("layers", session).run()
    assert not app.exception
    assert app.selectbox[0].value == layer
    assert any(layer in element.proto.body for element in app.get("html"))
    assert session.layer == layer


def test_layers_walks_on_and_round() -> None:
    session = with_three()
    session.layer = "output"
    app = page("layers", session).run()
    app.button(key="next").click().run()
    assert not app.exception
    assert session.layer == "input"
    app.button(key="previous").click().run()
    assert session.layer == "output"


def test_layers_corrects_a_layer_and_a_channel_that_do_not_exist() -> None:
    session = with_three()
    session.layer, session.channel = "nonsense", 99
    assert not page("layers", session).run().exception
    assert (session.layer, session.channel) == ("input", 0)


@pytest.mark.parametrize("layer", ["input", "conv2", "output"])
def test_layers_without_a_drawing_shows_a_built_in_digit_and_says_so(layer: str) -> None:
    session = Session(layer=layer)
    app = page("layers", session).run()
    assert not app.exception
    assert "Nothing is drawn yet, so this is a built-in 3." in [e.value for e in app.markdown]
    assert app.get("plotly_chart")
    # It is nobody's drawing: other pages are as they were.
    assert session.digit().is_blank and session.sample is None
    session.load(EXAMPLE_DIGITS[4].strokes)
    app.run()
    assert not app.exception
    assert not any("Nothing is drawn yet" in e.value for e in app.markdown)


def test_history_of_the_drawing() -> None:
    session = Session()
    one, two = (Stroke(((10.0, 10.0), (50.0, 50.0)), 20),), (Stroke(((9.0, 9.0),), 20),)
    session.report(one)
    session.report(one)
    session.report(two)
    assert session.drawing == two and len(session.past) == 2
    session.undo()
    assert session.drawing == session.loaded == one
    # The canvas repeats the drawing it was told to load, a little rounded.
    session.report((Stroke(((10.2, 10.0), (50.0, 49.9)), 20),))
    assert session.drawing == one and session.future == [two]
    session.redo()
    assert session.drawing == two
    session.report((*two, *one))
    assert session.future == []
    session.load(())
    assert session.drawing == ()
    session.undo()
    assert session.drawing == (*two, *one)
