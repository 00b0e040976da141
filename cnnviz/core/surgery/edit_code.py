"""Changes to a network as a short text for an address, and back.

``conv1.s2.p0-pool1.avg.k3`` changes conv1 to stride 2 and padding 0, pool1 to average pooling
of size 3. Sizes that differ are written (vertical)x(horizontal): ``s2x1``. A hyphen in a layer's
name is written ``~h``, a tilde ``~t``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cnnviz.core.surgery.edits import (
    LayerEdit,
    NetworkEdit,
    WindowSpec,
    difference,
    edited_specs,
)
from cnnviz.core.windows import PADDING_MODES, ConvSpec

STRIDES = range(1, 5)
CONV_PADDINGS = range(7)
POOL_SIZES = range(1, 5)
POOL_PADDINGS = range(3)

_LETTERS = {"s": "stride", "p": "padding", "k": "kernel_size"}
_KINDS = {"max": "max", "avg": "average"}
_NUMBER = re.compile(r"([spk])([0-9])(?:x([0-9]))?", re.ASCII)


def allowed_numbers(spec: WindowSpec, setting: str) -> range:
    """Which numbers a person may choose, whatever else is set.

    They keep every network small enough to answer at once.
    """
    if setting == "padding":
        return CONV_PADDINGS if isinstance(spec, ConvSpec) else POOL_PADDINGS
    return STRIDES if setting == "stride" else POOL_SIZES


def encode_edits(edit: NetworkEdit) -> str:
    """The changes as a short text.

    Examples
    --------
    >>> encode_edits(NetworkEdit((LayerEdit("conv1", stride=2), LayerEdit("pool1", kind="max"))))
    'conv1.s2-pool1.max'
    """
    return "-".join(
        ".".join(
            [_escaped(part.layer), *(_word(name, value) for name, value in part.changes.items())]
        )
        for part in edit.layers
    )


def _escaped(name: str) -> str:
    return name.replace("~", "~t").replace("-", "~h")


def _word(name: str, value: Any) -> str:
    if name == "kind":
        return next(word for word, kind in _KINDS.items() if kind == value)
    if name == "padding_mode" or value == "same":
        return str(value)
    letter = next(letter for letter, setting in _LETTERS.items() if setting == name)
    return letter + ("x".join(map(str, value)) if isinstance(value, tuple) else str(value))


def decode_edits(text: str, layers: Mapping[str, WindowSpec]) -> NetworkEdit | None:
    """The changes that `text` stands for, or None if it is not such a text.

    Parameters
    ----------
    text : str
    layers : mapping of layer name to spec
        From `cnnviz.core.surgery.change.editable_layers`.

    Returns
    -------
    NetworkEdit or None
        In the form of `cnnviz.core.surgery.edits.change`. None for anything that is misspelt, names
        a layer or setting that is not there, says something twice, or is not a legal setting.

    Examples
    --------
    >>> layers = {"conv1": ConvSpec(5, padding=2)}
    >>> decode_edits("conv1.s2.p0", layers).layers[0].changes
    {'stride': 2, 'padding': 0}
    >>> decode_edits("conv1.s0", layers) is None
    True
    """
    if not text:
        return NetworkEdit()
    try:
        parts = tuple(_read_layer(part, layers) for part in text.split("-"))
        return difference(edited_specs(NetworkEdit(parts), layers), layers)
    except ValueError:
        return None


def _read_layer(text: str, layers: Mapping[str, WindowSpec]) -> LayerEdit:
    """One layer's changes; ValueError if the text is none."""
    names = [name for name in layers if text.startswith(f"{_escaped(name)}.")]
    if not names:
        raise ValueError(f"{text!r} names no layer")
    name = max(names, key=len)
    changes: dict[str, Any] = {}
    for word in text[len(_escaped(name)) + 1 :].split("."):
        setting, value = _read_word(word, layers[name])
        if setting in changes:
            raise ValueError(f"{setting} is said twice")
        changes[setting] = value
    return LayerEdit(name, **changes)


def _read_word(word: str, spec: WindowSpec) -> tuple[str, Any]:
    if word in _KINDS:
        return "kind", _KINDS[word]
    if word in PADDING_MODES:
        return "padding_mode", word
    if word == "same":
        return "padding", word
    match = _NUMBER.fullmatch(word)
    if match is None:
        raise ValueError(f"{word!r} is no setting")
    letter, *digits = match.groups()
    setting = _LETTERS[letter]
    numbers = [int(digit) for digit in digits if digit is not None]
    if any(number not in allowed_numbers(spec, setting) for number in numbers):
        raise ValueError(f"{word!r} is out of range")
    return setting, numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1])
