"""One tab: its networks, its photographs, its pictures; nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.pixel_edit import PixelEdits
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.shipped import SHIPPED_NAMES
from cnnviz.ui.state import session as state
from cnnviz.ui.state.session import (
    MOST_OWN,
    Photo,
    Picture,
    Place,
    Session,
    serve_network,
    served,
    steps_of,
)
from tests.ui.apps import page, with_three
from tests.ui.networks import FRUIT, colour, network
from tests.ui.paper import on_paper


def own(key: str) -> Network:
    return network(colour, (3, 20, 20), FRUIT, key=key)


def photo(*labels: int, serial: int = 1) -> Photo:
    return Photo(Picture("paper.png", on_paper(*labels), serial))


def test_a_network_is_opened_shown_and_closed() -> None:
    session = with_three()
    session.open_network(own("mine"))
    assert session.model == "mine" and session.keys == (*SHIPPED_NAMES, "mine")
    session.close_network("mine")
    assert session.place == Place() and session.keys == SHIPPED_NAMES
    assert session.drawing == with_three().drawing


def test_closing_another_network_leaves_the_shown_one() -> None:
    session = Session()
    session.open_network(own("first"))
    session.open_network(own("second"))
    session.close_network("first")
    assert session.model == "second" and list(session.own) == ["second"]
    session.close_network("never opened")
    assert session.model == "second"


def test_of_too_many_networks_the_oldest_goes() -> None:
    session = Session()
    for number in range(MOST_OWN + 3):
        session.open_network(own(f"own {number}"))
    assert list(session.own) == [f"own {number}" for number in range(3, MOST_OWN + 3)]
    assert session.model == f"own {MOST_OWN + 2}"


def test_going_back_leads_to_no_network_that_went() -> None:
    session = Session()
    for number in range(MOST_OWN + 3):
        session.open_network(own(f"own {number}"))
        session.go("0", 1)
    while session.been:
        session.back()
        assert session.model in session.keys
    while session.ahead:
        session.forward()
        assert session.model in session.keys


def test_the_same_file_opened_again_is_one_network() -> None:
    session = Session()
    for key in ("one", "two", "one"):
        session.open_network(own(key))
    assert list(session.own) == ["two", "one"] and session.model == "one"


def test_the_way_back_survives_closing() -> None:
    session = Session()
    session.go("conv1", 2)
    session.open_network(own("mine"))
    session.go("0", 3)
    session.choose_model("vgg")
    session.go("pool1", 1)
    session.close_network("mine")
    assert session.model == "vgg" and session.layer == "pool1"
    been = []
    while session.been:
        session.back()
        been.append((session.model, session.layer))
    assert ("lenet5", "conv1") in been and "mine" not in {model for model, _ in been}
    assert session.place == Place()
    while session.ahead:
        session.forward()
        assert session.model != "mine"
    assert (session.model, session.layer) == ("vgg", "pool1")


def test_closing_after_going_back_forgets_the_way_forward_into_it() -> None:
    session = Session()
    session.open_network(own("mine"))
    session.back()
    session.close_network("mine")
    session.forward()
    assert session.model in session.keys


def test_two_sessions_never_share_an_own_network() -> None:
    first, second = Session(), Session()
    first.open_network(own("mine"))
    assert not second.own and "mine" not in second.keys
    second.choose_model("mine")
    assert second.model == "lenet5"


def test_a_page_in_another_tab_does_not_know_it() -> None:
    mine = with_three()
    mine.open_network(own("mine"))
    assert not page("networks", mine).run().exception
    other = page("networks").run()
    assert not other.exception
    assert "mine" not in other.session_state["cnnviz_session"].keys
    assert (
        other.button_group(key="network_lenet5").options
        == page("networks", with_three()).run().button_group(key="network_lenet5").options
    )


def test_what_the_server_opened_is_there_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_served", {})
    serve_network(own("everybody's"))
    assert list(served()) == ["everybody's"]
    app = page("draw").run()
    assert not app.exception
    session: Session = app.session_state["cnnviz_session"]
    assert session.model == "everybody's" and "everybody's" in Session().keys


def test_a_photograph_takes_the_drawings_place_and_gives_it_back() -> None:
    session = with_three()
    session.pixels = PixelEdits().with_pixel(0, 0, 1.0)
    drawn = with_three().digit().centred
    session.show_photo(photo(7))
    assert not session.pixels and session.sample is None
    assert not np.array_equal(session.digit().centred, drawn)
    assert session.drawing == with_three().drawing
    session.show_photo(None)
    np.testing.assert_array_equal(session.digit().centred, drawn)


@pytest.mark.parametrize("action", ["sample", "load", "clear"])
def test_whatever_is_chosen_next_takes_the_photographs_place(action: str) -> None:
    session = with_three()
    session.show_photo(photo(7))
    if action == "sample":
        session.show_sample(4)
    else:
        session.load(EXAMPLE_DIGITS[5].strokes if action == "load" else ())
    assert session.photo is None


def test_the_canvas_reporting_behind_a_photograph_changes_nothing() -> None:
    session = with_three()
    session.report(session.drawing)
    session.show_photo(photo(7))
    session.report(with_three().drawing)
    assert session.photo is not None and session.drawing == with_three().drawing


def test_steps_of_a_photograph_follow_its_settings() -> None:
    first = photo(1, 7)
    chosen = steps_of(first)
    assert len(chosen.regions) >= 2
    other = next(r for r in chosen.regions if r.label not in chosen.chosen)
    corrected = replace(first, settings=replace(first.settings, region=(other.label,)))
    assert steps_of(corrected).chosen == (other.label,)
    assert steps_of(first) is chosen


def test_two_pictures_of_one_name_are_two() -> None:
    # Equal names and numbers, other pixels: the last steps that are kept must not be mixed up.
    one, seven = photo(1), photo(7)
    first, second = steps_of(one).digit.centred, steps_of(seven).digit.centred
    assert not np.array_equal(first, second)


def test_networks_keep_the_photograph_and_the_picture() -> None:
    session = with_three()
    session.show_photo(photo(7))
    session.picture = Picture("fruit.png", on_paper(2), 2)
    session.open_network(own("mine"))
    session.close_network("mine")
    assert session.photo is not None and session.picture is not None
