"""Opening a network: what is typed beside a file, what is wrong with it, what comes back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cnnviz.core.networks.definition import save_definition
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.onnx import OnnxError
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.ui.state.session import Session
from tests.ui.apps import page, with_three
from tests.ui.networks import FRUIT, colour, network

NOTHING = dict.fromkeys(("title", "classes", "input", "mean", "deviation"), "")


@pytest.fixture
def form() -> Any:
    # Pages must first be imported inside an app.
    page("networks", with_three()).run()
    from cnnviz.ui.widgets import own_network

    return own_network


def file(name: str, content: bytes) -> SimpleNamespace:
    return SimpleNamespace(name=name, getvalue=lambda: content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("  ", None),
        ("3x224x224", (3, 224, 224)),
        ("1X28X32", (1, 28, 32)),
        (" 3 × 32 × 48 ", (3, 32, 48)),
    ],
)
def test_shape(form: Any, text: str, expected: object) -> None:
    assert form._shape(text) == expected


@pytest.mark.parametrize(
    "text", ["224", "3x224", "3x2x2x2", "axbxc", "3,224,224", "-1x2x3", "x" * 90]
)
def test_a_wrong_shape_is_one_sentence(form: Any, text: str) -> None:
    with pytest.raises(ValueError, match="must be like 3x224x224") as caught:
        form._shape(text)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", []), ("0.5", [0.5]), ("0.1, 0.2;0.3", [0.1, 0.2, 0.3]), (" 1e-1 ,2 ", [0.1, 2.0])],
)
def test_numbers(form: Any, text: str, expected: list[float]) -> None:
    assert form._numbers("mean", text) == expected


def test_wrong_numbers_are_one_sentence(form: Any) -> None:
    with pytest.raises(ValueError, match=r"^The mean must be numbers like .* not 'a half'\.$"):
        form._numbers("mean", "a half")


@pytest.mark.parametrize(
    "names",
    [(), ("a.json",), ("a.safetensors",), ("a.onnx", "b.onnx"), ("a.onnx", "a.json"), ("a.txt",)],
    ids=str,
)
def test_other_files_are_one_sentence(form: Any, names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="Choose one ONNX file, or a definition"):
        form._read([file(name, b"") for name in names], NOTHING)


def opened(form: Any, content: Network) -> Network:
    definition, weights = save_definition(content)
    given: Network = form._read(
        [file("x.JSON", definition), file("x.safetensors", weights)], NOTHING
    )
    return given


def test_a_definition_with_its_weights_comes_back(form: Any) -> None:
    lenet = shipped_network("lenet5")
    again = opened(form, lenet)
    assert again.classes == lenet.classes and again.is_digits and again.key != lenet.key


def test_a_problem_stays_until_something_is_opened(form: Any) -> None:
    session = with_three()
    form._open(session, [file("x.onnx", b"no network")], NOTHING)
    assert session.network_problem.endswith((".", ")")) and "\n" not in session.network_problem
    assert not session.own and session.drawing == with_three().drawing
    app = page("networks", session).run()
    assert not app.exception
    assert [error.value for error in app.error] == [session.network_problem]


def test_onnx_errors_are_sentences(form: Any) -> None:
    with pytest.raises((OnnxError, ValueError)) as caught:
        form._read([file("x.onnx", b"\x08\x07" * 40)], NOTHING)
    assert len(str(caught.value)) < 400 and "Traceback" not in str(caught.value)


def test_open_networks_can_be_closed_on_the_page() -> None:
    session = Session()
    session.open_network(network(colour, (3, 20, 20), FRUIT, key="mine"))
    app = page("networks", session).run()
    app.button(key="close_mine").click().run()
    assert not app.exception and not session.own and session.model == "lenet5"


def test_an_address_of_somebody_elses_network_says_so() -> None:
    app = page("draw")
    app.query_params["model"] = "own0123456789"
    app.run()
    assert not app.exception and not app.error
    assert any("somebody’s own" in toast.value for toast in app.toast)
    assert app.session_state["cnnviz_session"].model == "lenet5"
    assert app.query_params["model"] in ("lenet5", ["lenet5"])
