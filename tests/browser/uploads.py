"""Files that a person brings along, and how they are handed over."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.ui.paper import on_paper

FRUIT = ("apple", "banana", "cherry")


def colour_onnx(side: int = 20) -> bytes:
    """A small colour network of three answers; only tests write ONNX files."""
    onnx = pytest.importorskip("onnx", reason="requirements-onnx.txt puts it there")
    rng = np.random.default_rng(0)
    inner = ((side - 2) // 2) ** 2 * 4
    weights = {
        "w1": rng.normal(size=(4, 3, 3, 3)) / 3,
        "b1": rng.normal(size=4),
        "w2": rng.normal(size=(inner, 3)) / inner**0.5,
        "b2": rng.normal(size=3),
    }
    helper: Any = onnx.helper
    values = [
        onnx.numpy_helper.from_array(array.astype(np.float32), name)
        for name, array in weights.items()
    ]
    nodes = [
        helper.make_node("Conv", ["picture", "w1", "b1"], ["conv"], name="conv"),
        helper.make_node("Relu", ["conv"], ["relu"], name="relu"),
        helper.make_node(
            "MaxPool", ["relu"], ["pool"], name="pool", kernel_shape=[2, 2], strides=[2, 2]
        ),
        helper.make_node("Flatten", ["pool"], ["flat"], name="flat"),
        helper.make_node("Gemm", ["flat", "w2", "b2"], ["answer"], name="dense"),
    ]
    kind = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "colours",
        [helper.make_tensor_value_info("picture", kind, [1, 3, side, side])],
        [helper.make_tensor_value_info("answer", kind, [1, 3])],
        values,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    content: bytes = model.SerializeToString()
    return content


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def colour_png() -> bytes:
    rows, columns = np.indices((60, 90))
    planes = [rows * 4, columns * 2, 255 - rows * 4]
    return png(np.stack(planes, axis=2).astype(np.uint8))


def paper_png(*labels: int) -> bytes:
    return png(on_paper(*labels))


def hand_over(page: Page, key: str, name: str, content: bytes) -> None:
    """Choose a file in an upload of the page."""
    kinds = {"png": "image/png", "jpg": "image/jpeg"}
    kind = kinds.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    field = page.locator(f'.st-key-{key} input[type="file"]')
    # Where one file was refused, its field stands beside the new one for a moment.
    expect(field).to_have_count(1)
    field.set_input_files([{"name": name, "mimeType": kind, "buffer": content}])


def upload_picture(page: Page, name: str, content: bytes) -> None:
    """Bring a picture to the Draw page."""
    page.locator(".st-key-photo_popover button, .st-key-picture_popover button").first.click()
    page.locator(".st-key-upload_picture").wait_for()
    hand_over(page, "upload_picture", name, content)


def visit(page: Page, name: str) -> None:
    """Go to another page of the app; on a phone the links are behind a button."""
    behind = page.get_by_test_id("stExpandSidebarButton")
    is_behind = behind.is_visible()
    if is_behind:
        behind.click()
    # The page itself may link there, too, further down.
    page.get_by_role("link", name=name, exact=True).first.click()
    if is_behind and page.get_by_test_id("stSidebar").get_attribute("data-collapsed") == "false":
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()


def open_network(page: Page, content: bytes, names: str = ", ".join(FRUIT)) -> None:
    """Go to the Networks page and open a file there."""
    visit(page, "Networks")
    page.locator(".st-key-upload_network").wait_for()
    hand_over(page, "upload_network", "fruit.onnx", content)
    page.locator(".st-key-upload_network").get_by_text("fruit.onnx").wait_for()
    if names:
        page.get_by_role("button", name="Class names, preparation").click()
        field = page.get_by_label("Class names, in order")
        field.fill(names)
        field.press("Tab")
        page.keyboard.press("Escape")
        expect(field).to_have_count(0)
    page.locator(".st-key-own_network").get_by_role("button", name="Open").click()
