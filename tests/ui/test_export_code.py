"""The panel with the code of a training."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.apps import app_of, words

_SCRIPT = """
import dataclasses
import numpy as np
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.images import ImageSet
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import TrainConfig, TrainingPlan
from cnnviz.ui.pages.train.code import code_panel
from cnnviz.ui.state.training import TrainedOn

DIGITS = tuple("0123456789")
given = TrainedOn(builtin_split(), DIGITS, True, "builtin")
drawn = None
plan = TrainingPlan()
{change}
code_panel(plan, given, drawn)
"""


def shown(change: str = "") -> AppTest:
    app = app_of(_SCRIPT.format(change=change)).run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def choose(app: AppTest, form: str) -> None:
    app.get("button_group")[0].set_value(form).run()
    assert not app.exception


def test_pytorch_comes_first_and_the_others_are_one_click_away() -> None:
    app = shown()
    assert "import torch\n" in app.code[0].value
    assert labels(app) == ["Download train_pytorch.py"]
    choose(app, "keras")
    assert "import keras" in app.code[0].value
    assert app.expander[0].label == "2 things to know"
    assert labels(app) == ["Download train_keras.py"]
    choose(app, "notebook")
    assert len(app.code) > 10
    assert labels(app) == ["Download for PyTorch (.ipynb)", "Download for Keras (.ipynb)"]
    assert "5. Compile" in words(app)


def test_what_keras_lacks_is_said_above_its_code() -> None:
    app = shown("plan = TrainingPlan(config=TrainConfig(3))")
    choose(app, "keras")
    assert "Keras has no layer for thicker and thinner strokes and bending" in words(app)


def test_own_pictures_and_drawn_ones_come_with_it() -> None:
    app = shown("plan = TrainingPlan('own')")
    assert labels(app)[1:] == ["Its pictures (pictures.zip)"]
    assert "pictures.zip" in words(app)
    app = shown("drawn = ImageSet('drawn', np.zeros((1, 28, 28), np.uint8), np.array([3]))")
    assert labels(app)[1:] == ["Its pictures (my-digits.zip)"]
    assert "load_with_drawn" in app.code[0].value


def test_no_drawn_digits_no_code_for_them() -> None:
    app = shown("plan = TrainingPlan(with_drawn=True)")
    assert "drawn" not in app.code[0].value


@pytest.mark.parametrize(
    "change",
    [
        "plan = TrainingPlan(network=NetworkPlan(blocks=(Block(4, 11), Block(4, 11, 4))))",
        "plan = TrainingPlan(network=NetworkPlan(classes=3))",
    ],
)
def test_an_impossible_network_is_one_sentence(change: str) -> None:
    app = shown(change)
    assert len(app.error) == 1
    assert app.error[0].value.startswith("There is no code for this network: ")
    assert not app.code
