"""What is said on screen, in the language of the person who looks at it.

All of it stands in one file a language beside this one, in Fluent's format
(https://projectfluent.org/fluent/guide/). A third language is a file ``xx.ftl`` with the keys of
``en.ftl``, and a line in `LANGUAGES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit as st
from babel.numbers import get_decimal_symbol
from fluent.runtime import FluentBundle, FluentResource
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz.figures.said import ask_for_words
from cnnviz.figures.theme import ask_for_decimal_sign

# What each language calls itself.
LANGUAGES = {"en": "English", "de": "Deutsch"}
_FIRST = "en"
_KEY = "cnnviz_language"
_HERE = Path(__file__).parent
# [[shown]], or [[shown|the term it explains]]
_TERM = re.compile(r"\[\[([^\]|]+)(?:\|([a-z-]+))?\]\]")
# A hyphen before a number, which is a minus sign.
_MINUS = re.compile(r"(?<![\w\d.-])-(?=[\d.])")
_BOLD = re.compile(r"__(.+?)__")

Field = int | float | str


_speaking: ContextVar[str] = ContextVar("cnnviz_speaking", default="")


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak a language for a while, wherever this runs: files are written outside of any script."""
    before = _speaking.set(name)
    try:
        yield
    finally:
        _speaking.reset(before)


def language() -> str:
    """The language of the browser tab this script runs for: chosen, else the browser's own."""
    if _speaking.get():
        return _speaking.get()
    if get_script_run_ctx(suppress_warning=True) is None:
        return _FIRST
    chosen = st.session_state.get(_KEY)
    if chosen is None:
        # The pages are named before the address is read.
        chosen = st.query_params.get("lang")
    return chosen if chosen in LANGUAGES else browsers_language()


@lru_cache(maxsize=len(LANGUAGES))
def _decimal_sign(name: str) -> str:
    return get_decimal_symbol(name)


# Figures write numbers, and know nothing of the language of who looks at them.
ask_for_decimal_sign(lambda: _decimal_sign(language()))


def browsers_language() -> str:
    """The language a visitor who has chosen none is spoken to in."""
    wanted = (st.context.locale or "").split("-")[0].lower()
    return wanted if wanted in LANGUAGES else _FIRST


def chosen_language() -> str:
    """The language that was chosen; "" as long as none was."""
    return str(st.session_state.get(_KEY, ""))


def choose_language(name: str) -> None:
    """Speak another language from now on; "" for the browser's own.

    Raises
    ------
    ValueError
        If it is none of `LANGUAGES`.
    """
    if name and name not in LANGUAGES:
        raise ValueError(f"no such language: {name[:20]!r}")
    st.session_state[_KEY] = name


@lru_cache(maxsize=len(LANGUAGES))
def bundle(name: str) -> FluentBundle:
    """All that is said in one language."""
    found = FluentBundle([name], use_isolating=False)
    found.add_resource(FluentResource((_HERE / f"{name}.ftl").read_text("utf-8")))
    return found


def say(key: str, /, **fields: Field) -> str:
    """A text in the person's language, with numbers as that language writes them.

    Parameters
    ----------
    key : str
        A message, or ``message.attribute``.
    **fields
        What its placeholders stand for.

    Raises
    ------
    KeyError
        If there is no such text, or a placeholder of it was not given.

    Examples
    --------
    >>> say("learn-progress", done=3, all=14)
    '3 of 14 chapters done'
    """
    return say_in(language(), key, **fields)


def say_in(name: str, key: str, /, **fields: Field) -> str:
    """The same in a language of one's choice.

    Examples
    --------
    >>> say_in("de", "learn-progress", done=3, all=14)
    '3 von 14 Kapiteln geschafft'
    """
    message, _, attribute = key.partition(".")
    found = bundle(name).get_message(message)
    pattern = found.attributes[attribute] if attribute else found.value
    if pattern is None:
        raise KeyError(key)
    text, problems = bundle(name).format_pattern(pattern, fields)
    if problems:
        raise KeyError(f"{key} in {name}: {problems[0]}")
    return _MINUS.sub("\u2212", str(text))


# Figures write words, too.
ask_for_words(say)


def patterns(keys: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Texts for a view of the browser, which fills their placeholders itself.

    With them goes what the language puts before decimals.

    Parameters
    ----------
    keys : mapping of str to sequence of str
        The keys, and the names of each one's placeholders.

    Examples
    --------
    >>> patterns({"map-of": ("name", "number", "total")})
    {'map-of': '{name}: map {number} of {total}', 'decimal-sign': '.'}
    """
    return dict(_patterns(language(), tuple((key, tuple(names)) for key, names in keys.items())))


@lru_cache(maxsize=64)
def _patterns(
    name: str, keys: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, str], ...]:
    """Made once: they go with every message to a view."""
    said = tuple(
        (key, say_in(name, key, **{field: f"{{{field}}}" for field in fields}))
        for key, fields in keys
    )
    return (*said, ("decimal-sign", _decimal_sign(name)))


def term(name: str) -> str:
    """What one of the field's terms means."""
    return say(f"term-{name}")


def prose(key: str, /, **fields: Field) -> str:
    """A text as HTML: its paragraphs, bold words, and terms that explain themselves.

    Whatever the fields hold stands in it as it is: none of it becomes markup.
    """
    return "".join(f"<p>{part}</p>" for part in _paragraphs(key, fields))


def marked(key: str, /, **fields: Field) -> str:
    """The same without a paragraph around it, to stand within one."""
    return " ".join(_paragraphs(key, fields))


def _paragraphs(key: str, fields: Mapping[str, Field]) -> list[str]:
    # A field may hold what looks like markup here, such as the name of a class.
    safe = {
        name: value.replace("[", "［").replace("__", "_ _") if isinstance(value, str) else value
        for name, value in fields.items()
    }
    return [_marked(part) for part in say(key, **safe).split("\n\n")]


def _marked(text: str) -> str:
    text = _BOLD.sub(r"<b>\1</b>", escape(text))
    return _TERM.sub(_explained, text)


def _explained(found: re.Match[str]) -> str:
    shown, name = found.groups()
    explained = escape(term(name or shown.lower().replace(" ", "-")), quote=True)
    return (
        f'<span class="term" tabindex="0" role="note" aria-label="{shown}: {explained}" '
        f'data-explained="{explained}">{shown}</span>'
    )
