"""The controls of one layer, and the list of what was changed so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz.core.surgery.edit_code import allowed_numbers
from cnnviz.core.surgery.edits import NetworkEdit, WindowSpec, settings_of, short_size
from cnnviz.core.windows import PADDING_MODES, POOL_KINDS
from cnnviz.figures.said import keyed
from cnnviz.ui.said import said
from cnnviz.ui.state.lab_network import LabNetwork
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

# More layers than this are chosen from a list.
_MOST_NAMES = 16


def layer_controls(
    state: LabNetwork,
    name: str,
    layers: Mapping[str, WindowSpec],
    specs: Mapping[str, WindowSpec],
) -> None:
    """Choose a layer, and set it."""
    edit = state.edit(name)
    changed = {part.layer for part in edit.layers}
    panel_title(say("edit-layer"))
    layer = _layer_picker(state, name, list(layers), changed)
    with st.container(horizontal=True, gap="medium", key="lab_settings"):
        for setting in settings_of(layers[layer]):
            trained, now = getattr(layers[layer], setting), getattr(specs[layer], setting)
            _setting(state, name, layers, layer, setting, short_size(now), short_size(trained))
    if state.rejected:
        layer, why = state.rejected
        st.error(f"{layer}: {problem_words(why)}.", icon=":material/error:")


def _layer_picker(state: LabNetwork, name: str, names: list[str], changed: set[str]) -> str:
    layer = state.layer.get(name, names[0])
    if layer not in names:
        layer = names[0]
    key = f"lab_layer_{name}"
    st.session_state[key] = layer

    def choose(chosen: str) -> None:
        state.rejected = None
        state.layer[name] = chosen

    if len(names) > _MOST_NAMES:
        st.selectbox(
            say("edit-layer"),
            names,
            format_func=lambda other: f"{other} ✱" if other in changed else other,
            label_visibility="collapsed",
            on_change=said(key, choose),
            key=key,
        )
    else:
        st.segmented_control(
            say("edit-layer"),
            names,
            format_func=lambda other: f"**{other} ✱**" if other in changed else other,
            label_visibility="collapsed",
            required=True,
            on_change=said(key, choose),
            key=key,
        )
    return layer


def _setting(
    state: LabNetwork,
    name: str,
    layers: Mapping[str, WindowSpec],
    layer: str,
    setting: str,
    now: Any,
    trained: Any,
) -> None:
    options = _options(layers[layer], setting)
    key = f"lab_{setting}_{name}_{layer}"
    st.session_state[key] = now
    title = _title(setting)
    if now != trained:
        title = say("edit-trained", title=title, value=value_words(trained))
    st.segmented_control(
        title,
        options if now in options else [*options, now],
        format_func=value_words,
        required=True,
        on_change=said(key, lambda value: state.set(name, layers, layer, setting, value)),
        help=say(f"edit-{keyed(setting)}-help"),
        width="content",
        key=key,
    )


def _options(spec: WindowSpec, setting: str) -> list[Any]:
    if setting == "padding_mode":
        return list(PADDING_MODES)
    return list(POOL_KINDS) if setting == "kind" else list(allowed_numbers(spec, setting))


def value_words(value: Any) -> str:
    """A setting's value as it is written on screen."""
    return " × ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _title(setting: str) -> str:
    return say(f"edit-{keyed(setting)}")


def change_words(edit: NetworkEdit, layers: Mapping[str, WindowSpec]) -> list[tuple[str, str]]:
    """Each changed layer and its changes in words."""
    lines = []
    for part in edit.layers:
        words = [
            f"{_title(key)} "
            f"{value_words(short_size(getattr(layers[part.layer], key)))} → {value_words(value)}"
            for key, value in part.changes.items()
        ]
        lines.append((part.layer, ", ".join(words)))
    return lines


def change_list(state: LabNetwork, name: str, layers: Mapping[str, WindowSpec]) -> None:
    """What was changed so far; a click takes it back."""
    edit = state.edit(name)
    if not edit:
        st.markdown(say("edit-nothing"))
        return
    panel_title(say("edit-so-far"))
    with st.container(horizontal=True, gap="small", key="lab_changes"):
        for layer, words in change_words(edit, layers):
            st.button(
                f"**{layer}**: {words}",
                icon=":material/close:",
                on_click=state.choose,
                args=(name, edit.without(layer)),
                key=f"lab_reset_{layer}",
            )
        st.button(
            say("edit-reset"),
            icon=":material/restart_alt:",
            on_click=state.choose,
            args=(name, NetworkEdit()),
            key="lab_reset_all",
        )
