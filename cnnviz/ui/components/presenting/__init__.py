"""The page as a slide: large and alone on the screen, with a laser pointer and a list of scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cnnviz.ui.components.assets import DOM, TOOL, WORDS, browser_view
from cnnviz.ui.words.speech import patterns

__all__ = ["presenting"]

_HTML = (
    '<button type="button" class="start">⛶</button>'
    '<button type="button" class="list" aria-haspopup="dialog">☰</button>'
    '<dialog class="scenes"><h2></h2><p class="about"></p><ol></ol><p class="none"></p>'
    '<p class="problem" role="alert"></p><div class="tools"></div>'
    '<input type="file" accept=".md,.txt,text/*" hidden></dialog>'
)
_view = browser_view(
    "presenting", _HTML, scripts=(DOM, WORDS, "laser", "scene_file", "stage"), styles=(TOOL,)
)

# What the view says, and what it puts into that.
_SAYS: Mapping[str, Sequence[str]] = {
    "present-start": (),
    "present-end": (),
    "present-laser": (),
    "present-next": (),
    "present-previous": (),
    "scenes-title": (),
    "scenes-about": (),
    "scenes-none": (),
    "scenes-add": (),
    "scenes-save": (),
    "scenes-open": (),
    "scenes-clear": (),
    "scenes-close": (),
    "scenes-name": ("number",),
    "scenes-go": ("title",),
    "scenes-up": ("title",),
    "scenes-down": ("title",),
    "scenes-remove": ("title",),
    "scenes-at": ("number", "all"),
    "scenes-bad-file": (),
    "scenes-too-many": ("most",),
}


def presenting(pages: Mapping[str, str], *, key: str) -> None:
    """Two buttons: one, and the key ``P``, present the page; the other lists the scenes.

    A page that is presented fills the screen and leaves out what is not picture, answer or caption
    (see ``frame.css``); nothing on it is smaller than 20 px on a screen of 1280 x 720. ``Esc`` ends
    it, ``L`` is a laser pointer, and the arrow keys, ``PageUp`` and ``PageDown`` (which is what a
    clicker sends) go from scene to scene, or, where there are none, through the chapters.

    Scenes are links into the app, kept by the browser and in a Markdown file of links, which is
    read again, as is any text that holds such links.

    Parameters
    ----------
    pages : mapping of str to str
        What each page is called, by its place in addresses.
    key : str
    """
    _view(data={"pages": dict(pages), "words": patterns(_SAYS)}, key=key)
