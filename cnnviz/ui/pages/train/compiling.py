"""Step 5, compile: loss, optimiser, learning rate, schedule, batch size, and augmentation."""

from __future__ import annotations

import dataclasses
from functools import partial
from html import escape
from typing import Any

import numpy as np
import streamlit as st
import torch

from cnnviz.core.training.augment import augmentation_of
from cnnviz.core.training.config import (
    AUGMENT_LIMITS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    AugmentSettings,
)
from cnnviz.core.training.fit import as_tensor
from cnnviz.figures.theme import written
from cnnviz.ui.state.training import TrainedOn, TrainState
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.training import AUGMENT_STEPS, choice_title, setting_help, setting_title

RATES = (1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1.0)
BATCHES = (8, 16, 32, 64, 128, 256, 512)
MOST_EPOCHS = 100
_PREVIEWED = 8


def compile_panel(state: TrainState, given: TrainedOn) -> None:
    """The settings of the training, and what augmentation makes of real pictures."""
    left, right = st.columns([1, 1], gap="large")
    with left, st.container(key="train_compile"):
        panel_title(say("compile-title"))
        _settings(state)
    with right, st.container(key="train_augmentation"):
        augmentation(state, given)


def _set(state: TrainState, **changes: Any) -> None:
    config = dataclasses.replace(state.plan.config, **changes)
    state.plan = dataclasses.replace(state.plan, config=config)


def _settings(state: TrainState) -> None:
    config = state.plan.config
    choices = {"loss": LOSSES, "optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    chosen: dict[str, Any] = {}
    for name, options in choices.items():
        chosen[name] = st.selectbox(
            setting_title(name),
            options,
            index=options.index(getattr(config, name)),
            format_func=partial(choice_title, name),
            help=setting_help(name),
            key=_key(state, name),
        )
    rates = sorted({*RATES, config.learning_rate})
    chosen["learning_rate"] = st.select_slider(
        setting_title("learning_rate"),
        rates,
        config.learning_rate,
        format_func=lambda rate: written(f"{rate:g}"),
        help=setting_help("learning_rate"),
        key=_key(state, "learning_rate"),
    )
    chosen["batch_size"] = st.select_slider(
        setting_title("batch_size"),
        sorted({*BATCHES, config.batch_size}),
        config.batch_size,
        help=setting_help("batch_size"),
        key=_key(state, "batch_size"),
    )
    chosen["epochs"] = st.slider(
        setting_title("epochs"),
        1,
        max(MOST_EPOCHS, config.epochs),
        config.epochs,
        help=setting_help("epochs"),
        key=_key(state, "epochs"),
    )
    with st.expander(say("setting-more")):
        chosen |= _more(state)
    _set(state, **chosen)


def _more(state: TrainState) -> dict[str, Any]:
    config = state.plan.config
    ranges = {"weight_decay": 0.1, "label_smoothing": 0.3, "average": 0.999}
    chosen: dict[str, Any] = {
        name: st.number_input(
            setting_title(name),
            0.0,
            most,
            float(min(getattr(config, name), most)),
            step=most / 100 if name != "average" else 0.009,
            format="%.4g",
            help=setting_help(name),
            key=_key(state, name),
        )
        for name, most in ranges.items()
    }
    chosen["seed"] = int(
        st.number_input(
            setting_title("seed"),
            0,
            2**31 - 1,
            config.seed,
            help=setting_help("seed"),
            key=_key(state, "seed"),
        )
    )
    return chosen


def augmentation(state: TrainState, given: TrainedOn) -> None:
    """What is changed at random in each picture, and what that makes of real ones."""
    panel_title(say("augment-title"))
    plan = state.plan
    is_on = st.toggle(
        say("augment-switch"),
        plan.config.augmented,
        key=_key(state, "augmented"),
        help=say("augment-switch-help"),
    )
    _set(state, augmented=is_on)
    if is_on:
        _sliders(state)
    _preview(state, given)


def _sliders(state: TrainState) -> None:
    settings = state.plan.augmentation
    columns = st.columns(2, gap="medium")
    chosen = {}
    for place, (name, most) in enumerate(AUGMENT_LIMITS.items()):
        with columns[place % 2]:
            chosen[name] = st.slider(
                say(f"augment-{name}"),
                0.0,
                most,
                float(getattr(settings, name)),
                step=AUGMENT_STEPS[name],
                key=_key(state, name),
            )
    state.plan = dataclasses.replace(state.plan, augmentation=AugmentSettings(**chosen))


def _preview(state: TrainState, given: TrainedOn) -> None:
    """The same pictures as they are, and as the network sees them in two epochs."""
    train = given.data.train
    places = np.linspace(0, len(train) - 1, _PREVIEWED).astype(int)
    x = as_tensor(train.images[places])
    rows = [(say("augment-as-they-are"), x)]
    if state.plan.config.augmented:
        change = augmentation_of(state.plan.augmentation, is_ink=given.is_digits)
        for epoch in (1, 2):
            generator = torch.Generator().manual_seed(state.preview + epoch)
            rows.append((say("augment-in-epoch", number=epoch), change(x, generator)))
    html = ""
    for title, values in rows:
        html += f"<p>{escape(title)}</p><div>"
        for picture in values:
            pixels = np.rint(picture.numpy() * 255).astype(np.uint8)
            image = pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
            html += f'<img alt="" src="data:image/png;base64,{png_base64(image)}">'
        html += "</div>"
    what = escape(say("augment-pictures"))
    st.html(f'<div class="augmented" role="img" aria-label="{what}">{html}</div>')
    if state.plan.config.augmented and st.button(
        say("augment-again"), icon=":material/casino:", key="augment_again"
    ):
        state.preview += 2
        st.rerun()


def _key(state: TrainState, name: str) -> str:
    """A widget of its own for each plan that was put in from elsewhere: it must not overrule it."""
    return f"train_{name}_{state.replaced}"
