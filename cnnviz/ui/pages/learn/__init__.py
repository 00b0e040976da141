"""Learn: a course in the order in which one meets the terms, on the reader's own digit."""

from __future__ import annotations

from html import escape

import streamlit as st

from cnnviz.core.course.lessons import LESSONS
from cnnviz.core.course.subject import Lesson, Unfit
from cnnviz.core.networks.network import Network
from cnnviz.ui.components.progress import kept_progress
from cnnviz.ui.navigation import page_called
from cnnviz.ui.pages.learn.chapters import CHAPTERS, Chapter
from cnnviz.ui.pages.learn.questions import ask
from cnnviz.ui.pages.learn.scene import Scene, famous_traces, scene_of
from cnnviz.ui.said import said
from cnnviz.ui.shelf import title_of
from cnnviz.ui.state.address import PARTS, link_of, put, write_address
from cnnviz.ui.state.course import CHAPTERS as NAMES
from cnnviz.ui.state.course import Course
from cnnviz.ui.state.session import DEFAULT_MODEL, Session
from cnnviz.ui.state.tab import current_session, current_tab
from cnnviz.ui.widgets.careful import careful_fragment
from cnnviz.ui.widgets.choice import held_choice
from cnnviz.ui.widgets.picker import chosen_network, network_picker
from cnnviz.ui.widgets.stand_in import say_stand_in
from cnnviz.ui.words.speech import prose, say


def render() -> None:
    """The page."""
    session = current_session()
    session.enter("learn")
    course = current_tab().course
    _set_the_scene(course)
    _body(session, course)


def _set_the_scene(course: Course) -> None:
    """Begin a chapter as its prose describes it; an address that says otherwise is followed."""
    if course.entered == course.chapter:
        return
    tab, setting = current_tab(), CHAPTERS[course.chapter].setting
    given = course.entered == "" and any(link_of(tab).get(name) for name in setting)
    course.entered = course.chapter
    if not given:
        put(tab, setting, tuple(part for part in PARTS if part.name in setting))


@careful_fragment
def _body(session: Session, course: Course) -> None:
    if course.entered != course.chapter:
        st.rerun()  # the settings of other pages are made before their widgets are drawn
    kept_progress(course.right, heard=course.heard, on_kept=course.take_kept, key="progress")
    _chapters(course)
    prose_column, view_column = st.columns([5, 9], gap="large")
    chapter = CHAPTERS[course.chapter]
    with view_column:
        network_picker(session)
        network = chosen_network(session)
        if network is None:
            return
        scene = scene_of(session, network)
        view = st.container(key=f"learn_view_{course.chapter}")
    lesson, unfit = _lesson(course, scene)
    with prose_column, st.container(key="learn_prose", gap="small"):
        _prose(course, chapter, lesson)
    with view:
        if scene.given.is_blank and scene.given.label is not None and not chapter.says_stand_in:
            say_stand_in(scene.given.label)
        if unfit is not None:
            _unfit(session, network, unfit)
        else:
            chapter.view(scene)
    write_address(current_tab())


def _lesson(course: Course, scene: Scene) -> tuple[Lesson | None, Unfit | None]:
    """The chapter's numbers; or what the network lacks for them."""
    others = famous_traces(scene.session) if course.chapter == "architectures" else {}
    try:
        return LESSONS[course.chapter](scene.subject(others)), None
    except Unfit as unfit:
        return None, unfit


def _chapters(course: Course) -> None:
    """All chapters in one row, those that are done with a tick, and how many they are."""
    titles = {
        name: f"{place + 1}{' ✓' if _is_done(course, name) else ''}"
        for place, name in enumerate(course.chapters)
    }
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="learn_chapters"
    ):
        held_choice(say("learn-chapters"), titles, course.chapter, course.go, "learn_chapter")
        done = sum(_is_done(course, name) for name in course.chapters)
        progress = say("learn-progress", done=done, all=len(course.chapters))
        st.html(f'<p class="learn-progress" role="status">{escape(progress)}</p>')
        _teacher(course)


def _is_done(course: Course, chapter: str) -> bool:
    asked = QUESTIONS[chapter]
    return all(f"{chapter}.{name}" in course.right for name in asked)


# What each chapter asks, known without computing it: the names stand among the words.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "picture": ("normalise", "colour"),
    "ordinary": ("unit", "shared"),
    "kernel": ("size", "corner"),
    "stride": ("size", "unread"),
    "maps": ("taps", "layer"),
    "activation": ("relu", "slope"),
    "pooling": ("largest", "average"),
    "answer": ("row", "share"),
    "whole": ("cells", "field"),
    "learning": ("loss", "step"),
    "overfitting": ("dropout", "steps"),
    "architectures": ("most", "sum"),
    "attribution": ("sum", "black"),
    "code": ("parameters", "padding"),
}


def _teacher(course: Course) -> None:
    popover = st.popover(say("learn-teacher"), on_change="rerun", key="learn_teacher")
    if not popover.open:
        return
    with popover:
        st.toggle(
            say("learn-hide"),
            course.hides,
            help=say("learn-hide-help"),
            on_change=said("learn_hides", lambda now: setattr(course, "hides", bool(now))),
            key="learn_hides",
        )
        key = f"learn_order_{'-'.join(course.order)}"
        st.multiselect(
            say("learn-order"),
            list(NAMES),
            list(course.order),
            format_func=lambda name: say(f"chapter-{name}"),
            placeholder=say("learn-everything"),
            help=say("learn-order-help"),
            on_change=said(key, lambda chosen: course.choose(tuple(chosen))),
            key=key,
        )
        st.button(
            say("learn-clear"), on_click=course.clear, disabled=not course.right, key="learn_clear"
        )


def _prose(course: Course, chapter: Chapter, lesson: Lesson | None) -> None:
    key = f"chapter-{course.chapter}"
    title = say("learn-chapter", number=course.place + 1, title=say(key))
    st.html(f'<h1 class="page-title">{escape(title)}</h1>')
    if lesson is not None:
        st.html(
            f'<div class="prose">{prose(f"{key}.text", **lesson.facts)}</div>'
            f'<div class="try"><b>{escape(say("learn-try"))}</b>{prose(f"{key}.try")}</div>'
        )
        for question in lesson.questions:
            ask(course, question, lesson.facts)
    links = " · ".join(
        f'<a href="{address}" target="_blank" rel="noreferrer">{escape(say(name))}</a>'
        for name, address in chapter.read_on.items()
    )
    st.html(f'<p class="read-on"><b>{escape(say("learn-read-on"))}</b> {links}</p>')
    with st.container(horizontal=True, gap="small", key="learn_way"):
        st.button(
            say("learn-previous"),
            icon=":material/arrow_back:",
            disabled=course.place == 0,
            on_click=course.step,
            args=(-1,),
            key="learn_previous",
        )
        st.button(
            say("learn-next"),
            icon=":material/arrow_forward:",
            type="primary",
            disabled=course.place == len(course.chapters) - 1,
            on_click=course.step,
            args=(1,),
            key="learn_next",
        )
        page = say("page-networks" if chapter.page == "compare" else f"page-{chapter.page}")
        st.page_link(
            page_called(chapter.page),
            label=say("learn-others", page=page),
            icon=":material/open_in_new:",
        )


def _unfit(session: Session, network: Network, unfit: Unfit) -> None:
    st.info(
        say("learn-unfit", network=network.title, kind=unfit.kind.value), icon=":material/info:"
    )
    st.button(
        say("learn-take", network=title_of(session, DEFAULT_MODEL)),
        on_click=session.choose_model,
        args=(DEFAULT_MODEL,),
        key="learn_take",
    )
