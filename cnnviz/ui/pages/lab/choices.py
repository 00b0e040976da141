"""What a person has set in the lab; it outlives the widgets, which forget on other pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.core.windows.repairs import Repair

Plane = NDArray[np.float32]
_KEY = "lab_choices"
# Far beyond anything useful, far below what float32 cannot hold.
_LARGEST = 1e6


@dataclass
class LabChoices:
    """The settings of the tabs 'Convolution' and 'Pooling', and numbers typed into grids.

    Attributes
    ----------
    grids : dict
        Name of a grid -> its numbers, where a person changed them.
    bases, versions : dict
        What each grid's editor started from, and how often it was started anew.
    loaded : tuple
        The kernel whose size and bias were last taken over.
    """

    conv_input: str = "article"
    conv_source: str = "vertical edge"
    conv_layer: str = ""
    conv_filter: int = 1
    conv_slice: int = 1
    kernel_height: int = 3
    kernel_width: int = 3
    stride_down: int = 1
    stride_right: int = 1
    dilation_down: int = 1
    dilation_right: int = 1
    padding: int | str = 0
    fill: str = "zeros"
    bias: float = 0.0
    activation: str = "none"
    pool_input: str = "example"
    pool_layer: str = ""
    pool_channel: int = 1
    pool_kind: str = "both"
    pool_height: int = 2
    pool_width: int = 2
    pool_stride_down: int = 2
    pool_stride_right: int = 2
    pool_padding: int = 0
    pool_ceil: bool = False
    pool_shift: str = "not shifted"
    grids: dict[str, Plane] = field(default_factory=dict)
    bases: dict[str, Plane] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    loaded: tuple[object, ...] = ("vertical edge",)

    def key(self, name: str) -> str:
        """The widget key of a field; a widget that is new here starts with the field's value."""
        key = f"lab_{name}"
        if key not in st.session_state:
            st.session_state[key] = getattr(self, name)
        return key

    def set(self, changes: Mapping[str, Any]) -> None:
        """Change fields and their widgets; before those are drawn, or in a callback."""
        for name, value in changes.items():
            setattr(self, name, value)
            st.session_state[f"lab_{name}"] = value

    def grid(self, name: str, default: Plane) -> Plane:
        """A grid's numbers as they are now: (H, W)."""
        return self.grids.get(name, default)

    def reset_grid(self, name: str) -> None:
        """Forget what was typed into a grid."""
        self.grids.pop(name, None)
        self.versions[name] = self.versions.get(name, 0) + 1


def lab_choices() -> LabChoices:
    """The choices of this browser tab."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = LabChoices()
    choices: LabChoices = st.session_state[_KEY]
    # What the browser has just sent is known before the widget is drawn.
    for name in (each.name for each in fields(LabChoices)):
        if f"lab_{name}" in st.session_state:
            setattr(choices, name, st.session_state[f"lab_{name}"])
    return choices


def edit_grid(choices: LabChoices, name: str, default: Plane) -> None:
    """A table to type a grid's numbers into; what was typed goes into `choices.grids`.

    Parameters
    ----------
    choices : LabChoices
    name : str
    default : array (H, W)
        The numbers if nothing was typed.
    """
    key = f"lab_grid_{name}_{choices.versions.get(name, 0)}"
    if key not in st.session_state:
        choices.bases[name] = choices.grid(name, default)
    base = choices.bases[name]
    shown = base.astype(np.float64).round(4)
    columns = {str(place + 1): shown[:, place].tolist() for place in range(base.shape[1])}
    typed = st.data_editor(
        columns,
        key=key,
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(width=58) for name in columns},
        width="content",
        alt=name,
    )
    table = np.column_stack([np.array(column, np.float64) for column in typed.values()])
    table = np.nan_to_num(table).clip(-_LARGEST, _LARGEST)
    # What nobody touched keeps all its digits.
    numbers = np.where(table == shown, base, table).astype(np.float32)
    if not np.array_equal(numbers, choices.grid(name, default)):
        choices.grids[name] = numbers
    if name in choices.grids:
        st.button(
            "Undo my changes",
            on_click=choices.reset_grid,
            args=(name,),
            key=f"lab_reset_{name}",
        )


def show_problem(
    error: ValueError,
    torch_says: str | None,
    repairs: list[Repair],
    apply: Callable[[Repair], None],
    *,
    key: str,
) -> None:
    """What is wrong with a setting, in one sentence, and the ways out as buttons."""
    st.error(f"This cannot work: {error}.", icon=":material/error:")
    if torch_says:
        st.markdown(f"PyTorch says: `{torch_says}`")
    if repairs:
        st.markdown("**The nearest settings that work:**")
        with st.container(horizontal=True, key=f"{key}_repairs"):
            for index, repair in enumerate(repairs):
                st.button(
                    f"{repair.label[0].upper()}{repair.label[1:]}",
                    on_click=apply,
                    args=(repair,),
                    type="primary" if index == 0 else "secondary",
                    key=f"{key}_repair_{index}",
                )


def formula_html(names: str, height: str, width: str, unread: str) -> str:
    """The size formula in words, then with this moment's numbers; what is never read."""
    same = height == width
    lines = [("height and width", height)] if same else [("height", height), ("width", width)]
    rows = "".join(
        f'<div style="font-size:1.2rem;font-weight:600">{_breakable(text)}'
        f'<span style="font-family:Source Sans,sans-serif;font-weight:400;font-size:0.95rem">'
        f"&ensp;output {label}</span></div>"
        for label, text in lines
    )
    note = (
        f'<div style="margin-top:.3rem;padding-left:.6rem;border-left:4px solid #e8740c">'
        f"<b>{unread}</b></div>"
        if unread
        else ""
    )
    return (
        f'<div role="status"><div style="font-family:monospace">'
        f'<div style="font-size:0.9rem">{_breakable(names)}</div>{rows}</div>{note}</div>'
    )


def _breakable(formula: str) -> str:
    return formula.replace("/", "/<wbr>")
