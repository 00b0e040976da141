"""Where a person looks in the network, and what stays when they look at another layer."""

from __future__ import annotations

from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.influence import telling_cell
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import Trace, trace
from cnnviz.ui.state.place import go_to_layer, standing_cell
from cnnviz.ui.state.session import Place, Session
from tests.ui.apps import with_three


def traced(session: Session) -> Trace:
    return trace(load_pretrained(session.model), session.digit().tensor)


def test_where_nobody_chose_a_cell_it_is_the_one_the_answer_rests_on() -> None:
    session = with_three()
    session.go("conv2", 4)
    result = traced(session)
    assert standing_cell(session, result) == telling_cell(result, "conv2", 4)
    assert session.row is None
    session.go("conv2", 4, 99, 2)
    assert standing_cell(session, result) == Cell("conv2", 4, 9, 2)


def test_another_layer_keeps_map_and_place_as_far_as_it_has_them() -> None:
    session = with_three()
    result = traced(session)
    session.go("relu1", 5, 20, 9)
    go_to_layer(session, result, "pool1")
    assert session.place == Place("lenet5", "pool1", 5, 10, 4)
    go_to_layer(session, result, "relu1")
    assert session.place == Place("lenet5", "relu1", 5, 20, 8)
    session.go("conv2", 15)
    go_to_layer(session, result, "pool1")
    assert session.place == Place("lenet5", "pool1", 5)


def test_the_last_layer_opens_at_the_answer() -> None:
    session = with_three()
    result = traced(session)
    session.go("relu4", 70)
    go_to_layer(session, result, "output")
    assert session.place == Place("lenet5", "output", 3)


def test_unfolding_can_be_taken_back() -> None:
    session = with_three()
    session.unfold("conv1", 3)
    assert session.unfolded and session.place == Place("lenet5", "conv1", 3)
    session.fold()
    assert not session.unfolded and session.layer == "conv1"
