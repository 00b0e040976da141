"""The field's terms explain themselves wherever they stand."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from cnnviz.core.digits.stroke_code import strokes_to_text
from cnnviz.ui.words.glossary import TERMS, glossary
from tests.browser.conftest import OpenPage
from tests.browser.driver import PHONE, WIDE
from tests.browser.test_draw import THREE

pytestmark = pytest.mark.browser

# The first place in sight of each of the words, one list of words for each term.
PLACES = r"""(all) => {
  const found = {};
  const skipped = "[title], .term, code, script, style, .stAppHeader svg";
  const edge = String.raw`[\p{L}\p{N}_-]`;
  const pattern = (words) => new RegExp(`(?<!${edge}|\\.)(?:${words.join("|")})(?!${edge})`, "u");
  const patterns = all.map(pattern);
  const isOnTop = (element, x, y) => {
    let top = document.elementFromPoint(x, y);
    for (let root = top?.shadowRoot; root; root = top.shadowRoot) {
      const inner = root.elementFromPoint(x, y);
      if (!inner || inner === top) break;
      top = inner;
    }
    return top && (top.contains(element) || element.contains(top));
  };
  const isSkipped = (element) => {
    for (let up = element; up; up = up.getRootNode().host) if (up.closest(skipped)) return true;
    return false;
  };
  const look = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.shadowRoot) look(node.shadowRoot);
      if (node.nodeType !== 3 || !node.parentElement || isSkipped(node.parentElement)) continue;
      patterns.forEach((pattern, term) => {
        const at = found[term] ? null : pattern.exec(node.data);
        if (!at) return;
        const range = document.createRange();
        range.setStart(node, at.index);
        range.setEnd(node, at.index + at[0].length);
        const box = range.getClientRects()[0];
        if (!box || box.width < 4 || box.top < 70 || box.bottom > innerHeight - 8) return;
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        if (isOnTop(node.parentElement, x, y)) found[term] = [x, y];
      });
    }
  };
  look(document.body);
  return found;
}"""

VIEWS = (
    "train?step=define",
    "train?step=compile",
    "layers?layer=pool1",
    "train?part=step",
    "lab?",
    "duel?",
    "?",
)


def words_of(language: str) -> list[list[str]]:
    """Each term's forms without wildcards, with a small or a large first letter."""
    return [
        [
            f"[{form[0]}{form[0].upper()}]{form[1:]}" if form[0].islower() else form
            for form in (each.strip() for each in forms.split(","))
            if "*" not in form
        ]
        for forms, _ in glossary(language)
    ]


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("de", "dark")])
def test_terms_explain_themselves_wherever_they_stand(
    open_page: OpenPage, address: str, language: str, scheme: str
) -> None:
    page = open_page(WIDE, scheme)
    meanings = [meaning for _, meaning in glossary(language)]
    ink = f"drawing={strokes_to_text(THREE.strokes)}"
    explained: set[str] = set()
    for view in VIEWS:
        join = "" if view.endswith("?") else "&"
        page.goto(f"{address}/{view}{join}{ink}&lang={language}")
        page.locator(".st-key-glossary").wait_for(state="attached")
        page.wait_for_timeout(1_000)  # until nothing moves any more
        words = words_of(language)
        for term in page.evaluate(PLACES, words):
            if TERMS[int(term)] in explained:
                continue
            said = pointed_at(page, words, term)
            assert said is None or any(said.endswith(each) for each in meanings), (view, term)
            if said is not None and said.endswith(meanings[int(term)]):
                explained.add(TERMS[int(term)])
    # The pages speak of most of what the article does; the course of all of it.
    assert len(explained) >= 25, sorted(explained)
    assert {"kernel", "stride", "padding", "pooling", "activation", "epoch", "loss"} <= explained


def pointed_at(page: Page, words: list[list[str]], term: str) -> str | None:
    """What is said of a term where it stands; None if it stands nowhere any more."""
    tip = page.locator(".cnnviz-explained")
    for patience in (2_000, 5_000, 20_000):
        page.mouse.move(2, 2)
        expect(tip).to_have_count(0)
        # Anew each time: until all has arrived, what stands on a page may move.
        place = page.evaluate(PLACES, words).get(term)
        if place is None:
            return None
        page.mouse.move(*place)
        with suppress(TimeoutError):
            return tip.inner_text(timeout=patience)
    raise AssertionError(f"nothing is said of {TERMS[int(term)]} at {place}")


def test_a_tap_explains_and_what_is_operated_is_only_operated(
    open_page: OpenPage, address: str
) -> None:
    page = open_page(PHONE, "light", has_touch=True)
    page.goto(f"{address}/train?step=define")
    page.get_by_text("Stride", exact=True).first.tap()
    tip = page.locator(".cnnviz-explained")
    expect(tip).to_contain_text("How many cells the window moves")
    box = tip.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    page.get_by_role("button", name="Add a block").tap()
    expect(tip).to_have_count(0)
    expect(page.get_by_text("Block 3", exact=True)).to_be_visible()


def test_all_terms_stand_on_the_keys_sheet_too(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    sheet.get_by_text("Terms", exact=True).click()
    expect(sheet.locator(".terms dt")).to_have_count(len(TERMS))
    expect(sheet.locator(".terms dd").first).to_be_visible()
