"""What a dense layer would cost where a convolution stands."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.explore.dense_instead import BYTES_A_PARAMETER, TwoCosts, dense_instead
from cnnviz.core.images import Shape
from cnnviz.core.windows import ConvSpec
from cnnviz.figures.theme import grouped, number, size
from cnnviz.ui.state.duel import FILTERS, KERNELS, DuelState
from cnnviz.ui.state.session import Session
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.numbers import in_words
from cnnviz.ui.words.speech import say

PICTURES: dict[str, Shape] = {
    "digit": (1, 28, 28),
    "photo": (3, 224, 224),
}


def render(session: Session, state: DuelState) -> None:
    """The part 'Dense instead'."""
    with st.container(key="dense_instead", gap="small"):
        with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
            with st.container(width=320):
                first, last, key = FILTERS[0], FILTERS[-1], state.key("filters")
                state.filters = st.slider(say("duel-filters"), first, last, key=key)
            with st.container(width="content"):
                kernel = st.segmented_control(
                    say("lab-kernel"),
                    list(KERNELS),
                    format_func=lambda side: f"{side} × {side}",
                    required=True,
                    help=say("duel-kernel-help"),
                    key=state.key("kernel"),
                )
                state.kernel = kernel or state.kernel
        for what, picture in PICTURES.items():
            spec = ConvSpec(state.kernel, padding=state.kernel // 2)
            _compare(what, picture, dense_instead(picture, state.filters, spec))
        st.caption(say("duel-dense-about", bytes=BYTES_A_PARAMETER))


def _compare(what: str, picture: Shape, costs: TwoCosts) -> None:
    panel_title(say(f"duel-for-{what}", size=size(picture), maps=size(costs.output)))
    show_table(
        {
            "": [say("duel-convolution"), say("duel-dense-layer")],
            say("duel-parameters"): [grouped(costs.convolution), grouped(costs.dense)],
            say("duel-work"): [grouped(costs.convolution_work), grouped(costs.dense_work)],
            say("duel-memory"): [_memory(costs.convolution), _memory(costs.dense)],
        }
    )
    st.markdown(
        say(
            "duel-dense-times",
            parameters=in_words(costs.parameter_ratio),
            work=in_words(costs.work_ratio),
        )
    )


def _memory(parameters: int) -> str:
    size_left = float(parameters * BYTES_A_PARAMETER)
    for unit in ("B", "KB", "MB", "GB"):
        if size_left < 1000:
            return f"{number(size_left)} {unit}"
        size_left /= 1000
    return f"{number(size_left)} TB"
