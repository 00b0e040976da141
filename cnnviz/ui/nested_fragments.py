"""Keeps Streamlit from sending what stands in a container that it will not send.

When a fragment runs again before what it put out last has left the server, Streamlit drops that
from the queue, but not what fragments within it put out. The browser then gets elements for
containers it has never heard of, and shows a blank page. Here they are dropped too: the fragment
that runs again puts them out again.
"""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

Path = tuple[int, ...]
_clear = ForwardMsgQueue.clear


def drop_what_stands_within() -> None:
    """Change the queue's class; once or several times."""
    ForwardMsgQueue.clear = _clear_with_nested  # type: ignore[method-assign, assignment]


def _clear_with_nested(
    queue: ForwardMsgQueue,
    retain_lifecycle_msgs: bool = False,
    fragment_ids_this_run: list[str] | None = None,
) -> None:
    runs = set(fragment_ids_this_run or ())
    dropped = {_path(each) for each in queue._queue if each.delta.fragment_id in runs}
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)
    if dropped:
        queue._queue = [each for each in queue._queue if not _is_within(_path(each), dropped)]


def _path(message: ForwardMsg) -> Path:
    return tuple(message.metadata.delta_path)


def _is_within(path: Path, places: set[Path]) -> bool:
    return any(path[:depth] in places for depth in range(1, len(path) + 1))
