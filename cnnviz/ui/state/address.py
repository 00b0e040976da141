"""The address of a page: one list of what a tab holds and how an address says it.

Whoever opens an address sees the same page, drawing, network, place and settings. Rows, columns,
maps and filters are counted from 1, as on screen; what is as it is at the start is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.pixel_edit import PixelEdits
from cnnviz.core.digits.prepare import FIELD
from cnnviz.core.digits.stroke_code import strokes_from_text, strokes_to_text
from cnnviz.core.packed_text import packed_text, unpacked_text
from cnnviz.core.surgery.filter_scale import FilterScale
from cnnviz.core.trace import INPUT_NAME
from cnnviz.core.training.config import training_plan_from_text
from cnnviz.figures.said import keyed
from cnnviz.ui.state import duel, lab
from cnnviz.ui.state.course import CHAPTERS
from cnnviz.ui.state.fields import Settings, read_setting, written
from cnnviz.ui.state.session import BRUSHES, GivenDigit, Place, Session, steps_of
from cnnviz.ui.words.speech import choose_language, chosen_language, say

if TYPE_CHECKING:
    from cnnviz.ui.state.tab import Tab

# Browsers and servers take addresses of some 8,000 letters; an ordinary digit needs 300.
MOST_LETTERS = 6000
_MOST_GRIDS = 30


@dataclass(frozen=True)
class Part:
    """One thing that an address names.

    Attributes
    ----------
    name : str
        The parameter in the address.
    write : callable
        Its text; "" if it is as at the start.
    read : callable
        Takes a text in, "" for the start; ValueError if it is damaged.
    looking : bool
        Whether it is where a person looks, and not what they have drawn or set: a browser's
        'back' undoes one step of looking and loses no drawing.
    of : str
        Which page's settings it is one of; "" for none's.
    """

    name: str
    write: Callable[[Tab], str]
    read: Callable[[Tab, str], None]
    looking: bool = False
    of: str = ""

    @property
    def title(self) -> str:
        """What it is, in words."""
        if self.of:
            return say(f"address-{self.of}-setting", name=self.name.removeprefix(f"{self.of}_"))
        return say(f"address-{keyed(self.name)}")


class _SomebodysError(ValueError):
    """An address names a network that only somebody else has."""


# ---- where a person looks --------------------------------------------------------------------
def _read_model(tab: Tab, text: str) -> None:
    if text and text not in tab.session.keys:
        raise _SomebodysError
    tab.session.stand(Place(text or tab.session.first_model))


def _read_layer(tab: Tab, text: str) -> None:
    if len(text) > 200:
        raise ValueError("no layer has such a name")
    tab.session.layer = text or INPUT_NAME


def _read_map(tab: Tab, text: str) -> None:
    tab.session.channel = _count(text) - 1 if text else 0


def _write_cell(tab: Tab) -> str:
    row, column = tab.session.row, tab.session.column
    return "" if row is None or column is None else f"{row + 1},{column + 1}"


def _read_cell(tab: Tab, text: str) -> None:
    tab.session.row = tab.session.column = None
    if text:
        row, column = text.split(",")
        tab.session.row, tab.session.column = _count(row) - 1, _count(column) - 1


def _count(text: str) -> int:
    """A number from 1 up."""
    # More digits than any size here has; a longer text is no size, but slow to convert.
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text)):
        raise ValueError(f"{text[:20]!r} is no number from 1 up")
    return int(text)


# ---- the digit -------------------------------------------------------------------------------
def _write_drawing(tab: Tab) -> str:
    return strokes_to_text(tab.session.drawing) if tab.session.drawing else ""


def _read_drawing(tab: Tab, text: str) -> None:
    session, drawing = tab.session, strokes_from_text(text) if text else ()
    if session.drawing or session.past:
        session.load(drawing)
    else:
        session.start_with(drawing)


def _write_sample(tab: Tab) -> str:
    return "" if tab.session.sample is None else str(tab.session.sample + 1)


def _read_sample(tab: Tab, text: str) -> None:
    sample = _count(text) - 1 if text else None
    if sample is not None and sample >= len(load_dataset("builtin")):
        raise ValueError("there is no such built-in digit")
    tab.session.show_sample(sample)


def _write_image(tab: Tab) -> str:
    """A digit of a data set, with its label; of a photograph, the digit that was read in it."""
    session = tab.session
    if session.given is not None:
        label = "-" if session.given.label is None else session.given.label
        return f"{label}{packed_text(session.given.image.tobytes())}"
    if session.photo is not None:
        read = steps_of(session.photo).digit.centred
        return f"-{packed_text(np.rint(read * 255).astype(np.uint8).tobytes())}"
    return ""


def _read_image(tab: Tab, text: str) -> None:
    if not text:
        if tab.session.given is not None or tab.session.photo is not None:
            tab.session.show_sample(tab.session.sample)
        return
    label = None if text[0] == "-" else "0123456789".index(text[0])
    data = unpacked_text(text[1:], FIELD * FIELD)
    if len(data) != FIELD * FIELD:
        raise ValueError("it is no picture of a digit")
    image = np.frombuffer(data, np.uint8).reshape(FIELD, FIELD)
    where = say("address-photo-digit" if label is None else "address-set-digit")
    tab.session.show_given(GivenDigit(image, label, where))


def _read_pixels(tab: Tab, text: str) -> None:
    tab.session.pixels = PixelEdits.from_text(text)


# ---- what is set -----------------------------------------------------------------------------
def _flag(name: str, start: bool) -> tuple[Callable[[Tab], str], Callable[[Tab, str], None]]:
    """A switch of the session that is off, or on, at the start."""

    def write(tab: Tab) -> str:
        value: bool = getattr(tab.session, name)
        return "" if value is start else written(value)

    def read(tab: Tab, text: str) -> None:
        if text not in ("", "0", "1"):
            raise ValueError(f"{text[:20]!r} is neither 0 nor 1")
        setattr(tab.session, name, text == "1" if text else start)

    return write, read


def _read_brush(tab: Tab, text: str) -> None:
    brush = _count(text) if text else Session.brush
    if brush not in BRUSHES:
        raise ValueError("there is no such brush")
    tab.session.brush = brush


def _read_tab(tab: Tab, text: str) -> None:
    tab.session.tab = text[:200]


def _write_filters(tab: Tab) -> str:
    return ",".join(
        f"{key}:{scale.layer}:{scale.channel + 1}:{scale.factor:g}"
        for key, scales in tab.session.scales.items()
        for scale in scales
    )


def _read_filters(tab: Tab, text: str) -> None:
    scales: dict[str, tuple[FilterScale, ...]] = {}
    for part in text.split(",") if text else ():
        key, layer, channel, factor = part.split(":")
        if key not in tab.session.keys or not _LAYER.fullmatch(layer):
            raise ValueError("it names a filter that is not there")
        scale = FilterScale(layer, _count(channel) - 1, float(factor))
        scales[key] = (*scales.get(key, ()), scale)
    tab.session.scales = scales


# Names of layers stand in sentences on screen, so none may be markup.
_LAYER = re.compile(r"\w[\w.]{0,79}", re.ASCII)


def _write_edits(tab: Tab) -> str:
    """The changes inside all networks but the one that is shown."""
    inside, here = tab.inside, tab.session.model
    names = [name for name in (*inside.edits, *inside.asked) if name != here]
    written = {name: inside.written(name) for name in names}
    return "*".join(f"{name}:{text}" for name, text in written.items() if text)


def _read_edits(tab: Tab, text: str) -> None:
    here = tab.session.model
    asked = {here: tab.inside.asked[here]} if here in tab.inside.asked else {}
    for part in text.split("*") if text else ():
        name, edit = part.split(":", 1)
        if name not in tab.session.keys:
            raise ValueError("it names a network that is not there")
        asked[name] = edit
    tab.inside.ask({name: "" for name in tab.inside.edits if name != here} | asked)


def _write_edit(tab: Tab) -> str:
    return tab.inside.written(tab.session.model)


def _read_edit(tab: Tab, text: str) -> None:
    tab.inside.ask({**tab.inside.asked, tab.session.model: text})


def _read_lab_layer(tab: Tab, text: str) -> None:
    if text:
        tab.inside.layer[tab.session.model] = text[:200]
    else:
        tab.inside.layer.pop(tab.session.model, None)


def _write_grids(tab: Tab) -> str:
    """Numbers typed into grids: each its name, its size, and its numbers in single precision."""
    data = b""
    for name, plane in list(tab.lab.grids.items())[-_MOST_GRIDS:]:
        head = f"{name}\n{plane.shape[0]}\n{plane.shape[1]}\n".encode()
        data += head + plane.astype("<f4").tobytes()
    return packed_text(data) if data else ""


def _read_grids(tab: Tab, text: str) -> None:
    data = unpacked_text(text, 20_000) if text else b""
    grids: dict[str, lab.Plane] = {}
    while data:
        name, height, width, data = data.split(b"\n", 3)
        shape = _count(height.decode()), _count(width.decode())
        count = shape[0] * shape[1]
        if max(shape) > _LARGEST_GRID or len(data) < 4 * count or len(grids) >= _MOST_GRIDS:
            raise ValueError("it is cut off, or too large")
        plane = np.frombuffer(data[: 4 * count], "<f4").reshape(shape).astype(np.float32)
        if not (np.isfinite(plane).all() and np.abs(plane).max() <= lab.LARGEST):
            raise ValueError("a number is out of range")
        grids[name.decode()] = plane
        data = data[4 * count :]
    tab.lab.replace_grids(grids)


_LARGEST_GRID = 16


def _settings(of: Callable[[Tab], Settings], kind: type[Settings]) -> Iterator[Part]:
    """One part for each setting."""
    for each in kind.settings():
        write = partial(_write_setting, of, each)
        read = partial(_read_setting, of, each)
        yield Part(f"{kind.prefix}_{each.name}", write, read, of=kind.prefix)


def _write_setting(of: Callable[[Tab], Settings], each: Field[Any], tab: Tab) -> str:
    value = getattr(of(tab), each.name)
    return "" if value == each.default else written(value)


def _read_setting(of: Callable[[Tab], Settings], each: Field[Any], tab: Tab, text: str) -> None:
    of(tab).set({each.name: read_setting(each, text) if text else each.default})


def _read_training(tab: Tab, text: str) -> None:
    tab.train.replace_plan(training_plan_from_text(text))


def _one_of(
    of: Callable[[Tab], object], name: str, allowed: tuple[str, ...]
) -> tuple[Callable[[Tab], str], Callable[[Tab, str], None]]:
    """Which of its parts a page shows, at the start the first."""

    def write(tab: Tab) -> str:
        value: str = getattr(of(tab), name)
        return "" if value == allowed[0] else value

    def read(tab: Tab, text: str) -> None:
        if text and text not in allowed:
            raise ValueError(f"there is no {name} {text[:20]!r}")
        setattr(of(tab), name, text or allowed[0])

    return write, read


_TRAIN_PARTS = ("train", "step", "scrub", "tune")
_TRAIN_STEPS = ("define", "load", "reshape", "normalise", "compile", "fit", "evaluate", "code")


def _read_chapter(tab: Tab, text: str) -> None:
    if text and text not in CHAPTERS:
        raise ValueError("there is no such chapter")
    tab.course.go(text or tab.course.chapters[0])


def _read_chapters(tab: Tab, text: str) -> None:
    tab.course.choose(tuple(text.split("-")) if text else ())
    # Where no chapter is named, the first of these is open.
    tab.course.go(tab.course.chapters[0])


def _write_answers(tab: Tab) -> str:
    return "hidden" if tab.course.hides else ""


def _read_answers(tab: Tab, text: str) -> None:
    if text not in ("", "hidden"):
        raise ValueError("answers are hidden, or they are not")
    tab.course.hides = text == "hidden"


# In this order they are read: what comes later stands on what comes before.
PARTS: tuple[Part, ...] = (
    Part("model", lambda tab: tab.session.model, _read_model, looking=True),
    Part(
        "layer",
        lambda tab: "" if tab.session.layer == INPUT_NAME else tab.session.layer,
        _read_layer,
        looking=True,
    ),
    Part(
        "map",
        lambda tab: str(tab.session.channel + 1) if tab.session.channel else "",
        _read_map,
        looking=True,
    ),
    Part("cell", _write_cell, _read_cell, looking=True),
    Part("unfolded", *_flag("unfolded", False), looking=True),
    Part("drawing", _write_drawing, _read_drawing),
    Part("digit", _write_sample, _read_sample),
    Part("image", _write_image, _read_image),
    Part("pixels", lambda tab: tab.session.pixels.to_text(), _read_pixels),
    Part(
        "brush",
        lambda tab: "" if tab.session.brush == Session.brush else str(tab.session.brush),
        _read_brush,
    ),
    Part("compare", *_flag("compare", False)),
    Part("log", *_flag("log_scale", False)),
    Part("tab", lambda tab: tab.session.tab, _read_tab),
    Part("one_scale", *_flag("one_scale", True)),
    Part("filters", _write_filters, _read_filters),
    Part("lab", *_one_of(lambda tab: tab.lab, "tab", lab.TABS)),
    *_settings(lambda tab: tab.lab, lab.LabChoices),
    Part("lab_grids", _write_grids, _read_grids),
    Part("edit", _write_edit, _read_edit),
    Part("edits", _write_edits, _read_edits),
    Part(
        "edited",
        lambda tab: tab.inside.layer.get(tab.session.model, ""),
        _read_lab_layer,
    ),
    Part("training", lambda tab: tab.train.plan.to_text(), _read_training),
    Part("part", *_one_of(lambda tab: tab.train, "part", _TRAIN_PARTS)),
    Part("step", *_one_of(lambda tab: tab.train, "step", _TRAIN_STEPS)),
    *_settings(lambda tab: tab.duel, duel.DuelState),
    Part("chapters", lambda tab: "-".join(tab.course.order), _read_chapters),
    Part(
        "chapter",
        lambda tab: tab.course.chapter if tab.course.place else "",
        _read_chapter,
        looking=True,
    ),
    Part("answers", _write_answers, _read_answers),
    Part("lang", lambda _: chosen_language(), lambda _, text: choose_language(text)),
)


LOOKING = tuple(part.name for part in PARTS if part.looking)


# ---- the whole -------------------------------------------------------------------------------
def link_of(tab: Tab) -> dict[str, str]:
    """What the address of this tab says, by parameter."""
    named, _ = _split(tab)
    return named


def left_out(tab: Tab) -> list[str]:
    """What is too long for an address, in words."""
    _, left = _split(tab)
    return left


def _split(tab: Tab) -> tuple[dict[str, str], list[str]]:
    """What the address says, and what would make it too long; what is looked at and set stays."""
    named, left = {part.name: text for part in PARTS if (text := part.write(tab))}, []
    for name in ("lab_grids", "image", "pixels", "drawing"):
        if name in named and sum(map(len, named.values())) > MOST_LETTERS:
            del named[name]
            left.append(next(part.title for part in PARTS if part.name == name))
    return named, left


def query_of(tab: Tab) -> str:
    """The same as the end of an address, behind the question mark."""
    return urlencode(link_of(tab))


def put(tab: Tab, named: Mapping[str, str], parts: tuple[Part, ...] = PARTS) -> list[str]:
    """Make the tab what an address says; what that does not name is as at the start.

    Returns
    -------
    list of str
        A sentence for each thing that is damaged: an address is typed, cut off and sent on. It
        stays as it was.
    """
    problems = []
    named = _of_old(named)
    for part in parts:
        text = named.get(part.name, "")
        try:
            if len(text) > 2 * MOST_LETTERS:
                raise ValueError("it is too long")
            if text != part.write(tab):
                part.read(tab, text)
        except _SomebodysError:
            problems.append(say("address-somebodys"))
        except ValueError:
            problems.append(say("address-damaged", what=part.title))
    if any(part.name.startswith("lab_") for part in parts):
        tab.lab.take_for_loaded(tab.session.model)
    return problems


def _of_old(named: Mapping[str, str]) -> dict[str, str]:
    """Addresses once counted channels, rows and columns from 0."""
    new = dict(named)
    if "map" not in new and _is_count(new.get("channel")):
        new["map"] = str(int(new["channel"][:6]) + 1)
    if "cell" not in new and _is_count(new.get("row")) and _is_count(new.get("column")):
        new["cell"] = f"{int(new['row'][:6]) + 1},{int(new['column'][:6]) + 1}"
    return new


def _is_count(text: str | None) -> bool:
    return text is not None and text.isascii() and text.isdigit()


def read_address(tab: Tab) -> None:
    """Start with what the address names."""
    named = st.query_params.to_dict()
    known = {part.name for part in PARTS}
    given = {name: text for name, text in _of_old(named).items() if name in known}
    parts = tuple(part for part in PARTS if part.name in given)
    tell(put(tab, given, parts))


def tell(problems: list[str]) -> None:
    """Tell what was passed over."""
    for problem in dict.fromkeys(problems[:3]):
        st.toast(problem, icon=":material/info:")


def follow_browser(tab: Tab) -> None:
    """Look where the browser has gone, if somebody has pressed its 'back' or 'forward'."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not context.is_history_navigation:
        return
    named = st.query_params.to_dict()
    if not named:
        return
    session, before = tab.session, tab.session.place
    tell(put(tab, named, tuple(part for part in PARTS if part.looking)))
    session.note_step(before)


def write_address(tab: Tab) -> None:
    """Make the address name what is shown; not while a stroke is being drawn."""
    if tab.session.pen.growing is not None:
        return
    wanted, now = link_of(tab), st.query_params.to_dict()
    # A browser that comes back to a server that was started anew may show less than it says.
    known = tab.session.address == wanted == now
    # A visitor who has done nothing yet keeps the short address they came by.
    if not known and (now or wanted != {"model": tab.session.first_model}):
        st.query_params.from_dict(wanted)
    tab.session.address = wanted


def bring_back(tab: Tab, named: Mapping[str, str]) -> None:
    """Make the tab what the browser says it was before, unless something was done in it since."""
    if link_of(tab) == {"model": tab.session.first_model}:
        tell(put(tab, named))


def start_over(tab: Tab) -> dict[str, str]:
    """Make everything as at the start, and tell what it was; 'undo' brings the drawing back."""
    before = link_of(tab)
    put(tab, {})
    return before
