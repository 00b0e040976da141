"""Change stride, padding and pooling inside the trained network, and see what it does to it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
import torch

from cnnviz.core.networks.network import Network
from cnnviz.core.surgery.change import editable_layers
from cnnviz.core.surgery.edits import WindowSpec, edited_specs
from cnnviz.core.surgery.misfit import trace_until_misfit
from cnnviz.core.trace import Trace, trace
from cnnviz.ui.cache import get_edited, in_worker
from cnnviz.ui.components.network_map import network_map
from cnnviz.ui.pages.lab.layer_controls import change_list, layer_controls
from cnnviz.ui.pages.lab.network_numbers import numbers_table
from cnnviz.ui.pages.lab.retrain_panel import retrain_panel
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.lab_network import LabNetwork
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import shown_or_sample
from cnnviz.ui.state.tab import current_tab, lab_network
from cnnviz.ui.widgets.careful import careful_fragment
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.widgets.stand_in import say_stand_in
from cnnviz.ui.words.classes import class_names
from cnnviz.ui.words.speech import say

MAP_HEIGHT = 430

_STYLE = """
.st-key-lab_network_top { flex-wrap: wrap; row-gap: 1rem; }
.st-key-lab_network_top > :has(> .st-key-lab_controls) { flex: 1 1 480px; min-width: 0; }
.st-key-lab_network_top > :has(> .st-key-lab_numbers) { flex: 0 1 430px; min-width: 0; }
.st-key-lab_settings { row-gap: 0.5rem; }
@media (max-width: 1000px) {
  .st-key-lab_network_top > :has(> .st-key-lab_numbers) { flex: 1 1 330px; }
}
.lab-numbers { width: 100%; border-collapse: collapse; font-size: 1rem; }
.lab-numbers th, .lab-numbers td { padding: 0.3rem 0.5rem; text-align: right; }
.lab-numbers th[scope=col] { white-space: nowrap; }
.lab-numbers th:first-child { text-align: left; font-weight: 400; }
.lab-numbers tr + tr > * {
  border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.lab-numbers td { font-size: 1.15rem; font-weight: 700; white-space: nowrap; }
.lab-numbers td.digit { font-size: 1.9rem; line-height: 1.1; }
.lab-numbers td small { font-size: 0.9rem; font-weight: 400; }
.misfit { border-left: 5px solid #e08214; padding: 0.2rem 0.9rem; }
.misfit p { margin: 0.25rem 0; }
.misfit .reason { font-size: 1.2rem; font-weight: 700; }
.misfit code { font-size: 0.95rem; background: color-mix(in srgb, currentColor 9%, transparent);
  color: inherit; padding: 0.1rem 0.35rem; overflow-wrap: anywhere; }
"""


def render(session: Session, network: Network) -> None:
    """The lab's tab 'In the network'."""
    _body(session, network)


@careful_fragment
def _body(session: Session, network: Network) -> None:
    st.html(f"<style>{_STYLE}</style>")
    state = lab_network()
    with st.container(key="lab_network"):
        with st.container(horizontal=True, vertical_alignment="center", key="lab_choices"):
            tensor = _input(session, network)
        state.follow(network.key)
        layers = editable_layers(network.model, network.input_shape)
        state.take_asked(network.key, layers)
        if not layers:
            st.info(say("edit-no-layers", network=network.title))
        else:
            _lab(network, state, layers, tensor)
        write_address(current_tab())


def _lab(
    network: Network,
    state: LabNetwork,
    layers: Mapping[str, WindowSpec],
    tensor: torch.Tensor,
) -> None:
    name = network.key
    edit = state.edit(name)
    edited = get_edited(network, edit)
    retrained = state.retrained.get((name, edit))
    changed = edited if retrained is None else retrained.network
    # Places first, then what is in them: the maps come before the slower numbers.
    with st.container(horizontal=True, gap="large", key="lab_network_top"):
        controls = st.container(gap="small", key="lab_controls")
        numbers = st.container(gap="small", key="lab_numbers")
    panel = st.container(gap="small", key="lab_retrain")
    before = in_worker(trace, network.model, tensor)
    after, misfit = in_worker(trace_until_misfit, changed.model, tensor, changed.form)
    _maps(state, network, layers, before, after if edit else None, misfit is not None)
    with controls:
        layer_controls(state, name, layers, edited_specs(edit, layers))
        change_list(state, name, layers)
    with panel:
        if edit:
            retrain_panel(state, network, edited, layers)
    with numbers:
        numbers_table(network, edit, before, after, misfit, retrained)


def _input(session: Session, network: Network) -> torch.Tensor:
    """The person's input, or a built-in digit and a sentence that says so."""
    given = shown_or_sample(session, network)
    if given.is_blank and given.label is not None:
        say_stand_in(given.label)
    return given.tensor


def _maps(
    state: LabNetwork,
    network: Network,
    layers: Mapping[str, WindowSpec],
    before: Trace,
    after: Trace | None,
    is_cut: bool,
) -> None:
    """One map each, as trained above; a click on a layer that can be changed chooses it."""
    names = class_names(network, before.probabilities.shape[1])
    both: list[tuple[str, str, Trace]] = [(say("switch-trained-short"), "trained", before)]
    if after is not None:
        title = say("edit-cut" if is_cut else "switch-changed-short")
        both.append((title, "changed", after))
    for title, key, result in both:
        with st.container(gap="xsmall", key=f"lab_map_{key}"):
            panel_title(title)
            picked = network_map(result, names, idle=False, key=f"lab_{key}", height=MAP_HEIGHT)
        if picked is not None and picked[0] in layers:
            state.layer[network.key] = picked[0]
