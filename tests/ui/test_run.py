"""Long jobs: turns, pauses, stops, time limits, tabs that close."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import pytest

from cnnviz.ui import run as run_module
from cnnviz.ui.run import Lane, Run, RunState

PATIENCE = 10.0


def counting(seen: list[int], closed: list[bool], pause: float = 0.002) -> Iterator[int]:
    try:
        for number in range(100_000):
            seen.append(number)
            yield number
            time.sleep(pause)
    finally:
        closed.append(True)


def until(true: object, seconds: float = PATIENCE) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.002)
    return False


def test_it_advances_by_itself_and_says_the_latest() -> None:
    noted: list[int] = []
    run = Run(lambda: iter([1, 2, 3]), note=noted.append).start()
    assert run.wait(PATIENCE)
    assert run.state is RunState.DONE and run.latest == 3 and noted == [1, 2, 3]


def test_stop_closes_the_generator_at_the_next_event() -> None:
    seen: list[int] = []
    closed: list[bool] = []
    run = Run(lambda: counting(seen, closed)).start()
    assert until(lambda: len(seen) > 3)
    run.stop()
    assert run.wait(PATIENCE) and run.state is RunState.STOPPED and closed == [True]
    count = len(seen)
    time.sleep(0.05)
    assert len(seen) == count


def test_a_paused_job_rests_and_goes_on_where_it_was() -> None:
    seen: list[int] = []
    run = Run(lambda: counting(seen, [])).start()
    assert until(lambda: len(seen) > 3)
    run.pause()
    assert until(lambda: run.state is RunState.PAUSED)
    count, worked = len(seen), run.seconds
    time.sleep(0.05)
    assert len(seen) == count and run.seconds == worked
    run.go_on()
    assert until(lambda: len(seen) > count + 2)
    assert seen == list(range(len(seen)))
    run.stop()
    assert run.wait(PATIENCE)


def test_a_paused_job_can_be_stopped() -> None:
    run = Run(lambda: counting([], [])).start()
    run.pause()
    assert until(lambda: run.state is RunState.PAUSED)
    run.stop()
    assert run.wait(PATIENCE) and run.state is RunState.STOPPED


def test_more_than_a_lane_takes_wait_in_order_and_know_their_place() -> None:
    lane, seen = Lane(1, 60), [list[int]() for _ in range(3)]
    runs = []
    for mine in seen:
        runs.append(Run(lambda mine=mine: counting(mine, []), lane=lane).start())  # type: ignore[misc]
        assert until(lambda: lane.place(runs[-1]) == len(runs) - 1)
    assert until(lambda: len(seen[0]) > 2)
    assert [run.place for run in runs] == [0, 1, 2] and not seen[1] and not seen[2]
    runs[1].stop()
    assert runs[1].wait(PATIENCE) and runs[1].state is RunState.STOPPED and not seen[1]
    assert until(lambda: runs[2].place == 1)
    runs[0].stop()
    assert until(lambda: len(seen[2]) > 0) and runs[2].place == 0
    runs[2].stop()
    assert all(run.wait(PATIENCE) for run in runs)
    assert lane.busy == 0


def test_a_pause_gives_the_turn_to_who_waits() -> None:
    lane = Lane(1, 60)
    first, second = [], []  # type: ignore[var-annotated]
    one = Run(lambda: counting(first, []), lane=lane).start()
    assert until(lambda: first)
    two = Run(lambda: counting(second, []), lane=lane).start()
    one.pause()
    assert until(lambda: second)
    one.go_on()
    assert until(lambda: one.place == 1)
    two.stop()
    count = len(first)
    assert until(lambda: len(first) > count)
    one.stop()
    assert one.wait(PATIENCE) and two.wait(PATIENCE)


def test_a_job_ends_when_its_time_is_over() -> None:
    closed: list[bool] = []
    run = Run(lambda: counting([], closed), lane=Lane(1, 0.1)).start()
    assert run.wait(PATIENCE) and run.state is RunState.OVERTIME and closed == [True]


def test_a_job_that_can_be_interrupted_says_its_last_events() -> None:
    asked = threading.Event()

    def events() -> Iterator[str]:
        while not asked.is_set():
            yield "work"
            time.sleep(0.002)
        yield "the weights to keep"

    run = Run(events, interrupt=asked.set).start()
    assert until(lambda: run.latest == "work")
    run.stop()
    assert run.wait(PATIENCE)
    assert run.latest == "the weights to keep" and run.state is RunState.STOPPED


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("The file is empty."), "The file is empty."),
        (RuntimeError("a\nb"), "It ended unexpectedly (RuntimeError); try it again."),
        (KeyError("x"), "It ended unexpectedly (KeyError); try it again."),
    ],
)
def test_a_job_that_fails_says_why_in_a_sentence(error: Exception, words: str) -> None:
    def events() -> Iterator[int]:
        yield 1
        raise error

    run = Run(events).start()
    assert run.wait(PATIENCE) and run.state is RunState.FAILED and run.problem == words


def test_a_job_ends_with_its_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    open_tabs = {"here", "there"}
    monkeypatch.setattr(run_module, "is_open", open_tabs.__contains__)
    monkeypatch.setattr(run_module, "GRACE", 0.1)
    monkeypatch.setattr(run_module, "_WATCH_EVERY", 0.02)
    lane = Lane(5, 60)
    here = Run(lambda: counting([], []), tab="here", lane=lane).start()
    there = Run(lambda: counting([], []), tab="there", lane=lane).start()
    open_tabs.remove("there")
    assert there.wait(PATIENCE) and there.state is RunState.STOPPED
    assert not here.is_over
    here.stop()
    assert here.wait(PATIENCE)
    assert until(lambda: not any(t.name == "cnnviz-watch" for t in threading.enumerate()))


def test_a_job_that_is_over_holds_on_to_nothing() -> None:
    class Large:
        pass

    large = Large()
    gone = weakref.ref(large)

    def events(held: Large = large) -> Iterator[int]:
        yield id(held)

    run = Run(events).start()
    assert run.wait(PATIENCE)
    del events, large
    gc.collect()
    assert gone() is None
