"""The Layers page without a browser: where it stands, what it says, what it keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.pixel_edit import PixelEdits
from cnnviz.core.digits.stroke_code import linkable, strokes_to_text
from cnnviz.core.explore.arithmetic import softmax_terms
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.influence import telling_cell
from cnnviz.core.explore.survey import Survey, SurveyProgress
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.surgery.filter_scale import FilterScale
from cnnviz.core.trace import Trace, trace
from cnnviz.figures.theme import number
from cnnviz.ui.cache import found_surveys
from cnnviz.ui.run import Run, RunState
from cnnviz.ui.state.seeks import Seek
from cnnviz.ui.state.session import Place, Session
from tests.ui.apps import html, page, with_three


def traced(session: Session) -> Trace:
    return trace(load_pretrained(session.model), session.digit().tensor)


def layers_of(model: str) -> list[str]:
    """The last layer of each kind."""
    records = traced(Session(with_three().drawing, model=model)).records
    return list({record.kind: record.name for record in records}.values())


@pytest.mark.parametrize("model", ARCHITECTURES)
def test_every_kind_of_layer_shows_a_cell_whose_parts_sum_to_it(model: str) -> None:
    for layer in layers_of(model):
        session = with_three()
        session.model, session.layer = model, layer
        app = page("layers", session).run()
        assert not app.exception, layer
        result = traced(session)
        value = telling_cell(result, layer, 0).value(result)
        # "=" and not "≠": the page itself checks the sum.
        words = re.sub("<.*?>", "", html(app))
        assert f"= the number, {number(value)}" in words, layer


def test_the_softmax_is_written_out_term_by_term() -> None:
    session = with_three()
    session.layer, session.channel = "output", 3
    app = page("layers", session).run()
    terms = softmax_terms(traced(session))
    words = html(app)
    for digit in range(10):
        for value in (terms.logits[digit], terms.exponentials[digit]):
            assert f">{number(value, 5)}</td>" in words
        assert f">{number(terms.shares[digit], 5)}</td>" in words
    assert "<b>digit 3</b>" not in words and "for digit 3" in words


def test_breadcrumbs_lead_back() -> None:
    session = with_three()
    session.go("conv2", 4, 2, 3)
    app = page("layers", session).run()
    assert "row 3, column 4" in html(app)
    labels = [button.label for button in app.button]
    for crumb in ("input", "conv1", "pool1", "conv2", "map 5"):
        assert crumb in labels
    app.button(key="crumb_1").click().run()
    assert session.place == Place("lenet5", "conv1", 0)
    app.button(key="go_back").click().run()
    assert session.place == Place("lenet5", "conv2", 4, 2, 3)
    app.button(key="go_forward").click().run()
    assert session.place == Place("lenet5", "conv1", 0)


def test_a_place_that_does_not_exist_becomes_one_that_does() -> None:
    session = with_three()
    session.layer, session.channel, session.row, session.column = "pool2", 99, 99, 2
    assert not page("layers", session).run().exception
    assert session.place == Place("lenet5", "pool2", 15, 4, 2)


def test_back_and_forward_forget_nothing_but_what_was_left() -> None:
    session = Session()
    session.go("conv1", 2)
    session.go("conv1", 2)
    session.choose_model("vgg")
    session.back()
    assert session.place == Place("lenet5", "conv1", 2) and len(session.been) == 1
    session.forward()
    assert session.model == "vgg"
    session.back()
    session.go("pool1")
    assert session.ahead == []
    session.back(), session.back(), session.back()
    assert session.place == Place()


def with_address(**given: str) -> AppTest:
    app = page("layers")
    for name, value in given.items():
        app.query_params[name] = value
    return app.run()


def test_a_link_brings_the_drawing_the_layer_and_the_cell() -> None:
    text = strokes_to_text(EXAMPLE_DIGITS[7].strokes)
    app = with_address(
        model="resnet",
        layer="block1.add",
        map="6",
        cell="4,10",
        drawing=text,
        pixels=PixelEdits().with_pixel(2, 3, 1.0).to_text(),
    )
    assert not app.exception
    session: Session = app.session_state["cnnviz_session"]
    assert session.place == Place("resnet", "block1.add", 5, 3, 9)
    assert session.drawing == linkable(EXAMPLE_DIGITS[7].strokes)
    assert session.digit().centred[2, 3] == 1
    assert dict(app.query_params)["drawing"] in (text, [text])
    value = Cell("block1.add", 5, 3, 9).value(traced(session))
    assert f"= the number, {number(value)}" in re.sub("<.*?>", "", html(app))


@pytest.mark.parametrize(
    "damaged",
    [
        {"drawing": "rubbish!"},
        {"drawing": "A" * 4000},
        {"pixels": "zz"},
        {"row": "-1", "column": "²"},
        {"row": "9" * 5000},
        {"digit": "0"},
        {"digit": "5001"},
        {"channel": "9" * 6},
        {"model": "nonsense", "layer": "nonsense"},
    ],
    ids=str,
)
def test_a_damaged_link_does_no_harm(damaged: dict[str, str]) -> None:
    intact = {"drawing": strokes_to_text(EXAMPLE_DIGITS[7].strokes)}
    app = with_address(**{**intact, **damaged})
    assert not app.exception
    assert len(app.error) == 0


def test_a_new_drawing_forgets_changed_pixels_and_the_same_one_keeps_them() -> None:
    session = with_three()
    session.pixels = PixelEdits().with_pixel(0, 0, 1.0)
    assert session.digit().centred[0, 0] == 1
    session.report(with_three().drawing)
    assert session.pixels
    session.load(EXAMPLE_DIGITS[4].strokes)
    assert not session.pixels
    session.pixels = PixelEdits().with_pixel(0, 0, 1.0)
    session.show_sample(3)
    assert not session.pixels


def test_switching_a_filter_off_shows_both_answers_and_accuracies() -> None:
    session = with_three()
    session.layer, session.channel, session.tab = "relu1", 2, "Switch filters"
    app = page("layers", session).run()
    assert "held-out" not in html(app)
    app.button(key="switch_filter").click().run()
    assert not app.exception
    assert "Right on 1,000 held-out digits" in html(app)
    ((scale,),) = session.scales.values()
    assert (scale.layer, scale.channel, scale.factor) == ("conv1", 2, 0.0)
    app.button(key="reset_filters").click().run()
    assert not session.scales and "held-out" not in html(app)


def test_filters_that_the_network_does_not_have_are_left_out_and_said_once() -> None:
    session = with_three()
    fits = FilterScale("conv1", 2, 0.0)
    session.scales["lenet5"] = (FilterScale("conv1", 99, 0.0), fits, FilterScale("no", 0, 2.0))
    app = page("layers", session).run()
    assert not app.exception and not app.error
    assert [warning.value for warning in app.warning] == [
        "2 filters to be changed cannot be, in this network; the rest is as it was sent."
    ]
    assert session.scales["lenet5"] == (fits,)
    assert "**A changed network is shown here:** conv1, 3: off" in [m.value for m in app.markdown]
    app.run()
    assert not app.warning and session.scales["lenet5"] == (fits,)


def test_layers_that_no_filter_makes_say_so() -> None:
    session = with_three()
    session.layer, session.tab = "flatten", "Switch filters"
    app = page("layers", session).run()
    assert any("No single filter makes" in element.value for element in app.markdown)


def test_the_digits_that_excite_a_map_are_found_once_for_all() -> None:
    found_surveys().clear()
    session = with_three()
    session.layer, session.channel, session.tab = "conv1", 1, "What excites it"
    app = page("layers", session).run()
    app.button(key="start_survey").click().run()
    assert not app.exception
    seek = session.seeks.survey
    assert seek is not None and seek.run.wait(60) and seek.run.state is RunState.DONE
    assert "start_survey" not in [button.key for button in app.run().button]
    assert not app.exception
    other = with_three()
    other.layer, other.tab = "pool2", "What excites it"
    app = page("layers", other).run()
    assert "start_survey" not in [button.key for button in app.button]


def test_a_survey_goes_on_elsewhere_and_can_be_stopped() -> None:
    found_surveys().clear()
    session = with_three()
    session.layer, session.tab = "conv1", "What excites it"
    app = page("layers", session).run()
    app.button(key="start_survey").click().run()
    seek = session.seeks.survey
    assert seek is not None
    # Another page is shown meanwhile.
    assert not page("draw", session).run().exception
    assert not seek.run.stopping
    seek.run.stop()
    assert seek.run.wait(10) and seek.run.state is RunState.STOPPED
    app.run()
    assert not app.exception and not found_surveys()
    assert "start_survey" in [button.key for button in app.button]


def test_a_survey_that_fails_is_one_sentence_and_can_be_tried_again() -> None:
    found_surveys().clear()
    session = with_three()
    session.layer, session.tab = "conv1", "What excites it"
    app = page("layers", session).run()

    def fails() -> Iterator[SurveyProgress]:
        yield SurveyProgress(1, 2)
        raise ValueError("There are no pictures.")

    run: Run[SurveyProgress | Survey] = Run(fails)
    session.seeks.survey = Seek("lenet5", run)
    run.start().wait(10)
    app.run()
    assert not app.exception
    assert [error.value for error in app.error] == ["There are no pictures."]
    assert "start_survey" in [button.key for button in app.button]


def test_an_input_is_made_for_a_unit() -> None:
    session = with_three()
    session.layer, session.tab = "dense1", "What excites it"
    app = page("layers", session).run()
    app.button(key="ascend_digit").click().run()
    assert not app.exception
    seek = session.seeks.climb
    assert seek is not None and seek.run.wait(60) and seek.run.state is RunState.DONE
    app.run()
    assert not app.exception
    (words,) = (e.value for e in app.markdown if "answer grew" in e.value)
    first, last = (float(n.replace("−", "-")) for n in re.findall(r"\*\*(.+?)\*\*", words))
    assert words.startswith("The unit’s answer grew")
    assert last > first
    assert np.isfinite(last)


@pytest.mark.parametrize(
    ("name", "layer", "digit", "offered"),
    [
        ("lenet5", "output", 4, True),
        ("lenet5", "dense1", 4, False),
        # Long steps lose it.
        ("simplenet", "output", 7, True),
    ],
)
def test_the_average_of_a_class_is_a_start_for_what_stands_for_one(
    name: str, layer: str, digit: int, offered: bool
) -> None:
    session = with_three()
    session.model, session.layer, session.channel = name, layer, digit
    session.tab = "What excites it"
    app = page("layers", session).run()
    buttons = [button.label for button in app.button if (button.key or "").startswith("ascend_")]
    assert (f"Start from the average digit {digit}" in buttons) == offered
    if not offered:
        return
    app.button(key="ascend_average").click().run()
    seek = session.seeks.climb
    assert seek is not None and seek.run.wait(60) and seek.run.state is RunState.DONE
    app.run()
    assert not app.exception
    (read,) = [e.value for e in app.markdown if e.value.startswith("The network reads it as")]
    said = rf"The network reads it as \*\*digit {digit}\*\*, (>99\.9|100\.0)%\."
    assert re.fullmatch(said, read)
