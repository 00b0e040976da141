"""The course: every chapter in every language, its questions, its order, what it keeps."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.course.lessons import LESSONS
from cnnviz.ui.components.progress import read_kept
from cnnviz.ui.pages.learn import QUESTIONS
from cnnviz.ui.state.course import CHAPTERS, Course
from cnnviz.ui.state.session import Session
from cnnviz.ui.words.speech import LANGUAGES, say_in
from tests.ui.apps import html, page, with_three, words


def opened(chapter: str, session: Session | None = None, **named: str) -> AppTest:
    app = page("learn", session or with_three())
    app.query_params["chapter"] = chapter
    for name, value in named.items():
        app.query_params[name] = value
    return app.run()


def course_of(app: AppTest) -> Course:
    course: Course = app.session_state["cnnviz_course"]
    return course


def right_answers(app: AppTest) -> dict[str, Any]:
    """By what PyTorch and the network say, as the page itself computes it."""
    from cnnviz.core.networks.shipped import shipped_network
    from cnnviz.ui.pages.learn.scene import famous_traces, scene_of

    session: Session = app.session_state["cnnviz_session"]
    scene = scene_of(session, shipped_network(session.model))
    chapter = course_of(app).chapter
    others = famous_traces(session) if chapter == "architectures" else {}
    return {each.name: each.right for each in LESSONS[chapter](scene.subject(others)).questions}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_in_every_language(chapter: str, language: str) -> None:
    app = opened(chapter, lang=language)
    assert not app.exception and not app.error
    title = say_in(language, f"chapter-{chapter}")
    assert title in html(app).replace("&#x27;", "'")
    assert {each.key for each in app.button} >= {"learn_previous", "learn_next"}
    assert set(QUESTIONS[chapter]) == set(right_answers(app))


@pytest.mark.parametrize("model", ("mlp", "resnet", "signnet"))
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_with_other_networks_or_a_way_to_one(chapter: str, model: str) -> None:
    app = opened(chapter, model=model)
    assert not app.exception and not app.error
    for button in app.button:
        if button.key == "learn_take":
            button.click().run()
            assert app.session_state["cnnviz_session"].model == "lenet5"
            assert not app.exception and "Show the answer" in words(app)


@pytest.mark.parametrize("chapter", ("picture", "kernel", "answer"))
def test_an_answer_is_wrong_and_then_right(chapter: str) -> None:
    app = opened(chapter)
    for name, value in right_answers(app).items():
        field = app.text_input(key=f"answer_{chapter}_{name}")
        field.set_value("12345.6").run()
        assert "Not yet" in html(app) and f"{chapter}.{name}" not in course_of(app).right
        field.set_value("much").run()
        assert "A number is asked for" in html(app)
        field.set_value(repr(float(value)).replace(".", ",")).run()
        assert "Right." in html(app) and f"{chapter}.{name}" in course_of(app).right
    assert "1 of 14 chapters done" in html(app)


def test_an_answer_that_was_right_is_judged_by_the_network_that_is_shown() -> None:
    app = opened("maps")
    app.text_input(key="answer_maps_taps").set_value("150").run()
    assert "Right." in html(app)
    app.session_state["cnnviz_session"].choose_model("vgg")
    app.run()
    assert "Right." not in html(app) and "Not yet" in html(app)
    assert "maps.taps" in course_of(app).right  # what was once solved stays solved


def test_the_answer_is_shown_only_when_asked_and_never_where_it_is_hidden() -> None:
    app = opened("picture")
    assert "It is 48." not in html(app)
    app.button(key="show_picture_colour").click().run()
    assert "It is 48." in html(app)
    assert "picture.colour" not in course_of(app).right
    app = opened("picture", answers="hidden")
    assert not any((each.key or "").startswith("show_") for each in app.button)
    app.text_input(key="answer_picture_colour").set_value("48").run()
    assert "Right." in html(app) and "Height times width" not in html(app)


def test_a_teachers_link_has_three_chapters_in_an_order_of_their_own() -> None:
    app = opened("pooling", chapters="pooling-kernel-answer")
    assert "1. Pooling" in html(app) and "of 3 chapters" in html(app)
    app.button(key="learn_next").click().run()
    assert "2. A kernel slides" in html(app)
    app.button(key="learn_next").click().run()
    assert "3. Flatten" in html(app) and app.button(key="learn_next").disabled


def test_a_damaged_order_leaves_the_whole_course() -> None:
    app = opened("kernel", chapters="pooling-pooling")
    assert course_of(app).order == () and "3. A kernel" in html(app)
    assert any("order of the chapters" in each.value for each in app.toast)


def test_a_chapter_begins_as_its_prose_describes_it_and_a_link_says_otherwise() -> None:
    session = with_three()
    app = opened("kernel", session)
    assert app.session_state["lab_choices"].conv_input == "article"
    app = opened("kernel", with_three(), lab_stride_down="3", lab_stride_right="3")
    assert app.session_state["lab_choices"].stride_down == 3
    app.button(key="learn_next").click().run()
    assert app.session_state["lab_choices"].stride_down == 1


def test_progress_that_the_browser_kept_is_added() -> None:
    course = Course(right={"kernel.size"})
    course.take_kept({"kernel.corner"})
    assert course.heard and course.right == {"kernel.size", "kernel.corner"}
    course.clear()
    assert not course.right


@pytest.mark.parametrize(
    "sent", [None, 3, "kernel", {"a": 1}, ["x"] * 500, [["x"]], [None, 4], ["y" * 5000], b"bytes"]
)
def test_nonsense_from_a_browser_is_no_progress(sent: object) -> None:
    assert read_kept(sent) <= {"x"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_drawn_is_said_once_and_a_built_in_digit_is_read(chapter: str) -> None:
    app = opened(chapter, Session())
    assert not app.exception
    assert words(app).count("built-in 3") == 1
