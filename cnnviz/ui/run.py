"""Every long job of the app: a generator of events, driven by a thread of its own.

A job advances by itself, whatever page is shown; it can be paused and stopped, waits for its turn
where too many are under way, and ends when its browser tab is closed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from enum import Enum
from typing import Any, Generic, TypeVar

E = TypeVar("E")

# A tab that has been gone for so long is closed; a network that stumbles comes back sooner.
GRACE = 15.0
_WATCH_EVERY = 1.0


class RunState(Enum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    OVERTIME = "stopped by the time limit"
    FAILED = "failed"


OVER = {RunState.DONE, RunState.STOPPED, RunState.OVERTIME, RunState.FAILED}


class Lane:
    """How many jobs of a kind run at once; the others wait in the order in which they came.

    Parameters
    ----------
    most : int
    seconds : float
        How long each may work.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._order: list[Run[Any]] = []
        self._changed = threading.Condition()

    def place(self, run: Run[Any]) -> int:
        """How many must end before this one works: 0 if it has its turn."""
        with self._changed:
            at = self._order.index(run) if run in self._order else 0
            return max(0, at - self.most + 1)

    @property
    def busy(self) -> int:
        """How many work now."""
        with self._changed:
            return min(len(self._order), self.most)

    def enter(self, run: Run[Any]) -> bool:
        """Wait for a turn; False if the job is stopped before that."""
        with self._changed:
            self._order.append(run)
            while self._order.index(run) >= self.most and not run.stopping:
                self._changed.wait()
        return not run.stopping

    def leave(self, run: Run[Any]) -> None:
        """Let the next one have its turn."""
        with self._changed:
            if run in self._order:
                self._order.remove(run)
            self._changed.notify_all()

    def wake(self) -> None:
        """Let those who wait see whether they are stopped."""
        with self._changed:
            self._changed.notify_all()


# Trainings have processes of their own; what runs in this one shares it with everybody's pages.
TRAININGS = Lane(2, 30 * 60.0)
SMALL_JOBS = Lane(2, 5 * 60.0)


class Run(Generic[E]):
    """One job.

    Parameters
    ----------
    events : callable
        Makes the generator; called in the job's thread, when it has its turn.
    lane : Lane
    note : callable, optional
        Called with each event, in the job's thread, before the next one is asked for.
    interrupt : callable, optional
        Tells the job to end by itself, soon: its last events are then waited for. The generator
        is closed at the next event without one.
    tab : str, optional
        The browser tab (see `this_tab`) with which it ends.

    Attributes
    ----------
    latest : object or None
        The last event.
    problem : str
        Why it failed, in one sentence.
    """

    def __init__(
        self,
        events: Callable[[], Iterator[E]],
        *,
        lane: Lane = SMALL_JOBS,
        note: Callable[[E], None] | None = None,
        interrupt: Callable[[], None] | None = None,
        tab: str = "",
    ) -> None:
        self.latest: E | None = None
        self.problem = ""
        self.state = RunState.WAITING
        self.stopping = False
        self._events, self._note, self._interrupt = events, note, interrupt
        self._lane, self._tab = lane, tab
        self._may_work = threading.Event()
        self._may_work.set()
        self._over = threading.Event()
        self._worked, self._since = 0.0, time.monotonic()

    def start(self) -> Run[E]:
        """Begin, or begin to wait for a turn."""
        threading.Thread(target=self._live, name="cnnviz-run", daemon=True).start()
        if self._tab:
            _watcher.watch(self)
        return self

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self._over.is_set()

    @property
    def place(self) -> int:
        """How many must end before this one works."""
        return self._lane.place(self) if self.state is RunState.WAITING else 0

    @property
    def seconds(self) -> float:
        """How long it has worked; pauses and waiting do not count."""
        running = self.state is RunState.RUNNING
        return self._worked + (time.monotonic() - self._since if running else 0.0)

    @property
    def tab(self) -> str:
        """The browser tab it belongs to."""
        return self._tab

    def pause(self) -> None:
        """Rest after the present event; somebody who waits has the turn meanwhile."""
        self._may_work.clear()

    def go_on(self) -> None:
        """Work again, or wait for a turn."""
        self._may_work.set()

    @property
    def is_pausing(self) -> bool:
        """Whether it rests, or is about to."""
        return not self._may_work.is_set() and not self.is_over

    def stop(self) -> None:
        """End it; what it has come to stays."""
        self.stopping = True
        if self._interrupt is not None:
            self._interrupt()
        self._may_work.set()
        self._lane.wake()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end; whether it has come."""
        return self._over.wait(seconds)

    # --- in its thread ------------------------------------------------------------------------

    def _live(self) -> None:
        try:
            if self._lane.enter(self):
                self._work()
            else:
                self.state = RunState.STOPPED
        except Exception as error:
            self.state, self.problem = RunState.FAILED, _sentence(error)
        finally:
            self._lane.leave(self)
            # What the job held is let go, whoever still looks at it.
            self._events, self._note, self._interrupt = _nothing, None, None
            self._over.set()

    def _work(self) -> None:
        self._clock(RunState.RUNNING)
        events = self._events()
        try:
            for event in events:
                self.latest = event
                if self._note is not None:
                    self._note(event)
                # With an interrupt, the job ends by itself.
                if self.stopping and self._interrupt is None:
                    break
                if not self._may_work.is_set():
                    self._rest()
                if self.seconds > self._lane.seconds:
                    self._clock(RunState.OVERTIME)
                    self._end_soon(events)
                    return
            self._clock(RunState.STOPPED if self.stopping else RunState.DONE)
        finally:
            if isinstance(events, Generator):
                events.close()

    def _rest(self) -> None:
        self._clock(RunState.PAUSED)
        self._lane.leave(self)
        self._may_work.wait()
        self._clock(RunState.WAITING)
        if not self.stopping:
            self._lane.enter(self)
        self._clock(RunState.RUNNING)

    def _end_soon(self, events: Iterator[E]) -> None:
        """Its time is over: its last events, if it knows how to end by itself."""
        if self._interrupt is not None:
            self._interrupt()
            for event in events:
                self.latest = event
                if self._note is not None:
                    self._note(event)

    def _clock(self, state: RunState) -> None:
        now = time.monotonic()
        if self.state is RunState.RUNNING:
            self._worked += now - self._since
        self.state, self._since = state, now


def _nothing() -> Iterator[Any]:
    return iter(())


def _sentence(error: Exception) -> str:
    """What went wrong, for the screen: our own errors are sentences, others are only named."""
    text = str(error).strip()
    if text and isinstance(error, ValueError | RuntimeError) and "\n" not in text:
        return text
    return f"It ended unexpectedly ({type(error).__name__}); try it again."


class _Watcher:
    """Ends the jobs of tabs that were closed; it lives while there is something to watch."""

    def __init__(self) -> None:
        self._runs: dict[Run[Any], float] = {}
        self._lock = threading.Lock()
        self._is_alive = False

    def watch(self, run: Run[Any]) -> None:
        """End this one when its tab is closed."""
        with self._lock:
            self._runs[run] = time.monotonic()
            if not self._is_alive:
                self._is_alive = True
                threading.Thread(target=self._live, name="cnnviz-watch", daemon=True).start()

    def _live(self) -> None:
        while True:
            time.sleep(_WATCH_EVERY)
            with self._lock:
                self._runs = {run: seen for run, seen in self._runs.items() if not run.is_over}
                if not self._runs:
                    self._is_alive = False
                    return
                runs = list(self._runs)
            now = time.monotonic()
            for run in runs:
                if is_open(run.tab):
                    self._runs[run] = now
                elif now - self._runs[run] > GRACE:
                    run.stop()


_watcher = _Watcher()


def this_tab() -> str:
    """The browser tab whose script runs in this thread; "" outside the app."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx  # the command line needs none

    context = get_script_run_ctx(suppress_warning=True)
    return "" if context is None else context.session_id


def is_open(tab: str) -> bool:
    """Whether a browser shows this tab now."""
    from streamlit.runtime import Runtime

    return not Runtime.exists() or Runtime.instance().is_active_session(tab)
