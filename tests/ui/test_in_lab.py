"""A layer opened in the lab: the same kernel, settings and input give the same map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.networks.shipped import SHIPPED_NAMES
from cnnviz.core.trace import LayerKind, Trace, trace
from cnnviz.ui.state.session import Session
from tests.ui.apps import lab_tab, page
from tests.ui.messages import unpack

PAIRS = [(name, kind) for name in SHIPPED_NAMES for kind in (LayerKind.CONV, LayerKind.POOL)]


def traced(session: Session) -> tuple[Any, Trace]:
    from cnnviz.ui.shelf import network_of
    from cnnviz.ui.state.shown import shown

    network = network_of(session, session.model)
    return network, trace(network.model, shown(session, network).tensor)


def opened(session: Session, name: str, settings: dict[str, Any]) -> AppTest:
    from cnnviz.ui.state.lab import LabChoices

    lab = LabChoices()
    lab.take(settings, session.model)
    app = lab_tab(name, session)
    app.session_state["lab_choices"] = lab
    for field in LabChoices.settings():
        app.session_state[f"lab_{field.name}"] = getattr(lab, field.name)
    return app.run()


def output(app: AppTest) -> Any:
    """The numbers in the stepping view's output."""
    (view,) = [each for each in app.get("bidi_component") if "stepper" in str(each.proto)[:400]]
    message = unpack(view.proto.bytes)
    plane = message["outputs"][0]
    return plane["values"].reshape(plane["rows"], plane["columns"])


@pytest.mark.parametrize(("model", "kind"), PAIRS, ids=str)
def test_the_labs_output_is_the_map(model: str, kind: LayerKind) -> None:
    from cnnviz.ui.widgets.in_lab import lab_settings

    session = Session(model=model, drawing=EXAMPLE_DIGITS[3].strokes)
    network, result = traced(session)
    layers = [record for record in result.records if record.kind is kind]
    seen = 0
    for record in layers[:: max(1, len(layers) // 3)]:
        maps = planes(record)
        channel = len(maps) // 2
        settings = lab_settings(network, result, Cell(record.name, channel, 0, 0))
        if settings is None:
            continue
        name = "convolution" if kind is LayerKind.CONV else "pooling"
        app = opened(session, name, settings)
        assert not app.exception and not app.error, app.exception
        shown = output(app)
        np.testing.assert_allclose(shown, maps[channel].numpy(), rtol=1e-4, atol=1e-4)
        seen += 1
    assert seen or not layers or model == "resnet"


def test_the_button_leads_there() -> None:
    session = Session(drawing=EXAMPLE_DIGITS[3].strokes)
    session.go("conv2", 6)
    app = page("layers", session).run()
    assert not app.exception
    app.button(key="open_in_lab").click().run()
    lab = app.session_state["lab_choices"]
    assert (lab.tab, lab.conv_layer, lab.conv_filter) == ("convolution", "conv2", 7)
    session.go("relu1")
    assert not [b for b in page("layers", session).run().button if b.key == "open_in_lab"]


def test_height_and_width_are_one_slider_until_they_are_apart() -> None:
    app = lab_tab("convolution").run()
    app.slider(key="lab_stride_down").set_value(2).run()
    lab = app.session_state["lab_choices"]
    assert (lab.stride_down, lab.stride_right) == (2, 2)
    assert [each.label for each in app.slider if "Stride" in each.label] == ["Stride"]
    app.toggle(key="lab_apart").set_value(True).run()
    app.slider(key="lab_stride_right").set_value(3).run()
    assert (lab.stride_down, lab.stride_right) == (2, 3)
    app.toggle(key="lab_apart").set_value(False).run()
    assert (lab.stride_down, lab.stride_right) == (2, 2)


def test_unequal_ones_come_apart_by_themselves() -> None:
    app = lab_tab("pooling")
    app.query_params["lab_pool_width"] = "3"
    app.run()
    assert app.toggle(key="lab_pool_apart").value
    assert app.slider(key="lab_pool_width").value == 3


def test_a_trained_filter_brings_its_padding() -> None:
    app = lab_tab("convolution").run()
    app.selectbox(key="lab_conv_source").set_value("network").run()
    lab = app.session_state["lab_choices"]
    assert (lab.kernel_height, lab.kernel_width, lab.padding) == (5, 5, 2)
