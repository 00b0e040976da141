"""The lab's first tab: one filter moves over one input, number by number."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.prepare import DIGIT_SHAPE
from cnnviz.core.networks.network import Network
from cnnviz.core.windows import ConvSpec
from cnnviz.core.windows.examples import ARTICLE_INPUT, CHANNEL_NAMES, colour_picture, plane
from cnnviz.core.windows.facts import never_read_text, size_formula, torch_message
from cnnviz.core.windows.repairs import Repair, nearest_conv
from cnnviz.core.windows.tables import convolution_table
from cnnviz.figures.theme import UNIT_SCALE, size
from cnnviz.ui.components.window_stepper import Picture, pack_convolution, window_stepper
from cnnviz.ui.pages.lab.choices import edit_grid, formula_html, show_problem
from cnnviz.ui.pages.lab.kernels import activation_picker, kernel_grids, kernel_picker
from cnnviz.ui.state.address import write_address
from cnnviz.ui.state.lab import (
    CONV_STRIDES,
    DILATIONS,
    FILLS,
    KERNEL_SIZES,
    PADDINGS,
    LabChoices,
)
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.tab import current_tab, lab_choices

INPUTS = {
    "article": "Example, 6 × 6",
    "drawing": f"My drawing, {size(DIGIT_SHAPE[1:])}",
    "own": "My own numbers, 6 × 6",
    "colour4": "Colour picture, 4 × 4",
    "colour8": "Colour picture, 8 × 8",
}
HELP = {
    "Kernel height": "How many rows of cells the kernel covers (without dilation).",
    "Stride down": "How many cells the window moves on at each step.",
    "Dilation down": "Distance between the cells that the kernel reads: 1 is side by side.",
    "padding": "Cells added on every side. 'same' adds as many as keep the size, for stride 1.",
    "fill": "What the added cells hold: 0, the mirrored input, or the nearest edge cell again.",
    "bias": "One number, added once to every output cell.",
}
_NAMES = "floor((input + 2*padding - dilation*(kernel-1) - 1)/stride) + 1"
# The fields of `LabChoices` that hold an argument of `ConvSpec`.
_PAIRS = {
    "kernel_size": ("kernel_height", "kernel_width"),
    "stride": ("stride_down", "stride_right"),
    "dilation": ("dilation_down", "dilation_right"),
}
_SINGLE = {"padding": "padding", "padding_mode": "fill"}


def render(session: Session, network: Network) -> None:
    """The tab 'Convolution'."""
    with st.container(key="lab_conv"):
        _body(session, network)


@st.fragment
def _body(session: Session, network: Network) -> None:
    choices = lab_choices()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="conv_top"):
        picture = _input(session, choices)
        kernel_picker(network, choices)
        for title, name in (("Kernel height", "kernel_height"), ("Kernel width", "kernel_width")):
            with st.container(width=120):
                setattr(choices, name, _cells(title, KERNEL_SIZES, choices.key(name)))
        kernel = kernel_grids(network, choices, picture.channels or ("",))
        activation_picker(choices)
    _live(picture, kernel)


# A fragment within the other, and the result first: a slider's answer then waits for few other
# messages, which halves the time to the picture.
@st.fragment
def _live(picture: Picture, kernel: NDArray[np.float32]) -> None:
    choices = lab_choices()
    if kernel.shape[1:] != (choices.kernel_height, choices.kernel_width):
        st.rerun()  # a way out of a dead end gave the kernel another size
    left, right = st.columns([3, 1], gap="medium")
    with left:
        _result(choices, picture, kernel, _arguments(choices))
    with right, st.container(key="conv_settings", gap="small"):
        _settings(choices)
    write_address(current_tab())


def _input(session: Session, choices: LabChoices) -> Picture:
    with st.container(width=250):
        choices.conv_input = st.selectbox(
            "Input", list(INPUTS), format_func=INPUTS.__getitem__, key=choices.key("conv_input")
        )
    if choices.conv_input == "drawing":
        return drawn_picture(session)
    if choices.conv_input.startswith("colour"):
        values = colour_picture(int(choices.conv_input[-1]))
        return Picture("Colour picture", values, CHANNEL_NAMES, UNIT_SCALE)
    example = plane(ARTICLE_INPUT)
    if choices.conv_input == "article":
        return Picture("Input", example[None])
    popover = st.popover("Edit the input", on_change="rerun", key="edit_input")
    if popover.open:
        with popover:
            edit_grid(choices, "own input", example)
    return Picture("Your numbers", choices.grid("own input", example)[None])


def drawn_picture(session: Session) -> Picture:
    """The person's digit as the network reads it, or an example while nothing is drawn."""
    digit = session.digit()
    if not digit.is_blank:
        return Picture("Your drawing", digit.centred[None], scale=UNIT_SCALE)
    example = Session(drawing=EXAMPLE_DIGITS[3].strokes).digit()
    return Picture("Example digit (nothing is drawn)", example.centred[None], scale=UNIT_SCALE)


def _settings(choices: LabChoices) -> None:
    """The sliders, two a line: vertical, horizontal."""
    for title, (down, right), counts in (
        ("Stride", ("stride_down", "stride_right"), CONV_STRIDES),
        ("Dilation", ("dilation_down", "dilation_right"), DILATIONS),
    ):
        with st.container(horizontal=True, gap="medium"):
            for name, word in ((down, "down"), (right, "right")):
                label = f"{title} {word}"
                setattr(choices, name, _cells(label, counts, choices.key(name)))
    choices.padding = st.select_slider(
        "Padding", PADDINGS, key=choices.key("padding"), help=HELP["padding"]
    )
    fill = st.segmented_control(
        "Padding is filled with",
        FILLS,
        required=True,
        help=HELP["fill"],
        key=choices.key("fill"),
    )
    choices.fill = fill or "zeros"
    choices.bias = st.number_input(
        "Bias", step=0.5, help=HELP["bias"], key=choices.key("bias"), format="%.4g"
    )


def _cells(label: str, counts: range, key: str) -> int:
    return st.slider(label, counts[0], counts[-1], help=HELP.get(label), key=key)


def _arguments(choices: LabChoices) -> dict[str, Any]:
    """The arguments of `ConvSpec` as they are set, whether or not they fit."""
    pairs = {
        argument: tuple(getattr(choices, name) for name in names)
        for argument, names in _PAIRS.items()
    }
    return {**pairs, "padding": choices.padding, "padding_mode": choices.fill}


def _apply(choices: LabChoices, repair: Repair) -> None:
    for argument, value in repair.changes.items():
        if argument in _PAIRS and isinstance(value, tuple):
            choices.set(dict(zip(_PAIRS[argument], value, strict=True)))
        else:
            choices.set({_SINGLE[argument]: value})


def _result(
    choices: LabChoices, picture: Picture, kernel: NDArray[np.float32], arguments: dict[str, Any]
) -> None:
    """The formula and the stepping window, or what is wrong and the ways out."""
    channels, height, width = picture.values.shape
    spec = None
    # Containers stand where they stand in either case: while somebody drags a slider fast,
    # Streamlit mixes the messages of two runs, and then nothing may turn into something else.
    with st.container(key="size_formula"):
        try:
            spec = ConvSpec(**arguments)
            formula = size_formula((height, width), spec)
            st.html(formula_html(_NAMES, *formula, never_read_text((height, width), spec)))
        except ValueError as error:
            spec = None
            show_problem(
                error,
                torch_message((channels, height, width), arguments),
                nearest_conv((height, width), arguments),
                lambda repair: _apply(choices, repair),
                key="conv",
            )
    with st.container(key="conv_output"):
        if spec is None:
            return
        table = convolution_table(picture.values, kernel, spec, choices.bias, choices.activation)
        message = pack_convolution(
            picture, kernel, spec, table, bias=choices.bias, activation=choices.activation
        )
        window_stepper(message, key="conv_stepper")
