"""The networks side by side, the card of the chosen one, and the way to open one's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.core.explore.cost import LayerCost
from cnnviz.core.networks.architectures import SHIPPED
from cnnviz.core.networks.definition import can_be_written, save_definition
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.pretrained import (
    WeightsError,
    check_row,
    read_manifest,
    sound_rows,
)
from cnnviz.figures.confusion import confusion_matrix
from cnnviz.figures.theme import CONFIG, grouped, number, size, written
from cnnviz.ui.cache import get_architecture
from cnnviz.ui.navigation import page_called
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.tab import current_session, current_tab
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.careful import careful_fragment
from cnnviz.ui.widgets.clickable import clickable
from cnnviz.ui.widgets.own_network import own_network
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.picker import chosen_network, network_picker
from cnnviz.ui.words.glossary import kind_key
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import language, say

# What networks are judged by; the words for it are made of these names.
MNIST = "mnist-test"
SETS = (MNIST, "builtin", "pen-test", "signs-test")
# A table of more layers is longer than anybody reads.
_MOST_ROWS = 60


def render() -> None:
    """The Networks page."""
    session = current_session()
    session.enter("compare")
    _body(session)


@careful_fragment
def _body(session: Session) -> None:
    if session.wanted:
        wanted, session.wanted = session.wanted, ""
        st.switch_page(page_called(wanted))
    network_picker(session)
    try:
        manifest = read_manifest()
    except WeightsError as error:
        st.error(problem_words(error), icon=":material/error:")
        return
    with st.container(key="all_networks"):
        panel_title(say("card-all"))
        _all_networks(sound_rows())
    network = chosen_network(session)
    own_network(session)
    if network is not None:
        _card(session, network, _row(network, manifest))
    write_address(current_tab())


def _row(network: Network, manifest: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """What the manifest says of it; None, and one sentence, where that is damaged."""
    row = manifest.get(network.key)
    if row is None:
        return None
    try:
        check_row(network.key, row)
    except WeightsError as error:
        st.error(problem_words(error), icon=":material/error:")
        return None
    return row


def _look_at(session: Session, layers: Sequence[str], point: int) -> None:
    if point < len(layers):
        session.go(layers[point])
        session.wanted = "layers"


def _card(session: Session, network: Network, row: dict[str, Any] | None) -> None:
    picture, costs = get_architecture(network, language())
    with st.container(key="model_card"):
        st.html(f'<h1 class="page-title">{escape(network.title)}</h1>')
        st.markdown(_summary(network, row, costs))
        panel_title(say("card-architecture"))
        st.caption(say("card-click"))
        with st.container(key="architecture"):
            names = [cost.name for cost in costs]
            act = partial(_look_at, session, names)
            clickable(picture, act, f"architecture_{network.key}")
        left, right = st.columns([1, 1], gap="medium")
        with left:
            _layers_table(costs)
        with right:
            if row is not None:
                _accuracy(network, row)
            else:
                _check(network)
        if row is not None:
            _training(row)
        _download(network)


def _summary(network: Network, row: dict[str, Any] | None, costs: tuple[LayerCost, ...]) -> str:
    multiply_adds = sum(cost.multiply_adds for cost in costs)
    parameters = sum(cost.parameters for cost in costs)
    count = len(network.classes)
    parts = [
        say("card-parameters", count=parameters),
        say("card-work", count=multiply_adds),
        say("card-reads", size=size(network.input_shape)),
        say("card-answers", head=network.head.value, count=count),
    ]
    if row is not None:
        parts.insert(2, say("card-disk", count=round(row["bytes"] / 1000)))
        about = say(f"about-{network.key}")
        return f"{about}\n\n{' · '.join(parts)}  \n{network.source}"
    plain = network.preparation.is_plain
    prepared = ""
    if not plain:
        mean, deviation = str(network.preparation.mean), str(network.preparation.deviation)
        prepared = f"  \n{say('card-prepared', mean=mean, deviation=deviation)}"
    opened = say("card-opened", origin=say(f"origin-{network.origin.name.lower()}"))
    return f"{opened}\n\n{' · '.join(parts)}{prepared}"


def _check(network: Network) -> None:
    """How each layer compares with what another program makes of the same file."""
    check = network.check
    if check is None:
        st.caption(say("card-not-compared"))
        return
    panel_title(say("card-compared", program=check.program))
    st.markdown(say("card-difference", count=len(check.layers), largest=number(check.largest)))
    worst = sorted(check.layers, key=lambda layer: -layer.difference)[:12]
    show_table(
        {
            say("card-layer"): [layer.layer for layer in worst],
            say("card-differs"): [number(layer.difference) for layer in worst],
        }
    )


def _download(network: Network) -> None:
    """The definition and the weights, to be opened again."""
    if network.origin is Origin.PYTHON or not can_be_written(network):
        return
    with st.container(horizontal=True, gap="small", key="download_network"):
        for which, (label, ending) in enumerate(
            ((say("card-definition"), "json"), (say("card-weights"), "safetensors"))
        ):
            st.download_button(
                label,
                # Written when somebody clicks: the weights may be hundreds of megabytes.
                partial(_written, network, which),
                f"{network.key}.{ending}",
                icon=":material/download:",
                on_click="ignore",
                key=f"download_{ending}",
            )


def _written(network: Network, which: int) -> bytes:
    return save_definition(network)[which]


def _layers_table(costs: tuple[LayerCost, ...]) -> None:
    panel_title(say("card-layers"))
    shown = list(costs)
    if len(costs) > _MOST_ROWS:
        dearest = sorted(costs, key=lambda cost: -(cost.multiply_adds + cost.parameters))
        kept = {cost.name for cost in dearest[:_MOST_ROWS]}
        shown = [cost for cost in costs if cost.name in kept]
    show_table(
        {
            say("card-layer"): [cost.name for cost in shown],
            say("card-kind"): [say(f"title-{kind_key(cost.kind)}") for cost in shown],
            say("card-shape"): [size(cost.shape) for cost in shown],
            say("duel-parameters"): [grouped(cost.parameters) for cost in shown],
            say("duel-work"): [grouped(cost.multiply_adds) for cost in shown],
        }
    )
    if len(shown) < len(costs):
        st.caption(say("card-dearest", shown=len(shown), count=len(costs)))


def _share(share: float) -> str:
    return written(f"{share:.2%}")


def _accuracy(network: Network, row: dict[str, Any]) -> None:
    reported = list(row["accuracy"])
    panel_title(say("card-right"))
    errors = row["calibration_error"]
    show_table(
        {
            say("card-judged"): [say(f"set-{name}") for name in reported],
            say("duel-head-accuracy"): [_share(row["accuracy"][name]) for name in reported],
            say("card-error"): [_share(errors[name]["after"]) for name in reported],
            say("card-before"): [_share(errors[name]["before"]) for name in reported],
        }
    )
    st.caption(say("card-calibration", temperature=written(f"{row['temperature']:.3f}")))
    _trust(row)
    panel_title(say("card-confusion"))
    chosen = reported[-1]
    if len(reported) > 1:
        picked = st.segmented_control(
            say("card-judged"),
            reported,
            format_func=lambda name: say(f"set-{name}"),
            default=chosen,
            label_visibility="collapsed",
            required=True,
            key=f"confusion_set_{network.key}",
        )
        chosen = picked or chosen
    figure = confusion_matrix(
        np.array(row["confusion"][chosen]),
        network.classes,
    )
    st.plotly_chart(figure, config=CONFIG, key="confusion")


def _trust(row: dict[str, Any]) -> None:
    """How much its being sure says; older rows of a manifest do not tell."""
    certain = row.get("certain")
    if certain:
        panel_title(say("card-certain"))
        show_table(
            {
                say("card-judged"): [say(f"set-{name}") for name in certain],
                say("card-of-right"): [_share(each["of_right"]) for each in certain.values()],
                say("card-of-wrong"): [_share(each["of_wrong"]) for each in certain.values()],
            }
        )
    trust = row.get("trust")
    if trust:
        st.caption(
            say(
                "card-no-digits",
                mean=written(f"{trust['no_digit_top']:.0%}"),
                found=_share(trust["no_digit_unsure"]),
                pen=_share(trust["unsure"]["pen-test"]),
                mnist=_share(trust["unsure"]["mnist-test"]),
            )
        )
        panel_title(say("card-drawn"))
        show_table(
            {
                say("card-manner"): [say(f"manner-{name}") for name in trust["drawn"]],
                say("duel-head-accuracy"): [_share(share) for share in trust["drawn"].values()],
            }
        )


def _training(row: dict[str, Any]) -> None:
    panel_title(say("card-trained"))
    recipe = row["recipe"]
    how = say(
        "card-recipe",
        epochs=recipe["epochs"],
        rate=number(recipe["learning_rate"]),
        batch=recipe["batch_size"],
        decay=number(recipe["weight_decay"]),
        smoothing=number(recipe["label_smoothing"]),
        average=number(recipe["average"], 6),
        seed=str(row["seed"]),
        minutes=round(row["training_seconds"] / 60),
    )
    st.markdown(f"{how}\n\n{problem_words(row['data'])}")
    seeds = row.get("seeds", {})
    if len(seeds) > 1:
        reached = sorted(each["accuracy"][MNIST] for each in seeds.values())
        st.caption(
            say(
                "card-seeds",
                count=len(seeds),
                worst=_share(reached[0]),
                best=_share(reached[-1]),
            )
        )


def _all_networks(manifest: dict[str, dict[str, Any]]) -> None:
    names = [name for name in SHIPPED if name in manifest]
    rows = [manifest[name] for name in names]
    table = {
        say("duel-head-network"): [SHIPPED[name].title for name in names],
        say("duel-parameters"): [grouped(row["parameters"]) for row in rows],
    }
    for name in SETS:
        if any(name in row["accuracy"] for row in rows):
            table[say(f"set-{name}")] = [
                _share(row["accuracy"][name]) if name in row["accuracy"] else "–" for row in rows
            ]
    show_table(table)
