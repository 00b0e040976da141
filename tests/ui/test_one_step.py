"""One step of learning on its page: every number is autograd's, and undo is exact."""

from __future__ import annotations

import re

import pytest
import torch
import torch.nn.functional as F
from streamlit.testing.v1 import AppTest
from torch import nn

from cnnviz.core.images import Preparation
from cnnviz.core.learning.rules import Rule
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.figures.theme import number
from cnnviz.ui.state.learning import Learning
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.shown import shown, shown_or_sample
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.words.learning import share_in_full
from tests.ui.apps import html, page, with_three, words


def step_page(session: Session, label: int | None = None) -> AppTest:
    """The page; somebody has said what the picture really is."""
    app = page("train", session)
    app.session_state["cnnviz_training"] = TrainState(part="step")
    app.run()
    if label is not None:
        app.button_group[_labels(app)].set_value(label).run()
    assert not app.exception
    return app


def _labels(app: AppTest) -> int:
    return next(i for i, each in enumerate(app.button_group) if each.label == "It really is")


def learning_of(app: AppTest) -> Learning:
    own = app.session_state["cnnviz_learning"]
    assert isinstance(own, Learning)
    return own


def table(app: AppTest) -> dict[str, list[str]]:
    """The cells of each class's row, by its name."""
    (text,) = re.findall(r'<table class="plain step-classes.*?</table>', html(app), re.S)
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', text, re.S)
    return {
        name: [re.sub("<.*?>", "", c) for c in re.findall(r"<td>(.*?)</td>", row)]
        for name, row in rows
    }


def test_a_drawing_is_asked_about_and_read_forwards_meanwhile() -> None:
    app = step_page(with_three())
    assert "must be told the right answer" in words(app)
    result = F.softmax(
        shipped_network("lenet5").model(shown(with_three(), shipped_network("lenet5")).tensor), 1
    )
    cells = table(app)
    assert [cells[str(d)][-1] for d in range(10)] == [share_in_full(float(p)) for p in result[0]]
    assert not [b for b in app.button if b.key == "step_apply"]


def test_what_is_known_is_not_asked() -> None:
    session = Session()
    session.show_sample(2_400)
    app = step_page(session)
    assert app.button_group[_labels(app)].value == 4
    assert "step_apply" in [b.key for b in app.button]
    blank = step_page(Session())
    assert blank.button_group[_labels(blank)].value == 3


@pytest.mark.parametrize("name", ["mlp", "lenet5", "resnet"])
def test_the_numbers_are_those_of_autograd(name: str) -> None:
    session = with_three()
    session.model = name
    app = step_page(session, 8)
    network = shipped_network(name)
    x = shown(session, network).tensor
    logits = network.model(x).double().requires_grad_()
    loss = F.cross_entropy(logits, torch.tensor([8]))
    (gradient,) = torch.autograd.grad(loss, logits)
    logits = logits.detach()
    cells = table(app)
    for digit in range(10):
        z, _, p, y, error = cells[str(digit)]
        assert z == number(float(logits[0, digit]), 4)
        assert float(p.replace("−", "-")) == pytest.approx(
            float(logits.softmax(1)[0, digit]), rel=1e-3
        )
        assert y == ("1" if digit == 8 else "0")
        shown_error = float(error.replace("−", "-"))
        assert shown_error == pytest.approx(float(gradient[0, digit]), rel=1e-3)
    assert f"= {number(float(loss.detach()))}" in html(app)
    own = learning_of(app)
    found = own.run(network, own.now, x, 8)
    # The weight shown, and what autograd says of it.
    assert own.parameter.startswith(own.layer)
    stated = float(found.weights[own.parameter][own.place])
    assert f"PyTorch’s autograd: {number(stated, 4)}" in html(app)


@pytest.mark.parametrize("rule", list(Rule))
def test_a_step_helps_and_undo_takes_it_back_to_the_bit(rule: Rule) -> None:
    session = with_three()
    app = step_page(session, 5)
    own, network = learning_of(app), shipped_network("lenet5")
    own.rule, own.rate = rule, 0.001
    x = shown(session, network).tensor
    trained = {name: value.clone() for name, value in network.model.state_dict().items()}

    def share() -> float:
        return float(own.model(network, own.now)(x).softmax(1)[0, 5])

    before = share()
    app.button(key="step_apply").click().run()
    once = share()
    assert once > before and own.now.state.step == 1 and not app.exception
    assert len(table(app)["5"]) == 6 and "before" in html(app)
    app.button(key="step_apply_ten").click().run()
    assert share() > once and own.now.state.step == 11 and "11 steps taken" in words(app)
    app.button(key="step_undo").click().run()
    assert share() == once
    app.button(key="step_reset").click().run()
    assert share() == before and own.now.state.step == 0
    # The network that everybody shares is as it was.
    for name, value in shipped_network("lenet5").model.state_dict().items():
        assert torch.equal(value, trained[name])


def test_used_on_all_pages_only_when_asked() -> None:
    session = with_three()
    app = step_page(session, 5)
    app.button(key="step_apply").click().run()
    held = app.session_state["cnnviz_session"]
    assert held.model == "lenet5" and not held.own
    app.button(key="step_use").click().run()
    (network,) = held.own.values()
    assert held.model == network.key and network.title == "LeNet-5 · step 1"
    own = learning_of(app)
    assert own.key == network.key and own.now.state.step == 0 and not app.exception


def test_every_layer_and_every_parameter_can_be_looked_at() -> None:
    session = with_three()
    app = step_page(session, 3)
    own = learning_of(app)
    names = ["output", "relu4", "dense2", "flatten", "pool2", "conv2", "relu1", "input"]
    for name in names:
        app.selectbox(key=f"step_layer_{own.layer}").set_value(name).run()
        assert not app.exception and own.layer == name
        if name in ("relu4", "flatten", "pool2", "relu1", "input"):
            assert "has no weights" in words(app)
        else:
            assert own.parameter == f"{name}.weight"
            assert "PyTorch’s autograd" in html(app)
    app.selectbox(key="step_layer_input").set_value("conv2").run()
    group = next(each for each in app.button_group if each.label == "Weights of this layer")
    group.set_value("conv2.bias").run()
    assert own.parameter == "conv2.bias" and not app.exception
    app.selectbox(key="step_layer_conv2").set_value("conv2").run()
    assert own.layer == "conv2"


class Odd(nn.Module):
    """Weights that layers do not read themselves, twenty classes, three channels."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, stride=5)
        self.scale = nn.Parameter(torch.tensor(0.7))
        self.norm = nn.GroupNorm(2, 4)
        self.head = nn.Linear(4, 20)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.norm(self.conv(x) * self.scale))
        return torch.log_softmax(self.head(x.mean((2, 3))), 1)


def test_twenty_classes_and_a_network_that_nobody_here_wrote() -> None:
    torch.manual_seed(0)
    classes = tuple(f"kind {i}" for i in range(20))
    network = Network(
        key="odd", title="Odd", model=Odd().eval().requires_grad_(False),
        preparation=Preparation((3, 17, 13)), classes=classes, origin=Origin.PYTHON,
        source="a test",
    )  # fmt: skip
    session = Session()
    session.open_network(network)
    app = step_page(session)
    assert "must be told" in words(app)
    box = next(each for each in app.selectbox if each.label == "It really is")
    box.set_value(17).run()
    assert not app.exception and "kind 17" in html(app)
    own = learning_of(app)
    given = shown_or_sample(session, network).tensor
    found = own.run(network, own.now, given, 17)
    for record in reversed(found.trace.records):
        if record.name in found.gradients:
            app.selectbox(key=f"step_layer_{own.layer}").set_value(record.name).run()
            assert not app.exception
    before = float(own.run(network, own.now, given, 17).loss)
    app.button(key="step_apply").click().run()
    assert not app.exception and own.run(network, own.now, given, 17).loss < before


def test_what_cannot_learn_is_said_in_a_sentence() -> None:
    class Stubborn(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.stack([(x > 0.5).sum().float(), (x < 0.5).sum().float()])[None]

    network = Network(
        key="stubborn", title="Stubborn", model=Stubborn().eval(),
        preparation=Preparation((1, 28, 28)), classes=("a", "b"), origin=Origin.PYTHON,
        source="a test",
    )  # fmt: skip
    session = Session()
    session.open_network(network)
    app = step_page(session, 1)
    assert "No step can be shown: the network's answer depends on nothing" in words(app)
