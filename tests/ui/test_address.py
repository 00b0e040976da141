"""One address for all pages: whatever a tab holds, who opens its link sees the same."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.duel.moves import Move
from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.pixel_edit import PixelEdits
from cnnviz.core.digits.prepare import FIELD
from cnnviz.core.digits.stroke_code import linkable
from cnnviz.core.digits.strokes import Stroke
from cnnviz.core.explore.cells import planes
from cnnviz.core.networks.shipped import SHIPPED_NAMES
from cnnviz.core.surgery.change import editable_layers
from cnnviz.core.surgery.edit_code import STRIDES, allowed_numbers
from cnnviz.core.surgery.edits import NetworkEdit, change
from cnnviz.core.surgery.filter_scale import FilterScale, scalable_layers
from cnnviz.core.trace import trace
from cnnviz.ui.state.session import GivenDigit, Place, Session
from tests.ui.apps import app_of, page

# A page with nothing on it: it opens the link and writes its own.
BARE = """
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.tab import current_tab
st.session_state["tab"] = current_tab()
write_address(current_tab())
"""
STATES = int(os.environ.get("CNNVIZ_ADDRESS_STATES", "120"))
LINKS = int(os.environ.get("CNNVIZ_ADDRESS_LINKS", "240"))


def opened(named: dict[str, str], make: Callable[[], AppTest] = lambda: app_of(BARE)) -> AppTest:
    app = make()
    for name, value in named.items():
        app.query_params[name] = value
    return app.run()


def link(app: AppTest) -> dict[str, str]:
    """What the address says; AppTest gives each parameter as a list, or not."""
    return {
        name: value[0] if isinstance(value, list) else value
        for name, value in dict(app.query_params).items()
    }


def some_strokes(rng: random.Random) -> tuple[Stroke, ...]:
    def stroke() -> Stroke:
        x, y = rng.uniform(0, 280), rng.uniform(0, 280)
        points = [(x, y)]
        for _ in range(rng.randrange(40)):
            x, y = x + rng.uniform(-15, 15), y + rng.uniform(-15, 15)
            points.append((round(x, 1), round(y, 1)))
        return Stroke(tuple(points), rng.randrange(8, 41))

    return tuple(stroke() for _ in range(rng.randrange(1, 5)))


def some_edit(rng: random.Random, model: str) -> NetworkEdit:
    from cnnviz.ui.cache import get_shipped

    network = get_shipped(model)
    layers = editable_layers(network.model, network.input_shape)
    edit = NetworkEdit()
    for layer in rng.sample(sorted(layers), min(len(layers), rng.randrange(1, 3))):
        stride = rng.choice([n for n in STRIDES if n in allowed_numbers(layers[layer], "stride")])
        edit = change(edit, layers, layer, stride=stride)
    return edit


def shuffled(rng: random.Random, settings: Any) -> Any:
    """With some of its fields set to something else that is allowed."""
    for each in settings.settings():
        allowed = each.metadata["allowed"]
        if isinstance(each.default, float):
            setattr(settings, each.name, round(rng.uniform(-9, 9), 3))
        elif allowed and rng.random() < 0.4:
            setattr(settings, each.name, rng.choice(list(allowed)[:200]))
    return settings


def some_place(rng: random.Random, model: str) -> Place:
    from cnnviz.ui.cache import get_shipped

    network = get_shipped(model)
    if not network.is_digits:
        return Place(model)
    record = rng.choice(trace(network.model, Session().digit().tensor).records)
    channels, rows, columns = planes(record).shape
    cell = (rng.randrange(rows), rng.randrange(columns)) if rng.random() < 0.7 else (None, None)
    return Place(model, record.name, rng.randrange(channels), *cell)


def draw_something(rng: random.Random, session: Session) -> None:
    kind = rng.choice(("drawing", "drawing", "digit", "image", "nothing"))
    digits = load_dataset("builtin")
    if kind != "nothing":
        session.start_with(linkable(some_strokes(rng)))
    if kind == "digit":
        session.show_sample(rng.randrange(len(digits)))
    if kind == "image":
        image = digits.images[rng.randrange(len(digits))]
        session.show_given(GivenDigit(image, rng.choice((None, 0, 7)), "Digit of a data set"))
    for _ in range(rng.randrange(4)):
        row, column = rng.randrange(FIELD), rng.randrange(FIELD)
        session.pixels = session.pixels.with_pixel(row, column, rng.randrange(256) / 255)


def some_state(rng: random.Random) -> Any:
    """A tab in which a person has drawn, looked and set all kinds of things."""
    from cnnviz.ui.cache import get_shipped
    from cnnviz.ui.state.duel import DuelState
    from cnnviz.ui.state.lab import TABS, LabChoices
    from cnnviz.ui.state.lab_network import LabNetwork
    from cnnviz.ui.state.learning import Learning
    from cnnviz.ui.state.tab import Tab
    from cnnviz.ui.state.training import TrainState

    session = Session(compare=rng.random() < 0.5, unfolded=rng.random() < 0.5)
    session.stand(some_place(rng, rng.choice(SHIPPED_NAMES)))
    draw_something(rng, session)
    for other in rng.sample(SHIPPED_NAMES, rng.randrange(3)):
        network = get_shipped(other)
        layers = scalable_layers(network.model, network.input_shape)
        session.scales[other] = (FilterScale(rng.choice(layers), 0, rng.choice((0, 0.25, 2.5))),)
    session.tab = rng.choice(("", "Filters", "Switch filters", "Change pixels"))
    session.brush, session.one_scale = rng.randrange(8, 41), rng.random() < 0.5
    inside, train = LabNetwork(), TrainState()
    lab, duel = shuffled(rng, LabChoices()), shuffled(rng, DuelState())
    lab.tab, train.part = rng.choice(TABS), rng.choice(("train", "step", "scrub", "tune"))
    if rng.random() < 0.4:
        table = [[rng.uniform(-2, 2) for _ in range(3)] for _ in range(3)]
        lab.grids = {"kernel sharpen/3/3": plane_of(table)}
    for other in rng.sample(SHIPPED_NAMES, rng.randrange(3)):
        edit = some_edit(rng, other)
        if edit:
            inside.edits[other] = edit
            inside.layer[other] = edit.layers[0].layer
    return Tab(session, lab, inside, train, Learning(), duel, some_course(rng))


def some_course(rng: random.Random) -> Any:
    from cnnviz.ui.state.course import CHAPTERS, Course

    course = Course(hides=rng.random() < 0.3)
    if rng.random() < 0.4:
        course.choose(tuple(rng.sample(CHAPTERS, rng.randrange(1, 5))))
    course.go(rng.choice(course.chapters))
    return course


def plane_of(table: list[list[float]]) -> Any:
    import numpy as np

    return np.array(table, np.float32)


def told(tab: Any) -> dict[str, Any]:
    """What has to be the same."""
    from cnnviz.ui.cache import get_shipped

    def edit_of(name: str) -> NetworkEdit:
        network = get_shipped(name)
        tab.inside.take_asked(name, editable_layers(network.model, network.input_shape))
        edit: NetworkEdit = tab.inside.edit(name)
        return edit

    session = tab.session
    given = None if session.given is None else (session.given.label, session.given.image.tolist())
    return {
        "place": session.place,
        "drawing": linkable(session.drawing),
        "shown": (session.sample, given, session.pixels, session.digit().centred.tolist()),
        "looks": (session.unfolded, session.compare, session.tab, session.brush, session.one_scale),
        "scales": {name: scales for name, scales in session.scales.items() if scales},
        "edits": {name: edit_of(name) for name in SHIPPED_NAMES},
        "layer": tab.inside.layer.get(session.model),
        "lab": {each.name: getattr(tab.lab, each.name) for each in tab.lab.settings()},
        "grids": {name: plane.tolist() for name, plane in tab.lab.grids.items()},
        "parts": (tab.lab.tab, tab.train.part, tab.train.step, tab.train.plan),
        "duel": {each.name: getattr(tab.duel, each.name) for each in tab.duel.settings()},
        "course": (tab.course.chapter, tab.course.order, tab.course.hides),
    }


@pytest.mark.parametrize("seed", range(STATES // 10))
def test_whoever_opens_a_link_has_the_same_state(seed: int) -> None:
    from cnnviz.ui.state.address import link_of

    rng = random.Random(seed)
    for _ in range(10):
        tab = some_state(rng)
        named = link_of(tab)
        app = opened(named)
        assert not app.exception and [t.value for t in app.toast] == []
        assert link(app) == named
        assert told(app.session_state["tab"]) == told(tab)


@pytest.mark.parametrize("name", ["draw", "layers", "lab", "networks"])
def test_every_page_opens_the_link_and_keeps_it(name: str) -> None:
    from cnnviz.ui.state.address import link_of

    rng = random.Random(len(name))
    for _ in range(3):
        tab = some_state(rng)
        tab.session.stand(Place("lenet5", "conv2", 3, 4, 5))
        tab.session.scales.pop("mlp", None)
        tab.inside.edits.clear(), tab.inside.layer.clear()
        tab.lab.conv_source = tab.lab.conv_layer = "edge"  # there is no such one: the page chooses
        named = link_of(tab)
        app = opened(named, lambda: page(name))
        assert not app.exception, app.exception
        kept = {part: text for part, text in link(app).items() if not part.startswith("lab_")}
        assert kept == {part: text for part, text in named.items() if not part.startswith("lab_")}


JUNK = ("", "0", "-1", "9" * 5000, "²", "\x00", "<b>x</b>", "[x](http://y.example)", "nan", "1e999")


@lru_cache
def some_links() -> tuple[dict[str, str], ...]:
    from cnnviz.ui.state.address import link_of

    return tuple(link_of(some_state(random.Random(seed))) for seed in range(12))


def mutated(rng: random.Random) -> dict[str, str]:
    """A link that somebody has cut off, mistyped or put together."""
    named = rng.choice(some_links())
    broken = dict(named)
    for name in rng.sample(sorted(broken), min(len(broken), rng.randrange(1, 4))):
        text = broken[name]
        place = rng.randrange(len(text) + 1)
        broken[name] = rng.choice(
            (
                text[:place],
                text[:place] + rng.choice("aZ0_-~.,:*%<\n") + text[place + 1 :],
                text * 2,
                text[place:] + text[:place],
                rng.choice(JUNK),
                rng.choice(list(named.values())),
            )
        )
    if rng.random() < 0.2:
        broken[rng.choice(("row", "column", "channel", "x"))] = rng.choice(JUNK)
    return broken


@pytest.mark.parametrize("seed", range(LINKS // 40))
def test_a_damaged_link_opens_what_of_it_can_be_read(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(40):
        app = opened(mutated(rng))
        assert not app.exception, app.exception
        told(app.session_state["tab"])
        # What was read can be read again.
        again = link(app)
        assert link(opened(again)) == again


@pytest.mark.parametrize("name", ["draw", "layers", "lab"])
def test_a_damaged_link_does_no_page_harm(name: str) -> None:
    rng = random.Random(len(name))
    for _ in range(4):
        app = opened(mutated(rng), lambda: page(name))
        assert not app.exception, app.exception
        said = [each.value for kind in (app.markdown, app.error, app.caption) for each in kind]
        assert not any("y.example" in text or "<b>x</b>" in text for text in said)


def test_addresses_that_counted_from_0_are_understood() -> None:
    app = opened({"model": "lenet5", "layer": "conv1", "channel": "2", "row": "0", "column": "4"})
    assert app.session_state["tab"].session.place == Place("lenet5", "conv1", 2, 0, 4)
    assert link(app) == {"model": "lenet5", "layer": "conv1", "map": "3", "cell": "1,5"}


def test_what_is_too_long_for_an_address_is_left_out_and_named() -> None:
    from cnnviz.ui.state.address import MOST_LETTERS, left_out, link_of

    rng = random.Random(0)
    tab = some_state(rng)
    tab.session.show_sample(None)
    tab.session.start_with(tuple(s for _ in range(60) for s in some_strokes(rng)))
    named = link_of(tab)
    assert "drawing" not in named and "the drawing" in left_out(tab)
    assert sum(map(len, named.values())) <= MOST_LETTERS


def test_start_over_makes_all_as_at_the_start_and_can_be_taken_back() -> None:
    from cnnviz.ui.state.address import link_of, put, start_over
    from cnnviz.ui.state.tab import Tab

    for seed in range(20):
        tab: Tab = some_state(random.Random(seed))
        was, drawing = told(tab), tab.session.drawing
        before = start_over(tab)
        assert link_of(tab) == {"model": tab.session.first_model}
        assert tab.duel.move == Move() and tab.session.shows_drawing and not tab.session.drawing
        if drawing:
            tab.session.undo()
            assert tab.session.drawing == drawing
            tab.session.redo()
        put(tab, before)
        assert told(tab) == was


def test_the_browsers_back_keeps_the_drawing() -> None:
    from cnnviz.ui.state.address import LOOKING, PARTS

    looking = {part.name for part in PARTS if part.looking}
    assert looking == set(LOOKING) >= {"model", "layer", "map", "cell"}
    assert not looking & {"drawing", "digit", "pixels", "filters", "edit"}


def test_a_qr_code_holds_the_address() -> None:
    from cnnviz.ui.widgets.page_tools import qr_svg

    picture = qr_svg("http://localhost:8501/layers?model=lenet5")
    assert picture is not None and "data:image/svg" in picture
    assert qr_svg("http://localhost:8501/?" + "x" * 5000) is None


def test_pixels_survive_beside_a_drawing() -> None:
    edits = PixelEdits().with_pixel(3, 4, 1.0)
    session = Session(drawing=linkable(EXAMPLE_DIGITS[3].strokes), pixels=edits)
    app = app_of(BARE, session).run()
    again = opened(link(app)).session_state["tab"].session
    assert again.pixels == edits and again.drawing == session.drawing


def test_an_address_knows_the_very_parts_that_the_pages_show() -> None:
    from cnnviz.ui.pages import duel, lab, train
    from cnnviz.ui.pages.train import live
    from cnnviz.ui.state import address
    from cnnviz.ui.state import duel as duel_state
    from cnnviz.ui.state import lab as lab_state

    assert tuple(duel.PARTS) == duel_state.PARTS
    assert tuple(lab.PARTS) == lab_state.TABS
    assert set(train.PARTS) == set(address._TRAIN_PARTS)
    assert set(live.STEPS) == set(address._TRAIN_STEPS)
