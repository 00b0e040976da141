"""What is left to send when a fragment runs again before its last output has gone."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from cnnviz.ui.nested_fragments import drop_what_stands_within


def block(path: list[int], fragment: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.add_block.allow_empty = True
    if fragment:
        message.delta.fragment_id = fragment
    message.metadata.delta_path.extend(path)
    return message


def known(path: list[int]) -> ForwardMsg:
    """An element that the browser has already: only its place and a name are sent."""
    message = ForwardMsg(ref_hash="abc")
    message.metadata.delta_path.extend(path)
    return message


@pytest.mark.parametrize("times", [1, 2])
def test_nothing_is_left_for_containers_that_are_dropped(times: int) -> None:
    for _ in range(times):
        drop_what_stands_within()
    queue = ForwardMsgQueue()
    page = [block([0, 0], ""), block([0, 1], "outer"), block([0, 1, 2], "outer")]
    within = [block([0, 1, 2, 0], "inner"), known([0, 1, 2, 0, 0])]
    beside = [block([0, 2], "other"), block([0, 2, 0], "other"), known([0, 3])]
    for message in [*page, *within, *beside]:
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["outer"])
    left = [list(message.metadata.delta_path) for message in queue.flush()]
    assert left == [[0, 0], [0, 2], [0, 2, 0], [0, 3]]


def test_an_inner_fragment_leaves_the_outer_one_alone() -> None:
    drop_what_stands_within()
    queue = ForwardMsgQueue()
    for message in (block([0, 1], "outer"), block([0, 1, 0], "inner"), block([0, 1, 1], "outer")):
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["inner"])
    assert [list(each.metadata.delta_path) for each in queue.flush()] == [[0, 1], [0, 1, 1]]


def test_the_end_of_a_run_is_told_all_the_same() -> None:
    drop_what_stands_within()
    queue = ForwardMsgQueue()
    queue.enqueue(block([0, 1], "outer"))
    queue.enqueue(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["outer"])
    assert [each.WhichOneof("type") for each in queue.flush()] == ["script_finished"]
