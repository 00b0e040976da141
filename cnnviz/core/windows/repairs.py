"""The nearest settings that work, for a window that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from cnnviz.core.windows import ConvSpec, Pair, PoolSpec

Setting = object
Settings = Mapping[str, Setting]
_PAIRS_7 = tuple(product(range(1, 8), repeat=2))
_PAIRS_4 = tuple(product(range(1, 5), repeat=2))

# What the lab offers for each argument, in the order in which a change is proposed.
CONV_CHOICES: dict[str, tuple[Setting, ...]] = {
    "padding": (*range(7), "same"),
    "kernel_size": _PAIRS_7,
    "dilation": tuple(product(range(1, 4), repeat=2)),
    "stride": _PAIRS_4,
    "padding_mode": ("zeros", "replicate", "reflect"),
}
POOL_CHOICES: dict[str, tuple[Setting, ...]] = {
    "padding": tuple(range(4)),
    "kernel_size": _PAIRS_4,
    "stride": _PAIRS_4,
}
_WORDS = {"kernel_size": "kernel", "padding_mode": "fill"}


@dataclass(frozen=True)
class Repair:
    """A setting that works, and how it differs from one that does not.

    Attributes
    ----------
    label : str
        For a button: "padding 2 instead of 0".
    changes : dict
        Arguments to change, with their new values.
    """

    label: str
    changes: dict[str, Setting]


def nearest_conv(size: Pair, settings: Settings) -> list[Repair]:
    """At most three changes that make a convolution fit an input of this height and width.

    Parameters
    ----------
    size : (int, int)
    settings : mapping
        Arguments of `ConvSpec`; sizes as pairs, `padding` an int or "same".

    Examples
    --------
    >>> [r.label for r in nearest_conv((2, 2), dict(kernel_size=(3, 3), stride=(1, 1), padding=0))]
    ['padding 1 instead of 0', 'kernel 2 × 2 instead of 3 × 3']
    """

    def fits(values: Settings) -> bool:
        return _fits(lambda: ConvSpec(**values).output_size(size))  # type: ignore[arg-type]

    return _nearest(settings, CONV_CHOICES, fits)


def nearest_pool(size: Pair, settings: Settings) -> list[Repair]:
    """The same for pooling; `settings` are arguments of `PoolSpec`."""

    def fits(values: Settings) -> bool:
        return _fits(lambda: PoolSpec(**values).output_size(size))  # type: ignore[arg-type]

    return _nearest(settings, POOL_CHOICES, fits)


def _fits(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except ValueError:
        return False
    return True


def _nearest(
    settings: Settings,
    choices: Mapping[str, tuple[Setting, ...]],
    fits: Callable[[Settings], bool],
) -> list[Repair]:
    # One change if that is enough, else two at a time.
    names = [name for name in choices if name in settings]
    for how_many in (1, 2):
        repairs = []
        for together in combinations(names, how_many):
            changed = _first_fit(settings, choices, together, fits)
            if changed is not None:
                label = ", ".join(_label(name, changed[name], settings[name]) for name in together)
                repairs.append(Repair(label, changed))
        if repairs:
            return repairs[:3]
    return []


def _first_fit(
    settings: Settings,
    choices: Mapping[str, tuple[Setting, ...]],
    names: tuple[str, ...],
    fits: Callable[[Settings], bool],
) -> dict[str, Setting] | None:
    ordered = [list(_by_distance(choices[name], settings[name])) for name in names]
    candidates = sorted(product(*ordered), key=lambda c: sum(distance for distance, _ in c))
    for candidate in candidates:
        changed = {name: value for name, (_, value) in zip(names, candidate, strict=True)}
        if fits({**settings, **changed}):
            return changed
    return None


def _by_distance(values: tuple[Setting, ...], current: Setting) -> Iterator[tuple[float, Setting]]:
    for value in values:
        if value != current:
            yield _distance(value, current), value


def _distance(value: Setting, current: Setting) -> float:
    if isinstance(value, tuple) and isinstance(current, tuple):
        return float(sum(abs(a - b) for a, b in zip(value, current, strict=True)))
    if isinstance(value, int) and isinstance(current, int):
        return float(abs(value - current))
    # From or to a word such as "same": after every number.
    return 8.0


def _label(name: str, new: Setting, old: Setting) -> str:
    return f"{_WORDS.get(name, name)} {_text(new)} instead of {_text(old)}"


def _text(value: Setting) -> str:
    return " × ".join(map(str, value)) if isinstance(value, tuple) else str(value)
