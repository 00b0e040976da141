"""The lab's tabs 'Convolution' and 'Pooling' without a browser, and what they send to one."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch.nn import functional

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.windows import ConvSpec, PoolSpec
from cnnviz.core.windows.examples import CHANNEL_NAMES, POOLING_INPUT, colour_picture, plane
from cnnviz.core.windows.tables import convolution_table, pooling_table
from cnnviz.ui.components.window_stepper import Picture, pack_convolution, pack_pooling
from cnnviz.ui.state.lab import LabChoices
from cnnviz.ui.state.session import Session
from tests.ui.apps import html as read
from tests.ui.apps import lab_tab as tab
from tests.ui.messages import unpack


def html(app: AppTest) -> str:
    return read(app).replace("<wbr>", "")


def test_the_formula_has_this_moments_numbers() -> None:
    app = tab("convolution").run()
    assert not app.exception
    assert "floor((6 + 2*0 - 1*(3-1) - 1)/1) + 1 = 4" in html(app)
    app.toggle(key="lab_apart").set_value(True).run()
    app.slider(key="lab_stride_right").set_value(2).run()
    assert "floor((6 + 2*0 - 1*(3-1) - 1)/2) + 1 = 2" in html(app)
    assert "The last column is never read." in html(app)


def test_an_impossible_setting_and_the_way_out() -> None:
    app = tab("convolution").run()
    app.slider(key="lab_kernel_height").set_value(7).run()
    assert "kernel_size covers 7 cells" in app.error[0].value
    assert any("Kernel size can't be greater" in text.value for text in app.markdown)
    app.button(key="conv_repair_0").click().run()
    assert not app.exception and not app.error
    assert app.session_state["lab_choices"].padding == 1
    assert app.select_slider(key="lab_padding").value == 1


def test_same_padding_with_a_stride() -> None:
    app = tab("convolution").run()
    app.select_slider(key="lab_padding").set_value("same").run()
    assert not app.error
    app.slider(key="lab_stride_down").set_value(2).run()
    assert "padding='same' needs stride 1" in app.error[0].value
    assert any("not supported for strided" in text.value for text in app.markdown)


@pytest.mark.parametrize("source", ["drawing", "own", "colour4", "colour8"])
def test_every_input_with_a_trained_filter(source: str) -> None:
    app = tab("convolution", Session(drawing=EXAMPLE_DIGITS[3].strokes)).run()
    app.selectbox(key="lab_conv_source").set_value("network").run()
    app.selectbox(key="lab_conv_input").set_value(source).run()
    assert not app.exception
    choices: LabChoices = app.session_state["lab_choices"]
    assert (choices.kernel_height, choices.kernel_width) == (5, 5)
    assert choices.bias != 0
    app.selectbox(key="lab_conv_layer").set_value("conv2").run()
    assert not app.exception
    assert choices.bias == 0


def test_a_network_without_convolutions_offers_no_filter() -> None:
    app = tab("convolution", Session(model="mlp")).run()
    assert not app.exception
    assert not any("trained" in option for option in app.selectbox(key="lab_conv_source").options)


def test_the_choices_outlive_the_widgets() -> None:
    app = tab("convolution")
    app.session_state["lab_choices"] = LabChoices(
        conv_source="sharpen", padding=2, loaded=("sharpen",)
    )
    app.run()
    assert app.select_slider(key="lab_padding").value == 2
    assert app.selectbox(key="lab_conv_source").value == "sharpen"


@pytest.mark.parametrize("source", ["example", "drawing", "map"])
@pytest.mark.parametrize("kind", ["both", "max", "average", "none"])
def test_pooling_of_every_input(source: str, kind: str) -> None:
    app = tab("pooling", Session(drawing=EXAMPLE_DIGITS[3].strokes))
    app.session_state["lab_choices"] = LabChoices(
        pool_input=source, pool_kind=kind, pool_shift="right"
    )
    app.run()
    assert not app.exception and not app.error
    assert "Shifting the input by one pixel right changes" in html(app)


def test_pooling_with_too_much_padding() -> None:
    app = tab("pooling").run()
    assert "floor((4 + 2*0 - 1*(2-1) - 1)/2) + 1 = 2" in html(app)
    app.slider(key="lab_pool_padding").set_value(2).run()
    assert "padding must be at most half of kernel_size" in app.error[0].value
    app.button(key="pool_repair_0").click().run()
    assert not app.exception and not app.error
    assert app.session_state["lab_choices"].pool_padding == 1


def test_the_message_holds_what_pytorch_computes() -> None:
    image, spec = colour_picture(8), ConvSpec(3, padding=1)
    kernel = np.random.default_rng(0).normal(size=(3, 3, 3)).astype(np.float32)
    table = convolution_table(image, kernel, spec, 0.5, "tanh")
    picture = Picture("Colour", image, CHANNEL_NAMES)
    sent = unpack(pack_convolution(picture, kernel, spec, table, bias=0.5, activation="tanh"))
    expected = functional.conv2d(
        torch.from_numpy(image)[None],
        torch.from_numpy(kernel)[None],
        torch.tensor([0.5]),
        padding=1,
    )
    output = sent["outputs"][0]
    np.testing.assert_allclose(output["totals"], expected.ravel(), atol=1e-5)
    np.testing.assert_allclose(output["values"], torch.tanh(expected).ravel(), atol=1e-5)
    terms = sent["terms"].reshape(-1, 3, 3, 3)
    np.testing.assert_allclose(terms.sum(axis=(1, 2, 3)) + 0.5, output["totals"], atol=1e-9)
    assert sent["input"]["values"].size == 3 * 10 * 10 and sent["inner"] == [1, 1, 8, 8]
    assert not sent["exact"]


def test_max_and_average_are_sent_side_by_side() -> None:
    image = plane(POOLING_INPUT)
    tables = {kind: pooling_table(image, PoolSpec(kind, 2)) for kind in ("max", "average")}
    sent = unpack(pack_pooling(Picture("Input", image[None]), PoolSpec("max", 2), tables))
    first, second = sent["outputs"]
    assert first["values"].tolist() == [9, 2, 6, 3]
    assert second["values"].tolist() == [3.75, 1.25, 3.75, 2.25]
    # One scale: the two can be compared with each other and with the input.
    assert first["limits"] == second["limits"] == sent["input"]["limits"]
    assert sent["exact"]
