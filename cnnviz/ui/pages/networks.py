"""The networks side by side, and the model card of the chosen one."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
import torch

from cnnviz.core.digits.recipes import REPORTED
from cnnviz.core.explore.cost import LayerCost, layer_costs
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.pretrained import WeightsError, read_manifest
from cnnviz.core.trace import trace
from cnnviz.figures.architecture import architecture
from cnnviz.figures.confusion import confusion_matrix
from cnnviz.figures.theme import CONFIG, size
from cnnviz.ui.cache import get_model
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.session import Session, current_session
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets import chosen_model, network_picker, panel_title

SET_TITLES = {
    "mnist-test": "MNIST's 10,000",
    "builtin": "the built-in 5,000",
    "pen-test": "pen-drawn, 5 unseen writers",
}


def render() -> None:
    """The Networks page."""
    session = current_session()
    session.enter("compare")
    _body(session)


@st.fragment
def _body(session: Session) -> None:
    network_picker(session)
    try:
        manifest = read_manifest()
    except WeightsError as error:
        st.error(str(error), icon=":material/error:")
        return
    model = chosen_model(session)
    if model is None:
        return
    spec = ARCHITECTURES[session.model]
    # Shapes and costs do not depend on the digit.
    result = trace(model, torch.zeros(1, *spec.input_shape))
    costs = layer_costs(result)
    with st.container(key="model_card"):
        st.html(f'<h1 class="page-title">{spec.title}</h1>')
        st.markdown(_summary(spec.name, manifest[session.model], costs))
        panel_title("Architecture: a box a layer, as high as its maps, as wide as their number")
        st.plotly_chart(architecture(result.records, costs), config=CONFIG, key="architecture")
        left, right = st.columns([1, 1], gap="medium")
        with left:
            _layers_table(costs)
        with right:
            _accuracy(manifest[session.model])
        _training(manifest[session.model])
    with st.container(key="all_networks"):
        panel_title("All five")
        _all_networks(manifest)
    write_address(session)


def _summary(name: str, row: dict[str, Any], costs: tuple[LayerCost, ...]) -> str:
    multiply_adds = sum(cost.multiply_adds for cost in costs)
    document = (type(get_model(name)).__doc__ or "").strip().splitlines()[0].split(":")[0]
    return (
        f"{document.rstrip('.')}.\n\n**{row['parameters']:,}** parameters · "
        f"**{multiply_adds:,}** multiply-adds for one digit · "
        f"**{row['bytes'] / 1000:,.0f} KB** on disk  \n"
        f"{ARCHITECTURES[name].paper}"
    )


def _layers_table(costs: tuple[LayerCost, ...]) -> None:
    panel_title("Layer by layer")
    show_table(
        {
            "layer": [cost.name for cost in costs],
            "kind": [cost.kind.value for cost in costs],
            "shape": [size(cost.shape) for cost in costs],
            "parameters": [f"{cost.parameters:,}" for cost in costs],
            "multiply-adds": [f"{cost.multiply_adds:,}" for cost in costs],
        }
    )


def _accuracy(row: dict[str, Any]) -> None:
    panel_title("How often it is right, and whether its confidence can be believed")
    errors = row["calibration_error"]
    show_table(
        {
            "digits": [SET_TITLES[name] for name in REPORTED],
            "accuracy": [f"{row['accuracy'][name]:.2%}" for name in REPORTED],
            "calibration error": [f"{errors[name]['after']:.2%}" for name in REPORTED],
            "before calibration": [f"{errors[name]['before']:.2%}" for name in REPORTED],
        }
    )
    st.caption(
        "Calibration error: how far the shown probability is from the share of right answers, on "
        f"average. The logits were divided by a temperature of {row['temperature']:.3f}, fitted "
        "on digits that were neither trained on nor are reported here."
    )
    panel_title("Which digit it takes for which")
    chosen = st.segmented_control(
        "Digits",
        list(REPORTED),
        format_func=lambda name: SET_TITLES[name],
        default="pen-test",
        label_visibility="collapsed",
        required=True,
        key="confusion_set",
    )
    counts = np.array(row["confusion"][chosen or "pen-test"])
    st.plotly_chart(confusion_matrix(counts), config=CONFIG, key="confusion")


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
    names = [name for name in ARCHITECTURES if name in manifest]
    rows = [manifest[name] for name in names]
    table = {
        "network": [ARCHITECTURES[name].title for name in names],
        "parameters": [f"{row['parameters']:,}" for row in rows],
    }
    for name in REPORTED:
        table[SET_TITLES[name]] = [f"{row['accuracy'][name]:.2%}" for row in rows]
    show_table(table)
