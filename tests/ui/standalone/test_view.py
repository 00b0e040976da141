"""`show`: what it takes, and what it returns."""

from __future__ import annotations

import dataclasses
import html
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

import cnnviz
from cnnviz.core.images import Preparation
from tests.ui.standalone.documents import DIGITS, Contents, digit


def small(outputs: int = 3) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(2, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 6 * 6, outputs)
    ).eval()


def test_a_module_and_a_network_give_the_same_but_for_title_and_names() -> None:
    model = cnnviz.load_pretrained("lenet5")
    network = cnnviz.Network("k", "My network", model, Preparation((1, 28, 28)), DIGITS)
    of_module = cnnviz.show(model, digit(), DIGITS).html
    of_network = cnnviz.show(network, digit()).html
    assert of_network == of_module.replace("LeNet5", "My network")


@pytest.mark.parametrize(
    "x",
    [
        torch.ones(1, 2, 8, 8),
        torch.ones(2, 8, 8),
        np.ones((2, 8, 8)),
        np.ones((1, 2, 8, 8), np.float32),
        (torch.ones(1, 2, 8, 8),),
    ],
    ids=["batch", "single", "array of float64", "array of float32", "arguments"],
)
def test_every_form_of_one_input_gives_one_document(x: object) -> None:
    assert cnnviz.show(small(), x).html == cnnviz.show(small(), torch.ones(1, 2, 8, 8)).html


def test_rows_of_numbers_are_no_picture() -> None:
    line = nn.Sequential(nn.Conv1d(2, 3, 3), nn.ReLU()).eval()
    assert cnnviz.show(line, torch.ones(1, 2, 9)).html


def test_a_grey_picture_needs_no_channel() -> None:
    model = cnnviz.load_pretrained("lenet5")
    flat = cnnviz.show(model, digit()[0, 0].numpy())
    assert flat.html == cnnviz.show(model, digit()).html


def test_what_cannot_be_shown_is_refused_in_one_sentence() -> None:
    x = torch.ones(1, 2, 8, 8)
    with pytest.raises(ValueError, match="classes must be 3 names"):
        cnnviz.show(small(), x, ["a", "b"])
    with pytest.raises(ValueError, match="classes must be 3 names"):
        cnnviz.show(small(), x, "abc")
    with pytest.raises(TypeError, match="got str"):
        cnnviz.show("lenet5", x)  # type: ignore[arg-type]
    training = nn.Sequential(nn.Conv2d(2, 1, 3), nn.BatchNorm2d(1)).train()
    with pytest.raises(ValueError, match="training mode"):
        cnnviz.show(training, x)


def test_the_view_is_short_saves_itself_and_stands_in_a_frame(tmp_path: Path) -> None:
    view = cnnviz.show(small(), torch.ones(1, 2, 8, 8))
    assert re.fullmatch(r"<View of Sequential: \d\.\d MB of HTML>", repr(view))
    path = view.save(tmp_path / "view.html")
    assert path.read_text("utf-8") == view.html
    framed = view._repr_html_()
    assert framed.startswith("<iframe ") and framed.endswith("</iframe>")
    found = re.search(r'srcdoc="([^"]*)"', framed)
    assert found and html.unescape(found[1]) == view.html
    with pytest.raises(dataclasses.FrozenInstanceError):
        view.title = "other"  # type: ignore[misc]


def test_names_are_text_never_markup() -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    view = cnnviz.show(small(), torch.ones(1, 2, 8, 8), [evil, "b", '"c'])
    assert "<img" not in view.html
    assert view.html.count("</script>") == view.html.count("<script")
    assert evil in {m["title"] for m in Contents(view.html).layer("3")["maps"]}


def test_nothing_is_fetched_from_anywhere() -> None:
    text = cnnviz.show(small(), torch.ones(1, 2, 8, 8)).html
    assert not re.search(r"""(src|href)=|@import|url\(|\bfetch\(|import\(|https?://""", text)


def test_a_thousand_classes_show_the_top_ten_by_name() -> None:
    names = [f"thing {i}" for i in range(1000)]
    model = small(1000)
    x = torch.ones(1, 2, 8, 8)
    view = cnnviz.show(model, x, names)
    rows = re.findall(r'data-channel="(\d+)" title="([^"]*)"', view.html)
    order = model(x)[0].argsort(descending=True)[:10].tolist()
    assert rows == [(str(index), names[index]) for index in order]
    assert len(view.html) < 4_000_000
    # The layer's own maps begin with the same ten.
    held = {m["channel"] for m in Contents(view.html).layer("3")["maps"]}
    assert held >= set(order)


def test_importing_cnnviz_imports_neither_the_views_nor_streamlit() -> None:
    code = "import cnnviz, sys; print([m for m in ('streamlit', 'plotly') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_the_version_is_the_project_files() -> None:
    project = Path(cnnviz.__file__).parents[1] / "pyproject.toml"
    assert f'\nversion = "{cnnviz.__version__}"\n' in project.read_text("utf-8")
