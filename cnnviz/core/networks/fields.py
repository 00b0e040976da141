"""Fields of a definition, checked; what is wrong is said in half a sentence."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

LARGEST_JSON = 30_000_000


def json_object(definition: bytes) -> dict[str, Any]:
    """The object that a file holds; ValueError if it holds something else."""
    if len(definition) > LARGEST_JSON:
        raise ValueError(f"it is larger than {LARGEST_JSON // 1_000_000} MB")
    try:
        written = json.loads(
            definition.decode("utf-8"), parse_constant=_refuse, parse_int=_integer_of
        )
    except UnicodeDecodeError:
        raise ValueError("it is not text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON from line {error.lineno} on") from None
    if not isinstance(written, dict):
        raise ValueError("it is no object in JSON")
    return written


def _integer_of(digits: str) -> int:
    if len(digits) > 30:
        raise ValueError(f"it holds an integer of {len(digits)} digits")
    return int(digits)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"it holds {constant}, which is no number in JSON")


def text_field(written: dict[str, Any], name: str, most: int) -> str:
    """A text of at most `most` letters; "" where there is none."""
    value = written.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"its {name} is no text of at most {most} letters")
    return value


def integers_field(written: dict[str, Any], name: str, count: int) -> tuple[int, ...]:
    """A list of `count` integers."""
    values = written.get(name)
    if (
        not isinstance(values, list)
        or len(values) != count
        or not all(type(v) is int for v in values)
    ):
        raise ValueError(f"its {name} is no list of {count} integers")
    return tuple(values)


def numbers_field(written: dict[str, Any], name: str, count: int) -> tuple[float, ...]:
    """A list of `count` finite numbers, or none."""
    values = written.get(name, [])
    numbers = isinstance(values, list) and all(
        type(v) in (int, float) and abs(v) < 1e9 and math.isfinite(v) for v in values
    )
    if not numbers or len(values) not in (0, count):
        raise ValueError(f"its {name} is no list of {count} numbers")
    return tuple(float(v) for v in values)
