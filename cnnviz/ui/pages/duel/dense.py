"""What a dense layer would cost where a convolution stands."""

from __future__ import annotations

import streamlit as st

from cnnviz.core.explore.dense_instead import BYTES_A_PARAMETER, TwoCosts, dense_instead
from cnnviz.core.images import Shape
from cnnviz.core.windows import ConvSpec
from cnnviz.figures.theme import size
from cnnviz.ui.state.duel import FILTERS, KERNELS, DuelState
from cnnviz.ui.state.session import Session
from cnnviz.ui.tables import show_table
from cnnviz.ui.widgets.panel import panel_title
from cnnviz.ui.words.numbers import in_words

PICTURES: dict[str, Shape] = {
    "a grey digit": (1, 28, 28),
    "a colour photo": (3, 224, 224),
}


def render(session: Session, state: DuelState) -> None:
    """The part 'Dense instead'."""
    with st.container(key="dense_instead", gap="small"):
        with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
            with st.container(width=320):
                state.filters = st.slider(
                    "Filters", FILTERS[0], FILTERS[-1], key=state.key("filters")
                )
            with st.container(width="content"):
                kernel = st.segmented_control(
                    "Kernel",
                    list(KERNELS),
                    format_func=lambda side: f"{side} × {side}",
                    required=True,
                    help="Padding keeps the maps as large as the picture.",
                    key=state.key("kernel"),
                )
                state.kernel = kernel or state.kernel
        for what, picture in PICTURES.items():
            spec = ConvSpec(state.kernel, padding=state.kernel // 2)
            _compare(what, picture, dense_instead(picture, state.filters, spec))
        st.caption(
            "Both layers make the same number of outputs of the same picture. A convolution has "
            "one small kernel for each filter and each channel, and uses it at every place; a "
            "dense layer has a weight for every pair of an input and an output. Memory: "
            f"{BYTES_A_PARAMETER} bytes a parameter (float32)."
        )


def _compare(what: str, picture: Shape, costs: TwoCosts) -> None:
    panel_title(f"For {what}, {size(picture)}: maps of {size(costs.output)}")
    show_table(
        {
            "": ["convolution", "dense layer"],
            "parameters": [f"{costs.convolution:,}", f"{costs.dense:,}"],
            "multiply-adds": [f"{costs.convolution_work:,}", f"{costs.dense_work:,}"],
            "memory": [_memory(costs.convolution), _memory(costs.dense)],
        }
    )
    st.markdown(
        f"The dense layer needs **{in_words(costs.parameter_ratio)} times** as many parameters and "
        f"**{in_words(costs.work_ratio)} times** as many multiplications."
    )


def _memory(parameters: int) -> str:
    size_left = float(parameters * BYTES_A_PARAMETER)
    for unit in ("bytes", "KB", "MB", "GB"):
        if size_left < 1000:
            return f"{size_left:.3g} {unit}"
        size_left /= 1000
    return f"{size_left:,.3g} TB"
