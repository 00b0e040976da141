"""Every page takes every network, calls its answers by their names, and no picture a digit."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch import nn

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.networks.network import Network
from cnnviz.core.trace import Head, Trace, trace
from cnnviz.figures.theme import percent
from cnnviz.ui.own import named
from cnnviz.ui.state.session import Picture, Session
from cnnviz.ui.state.shown import shown
from tests.ui.apps import html, page, words
from tests.ui.networks import FRUIT, OWN, colour, network

PAGES = ("draw", "layers", "lab", "networks")


def session_with(own: Network) -> Session:
    session = Session(drawing=EXAMPLE_DIGITS[3].strokes)
    pixels = np.random.default_rng(1).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    session.picture = Picture("fruit.png", pixels, 1)
    session.open_network(own)
    return session


def traced(session: Session) -> Trace:
    own = session.own[session.model]
    return trace(own.model, shown(session, own).tensor)


def said(app: AppTest) -> str:
    text = re.sub(r"<style>.*?</style>|alt=\"[^\"]*\"|src=\"[^\"]*\"", "", words(app), flags=re.S)
    return re.sub(r"<[^>]*>", " ", text)


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_shows_every_network(kind: str, name: str) -> None:
    own = OWN[kind]()
    session = session_with(own)
    app = page(name, session).run()
    assert not app.exception, app.exception
    assert not app.error
    assert session.model == own.key and session.picture is not None
    if not own.is_digits and name != "networks":
        assert not re.search(r"\bdigits?\b", said(app)), re.search(r".{60}\bdigits?\b", said(app))
    best = own.answer(traced(session))
    if name == "draw":
        assert f">{best.name}</div>" in html(app) and percent(best.share) in html(app).replace(
            "&gt;", ">"
        )
    if name == "layers":
        assert f"read as <b>{best.name}</b>" in html(app)


@pytest.mark.parametrize("kind", OWN)
def test_the_answer_is_explained(kind: str) -> None:
    session = session_with(OWN[kind]())
    records = traced(session).records
    last = min(1, len(session.own[session.model].classes) - 1)
    session.go(records[-1].name, last)
    app = page("layers", session).run()
    assert not app.exception and not app.error
    assert session.layer == records[-1].name and session.channel == last
    # The sum of the parts is checked by the page itself.
    assert "≠" not in html(app)


@pytest.mark.parametrize("kind", ["unknown layer", "float64", "ends in maps"])
def test_every_layer_can_be_looked_at(kind: str) -> None:
    session = session_with(OWN[kind]())
    for record in traced(session).records:
        session.go(record.name, 0)
        app = page("layers", session).run()
        assert not app.exception, record.name
        assert session.layer == record.name and "≠" not in html(app)


def test_a_chosen_layer_of_many_is_kept() -> None:
    session = session_with(OWN["many layers"]())
    records = traced(session).records
    assert len(records) > 60
    middle = records[len(records) // 2].name
    session.go(middle, 1)
    app = page("layers", session).run()
    assert not app.exception and session.layer == middle
    assert middle in html(app)


def test_any_cell_of_a_large_map_is_reached_by_its_row_and_column() -> None:
    def large() -> nn.Module:
        return nn.Sequential(
            *(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten()),
            nn.Linear(16, 3),
        )

    session = session_with(network(large, (3, 224, 224), FRUIT))
    session.go("0", 1, 17, 40)
    session.tab = "This map, large"
    app = page("layers", session).run()
    assert not app.exception
    row, column = (
        next(field for field in app.number_input if field.label == f"{word}, 1 to 224")
        for word in ("Row", "Column")
    )
    assert (row.value, column.value) == (18, 41)
    row.set_value(101).run()
    assert not app.exception
    assert (session.layer, session.channel, session.row, session.column) == ("0", 1, 100, 40)
    assert "row 101, column 41" in html(app) and "≠" not in html(app)


def test_a_network_of_another_head_says_so() -> None:
    for kind, head, sentence in (
        ("grey digits ending in softmax", Head.SOFTMAX, "itself ends in a softmax"),
        ("ends in maps", Head.MAPS, "answers with maps"),
        ("one logit", Head.LOGIT, "its sigmoid is the probability"),
    ):
        own = OWN[kind]()
        assert own.head is head
        app = page("draw", session_with(own)).run()
        assert any(sentence in caption.value for caption in app.caption)


def test_of_a_thousand_classes_the_ten_most_probable_are_named() -> None:
    app = page("draw", session_with(OWN["1,000 classes"]())).run()
    assert "The ten most probable of 1,000 classes" in html(app)


def test_only_networks_of_the_same_input_are_compared() -> None:
    session = session_with(OWN["colour, 3 classes"]())
    session.open_network(network(colour, (3, 20, 20), ("a cat", "a dog", "a fox"), key="second"))
    session.compare = True
    app = page("draw", session).run()
    tiles = " ".join(each.label for each in app.button if str(each.key).startswith("tile_"))
    assert "LeNet" not in tiles and any(name in tiles for name in FRUIT)


def test_names_are_written_as_text() -> None:
    own = network(colour, (3, 20, 20), ("<b>1</b>", "<script>", "&amp;"), key="hostile")
    for name in PAGES:
        app = page(name, session_with(own)).run()
        assert not app.exception
        assert "<script>" not in html(app) and "<b>1</b>" not in html(app)


def test_ten_answers_to_grey_are_digits_unless_they_are_called_otherwise() -> None:
    def ten() -> nn.Module:
        return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))

    digits = tuple("0123456789")
    assert network(ten, (1, 8, 8)).is_digits and network(ten, (1, 8, 8)).classes == digits
    assert network(ten, (1, 8, 8), digits).is_digits
    letters = network(ten, (1, 8, 8), tuple("abcdefghij"))
    assert not letters.is_digits and letters.classes == tuple("abcdefghij")
    colourful = network(lambda: nn.Sequential(nn.Flatten(), nn.Linear(192, 10)), (3, 8, 8))
    assert not colourful.is_digits and colourful.classes[0] == "class 1"


def test_names_are_filled_up_or_cut_to_the_answers() -> None:
    assert network(colour, (3, 20, 20), ("apple",)).classes == ("apple", "class 2", "class 3")
    assert network(colour, (3, 20, 20), (*FRUIT, "plum", "fig")).classes == FRUIT


def test_naming_leaves_the_answer_as_it_was() -> None:
    own = OWN["colour, 3 classes"]()
    torch.manual_seed(0)
    model, values = colour().eval(), torch.rand(1, 3, 20, 20)
    assert torch.equal(own.model(values), model(values))
    assert not any(weight.requires_grad for weight in own.model.parameters())


@pytest.mark.parametrize(
    "build",
    [
        lambda: nn.Linear(7, 3),
        lambda: colour().double(),
        lambda: nn.Conv2d(3, 3, 50),
        lambda: nn.Conv2d(1, 3, 3),
        lambda: nn.Embedding(3, 3),
    ],
)
def test_a_network_that_cannot_run_is_one_sentence(build: object) -> None:
    with pytest.raises(ValueError, match="does not run on such an input") as caught:
        network(build, (3, 20, 20))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 320


def test_named_takes_a_network_of_one_answer() -> None:
    own = OWN["colour, 3 classes"]()
    single = network(lambda: colour(1), (3, 20, 20), key="one")
    assert single.classes == ("class 1",)
    assert named(own) == own
    assert not page("draw", session_with(single)).run().exception
