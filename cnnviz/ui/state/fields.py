"""Settings of a page that are fields of one object: their widgets, their limits, their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, field, fields
from typing import Any, ClassVar

import streamlit as st

_ALLOWED = "allowed"


def setting(default: Any, allowed: range | tuple[Any, ...]) -> Any:
    """A field of a `Settings` class that one widget sets.

    Parameters
    ----------
    default : bool, int, float or str
    allowed : range or tuple
        What it may be; for a float the lowest and the highest number. An empty tuple: any name,
        which the page checks.
    """
    return field(default=default, metadata={_ALLOWED: allowed})


class Settings:
    """Base of dataclasses whose `setting` fields outlive the widgets that set them.

    Attributes
    ----------
    prefix : str
        Of the widgets' keys.
    """

    prefix: ClassVar[str]

    @classmethod
    def settings(cls) -> tuple[Field[Any], ...]:
        """The fields that one widget sets each."""
        return tuple(each for each in fields(cls) if _ALLOWED in each.metadata)  # type: ignore[arg-type]

    @classmethod
    def allows(cls, changes: Mapping[str, Any]) -> bool:
        """Whether its widgets can be set so."""
        named = {each.name: each for each in cls.settings()}
        try:
            return all(
                read_setting(named[name], written(value)) == value
                for name, value in changes.items()
            )
        except ValueError:
            return False

    def key(self, name: str) -> str:
        """The widget key of a field; a widget that is new here starts with the field's value."""
        key = f"{self.prefix}_{name}"
        if key not in st.session_state:
            st.session_state[key] = getattr(self, name)
        return key

    def set(self, changes: Mapping[str, Any]) -> None:
        """Change fields and their widgets; before those are drawn, or in a callback."""
        for name, value in changes.items():
            setattr(self, name, value)
            st.session_state[f"{self.prefix}_{name}"] = value

    def hear(self) -> None:
        """Take over what the browser has just sent: it is known before the widgets are drawn."""
        for name in (each.name for each in self.settings()):
            # A group of buttons of which none is chosen says nothing.
            if st.session_state.get(f"{self.prefix}_{name}") is not None:
                setattr(self, name, st.session_state[f"{self.prefix}_{name}"])


def written(value: Any) -> str:
    """A setting as a short text."""
    return str(int(value)) if isinstance(value, bool) else format(value)


def read_setting(of: Field[Any], text: str) -> Any:
    """The setting that `written` wrote.

    Raises
    ------
    ValueError
        If the text is none that is allowed.
    """
    allowed, default = of.metadata[_ALLOWED], of.default
    if isinstance(default, float):
        number = float(text)
        if not allowed[0] <= number <= allowed[1]:
            raise ValueError(f"{of.name} is out of range")
        return number
    if isinstance(allowed, range):
        # Longer texts are no size here, but slow to convert.
        if len(text) > 6 or int(text) not in allowed:
            raise ValueError(f"{of.name} is out of range")
        return int(text)
    if not allowed and len(text) <= _LONGEST_NAME:
        return text
    for value in allowed:
        if written(value) == text:
            return value
    raise ValueError(f"{of.name} is none that can be set")


_LONGEST_NAME = 200
