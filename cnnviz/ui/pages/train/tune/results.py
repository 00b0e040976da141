"""What a search has found: its trials, Optuna's figures of them, and the best network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.figures.theme import percent
from cnnviz.ui.pages.train.evaluating import judgement_for, use_buttons
from cnnviz.ui.run import RunState
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import Trained, TrainState
from cnnviz.ui.state.tuning import LiveSearch
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.progress import search_words
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.training import data_words
from cnnviz.ui.words.tuning import value_in_words, values_in_words, vary_title

if TYPE_CHECKING:
    from cnnviz.core.training.search.study import FrozenTrial, Study

_SHOWN = 10
_HEIGHT = 280
_COLUMNS = ("trial", "accuracy", "epochs", "state")


def search_results(
    session: Session, state: TrainState, search: LiveSearch, was_active: bool
) -> None:
    """The search that was started last, as it goes on."""
    if was_active and not search.is_active:
        # The buttons around it are others now.
        st.rerun()
    with st.container(key="tune_results"):
        if search.run.state is RunState.FAILED:
            st.error(problem_words(search.run.problem), icon=":material/error:")
        study = search.study
        trials = [] if study is None else study.all()
        if search.run.state is not RunState.FAILED:
            st.progress(min(1.0, search.ended / search.trials), text=search_words(search))
        if search.trained is not None and not search.is_active:
            _best(session, state, search, search.trained)
        if study is not None and study.best() is not None:
            _figures(search, study)
        if trials:
            _table(search, trials)
    search.charts.turn()


def _best(session: Session, state: TrainState, search: LiveSearch, trained: Trained) -> None:
    best = search.best
    assert best is not None and search.study is not None
    (trial,) = [each for each in search.study.all() if each.number == best.trial]
    found = judgement_for(state, trained)
    check = len(trained.given.data.check)
    panel_title(say("tune-best", number=best.trial + 1))
    st.markdown(
        say(
            "tune-best-words",
            values=values_in_words(trial.params),
            share=percent(best.accuracy),
            chosen=search.chosen_by,
            tested=percent(found.accuracy),
            count=check,
        )
    )
    use_buttons(session, trained)

    def put_into_the_form() -> None:
        state.replace_plan(trained.plan)
        state.go_to_step("compile")

    st.button(
        say("tune-into-form"),
        icon=":material/edit_note:",
        on_click=put_into_the_form,
        help=say("tune-into-form-help", what=data_words(search.given)),
        key="tune_into_form",
    )


def _figures(search: LiveSearch, study: Study) -> None:
    # Optuna takes a moment to be imported: only where there is something to show.
    from cnnviz.figures.search import (
        FEWEST_FOR_IMPORTANCE,
        can_show_importance,
        search_coordinates,
        search_history,
        search_importance,
    )

    left, right = st.columns(2, gap="medium")
    with left:
        panel_title(say("tune-history"))
        search.charts.show(search_history(study.optuna, _HEIGHT), "tune_history")
    with right:
        panel_title(say("tune-importance"))
        if can_show_importance(study.optuna):
            search.charts.show(search_importance(study.optuna, _HEIGHT), "tune_importance")
        else:
            st.caption(say("tune-no-importance", fewest=FEWEST_FOR_IMPORTANCE))
    panel_title(say("tune-coordinates"))
    search.charts.show(search_coordinates(study.optuna, _HEIGHT), "tune_coordinates")


def _table(search: LiveSearch, trials: list[FrozenTrial]) -> None:
    rows = sorted(trials, key=lambda trial: _rank(search, trial), reverse=True)
    panel_title(say("tune-trials"))
    _rows(search, rows[:_SHOWN])
    if len(rows) > _SHOWN:
        with st.expander(say("tune-more", count=len(rows) - _SHOWN)):
            _rows(search, rows[_SHOWN:])


def _rank(search: LiveSearch, trial: FrozenTrial) -> tuple[bool, float, int]:
    return trial.state.name == "COMPLETE", _accuracy(search, trial) or 0.0, -trial.number


def _accuracy(search: LiveSearch, trial: FrozenTrial) -> float | None:
    """Of a complete trial at its end, of another as far as it has come."""
    if trial.state.name == "COMPLETE":
        return trial.value
    return search.epochs.get(trial.number, (0, None))[1]


def _rows(search: LiveSearch, trials: list[FrozenTrial]) -> None:
    names = search.space.vary
    heads = [*(say(f"tune-{name}") for name in _COLUMNS), *map(vary_title, names)]
    columns: dict[str, list[str]] = {head: [] for head in heads}
    for trial in trials:
        accuracy = _accuracy(search, trial)
        cells = [
            str(trial.number + 1),
            "" if accuracy is None else percent(accuracy),
            str(search.epochs.get(trial.number, (0, None))[0]),
            _state(trial),
        ]
        cells += [
            value_in_words(name, trial.params[name]) if name in trial.params else ""
            for name in names
        ]
        for head, cell in zip(heads, cells, strict=True):
            columns[head].append(cell)
    show_table(columns)


def _state(trial: FrozenTrial) -> str:
    layer = trial.user_attrs.get("impossible_at")
    return say("tune-impossible", layer=layer) if layer else say(f"tune-{trial.state.name.lower()}")
