"""Step 5, compile: loss, optimiser, learning rate, schedule, batch size, and augmentation."""

from __future__ import annotations

import dataclasses
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
from cnnviz.ui.state.training import TrainedOn, TrainState
from cnnviz.ui.thumbnails import png_base64
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.training import (
    AUGMENT_NAMES,
    AUGMENT_STEPS,
    LOSS_NAMES,
    OPTIMIZER_NAMES,
    SCHEDULE_NAMES,
    SETTING_HELP,
)

RATES = (1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1.0)
BATCHES = (8, 16, 32, 64, 128, 256, 512)
MOST_EPOCHS = 100
_PREVIEWED = 8


def compile_panel(state: TrainState, given: TrainedOn) -> None:
    """The settings of the training, and what augmentation makes of real pictures."""
    left, right = st.columns([1, 1], gap="large")
    with left, st.container(key="train_compile"):
        panel_title("How it learns")
        _settings(state)
    with right, st.container(key="train_augmentation"):
        augmentation(state, given)


def _set(state: TrainState, **changes: Any) -> None:
    config = dataclasses.replace(state.plan.config, **changes)
    state.plan = dataclasses.replace(state.plan, config=config)


def _settings(state: TrainState) -> None:
    config = state.plan.config
    names = {"loss": LOSS_NAMES, "optimizer": OPTIMIZER_NAMES, "schedule": SCHEDULE_NAMES}
    choices = {"loss": LOSSES, "optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    labels = {"loss": "Loss", "optimizer": "Optimiser", "schedule": "Learning rate over time"}
    chosen: dict[str, Any] = {}
    for name, words in names.items():
        chosen[name] = st.selectbox(
            labels[name],
            choices[name],
            index=choices[name].index(getattr(config, name)),
            format_func=words.__getitem__,
            help=SETTING_HELP[name],
            key=_key(state, name),
        )
    rates = sorted({*RATES, config.learning_rate})
    chosen["learning_rate"] = st.select_slider(
        "Learning rate",
        rates,
        config.learning_rate,
        format_func=lambda rate: f"{rate:g}",
        help=SETTING_HELP["learning_rate"],
        key=_key(state, "learning_rate"),
    )
    chosen["batch_size"] = st.select_slider(
        "Batch size",
        sorted({*BATCHES, config.batch_size}),
        config.batch_size,
        help=SETTING_HELP["batch_size"],
        key=_key(state, "batch_size"),
    )
    chosen["epochs"] = st.slider(
        "Epochs",
        1,
        max(MOST_EPOCHS, config.epochs),
        config.epochs,
        help=SETTING_HELP["epochs"],
        key=_key(state, "epochs"),
    )
    with st.expander("More"):
        chosen |= _more(state)
    _set(state, **chosen)


def _more(state: TrainState) -> dict[str, Any]:
    config = state.plan.config
    ranges = {"weight_decay": 0.1, "label_smoothing": 0.3, "average": 0.999}
    labels = {
        "weight_decay": "Weight decay",
        "label_smoothing": "Label smoothing",
        "average": "Running average of the weights",
    }
    chosen: dict[str, Any] = {
        name: st.number_input(
            labels[name],
            0.0,
            most,
            float(min(getattr(config, name), most)),
            step=most / 100 if name != "average" else 0.009,
            format="%.4g",
            help=SETTING_HELP[name],
            key=_key(state, name),
        )
        for name, most in ranges.items()
    }
    chosen["seed"] = int(
        st.number_input(
            "Seed",
            0,
            2**31 - 1,
            config.seed,
            help=SETTING_HELP["seed"],
            key=_key(state, "seed"),
        )
    )
    return chosen


def augmentation(state: TrainState, given: TrainedOn) -> None:
    """What is changed at random in each picture, and what that makes of real ones."""
    panel_title("Augmentation: other pictures out of the same ones")
    plan = state.plan
    is_on = st.toggle(
        "Change each picture a little, at random, every time it is shown",
        plan.config.augmented,
        key=_key(state, "augmented"),
        help="The network then never sees the same picture twice, and learns what does not matter.",
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
                AUGMENT_NAMES[name],
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
    rows = [("as they are", x)]
    if state.plan.config.augmented:
        change = augmentation_of(state.plan.augmentation, is_ink=given.is_digits)
        for epoch in (1, 2):
            generator = torch.Generator().manual_seed(state.preview + epoch)
            rows.append((f"in epoch {epoch}", change(x, generator)))
    html = ""
    for title, values in rows:
        html += f"<p>{title}</p><div>"
        for picture in values:
            pixels = np.rint(picture.numpy() * 255).astype(np.uint8)
            image = pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
            html += f'<img alt="" src="data:image/png;base64,{png_base64(image)}">'
        html += "</div>"
    st.html(f'<div class="augmented" role="img" aria-label="Training pictures">{html}</div>')
    if state.plan.config.augmented and st.button(
        "Other random changes", icon=":material/casino:", key="augment_again"
    ):
        state.preview += 2
        st.rerun()


def _key(state: TrainState, name: str) -> str:
    """A widget of its own for each plan that was put in from elsewhere: it must not overrule it."""
    return f"train_{name}_{state.replaced}"
