"""The Duel page without a browser: blank, drawn, a sample, each part; what it says is measured."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.duel.curves import SHIFTS, both_ways, probabilities
from cnnviz.core.digits.duel.facts import Share
from cnnviz.core.digits.duel.moves import Move, moved, shrunk
from cnnviz.core.digits.duel.recipe import SPECS
from cnnviz.core.digits.duel.shipped import DUEL, duel_network
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.pretrained import read_manifest
from cnnviz.figures.theme import percent
from cnnviz.ui import cache
from cnnviz.ui.pages.duel import words as sentences
from cnnviz.ui.state.duel import DuelState
from cnnviz.ui.state.session import Session
from tests.ui.apps import html, page, with_three, words

SAMPLE = 3504  # a 7 that no network here was trained on


def duel(session: Session | None = None, part: str = "move", **settings: object) -> AppTest:
    """The page, not yet run, as somebody left it."""
    app = page("duel", session)
    app.session_state["duel_state"] = DuelState(part=part, **settings)  # type: ignore[arg-type]
    return app


def cards(app: AppTest) -> dict[str, tuple[str, str]]:
    """By network: its answer, and the probability of the true digit as it is written."""
    found = re.findall(
        r'class="network">([^<]+)<.*?<b>(\d)</b>.*?class="truth">[^<]*<b>([^<]+)</b>', html(app)
    )
    return {name: (answer, unescape(share)) for name, answer, share in found}


def expected(digit: object, move: Move, label: int, names: tuple[str, ...]) -> dict[str, object]:
    small = moved(shrunk(digit)[None], move)  # type: ignore[arg-type]
    rows = {}
    for name in names:
        shares = probabilities(duel_network(name).model, small)[0]
        rows[SPECS[name].title] = (str(int(shares.argmax())), percent(float(shares[label])))
    return rows


def test_blank_shows_a_built_in_digit_and_says_so() -> None:
    app = duel().run()
    assert not app.exception
    assert "Nothing is drawn yet, so this is a built-in 3." in words(app)
    assert {answer for answer, _ in cards(app).values()} == {"3"}
    assert not any(box.label == "What your digit really is" for box in app.get("button_group"))


@pytest.mark.parametrize("right", [0, 3, -5])
def test_what_the_cards_say_is_what_the_networks_answer(right: int) -> None:
    session = Session(sample=SAMPLE)
    app = duel(session, right=right, turn=10, percent=110).run()
    assert not app.exception
    digit = session.digit().centred
    label = int(load_dataset("builtin").labels[SAMPLE])
    names = ("mlp", "lenet", "global_max")
    move = Move(right=right, turn=10, scale=1.1)
    assert cards(app) == expected(digit, move, label, names)


def test_the_shift_of_a_drawing_moves_it_and_survives_another_page() -> None:
    session = with_three()
    app = duel(session).run()
    before = cards(app)
    slider = next(each for each in app.slider if each.label == "Shift to the right")
    slider.set_value(5).run()
    assert not app.exception
    assert cards(app) == expected(
        session.digit().centred, Move(right=5), 3, ("mlp", "lenet", "global_max")
    )
    assert cards(app) != before
    assert app.session_state["duel_state"].right == 5
    app.button(key="duel_reset").click().run()
    assert cards(app) == before


def test_what_a_drawing_is_is_asked_and_begins_with_the_best_networks_answer() -> None:
    app = duel(with_three()).run()
    asked = next(box for box in app.get("button_group") if box.label == "What your digit really is")
    assert asked.value == 3
    asked.set_value(8).run()
    assert not app.exception
    assert "digit 8:" in html(app) and html(app).count("✗ it is an 8") == 3
    assert app.session_state["duel_state"].said[1] == 8


def test_every_figure_in_the_sentences_is_the_manifests() -> None:
    app = duel(Session(sample=SAMPLE), right=4).run()
    said = words(app)
    for name in ("mlp", "lenet", "global_max"):
        row = read_manifest(DUEL)[name]
        shown = row["held_out_accuracy_by_shift_to_the_right"]
        mean = (shown["4"] + shown["-4"]) / 2
        assert percent(mean) in said, name
        assert percent(shown["0"]) in said, name
    assert "48,000 of its 61,706 parameters" in said
    assert "64%, 18 of 28 pixels" in said


def test_shuffled_pixels_confuse_all_and_those_trained_on_them_none() -> None:
    session = Session(sample=SAMPLE)
    app = duel(session, shuffled=True, trained="shuffled").run()
    assert not app.exception
    names = ("mlp_shuffled", "lenet_shuffled", "global_max_shuffled")
    label = int(load_dataset("builtin").labels[SAMPLE])
    found = cards(app)
    assert found == expected(session.digit().centred, Move(shuffled=True), label, names)
    assert {answer for answer, _ in found.values()} == {"7"}
    assert "An ANN does not know which pixels are neighbours" in words(app)


def test_ink_that_has_left_is_said() -> None:
    assert "of the ink has left" not in words(duel(with_three(), right=5).run())
    assert "of the ink has left" in words(duel(with_three(), down=5, percent=150).run())


def test_the_four_ways_to_shrink_and_their_costs() -> None:
    app = duel(Session(sample=SAMPLE), "shrinking", right=2, shuffled=True).run()
    assert not app.exception
    assert list(cards(app)) == [
        "Max pooling",
        "Average pooling",
        "Strided convolution",
        "No shrinking",
    ]
    assert html(app).count(">16,586</td>") == 4
    assert "12,701,120" in html(app) and "823,520" in html(app)
    assert "strided convolution falls most" in words(app)


def test_a_dense_layer_in_place_of_a_convolution() -> None:
    app = duel(None, "dense", filters=64, kernel=3).run()
    assert not app.exception
    assert "3 × 224 × 224: maps of 64 × 224 × 224" in html(app)
    assert ">1,792</td>" in html(app)
    assert f"{64 * 224 * 224 * (3 * 224 * 224 + 1):,}" in html(app)
    before = html(app)
    app.slider[0].set_value(1).run()
    assert html(app) != before and app.session_state["duel_state"].filters == 1


def test_all_networks_in_one_table() -> None:
    session = with_three()
    lenet = duel_network("lenet")
    session.own["mine"] = Network(
        "mine", "Mine", lenet.model, lenet.preparation, lenet.classes, origin=Origin.TRAINED
    )
    session.own["digits"] = Network(
        "digits",
        "My digits",
        lenet.model,
        lenet.preparation,
        lenet.classes,
        origin=Origin.TRAINED,
        is_digits=True,
    )
    app = duel(session, "everyone").run()
    assert not app.exception
    table = app.dataframe[0].value
    names = list(table["network"])
    assert "My digits" in names and "Mine" not in names  # it reads no digits
    assert "SignNet" not in names
    assert {"MLP", "LeNet-5", "AlexNet", "VGG", "ResNet", "MLP (duel)"} <= set(names)
    by_name = table.set_index("network")
    assert by_name.loc["LeNet-5", "parameters"] == 61_706
    assert by_name.loc["LeNet-5", "receptive field"] == 16
    assert by_name.loc["VGG", "accuracy"] > 99
    assert set(by_name["answer"].iloc[:5]) == {"3"}
    assert (by_name["milliseconds"] > 0).all()


def test_look_inside_opens_the_network_on_all_pages() -> None:
    session = with_three()
    app = duel(session).run()
    app.button(key="look_inside_global_max").click().run()
    assert not app.exception
    assert session.model == "duel-global_max-whole"
    assert session.own[session.model].is_digits
    assert app.button(key="look_inside_global_max").disabled
    for name in ("draw", "layers", "lab", "compare"):
        script = {"compare": "networks"}.get(name, name)
        assert not page(script, session).run().exception, name


def test_missing_weights_are_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cache, "duel_network", lambda name: duel_network(name, tmp_path))
    cache.get_duel.clear()
    app = duel(with_three()).run()
    cache.get_duel.clear()
    assert not app.exception
    assert "python -m cnnviz train duel" in app.error[0].value


def test_a_curve_without_a_dip_is_not_said_to_have_one() -> None:
    flat = np.full(len(SHIFTS), 0.9)
    assert "none is seen" in sentences.stride_words(flat, 4)
    assert "single pixels" in sentences.stride_words(flat, 1)
    dipping = flat.copy()
    dipping[[3, 7]] = 0.7
    assert both_ways(dipping)[2] == pytest.approx(0.7)
    said = sentences.stride_words(dipping, 4)
    assert "The dip at 2 pixels and the recovery at 4 pixels" in said and "70.0%" in said


def test_the_sentences_take_their_numbers_from_the_curves() -> None:
    curves = {
        name: np.full(len(SHIFTS), share)
        for name, share in (("mlp", 0.111), ("lenet", 0.222), ("global_max", 0.333))
    }
    bound = {name: Share(1, 4) for name in curves}
    said = sentences.place_words(curves, bound, -1) + sentences.freed_words(curves, -1)
    assert "1 pixel," in said
    for share in ("11.1%", "22.2%", "33.3%", "25.0%"):
        assert share in said
