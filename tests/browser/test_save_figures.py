"""Every figure of every page as PNG, SVG and CSV, opened again; the numbers are the network's."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.stroke_code import strokes_to_text
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import Trace, trace
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import serious
from tests.browser.test_draw import THREE

pytestmark = pytest.mark.browser

INK = f"drawing={strokes_to_text(THREE.strokes)}"
# A browser asks before it saves many files of one page; here they are kept where they are made.
KEEP = """() => {
  window.kept = {};
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) return click.call(this);
    const name = this.download;
    fetch(this.href).then((file) => file.blob()).then((blob) => {
      const reader = new FileReader();
      reader.onload = () => (window.kept[name] = reader.result.split(",")[1]);
      reader.readAsDataURL(blob);
    });
  };
}"""


def saved(page: Page) -> dict[str, bytes]:
    """All files of a page by their names."""
    page.evaluate(KEEP)
    page.locator(".st-key-save_figures button[aria-label]").wait_for(state="attached")
    page.keyboard.press("s")
    badges = page.locator(".cnnviz-savers .badge")
    badges.first.wait_for(state="attached")
    buttons = badges.locator("button")
    for button in buttons.all():
        button.evaluate("button => button.click()")
    count = buttons.count()
    page.wait_for_function("count => Object.keys(window.kept).length === count", arg=count)
    page.keyboard.press("Escape")
    expect(badges).to_have_count(0)
    return {name: base64.b64decode(text) for name, text in page.evaluate("window.kept").items()}


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"))))


def grids(rows: list[list[str]]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """The grids of a table of cells, by their names."""
    names = list(dict.fromkeys(row[0] for row in rows[1:]))
    for name in names:
        cells = [(int(r), int(c), float(v)) for n, r, c, v in rows[1:] if n == name]
        grid = np.full((max(r for r, _, _ in cells), max(c for _, c, _ in cells)), np.nan)
        for row, column, value in cells:
            grid[row - 1, column - 1] = value
        yield name, grid


def check_files(files: dict[str, bytes]) -> None:
    """Each can be opened and holds something."""
    for name, data in files.items():
        if name.endswith(".png"):
            picture = Image.open(io.BytesIO(data)).convert("RGB")
            assert min(picture.size) > 20, name
            assert len(picture.getcolors(picture.width * picture.height) or ()) > 2, name
        elif name.endswith(".svg"):
            root = ElementTree.fromstring(data)
            width, height = (float(root.attrib[side]) for side in ("width", "height"))
            assert width > 10 and height > 10, name
            kinds = {each.tag.rpartition("}")[2] for each in root.iter()}
            assert kinds & {"text", "image", "path"}, name
            assert "foreignObject" not in kinds, name  # which only browsers show
        else:
            rows = table(data)
            assert len(rows) > 1, name
            assert len(rows[0]) > 2, name


def lenet_on_three() -> Trace:
    digit = prepare_digit(draw_strokes(THREE.strokes))
    given = torch.from_numpy(digit.centred)[None, None]
    with torch.no_grad():
        return trace(load_pretrained("lenet5"), given)


def test_the_numbers_of_draw_and_layers_are_those_of_the_network(
    open_page: OpenPage, address: str
) -> None:
    result = lenet_on_three()
    page = open_page()
    page.goto(f"{address}/?{INK}")
    # Most bars are too low to be seen.
    expect(page.locator(".st-key-probability_bars .js-plotly-plot .point")).to_have_count(10)
    files = saved(page)
    assert {name.partition(".")[0] for name in files} == {
        "cnnviz-network",
        "cnnviz-probability_bars",
        "cnnviz-stages",
    }
    check_files(files)
    shares = [float(row[3]) for row in table(files["cnnviz-probability_bars.csv"])[1:]]
    np.testing.assert_allclose(shares, result.probabilities[0].numpy(), atol=1e-5)
    answers = [row for row in table(files["cnnviz-network.csv"]) if row[0] == "output"]
    np.testing.assert_allclose(
        [float(row[8]) for row in answers], result.probabilities[0].numpy(), atol=1e-6
    )

    page.goto(f"{address}/layers?layer=conv2&map=3&cell=5,4&{INK}")
    page.locator(".st-key-shares_picture .main-svg").first.wait_for()
    page.locator(".st-key-filter_maps .main-svg").first.wait_for()
    page.locator(".st-key-unfolded .readout").wait_for()
    files = saved(page)
    check_files(files)
    conv2 = result.record("conv2").first.numpy()
    for place, (_, grid) in enumerate(grids(table(files["cnnviz-maps.csv"]))):
        np.testing.assert_allclose(grid, conv2[place], rtol=1e-6)
    steps = dict(grids(table(files["cnnviz-computation.csv"])))
    np.testing.assert_allclose(steps["output: conv2 · map 3"], conv2[2], atol=1e-5)
    pool1 = result.record("pool1").first.numpy()
    for name, grid in steps.items():
        if name.startswith("input: pool1"):
            np.testing.assert_allclose(grid, pool1[int(name.split()[-1]) - 1], atol=1e-6)
    *products, bias, value = table(files["cnnviz-arithmetic.csv"])[1:]
    assert all(
        float(row[5]) == pytest.approx(float(row[3]) * float(row[4]), abs=1e-6) for row in products
    )
    total = sum(float(row[5]) for row in products) + float(bias[5])
    assert total == pytest.approx(float(value[5]), abs=1e-5)
    assert total == pytest.approx(float(conv2[2, 4, 3]), abs=1e-4)


PAGES: tuple[tuple[str, str, int], ...] = (
    ("lab?", ".st-key-conv_stepper .title", 1),
    ("lab?lab=pooling", ".st-key-pool_stepper .title", 1),
    ("duel?", ".st-key-duel_accuracy_curve .main-svg", 2),
    ("compare?", ".st-key-confusion .main-svg", 2),
    ("learn?chapter=picture", ".st-key-learn_colour .main-svg", 2),
    ("train?", ".st-key-define_picture .main-svg", 1),
)


@pytest.mark.parametrize(("place", "sign", "least"), PAGES, ids=lambda each: str(each))
def test_the_figures_of_every_page_can_be_saved(
    open_page: OpenPage, address: str, place: str, sign: str, least: int
) -> None:
    page = open_page()
    page.goto(f"{address}/{place}{'' if place.endswith('?') else '&'}{INK}&lang=de")
    page.locator(sign).first.wait_for()
    files = saved(page)
    assert len(files) >= 3 * least
    check_files(files)


def test_a_file_is_really_saved_and_the_buttons_can_be_reached(
    open_page: OpenPage, address: str
) -> None:
    page = open_page()
    page.goto(f"{address}/lab")
    page.locator(".st-key-conv_stepper .title").first.wait_for()
    page.get_by_role("button", name="Save figures").click()
    expect(page.get_by_role("button", name="PNG: windows")).to_be_focused()
    assert serious(page) == []
    with page.expect_download() as file:
        page.get_by_role("button", name="CSV: windows").click()
    assert file.value.suggested_filename == "cnnviz-windows.csv"
    rows: list[Any] = table(file.value.path().read_bytes())
    values = [float(row[4]) for row in rows[1:] if row[0] == "Output"]
    inputs = torch.tensor([float(row[4]) for row in rows[1:] if row[0] == "Input"]).reshape(6, 6)
    kernel = torch.tensor([float(row[4]) for row in rows[1:] if row[0] == "Kernel"]).reshape(3, 3)
    expected = torch.nn.functional.conv2d(inputs[None, None], kernel[None, None])
    assert values == expected.flatten().tolist()
