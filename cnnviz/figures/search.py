"""What a search of hyperparameters has found: Optuna's own figures, in the project's colours."""

from __future__ import annotations

import optuna
import plotly.graph_objects as go
from optuna.importance import PedAnovaImportanceEvaluator
from optuna.trial import TrialState

from cnnviz.core.training.search.study import quietly
from cnnviz.figures.said import keyed, said
from cnnviz.figures.theme import ACCENT, FONT_SIZE, GRID, MARK, MUTED

# Fewer say nothing of what matters.
FEWEST_FOR_IMPORTANCE = 5


def search_history(study: optuna.Study, height: int = 300) -> go.Figure:
    """The accuracy of each complete trial, and the best so far.

    Parameters
    ----------
    study : optuna.Study
        With a complete trial.
    height : int
        In pixels.
    """
    with quietly():
        figure = optuna.visualization.plot_optimization_history(study)
    figure.update_traces(marker={"color": ACCENT, "size": 9}, selector={"mode": "markers"})
    figure.update_traces(line={"color": MARK, "width": 3}, selector={"mode": "lines"})
    for trace, name in zip(figure.data, ("figure-a-trial", "figure-best"), strict=False):
        trace.name = said(name)
        # On screen trials are counted from 1.
        trace.x = [place + 1 for place in trace.x]
    _plain(figure, height)
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.12, "x": 0})
    figure.update_xaxes(title=said("figure-trial"), tickformat="d")
    figure.update_yaxes(title=None, tickformat=".0%")
    return figure


def search_coordinates(study: optuna.Study, height: int = 300) -> go.Figure:
    """Each complete trial as a line through its values; the better, the darker.

    Parameters
    ----------
    study : optuna.Study
        With a complete trial.
    height : int
        In pixels.
    """
    accuracy = said("figure-accuracy")
    with quietly():
        figure = optuna.visualization.plot_parallel_coordinate(study, target_name=accuracy)
    figure.update_traces(
        line={"colorscale": [[0.0, "#9ecae1"], [1.0, MARK]], "reversescale": False},
        labelfont={"size": FONT_SIZE},
        labelside="top",
        labelangle=0,
        # The ends of the axes would stand on their labels and ticks.
        rangefont={"color": "rgba(0,0,0,0)"},
    )
    figure.update_traces(line={"showscale": False})
    for dimension in figure.data[0].dimensions if figure.data else ():
        if dimension.label == accuracy:
            dimension.tickformat = ".0%"
        else:
            dimension.label = _title(dimension.label)
    _plain(figure, height)
    figure.update_layout(margin={"l": 60, "r": 40, "t": 48, "b": 24})
    return figure


def search_importance(study: optuna.Study, height: int = 300) -> go.Figure:
    """How much of the difference between good trials and all is due to each of what varies.

    PED-ANOVA (Watanabe et al., https://arxiv.org/abs/2304.10255); the shares sum to 1.

    Parameters
    ----------
    study : optuna.Study
        With at least `FEWEST_FOR_IMPORTANCE` complete trials, in which more than one thing varies.
    height : int
        In pixels.
    """
    with quietly():
        figure = optuna.visualization.plot_param_importances(
            study, evaluator=PedAnovaImportanceEvaluator()
        )
    for trace in figure.data:
        trace.marker.color = ACCENT
        trace.y = [_title(name) for name in trace.y]
    _plain(figure, height)
    figure.update_xaxes(title=said("figure-share"), range=[0, 1.15])
    figure.update_yaxes(title=None, showgrid=False)
    return figure


def can_show_importance(study: optuna.Study) -> bool:
    """Whether there is enough to say what matters."""
    complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    varying = [
        name
        for name in (complete[0].params if complete else ())
        if len({trial.params.get(name) for trial in complete}) > 1
    ]
    differ = len({trial.value for trial in complete}) > 1
    return len(complete) >= FEWEST_FOR_IMPORTANCE and len(varying) > 1 and differ


def _title(name: str) -> str:
    """What something that varies is called."""
    return said(f"figure-{keyed(name)}")


def _plain(figure: go.Figure, height: int) -> None:
    figure.update_layout(
        title=None,
        template="none",
        height=height,
        margin={"l": 56, "r": 12, "t": 36, "b": 44},
        font={"size": FONT_SIZE},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
        showlegend=False,
    )
    figure.update_xaxes(gridcolor=GRID, zerolinecolor=MUTED, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zerolinecolor=MUTED, automargin=True)
