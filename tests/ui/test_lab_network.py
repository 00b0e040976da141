"""The lab's tab 'In the network' without a browser."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.networks.pretrained import WeightsError
from cnnviz.core.surgery.edits import LayerEdit, NetworkEdit
from cnnviz.ui import cache
from cnnviz.ui.state.session import Session
from tests.ui.apps import html, lab_tab, with_three

if TYPE_CHECKING:  # the pages must first be imported inside an app
    from cnnviz.ui.state.lab_network import LabNetwork


def tab(session: Session | None = None, address: str | None = None) -> AppTest:
    app = lab_tab("inside", session or with_three())
    if address is not None:
        app.query_params["edit"] = address
    return app.run()


def state(app: AppTest) -> LabNetwork:
    found: LabNetwork = app.session_state["cnnviz_lab_network"]
    return found


def press(app: AppTest, key: str, value: Any) -> AppTest:
    app.button_group(key=key).set_value(value).run()
    assert not app.exception
    return app


def finish(app: AppTest) -> AppTest:
    """Run again, as the browser does by itself, until retraining has ended."""
    under_way = state(app).run
    if under_way is not None:
        assert under_way.run.wait(120), "retraining did not end"
        app.run()
        assert not app.exception
    assert state(app).run is None
    return app


def test_it_starts_with_the_trained_network() -> None:
    app = tab()
    assert not app.exception
    assert "As trained" in html(app) and "61,706" in html(app)
    assert state(app).edit("lenet5") == NetworkEdit()
    assert app.query_params.get("model") == "lenet5"
    assert "edit" not in app.query_params


def test_average_pooling_keeps_all_weights_and_says_both_accuracies() -> None:
    app = tab()
    press(app, "lab_layer_lenet5", "pool1")
    press(app, "lab_kind_lenet5_pool1", "average")
    assert app.query_params["edit"] == "pool1.avg"
    edit = NetworkEdit((LayerEdit("pool1", kind="average"),))
    network = cache.get_shipped("lenet5")
    before = cache.get_held_out_accuracy(network, NetworkEdit())
    after = cache.get_held_out_accuracy(network, edit)
    assert f"{before:.1%}" in html(app) and f"{after:.1%}" in html(app)
    assert any("All trained weights are in use" in element.value for element in app.markdown)
    app.button(key="lab_reset_pool1").click().run()
    assert not state(app).edit("lenet5") and "edit" not in app.query_params


def test_a_stride_that_does_not_fit_is_named_and_retrained() -> None:
    app = tab()
    press(app, "lab_stride_lenet5_conv1", 2)
    assert "dense1 expected 400 numbers and got 16." in html(app)
    assert "mat1 and mat2 shapes cannot be multiplied" in html(app)
    app.button(key="retrain").click().run()
    assert not app.exception
    finish(app)
    (result,) = state(app).retrained.values()
    assert not result.stopped and result.accuracy > 0.5
    assert f"{result.accuracy:.1%}" in html(app)
    assert "expected 400" not in html(app)
    app.button(key="lab_forget").click().run()
    assert "dense1 expected 400 numbers and got 16." in html(app)


def test_retraining_can_be_stopped() -> None:
    app = tab(address="conv2.p1")
    app.button(key="retrain").click().run()
    run = state(app).run
    assert run is not None
    end = time.monotonic() + 60
    while run.batch is None and time.monotonic() < end:
        time.sleep(0.01)
    app.button(key="retrain_stop").click().run()
    assert not app.exception
    (result,) = state(app).retrained.values()
    assert result.stopped and 0 < result.epochs < 12
    assert any("stopped after" in element.value for element in app.markdown)


def test_what_cannot_be_retrained_offers_a_way_out() -> None:
    app = tab(address="conv1.s4")
    assert "kernel_size covers 5 cells" in html(app)
    assert "retrain" not in [button.key for button in app.button]
    ways = {button.label: button for button in app.button if "lab_nearest" in (button.key or "")}
    assert list(ways) == ["**conv1**: stride 4 → 1", "**conv2**: padding 0 → 6"]
    ways["**conv2**: padding 0 → 6"].click().run()
    assert not app.exception
    assert app.query_params["edit"] == "conv1.s4-conv2.p6"
    assert "misfit" not in html(app).split("</style>")[-1]


def test_an_illegal_setting_is_one_sentence_and_is_not_taken_over() -> None:
    app = tab()
    press(app, "lab_layer_lenet5", "pool1")
    press(app, "lab_padding_lenet5_pool1", 2)
    assert "padding must be at most half of kernel_size" in app.error[0].value
    assert not state(app).edit("lenet5")
    press(app, "lab_padding_lenet5_pool1", 1)
    assert not app.error


@pytest.mark.parametrize("text", ["nonsense", "conv1.s99", "conv1.k3", "<script>"])
def test_nonsense_in_the_address_is_passed_over(text: str) -> None:
    app = tab(address=text)
    assert not app.exception
    assert not state(app).edit("lenet5") and "edit" not in app.query_params


def test_the_address_brings_the_changes_back() -> None:
    app = tab(address="conv1.s2.p4-pool2.avg")
    assert not app.exception
    assert [part.layer for part in state(app).edit("lenet5").layers] == ["conv1", "pool2"]
    app.button(key="lab_reset_all").click().run()
    assert "edit" not in app.query_params


def test_without_a_drawing_everything_works_on_a_built_in_digit() -> None:
    app = tab(Session(), "pool1.avg")
    assert not app.exception
    assert any("Nothing is drawn yet" in element.value for element in app.markdown)
    assert "3 <small>" in html(app)


def test_the_mlp_has_nothing_to_change() -> None:
    app = tab(Session(model="mlp"))
    assert not app.exception
    assert "no convolution and no pooling layer" in app.info[0].value


def test_missing_weights_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise WeightsError(f"there are no weights of {name}")

    monkeypatch.setattr(cache, "shipped_network", missing)
    cache.get_shipped.clear()
    app = tab()
    cache.get_shipped.clear()
    assert not app.exception
    assert app.error[0].value == "there are no weights of lenet5"


def test_each_session_has_its_own_changes() -> None:
    first, second = tab(address="conv1.s2"), tab()
    assert state(first).edit("lenet5") and not state(second).edit("lenet5")
