"""What a chapter asks, and what the network says to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st

from cnnviz.core.course.answers import Question, readings
from cnnviz.core.course.subject import Fact
from cnnviz.ui.said import said
from cnnviz.ui.state.course import Course
from cnnviz.ui.words.speech import prose, say


def ask(course: Course, question: Question, facts: Mapping[str, Fact]) -> None:
    """One question, the field for its answer, and what that is worth."""
    name = f"{course.chapter}.{question.name}"
    with st.container(key=f"ask_{course.chapter}_{question.name}", gap="xxsmall"):
        st.html(f'<div class="asked">{prose(_key(course, "ask", question), **facts)}</div>')
        _field(course, question, name)
        _verdict(course, question, name, facts)


def _key(course: Course, what: str, question: Question) -> str:
    return f"chapter-{course.chapter}.{what}-{question.name}"


def _field(course: Course, question: Question, name: str) -> None:
    key = f"answer_{course.chapter}_{question.name}"
    answered = said(key, partial(_take, course, question, name))
    now = course.typed.get(name)
    if question.options:
        st.pills(
            say("learn-ask"),
            list(question.options),
            default=now if now in question.options else None,
            label_visibility="collapsed",
            on_change=answered,
            key=key,
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text_input(
            say("learn-ask"),
            now or "",
            max_chars=40,
            label_visibility="collapsed",
            on_change=answered,
            width=150,
            key=key,
        )
        # Leaving the field, by this or any other way, sends what stands in it.
        st.button(say("learn-check"), key=f"check_{course.chapter}_{question.name}")
        if not course.hides and name not in course.shown:
            st.button(
                say("learn-show"),
                type="tertiary",
                on_click=course.shown.add,
                args=(name,),
                key=f"show_{course.chapter}_{question.name}",
            )


def _take(course: Course, question: Question, name: str, text: object) -> None:
    if isinstance(text, str):
        course.answer(name, text, is_right=question.is_right(text))


def _verdict(course: Course, question: Question, name: str, facts: Mapping[str, Fact]) -> None:
    """By the numbers as they are now: the network may have changed since it was answered."""
    typed = course.typed.get(name, "")
    is_right = bool(typed) and question.is_right(typed)
    words, kind = "", ""
    if is_right:
        words, kind = escape(say("learn-right")), "right"
    elif typed:
        unread = not question.options and not readings(typed)
        words, kind = escape(say("learn-no-number" if unread else "learn-wrong")), "wrong"
    if name in course.shown and not is_right and not course.hides:
        words += " " + escape(say("learn-shown", answer=question.right))
    if (is_right or name in course.shown) and not course.hides:
        words += f" {prose(_key(course, 'why', question), **facts)}"
    # It stands there from the beginning: what is read out must be there before it is said.
    st.html(f'<div class="verdict {kind}" role="status">{words}</div>')
