"""The form that defines a network, and what it says."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.outline import outline
from cnnviz.core.networks.plan.starts import STARTS
from cnnviz.core.networks.plan.values import Block, NetworkPlan
from cnnviz.core.training.config import TrainingPlan
from cnnviz.ui.state.training import TrainState
from tests.ui.apps import app_of, html, words

# Pictures' shape and classes come from the data that was chosen; another page shows no form.
_SCRIPT = """
import streamlit as st
from cnnviz.ui.pages.train.define import define_form
from cnnviz.ui.state.tab import train_state
shape, classes = st.session_state.get("data", ((1, 28, 28), 10))
asked = st.session_state.setdefault("asked", [])
on_shape = asked.append if st.session_state.get("can_resize") else None
if not st.session_state.get("elsewhere"):
    st.session_state["found"] = define_form(train_state(), shape, classes, on_shape)
"""


def form(plan: NetworkPlan | None = None, **given: Any) -> tuple[AppTest, TrainState]:
    state = TrainState(TrainingPlan(network=plan or NetworkPlan()))
    app = app_of(_SCRIPT)
    app.session_state["cnnviz_training"] = state
    for name, value in given.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app, state


def widget(app: AppTest, kind: str, name: str) -> Any:
    """The widget of that name, whatever version it has."""
    found = [e for e in app.get(kind) if str(e.key).startswith(f"define_{name}_v")]
    assert len(found) == 1, (name, [e.key for e in app.get(kind)])
    return found[0]


def shown(app: AppTest) -> NetworkPlan:
    """The plan that the widgets show, read from them alone."""
    blocks, place = [], 1
    while any(str(e.key).startswith(f"define_filters_{place}_v") for e in app.number_input):
        fields = {
            name: widget(app, "number_input", f"{name}_{place}").value
            for name in ("filters", "kernel", "stride", "padding")
        }
        fields |= {
            name: widget(app, "selectbox", f"{name}_{place}").value
            for name in ("activation", "pool")
        }
        if fields["pool"] != "none":
            fields["pool_size"] = widget(app, "number_input", f"pool_size_{place}").value
        fields["batch_norm"] = widget(app, "toggle", f"batch_norm_{place}").value
        blocks.append(Block(**fields))
        place += 1
    count = widget(app, "button_group", "dense_count").value
    dense = tuple(
        widget(app, "number_input", f"dense_{place}").value for place in range(1, count + 1)
    )
    return NetworkPlan(
        blocks=tuple(blocks),
        ending=widget(app, "selectbox", "ending").value,
        dense=dense,
        dense_activation=widget(app, "selectbox", "dense_activation").value if dense else "relu",
        dropout=widget(app, "slider", "dropout").value,
    )


def click(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def has_button(app: AppTest, key: str) -> bool:
    return any(button.key == key for button in app.button)


def test_it_starts_with_the_small_network_and_says_what_it_costs() -> None:
    app, state = form()
    assert shown(app) == state.plan.network == STARTS["small_cnn"]
    assert "<b>20,522</b> parameters" in html(app) and "<b>337,024</b> multiply-adds" in html(app)
    assert "16&nbsp;×&nbsp;8&nbsp;×&nbsp;8" in html(app)
    assert app.session_state["found"] == outline(NetworkPlan())


def test_every_control_changes_what_it_says() -> None:
    app, state = form()
    for name, value in (("filters", 12), ("kernel", 3), ("stride", 2), ("padding", 1)):
        widget(app, "number_input", f"{name}_1").set_value(value).run()
    widget(app, "selectbox", "activation_1").set_value("gelu").run()
    widget(app, "selectbox", "pool_1").set_value("average").run()
    widget(app, "number_input", "pool_size_1").set_value(3).run()
    widget(app, "toggle", "batch_norm_1").set_value(True).run()
    widget(app, "selectbox", "pool_2").set_value("none").run()
    widget(app, "number_input", "kernel_2").set_value(2).run()
    widget(app, "selectbox", "ending").set_value("global_max").run()
    widget(app, "button_group", "dense_count").set_value(2).run()
    widget(app, "number_input", "dense_2").set_value(20).run()
    widget(app, "selectbox", "dense_activation").set_value("tanh").run()
    widget(app, "slider", "dropout").set_value(0.25).run()
    assert not app.exception
    expected = NetworkPlan(
        blocks=(Block(12, 3, 2, 1, "gelu", "average", 3, True), Block(16, 2, pool="none")),
        ending="global_max",
        dense=(64, 20),
        dense_activation="tanh",
        dropout=0.25,
    )
    assert state.plan.network == shown(app) == expected
    assert f"<b>{outline(expected).parameters:,}</b> parameters" in html(app)


def test_blocks_are_added_and_removed() -> None:
    app, state = form()
    click(app, "define_add")
    click(app, "define_add")
    assert len(state.plan.network.blocks) == 4
    assert app.button(key="define_add").disabled
    assert outline(state.plan.network).broken is None
    assert shown(app) == state.plan.network
    second = state.plan.network.blocks[1]
    click(app, "define_remove_1")
    assert state.plan.network.blocks[0] == second
    assert shown(app) == state.plan.network
    for _ in range(3):
        click(app, "define_remove_1")
    assert state.plan.network.blocks == () and not has_button(app, "define_remove_1")
    click(app, "define_add")
    assert shown(app) == state.plan.network and len(state.plan.network.blocks) == 1


def test_an_impossible_network_is_named_and_mended() -> None:
    app, state = form()
    widget(app, "number_input", "pool_size_1").set_value(8).run()
    assert app.session_state["found"].broken.layer == "conv2"
    assert "conv2 cannot lay its 5 × 5 kernel over maps of 3 × 3 cells" in app.error[0].value
    assert html(app).count('class="broken"') == 1 and "does not fit" in html(app)
    offered = [b.label for b in app.button if str(b.key).startswith("define_way_out_")]
    assert offered[-1] == "Only 1 block instead of 2" and 2 <= len(offered) <= 4
    click(app, "define_way_out_1")
    assert not app.error and 'class="broken"' not in html(app)
    assert outline(state.plan.network).broken is None
    assert shown(app) == state.plan.network
    # The old widgets bring nothing back.
    app.run()
    assert shown(app) == state.plan.network


def test_a_network_that_is_too_large_is_named_at_the_layer_that_costs_most() -> None:
    app, state = form(NetworkPlan(blocks=(), dense=(1024,)), data=((3, 128, 128), 10))
    assert "too large to train here" in app.error[0].value and "in dense1" in app.error[0].value
    assert html(app).count('class="broken"') == 1
    click(app, "define_way_out_1")
    assert outline(state.plan.network).broken is None and not app.error


@pytest.mark.parametrize("name", STARTS)
def test_a_start_replaces_the_whole_plan(name: str) -> None:
    app, state = form(NetworkPlan(blocks=(Block(3, 3),), dense=(), dropout=0.5))
    group = "start_1" if name in ARCHITECTURES else "start_0"
    widget(app, "button_group", group).set_value(name).run()
    assert not app.exception
    assert state.plan.network == STARTS[name]
    assert widget(app, "button_group", group).value == name
    if name in ARCHITECTURES:
        assert not app.number_input
        click(app, "define_blocks")
    assert shown(app) == dataclasses.replace(STARTS[name], architecture="")
    # Clicked once more it is not taken away.
    if name not in ARCHITECTURES:
        widget(app, "button_group", group).set_value(None).run()
        assert state.plan.network == STARTS[name]
        assert widget(app, "button_group", group).value == name


def test_an_architecture_for_other_pictures_is_refused_with_ways_out() -> None:
    plan = NetworkPlan(architecture="lenet5")
    app, state = form(plan, data=((3, 32, 32), 10))
    assert "LeNet-5 is made for pictures of 1 × 28 × 28 and 10 classes" in app.error[0].value
    offered = [b.label for b in app.button if str(b.key).startswith("define_way_out_")]
    assert offered == ["Build it of blocks instead"]
    click(app, "define_way_out_1")
    assert state.plan.network == NetworkPlan((3, 32, 32))
    app, state = form(plan, data=((3, 32, 32), 10), can_resize=True)
    assert "Use pictures of 1 × 28 × 28" in words(app)
    click(app, "define_way_out_2")
    assert app.session_state["asked"] == [(1, 28, 28)]


def test_an_unknown_architecture_of_an_address_is_one_sentence() -> None:
    app, state = form(NetworkPlan(architecture="<b>gpt</b>"))
    assert app.error[0].value == "There is no architecture called <b>gpt</b>."
    click(app, "define_way_out_1")
    assert shown(app) == state.plan.network == NetworkPlan()


def test_other_data_make_another_plan_but_no_other_form() -> None:
    app, state = form()
    widget(app, "number_input", "filters_1").set_value(5).run()
    app.session_state["data"] = ((3, 64, 48), 4)
    app.run()
    assert not app.exception
    assert state.plan.network.input_shape == (3, 64, 48) and state.plan.network.classes == 4
    assert widget(app, "number_input", "filters_1").value == 5
    assert "3&nbsp;×&nbsp;64&nbsp;×&nbsp;48" in html(app)


def test_all_is_still_there_after_another_page_and_what_comes_from_elsewhere_is_shown() -> None:
    app, state = form()
    widget(app, "number_input", "filters_1").set_value(5).run()
    widget(app, "toggle", "batch_norm_2").set_value(True).run()
    before = state.plan.network
    app.session_state["elsewhere"] = True
    app.run()
    app.session_state["elsewhere"] = False
    app.run()
    assert state.plan.network == shown(app) == before
    # As an address, a search or a link would.
    state.plan = dataclasses.replace(state.plan, network=STARTS["deeper"])
    app.run()
    assert state.plan.network == shown(app) == STARTS["deeper"]
    widget(app, "number_input", "filters_1").set_value(7).run()
    assert state.plan.network.blocks[0].filters == shown(app).blocks[0].filters == 7


def test_two_tabs_do_not_share_a_form() -> None:
    (one, mine), (other, theirs) = form(), form()
    widget(one, "number_input", "filters_1").set_value(5).run()
    other.run()
    assert theirs.plan.network == shown(other) == NetworkPlan()
    assert mine.plan.network.blocks[0].filters == 5
