"""Messages that no honest browser sends: read at the edge; nothing is raised or kept waiting."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.strokes import within_limits
from cnnviz.ui.components.computation import picked_cell
from cnnviz.ui.components.copy_link import read_former
from cnnviz.ui.components.network_map import picked_map
from cnnviz.ui.fabric import canvas_from_strokes, strokes_from_canvas
from cnnviz.ui.pen import read_update
from cnnviz.ui.state.session import Session
from tests.ui.apps import lab_tab

MESSAGES = 500
DEEP: Any = []
for _ in range(500):
    DEEP = [DEEP]
JUNK: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 1e308, float("nan"), float("inf"), 10**400, -(10**400)),
    *("", "x", "9" * 5000, "\x00", "<script>", [], {}, [[]], [None], {"path": 1}, DEEP),
    *([["M", 0, 0]], [["Q", 1, 2, 3, 4]], [["L"]], {"layer": []}, b"bytes"),
)
POINT = {"number": 1, "load": 0, "width": 20, "points": [[1, 2], [3, 4], [50, 60]]}
HONEST: dict[str, tuple[Any, Callable[[Any], object]]] = {
    "network map": ({"layer": "conv1", "channel": 2}, picked_map),
    "computation": ({"layer": "conv1", "channel": 2, "row": 3, "column": 4}, picked_cell),
    "pen": ({"update": 3, "finished": [POINT], "growing": POINT}, read_update),
    "link": ("?model=lenet5&layer=conv1&drawing=NY9B", read_former),
    "canvas": (canvas_from_strokes(EXAMPLE_DIGITS[3].strokes), strokes_from_canvas),
}


def mutated(rng: random.Random, message: Any) -> Any:
    if rng.random() < 0.12:
        return rng.choice(JUNK)
    if isinstance(message, dict):
        changed = {key: mutated(rng, value) for key, value in message.items()}
        if rng.random() < 0.3:
            changed[rng.choice(("scaleX", "angle", "left", "originX", "skewX", "path", "x"))] = (
                rng.choice(JUNK)
            )
        return changed
    if isinstance(message, list):
        return [mutated(rng, each) if rng.random() < 0.3 else each for each in message]
    if isinstance(message, str) and message:
        place = rng.randrange(len(message))
        return message[:place] + rng.choice("%&=?<\x00") + message[place:]
    return rng.choice(JUNK) if rng.random() < 0.3 else message


@pytest.mark.parametrize("view", HONEST)
def test_an_honest_message_is_understood(view: str) -> None:
    message, read = HONEST[view]
    assert read(message)


@pytest.mark.parametrize("view", HONEST)
def test_no_message_raises_or_takes_long(view: str) -> None:
    rng = random.Random(view)
    honest, read = HONEST[view]
    slowest = 0.0
    for _ in range(MESSAGES):
        message = mutated(rng, honest)
        begin = time.thread_time()
        read(message)
        slowest = max(slowest, time.thread_time() - begin)
    # Of a processor's time, not of the clock's; an ordinary one takes a thousandth.
    assert slowest < 1


def test_a_message_of_many_strokes_is_cut_short() -> None:
    message = canvas_from_strokes(EXAMPLE_DIGITS[3].strokes * 20_000)
    begin = time.thread_time()
    strokes = strokes_from_canvas(message)
    assert strokes is not None and len(within_limits(strokes)) <= 300
    assert time.thread_time() - begin < 5


def test_a_drawing_that_is_cut_short_stays_as_it_is() -> None:
    strokes = within_limits(EXAMPLE_DIGITS[1].strokes * 400)
    session = Session(drawing=strokes, loaded=strokes)
    session.report(within_limits(EXAMPLE_DIGITS[1].strokes * 400))
    assert session.drawing == strokes and not session.past


@pytest.mark.parametrize(
    "sent",
    [
        {"added_rows": [{"1": 3.0}] * 100_000, "edited_rows": {}, "deleted_rows": []},
        {"added_rows": [], "edited_rows": {n: {"1": 2.0} for n in range(50_000)}},
        {"added_rows": [], "edited_rows": {}, "deleted_rows": [0, 1, 2]},
    ],
    ids=["added", "edited", "deleted"],
)
def test_a_flooded_grid_is_one_sentence(sent: dict[str, Any], monkeypatch: Any) -> None:
    import cnnviz.ui.pages.lab.choices as choices

    app = lab_tab("convolution").run()
    seen = choices._is_flooded
    monkeypatch.setattr(choices.st, "session_state", {"grid": sent})
    assert seen("grid", 9)
    monkeypatch.undo()
    assert not app.exception
