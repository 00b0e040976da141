"""The document that `show` saves, opened as a file: no server, no network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

import cnnviz
from cnnviz.core.explore.arithmetic import CellArithmetic, cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.ui.standalone.document import document_of
from cnnviz.ui.standalone.layers import Limits, Source
from cnnviz.ui.words.speech import speaking
from tests.browser.driver import PHONE, WIDE
from tests.ui.standalone.documents import DIGITS, digit

pytestmark = pytest.mark.browser

OpenFile = Callable[..., Page]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("documents")
    made = {}
    for name in ("lenet5", "resnet"):
        view = cnnviz.show(cnnviz.load_pretrained(name), digit(), DIGITS)
        made[name] = view.save(folder / f"{name}.html")
    frame = cnnviz.show(cnnviz.load_pretrained("lenet5"), digit(), DIGITS)._repr_html_()
    with speaking("de"):
        view = cnnviz.show(cnnviz.load_pretrained("lenet5"), digit(), DIGITS)
        made["german"] = view.save(folder / "german.html")
    made["short"] = folder / "short.html"
    made["short"].write_text(short_document(), "utf-8")
    made["frame"] = folder / "frame.html"
    made["frame"].write_text(f"<!doctype html><body>{frame}</body>", "utf-8")
    return made


def short_document() -> str:
    """Without room for the maps of its convolutions."""
    result = cnnviz.trace(cnnviz.load_pretrained("resnet"), digit())
    return document_of(Source(result, DIGITS, Limits(total=150_000)), "Short")


@pytest.fixture
def open_file(browser: Browser, files: dict[str, Path]) -> Iterator[OpenFile]:
    """Open a document in a fresh tab; fails afterwards if it complained or asked for anything."""
    contexts, complaints, asked = [], [], []

    def open_(name: str, viewport: dict[str, int] = WIDE, scheme: str = "light") -> Page:
        context = browser.new_context(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(files[name].as_uri())
        if name not in ("frame", "short"):
            expect(page.locator("#arithmetic .value")).to_be_visible()
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
    # The document itself, and nothing else.
    assert len(asked) == len(contexts) and all(url.startswith("file:") for url in asked)


def choose(page: Page, layer: str, channel: int) -> None:
    page.locator("#layer-choice").select_option(layer)
    expect(page.locator("#layer-name")).to_contain_text(layer)
    page.locator("#grid button").nth(channel).click()
    expect(page.locator("#grid button").nth(channel)).to_have_attribute("aria-pressed", "true")


def click_cell(page: Page, row: int, column: int, shape: tuple[int, int]) -> None:
    """Click a cell of the output map."""
    spot = page.locator("#computation .spot")
    spot.scroll_into_view_if_needed()
    box = spot.bounding_box()
    assert box is not None
    x = box["x"] + (column + 0.5) * box["width"] / shape[1]
    y = box["y"] + (row + 0.5) * box["height"] / shape[0]
    page.mouse.click(x, y)


def read_number(text: str) -> float:
    return float(text.replace("−", "-").replace("∞", "inf").replace("–", "-inf"))


def expect_arithmetic(page: Page, sums: CellArithmetic) -> None:
    """All numbers that are read and all products, where there are grids; the value in any case."""
    value = read_number(page.locator("#arithmetic .value").inner_text())
    assert value == pytest.approx(sums.value, abs=6e-4)
    grids = page.locator("#arithmetic .grid").evaluate_all(
        "grids => grids.map(g => [...g.children].map(c => [Number(c.dataset.i), c.textContent]))"
    )
    if not grids:
        texts = page.locator("#arithmetic [data-cell]").all_inner_texts()
        read = np.array([read_number(text) for text in texts])
        inputs = np.array([part.inputs.item() for part in sums.parts])
        np.testing.assert_allclose(read, inputs, atol=6e-4)
        return
    each = len(grids) // len(sums.parts)
    arrays = ("inputs", "weights", "terms") if each == 3 else ("inputs", "terms")[:each]
    for name_, array in enumerate(arrays):
        shown = dict(cell for grid in grids[name_::each] for cell in grid)
        wanted = np.stack([getattr(part, array) for part in sums.parts]).ravel()
        read = np.array([read_number(shown[i]) for i in range(len(shown))])
        np.testing.assert_allclose(read, wanted, atol=6e-4)


def test_it_speaks_the_language_it_was_made_in(open_file: OpenFile) -> None:
    page = open_file("german")
    assert page.locator("html").get_attribute("lang") == "de"
    page.locator('#network_map .node[aria-label^="conv2: Karte 5 von 16"]').click()
    expect(page.locator("#map-name")).to_have_text("Wie conv2, Karte 5 berechnet wurde")
    expect(page.locator("#layer-facts")).to_contain_text("16 Karten")
    expect(page.locator("#computation .readout")).to_contain_text("Zeile")
    expect(page.locator("#answers .share").first).to_have_text(re.compile(r"^>?\d{2,3},\d"))
    english = re.compile(r"\b(the|row|map|layer|of)\b")
    assert not english.search(page.locator("main").inner_text())


def test_a_click_on_the_network_unfolds_that_map(open_file: OpenFile) -> None:
    page = open_file("lenet5")
    result = cnnviz.trace(cnnviz.load_pretrained("lenet5"), digit())
    page.locator('#network_map .node[aria-label^="conv2: map 5 of 16"]').click()
    expect(page.locator("#map-name")).to_have_text("How conv2, map 5 was computed")
    expect(page.locator("#computation .title", has_text="conv2 · map 5")).to_be_visible()
    values = planes(result["conv2"])[4].numpy()
    row, column = divmod(int(np.abs(values).argmax()), values.shape[1])
    readout = page.locator("#computation .readout")
    expect(readout).to_contain_text(f"row {row + 1}, column {column + 1}")
    total = read_number(readout.locator("b").inner_text().lstrip("=≈ "))
    assert total == pytest.approx(float(values[row, column]), abs=6e-4)
    expect_arithmetic(page, cell_arithmetic(result, Cell("conv2", 4, row, column)))
    lit = page.locator('#network_map .node.chosen[aria-label^="conv2: map 5 of 16"]')
    expect(lit).to_have_count(1)


@pytest.mark.parametrize(
    ("network", "layer", "channel"),
    [
        ("lenet5", "input", 0),
        ("lenet5", "conv1", 2),
        ("lenet5", "relu1", 2),
        ("lenet5", "pool1", 1),
        ("lenet5", "conv2", 7),
        ("resnet", "norm", 3),
        ("resnet", "block2.add", 1),
    ],
)
def test_any_cells_arithmetic_is_the_cores(
    open_file: OpenFile, network: str, layer: str, channel: int
) -> None:
    page = open_file(network)
    result = cnnviz.trace(cnnviz.load_pretrained(network), digit())
    if layer not in result:
        layer = next(name for name in result.names if layer.split(".")[-1] in name)
    choose(page, layer, channel)
    rows, columns = planes(result[layer])[channel].shape
    for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3), (1, 2)):
        click_cell(page, row, column, (rows, columns))
        heading = page.locator("#arithmetic h4")
        expect(heading).to_contain_text(f"row {row + 1}, column {column + 1}")
        expect_arithmetic(page, cell_arithmetic(result, Cell(layer, channel, row, column)))


def test_a_number_leads_to_what_it_was_computed_from(open_file: OpenFile) -> None:
    page = open_file("lenet5")
    choose(page, "conv2", 3)
    name = page.locator("#arithmetic [data-cell]").first.get_attribute("title") or ""
    source = name.split(":")[0].removeprefix("pool1, ")
    page.locator("#arithmetic [data-cell]").first.click()
    expect(page.locator("#arithmetic h4")).to_have_text(f"pool1, {source}")


def test_an_answer_opens_its_class(open_file: OpenFile) -> None:
    page = open_file("lenet5")
    page.locator("#answers button").first.click()
    expect(page.locator("#map-name")).to_have_text("How output, 3 was computed")


def test_a_layer_without_room_says_so(open_file: OpenFile) -> None:
    page = open_file("short")
    held = page.locator("#layer-choice option").evaluate_all("all => all.map(o => o.value)")
    missing = page.locator("#missing")
    expect(missing).to_contain_text("in this file")
    empty = []
    for layer in held:
        page.locator("#layer-choice").select_option(layer)
        expect(page.locator("#layer-name")).to_contain_text(f"{layer} ·")
        if "none is in this file" in missing.inner_text():
            empty.append(layer)
            expect(page.locator("#unfolded")).to_be_hidden()
            expect(page.locator("#grid button")).to_have_count(0)
        else:
            expect(page.locator("#unfolded")).to_be_visible()
    assert 0 < len(empty) < len(held)


def test_keys_move_in_the_grid(open_file: OpenFile) -> None:
    page = open_file("lenet5")
    choose(page, "conv2", 0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#map-name")).to_have_text("How conv2, map 3 was computed")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(open_file: OpenFile, scheme: str) -> None:
    page = open_file("lenet5", PHONE, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(14, 17, 23)")


def test_in_a_notebook_the_frame_is_as_high_as_the_document(open_file: OpenFile) -> None:
    page = open_file("frame")
    inside = page.frame_locator("iframe")
    expect(inside.locator("#arithmetic .value")).to_be_visible()
    inside.locator("#layer-choice").select_option("dense1")
    expect(inside.locator("#layer-name")).to_contain_text("dense1")
    page.wait_for_timeout(300)
    frame = page.locator("iframe")
    height = frame.evaluate("f => f.clientHeight - f.contentDocument.documentElement.offsetHeight")
    assert 0 <= height <= 4
