"""What views fill in: one thing is one, and numbers are written as the language does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cnnviz.ui.components.assets import WORDS, script_text
from cnnviz.ui.words.speech import LANGUAGES, say_in
from tests.ui.words.test_speech import fields, patterns

pytestmark = pytest.mark.browser


def as_sent(language: str, key: str) -> str:
    """A text as a view gets it, with its placeholders in braces."""
    return say_in(
        language, key, **{name: f"{{{name}}}" for name in fields(patterns(language)[key])}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_of_a_thing_is_said_to_be_one(browser: Browser, language: str) -> None:
    keys = [key for key in patterns(language) if f"{key}-one" in patterns(language)]
    assert len(keys) >= 5
    page = browser.new_page()
    for key in keys:
        words = {name: as_sent(language, name) for name in (key, f"{key}-one")}
        said = page.evaluate(
            f"([words, key]) => {{ {script_text(WORDS)}"
            " return [1, 2].map((count) => phrase(words, key, { count })); }",
            [words, key],
        )
        one = words[f"{key}-one"].replace("{count}", "1")
        assert said == [one, words[key].replace("{count}", "2")], key
        assert one != words[key].replace("{count}", "1"), key
    page.close()


def test_numbers_have_the_comma_of_the_language_that_spoke_last(browser: Browser) -> None:
    page = browser.new_page()
    said = page.evaluate(
        f"() => {{ {script_text(WORDS)}"
        ' const before = inWords("0.5"); speak({ "decimal-sign": "," });'
        ' return [before, inWords("0.5"), fillIn("{a} of {b}", { a: 1 })]; }'
    )
    assert said == ["0.5", "0,5", "1 of {b}"]
    page.close()
