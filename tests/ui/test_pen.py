"""Strokes that are heard before the canvas tells of them: read at the edge, and held once."""

from __future__ import annotations

import random
from typing import Any

import pytest

from cnnviz.core.digits.strokes import Stroke
from cnnviz.ui.fabric import brushed, strokes_from_canvas
from cnnviz.ui.pen import MOST_POINTS, MOST_STROKES, PenStroke, PenUpdate, read_update
from cnnviz.ui.state.session import Session

A, B, C = (Stroke(((10.0 * i, 10.0), (10.0 * i, 90.0)), 20) for i in (1, 5, 9))


def close_to(*strokes: Stroke) -> tuple[Stroke, ...]:
    """The same, as the canvas sends them: in slightly other numbers."""
    return tuple(Stroke(tuple((x + 0.2, y) for x, y in s.points), s.width) for s in strokes)


def update(
    number: int, *strokes: Stroke, growing: Stroke | None = None, load: int = 0
) -> PenUpdate:
    finished = tuple(PenStroke(i + 1, stroke, load) for i, stroke in enumerate(strokes))
    now = None if growing is None else PenStroke(len(strokes) + 1, growing, load)
    return PenUpdate(number, finished, now)


def test_a_growing_stroke_is_seen_and_in_no_history() -> None:
    session = Session()
    session.hear(update(1, growing=A))
    assert session.strokes == (A,) and session.drawing == () and not session.past
    assert session.digit().centred.max() > 0
    session.hear(update(2, A))
    assert session.drawing == (A,) and session.strokes == (A,) and len(session.past) == 1


def test_the_canvas_message_that_follows_changes_nothing() -> None:
    session = Session()
    session.hear(update(1, A))
    session.report(close_to(A))
    assert session.drawing == (A,) and session.past == [()] and session.pen.awaited == 0
    # Told again, as long as the browser has no answer.
    session.hear(update(2, A, B))
    assert session.drawing == (A, B) and len(session.past) == 2


def test_a_message_that_knows_only_the_first_of_two_strokes_takes_none_away() -> None:
    session = Session()
    session.hear(update(1, A))
    session.hear(update(2, A, B))
    session.report(close_to(A))
    assert session.drawing == (A, B)
    session.report(close_to(A, B))
    assert session.drawing == (A, B) and session.pen.awaited == 0 and len(session.past) == 2


def test_what_the_canvas_shows_holds_where_the_two_differ() -> None:
    session = Session()
    session.hear(update(1, A))
    session.report((C,))
    assert session.drawing == (C,) and session.past == [()]
    session.report((C, B))
    assert session.drawing == (C, B) and len(session.past) == 2


def test_undo_before_the_canvas_tells_takes_one_stroke_and_it_stays_away() -> None:
    session = Session()
    session.hear(update(1, A))
    session.report(close_to(A))
    session.hear(update(2, A, B))
    session.undo()
    assert session.drawing == (A,) and session.future == [(A, B)]
    # On its way since before the canvas was told.
    session.report(close_to(A, B))
    assert session.drawing == (A,)
    session.report(close_to(A))
    session.redo()
    assert session.drawing == (A, B)


def test_a_stroke_drawn_where_the_canvas_is_about_to_be_told_is_told_with_it() -> None:
    session = Session()
    session.load((A,))
    before = session.loads
    session.hear(update(1, B, load=before - 1))
    assert session.drawing == session.loaded == (A, B) and session.loads == before + 1
    session.hear(update(2, B, C, load=session.loads))
    assert session.drawing == (A, B, C) and session.loads == before + 1


def test_a_new_stroke_forgets_pixels_changed_by_hand() -> None:
    session = Session(drawing=(A,))
    session.pixels = session.pixels.with_pixel(3, 4, 1.0)
    session.hear(update(1, growing=B))
    assert not session.pixels


def test_the_brush_is_that_of_the_canvas() -> None:
    # What Fabric 7 made of these places, by its own toObject.
    points = [(60.0, 60.0), (70.0, 68.0), (90.0, 70.0)]
    path = [["M", 59.98, 59.98], ["Q", 60, 60, 75, 65], ["L", 90.02, 70.02]]
    given = {"objects": [{"path": path, "strokeWidth": 20}]}
    assert (brushed(points, 20),) == strokes_from_canvas(given)
    (dot,) = {brushed([(5.0, 6.0)], 12)}
    assert set(dot.points) == {(5.0, 6.0)} and dot.width == 12


GOOD: dict[str, Any] = {
    "update": 3,
    "finished": [{"number": 1, "load": 0, "width": 20, "points": [[1, 2], [30.5, 4]]}],
    "growing": {"number": 2, "load": 0, "width": 8.5, "points": [[1, 2]]},
}


def test_a_good_message_is_read() -> None:
    read = read_update(GOOD)
    assert read is not None and read.update == 3
    assert [each.number for each in read.finished] == [1]
    assert read.growing is not None and read.growing.stroke.width == 8.5


def _stroke(**changes: Any) -> dict[str, Any]:
    return {**GOOD["growing"], **changes}


BAD: list[Any] = [
    None, 3, "x", [], {}, {**GOOD, "update": "3"}, {**GOOD, "update": True}, {**GOOD, "update": -1},
    {**GOOD, "update": 2.5}, {**GOOD, "update": 10**400}, {**GOOD, "finished": None},
    {**GOOD, "finished": {}}, {**GOOD, "finished": GOOD["finished"] * (MOST_STROKES + 1)},
    {**GOOD, "growing": 3}, {**GOOD, "growing": _stroke(points=[])},
    {**GOOD, "growing": _stroke(points=[[1]])}, {**GOOD, "growing": _stroke(points=[[1, "2"]])},
    {**GOOD, "growing": _stroke(points=[[1, None]])}, {**GOOD, "growing": _stroke(points="12")},
    {**GOOD, "growing": _stroke(points=[[1, float("nan")]])},
    {**GOOD, "growing": _stroke(points=[[1, 1e300]])},
    {**GOOD, "growing": _stroke(points=[[1, 10**400]])},
    {**GOOD, "growing": _stroke(points=[[1, 2]] * (MOST_POINTS + 1))},
    {**GOOD, "growing": _stroke(width=0)}, {**GOOD, "growing": _stroke(width=1e9)},
    {**GOOD, "growing": _stroke(width=None)}, {**GOOD, "growing": _stroke(number=0)},
    {**GOOD, "growing": _stroke(load="0")}, {**GOOD, "growing": _stroke(load=None)},
]  # fmt: skip


@pytest.mark.parametrize("message", BAD, ids=range(len(BAD)))
def test_a_message_that_no_browser_sends_is_none(message: Any) -> None:
    assert read_update(message) is None


def test_messages_broken_anywhere_raise_nothing() -> None:
    draws = random.Random(0)
    junk: list[Any] = [None, -1, 1e308, float("inf"), "", "x" * 50, [], {}, [[]], True, 10**400]

    def broken(value: Any) -> Any:
        if draws.random() < 0.15:
            return draws.choice(junk)
        if isinstance(value, dict):
            return {k: broken(v) for k, v in value.items() if draws.random() > 0.05}
        if isinstance(value, list):
            return [broken(v) for v in value]
        return value

    read = [read_update(broken(GOOD)) for _ in range(500)]
    assert any(each is None for each in read) and any(each is not None for each in read)
