"""Looking back at a training: each moment shows its own numbers, and the film stops by itself."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch import nn

from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.images import ImageSet, Preparation
from cnnviz.core.networks.architectures import DIGITS
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.pretrained import PRETRAINED
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.trace import trace
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.film import some_of
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.snapshot_facts import FACTS_FILE, read_snapshot_facts
from cnnviz.core.training.snapshots import read_snapshots
from cnnviz.figures.theme import percent
from cnnviz.ui import cache
from cnnviz.ui.state import look_back
from cnnviz.ui.state.look_back import LookBack
from cnnviz.ui.state.session import Picture, Session
from cnnviz.ui.state.shown import shown
from cnnviz.ui.state.training import Moment, Point, Trained, TrainedOn, TrainState
from tests.ui.apps import html, page, with_three, words


def look_page(session: Session, state: TrainState) -> AppTest:
    state.part = "scrub"
    app = page("train", session)
    app.session_state["cnnviz_training"] = state
    return app


def figures(app: AppTest) -> dict[str, go.Figure]:
    """The figures that are seen, by their keys."""
    charts = app.session_state["cnnviz_training"].look_back.charts
    return {key: charts.seen(key) for key in charts.slots}


def trained_of(models: list[nn.Module], shape: tuple[int, int, int], is_digits: bool) -> Trained:
    """Three moments that are plainly different from each other."""
    split = builtin_split()
    if is_digits:
        data = TrainingData(some_of(split.train, 40), some_of(split.check, 50))
    else:
        rng = np.random.default_rng(0)
        images = rng.integers(0, 256, (30, *shape[1:], 3), np.uint8)
        own = ImageSet("own", images, np.arange(30) % 3, ("ant", "bee", "cow"))
        data = TrainingData(own, own)
    classes = DIGITS if is_digits else ("ant", "bee", "cow")
    network = Network(
        f"trained here {shape} {len(list(models[-1].modules()))}",
        "Mine",
        models[-1].eval(),
        Preparation(shape),
        classes,
        origin=Origin.TRAINED,
        is_digits=is_digits,
    )
    moments = tuple(
        Moment(step, {name: value.half() for name, value in model.state_dict().items()})
        for step, model in zip((0, 30, 126), models, strict=True)
    )
    curve = tuple(Point(s, s / 63, 2.0 - s / 100, 0.1, 2.1, 0.2, 1.0) for s in (1, 63, 126))
    given = TrainedOn(data, classes, is_digits, "own")
    return Trained(network, TrainingPlan(), given, curve, moments, 3.0, stopped=False)


def convolutional(seed: int, shape: tuple[int, int, int], classes: int) -> nn.Module:
    torch.manual_seed(seed)
    pool = nn.AdaptiveAvgPool2d(2)
    conv = nn.Conv2d(shape[0], 4, 3)
    return nn.Sequential(conv, nn.ReLU(), pool, nn.Flatten(), nn.Linear(16, classes))


def dense(seed: int) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10))


@pytest.mark.parametrize("place", [0, 6, 11])
def test_a_shipped_training_is_shown_as_it_was(place: int) -> None:
    session, state = with_three(), TrainState(look_back=LookBack(place=place))
    app = look_page(session, state).run()
    assert not app.exception and not app.error
    network = shipped_network("lenet5")
    step, weights = list(read_snapshots(PRETRAINED / "lenet5.snapshots.safetensors").items())[place]
    network.model.load_state_dict(weights)
    result = trace(network.model, shown(session, network).tensor)
    best = network.answer(result)
    assert f'<div class="digit">{best.name}</div>' in html(app)
    assert f'<div class="share">{percent(best.share)}</div>' in html(app)
    fact = read_snapshot_facts(PRETRAINED / FACTS_FILE)["lenet5"][place]
    assert percent(fact.check_accuracy) in app.container(key="scrub_change").markdown[0].value
    drawn = figures(app)
    np.testing.assert_allclose(drawn["scrub_bars"].data[0].y, result.probabilities[0], atol=1e-5)
    counts = [int(text or 0) for text in drawn["scrub_table"].data[1].text]
    assert counts == fact.confusion.ravel().tolist()
    marker = drawn["scrub_curve_lines"].layout.shapes[0].x0
    assert marker == pytest.approx(np.log10(1 + step))


def test_colours_mean_the_same_at_all_moments() -> None:
    state, session = TrainState(), with_three()
    app = look_page(session, state).run()
    ends = []
    for _ in range(3):
        drawn = figures(app)
        ends.append([(drawn[k].data[0].zmin, drawn[k].data[0].zmax) for k in MONTAGES])
        app.button(key="scrub_forward").click().run()
    assert ends[0] == ends[1] == ends[2]
    assert ends[0][0][0] == -ends[0][0][1]


MONTAGES = ("scrub_kernels", "scrub_layer")


def test_buttons_and_slider_move_to_the_same_moments() -> None:
    state = TrainState()
    app = look_page(with_three(), state).run()
    assert app.button(key="scrub_back").disabled
    app.button(key="scrub_forward").click().run()
    app.button(key="scrub_forward").click().run()
    assert state.look_back.place == app.select_slider[0].value == 2
    app.button(key="scrub_back").click().run()
    assert state.look_back.place == 1
    app.select_slider[0].set_value(11).run()
    assert state.look_back.place == 11
    assert app.button(key="scrub_forward").disabled
    assert "step 6,000" in words(app)


def test_every_layer_can_be_chosen() -> None:
    state = TrainState()
    app = look_page(with_three(), state).run()
    layers = app.selectbox[0].options
    assert len(layers) > 8
    for option in range(len(layers)):
        app.selectbox[0].select_index(option).run()
        assert not app.exception
        assert layers[option].startswith(f"{state.look_back.layer} ")


def test_a_blank_drawing_is_a_built_in_digit_and_says_so() -> None:
    app = look_page(Session(), TrainState()).run()
    assert not app.exception
    assert "Nothing is drawn yet" in words(app)
    assert "the built-in digit" in words(app)
    app = look_page(with_three(), TrainState()).run()
    assert "Nothing is drawn yet" not in words(app)
    assert "your drawing" in words(app)


@pytest.mark.parametrize("name", ["convolution", "dense"])
def test_a_training_of_this_tab(name: str) -> None:
    make = dense if name == "dense" else lambda seed: convolutional(seed, (1, 28, 28), 10)
    models = [make(seed) for seed in range(3)]
    trained, state = trained_of(models, (1, 28, 28), True), TrainState()
    state.keep(trained)
    state.look_back.choose(trained.network.key)
    session = with_three()
    app = look_page(session, state).run()
    seen = set()
    for place, model in enumerate(models):
        assert not app.exception and not app.error
        drawn = figures(app)
        x = shown(session, trained.network).tensor
        # The moments are kept in half precision.
        np.testing.assert_allclose(
            drawn["scrub_bars"].data[0].y, model(x).softmax(1)[0].detach(), atol=2e-3
        )
        weights = np.array(drawn["scrub_kernels"].data[0].z, float)
        expected = next(p for p in model.parameters()).detach().numpy()
        sizes = (28, 28) if name == "dense" else (3, 3)
        corner = weights[~np.isnan(weights)].size
        assert corner == expected.size == len(expected) * sizes[0] * sizes[1]
        assert np.nanmax(weights) == pytest.approx(expected.max(), abs=1e-3)
        table = drawn["scrub_table"].data[1].text
        assert sum(int(text or 0) for text in table) == 50
        seen.add(drawn["scrub_layer"].to_json())
        if place < 2:
            app.button(key="scrub_forward").click().run()
    assert len(seen) == 3
    assert "epoch 126" in words(app)


def test_a_network_for_pictures_reads_the_persons_picture() -> None:
    shape = (3, 16, 20)
    models = [convolutional(seed, shape, 3) for seed in range(3)]
    trained, state = trained_of(models, shape, False), TrainState()
    state.keep(trained)
    state.look_back.choose(trained.network.key)
    state.look_back.place = 2
    pixels = np.random.default_rng(1).integers(0, 256, (40, 50, 3), np.uint8)
    session = Session(picture=Picture("bee.png", pixels, 1))
    app = look_page(session, state).run()
    assert not app.exception and not app.error
    best = models[2](shown(session, trained.network).tensor).argmax().item()
    assert f">{('ant', 'bee', 'cow')[best]}</div>" in html(app)
    assert "the picture" in words(app)


def test_what_was_shown_of_a_forgotten_training_is_not_shown_any_more() -> None:
    models = [dense(seed) for seed in range(3)]
    trained, state = trained_of(models, (1, 28, 28), True), TrainState()
    state.keep(trained)
    state.look_back.choose(trained.network.key)
    app = look_page(with_three(), state).run()
    state.trained.clear()
    app.run()
    assert not app.exception
    assert state.look_back.source == "lenet5"


def test_missing_snapshots_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise FileNotFoundError(name)

    monkeypatch.setattr("cnnviz.ui.reels.get_snapshots", missing)
    app = look_page(with_three(), TrainState()).run()
    assert not app.exception
    assert len(app.error) == 1
    assert "python -m cnnviz train lenet5" in app.error[0].value


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [100.0]
    monkeypatch.setattr(look_back, "time", SimpleNamespace(monotonic=lambda: now[0]))
    yield now


def test_the_film_goes_on_by_the_clock_and_stops_at_the_end(clock: list[float]) -> None:
    look = LookBack(place=8)
    look.tick(10)
    assert look.place == 8
    look.play(10)
    look.tick(10)
    assert look.place == 8
    clock[0] += 1.2
    look.tick(10)
    assert look.place == 9 and look.playing
    look.tick(10)
    assert look.place == 9 and not look.playing
    look.play(10)
    assert look.place == 0 and look.playing


def test_an_echo_of_the_moment_before_does_not_stop_the_film(clock: list[float]) -> None:
    look = LookBack(place=4)
    look.play(10)
    look.slide_to(3)
    assert look.place == 4 and look.playing
    look.slide_to(7)
    assert look.place == 7 and not look.playing
    look.slide_to(6)
    assert look.place == 6


def test_the_film_stops_when_the_page_is_left(clock: list[float]) -> None:
    session, state = with_three(), TrainState()
    app = look_page(session, state).run()
    app.button(key="scrub_play").click().run()
    assert state.look_back.playing
    clock[0] += 2
    app.run()
    assert state.look_back.place == 1
    session.enter("draw")
    clock[0] += 2
    app.run()
    assert not state.look_back.playing and state.look_back.place == 1


def test_one_shared_network_is_left_as_it_was() -> None:
    before = {k: v.clone() for k, v in cache.get_shipped("lenet5").model.state_dict().items()}
    look_page(with_three(), TrainState()).run()
    for name, value in cache.get_shipped("lenet5").model.state_dict().items():
        assert torch.equal(value, before[name])
