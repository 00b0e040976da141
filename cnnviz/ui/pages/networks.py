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
from cnnviz.figures.theme import CONFIG, number, size
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

SET_TITLES = {
    "mnist-test": "MNIST's 10,000",
    "builtin": "the built-in 5,000",
    "pen-test": "pen-drawn, 5 unseen writers",
    "signs-test": "unseen road signs",
}
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
        st.error(str(error), icon=":material/error:")
        return
    with st.container(key="all_networks"):
        panel_title("All that ship")
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
        st.error(str(error), icon=":material/error:")
        return None
    return row


def _look_at(session: Session, layers: Sequence[str], point: int) -> None:
    if point < len(layers):
        session.go(layers[point])
        session.wanted = "layers"


def _card(session: Session, network: Network, row: dict[str, Any] | None) -> None:
    picture, costs = get_architecture(network)
    with st.container(key="model_card"):
        st.html(f'<h1 class="page-title">{escape(network.title)}</h1>')
        st.markdown(_summary(network, row, costs))
        panel_title("Architecture: a box a layer, as high as its maps, as wide as their number")
        st.caption("Click a box to see the layer at work.")
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
        f"**{parameters:,}** parameters",
        f"**{multiply_adds:,}** multiply-adds for one picture",
        f"reads **{size(network.input_shape)}**",
        f"answers with **{network.head.value}**" + (f" of {count:,} classes" if count > 1 else ""),
    ]
    if row is not None:
        document = (type(network.model).__doc__ or "").strip().splitlines()[0].split(":")[0]
        parts.insert(2, f"**{row['bytes'] / 1000:,.0f} KB** on disk")
        return f"{document.rstrip('.')}.\n\n{' · '.join(parts)}  \n{network.source}"
    plain = network.preparation.is_plain
    prepared = "" if plain else f"  \nmean {network.preparation.mean}, deviation "
    prepared += "" if plain else f"{network.preparation.deviation}"
    return f"Opened from {network.origin.value}.\n\n{' · '.join(parts)}{prepared}"


def _check(network: Network) -> None:
    """How each layer compares with what another program makes of the same file."""
    check = network.check
    if check is None:
        st.caption("Its layers were not compared with another program.")
        return
    panel_title(f"Every layer compared with {check.program}")
    st.markdown(
        f"{len(check.layers)} layers on a real input; the largest difference, relative to the "
        f"largest value of its layer or 1, is **{number(check.largest)}**."
    )
    worst = sorted(check.layers, key=lambda layer: -layer.difference)[:12]
    show_table(
        {
            "layer": [layer.layer for layer in worst],
            "difference": [number(layer.difference) for layer in worst],
        }
    )


def _download(network: Network) -> None:
    """The definition and the weights, to be opened again."""
    if network.origin is Origin.PYTHON or not can_be_written(network):
        return
    with st.container(horizontal=True, gap="small", key="download_network"):
        for which, (label, ending) in enumerate(
            (("Definition (.json)", "json"), ("Weights (.safetensors)", "safetensors"))
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
    panel_title("Layer by layer")
    shown = list(costs)
    if len(costs) > _MOST_ROWS:
        dearest = sorted(costs, key=lambda cost: -(cost.multiply_adds + cost.parameters))
        kept = {cost.name for cost in dearest[:_MOST_ROWS]}
        shown = [cost for cost in costs if cost.name in kept]
    show_table(
        {
            "layer": [cost.name for cost in shown],
            "kind": [cost.kind.value for cost in shown],
            "shape": [size(cost.shape) for cost in shown],
            "parameters": [f"{cost.parameters:,}" for cost in shown],
            "multiply-adds": [f"{cost.multiply_adds:,}" for cost in shown],
        }
    )
    if len(shown) < len(costs):
        st.caption(f"Shown are the {len(shown)} of {len(costs)} layers that cost most.")


def _accuracy(network: Network, row: dict[str, Any]) -> None:
    reported = list(row["accuracy"])
    panel_title("How often it is right, and whether its confidence can be believed")
    errors = row["calibration_error"]
    show_table(
        {
            "judged on": [SET_TITLES[name] for name in reported],
            "accuracy": [f"{row['accuracy'][name]:.2%}" for name in reported],
            "calibration error": [f"{errors[name]['after']:.2%}" for name in reported],
            "before calibration": [f"{errors[name]['before']:.2%}" for name in reported],
        }
    )
    st.caption(
        "Calibration error: how far the shown probability is from the share of right answers, on "
        f"average. The logits were divided by a temperature of {row['temperature']:.3f}, fitted "
        "on pictures that were neither trained on nor are reported here."
    )
    panel_title("Which class it takes for which")
    chosen = reported[-1]
    if len(reported) > 1:
        picked = st.segmented_control(
            "Judged on",
            reported,
            format_func=lambda name: SET_TITLES[name],
            default=chosen,
            label_visibility="collapsed",
            required=True,
            key=f"confusion_set_{network.key}",
        )
        chosen = picked or chosen
    figure = confusion_matrix(np.array(row["confusion"][chosen]), network.classes)
    st.plotly_chart(figure, config=CONFIG, key="confusion")


def _training(row: dict[str, Any]) -> None:
    panel_title("How it was trained")
    recipe = row["recipe"]
    st.markdown(
        f"{recipe['epochs']} epochs of AdamW, learning rate up to {recipe['learning_rate']:g} on a "
        f"one-cycle schedule, batches of {recipe['batch_size']}, weight decay "
        f"{recipe['weight_decay']:g}, label smoothing {recipe['label_smoothing']:g}, a running "
        f"average of the weights ({recipe['average']:g}), every batch mildly augmented; seed "
        f"{row['seed']}; {row['training_seconds'] / 60:.0f} minutes on two busy cores.\n\n"
        f"{row['data']}"
    )


def _all_networks(manifest: dict[str, dict[str, Any]]) -> None:
    names = [name for name in SHIPPED if name in manifest]
    rows = [manifest[name] for name in names]
    table = {
        "network": [SHIPPED[name].title for name in names],
        "parameters": [f"{row['parameters']:,}" for row in rows],
    }
    for name, title in SET_TITLES.items():
        if any(name in row["accuracy"] for row in rows):
            table[title] = [
                f"{row['accuracy'][name]:.2%}" if name in row["accuracy"] else "–" for row in rows
            ]
    show_table(table)
