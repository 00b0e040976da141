"""The spreadsheet of a cell, recomputed by another program, gives the network's number."""

from __future__ import annotations

import io
import os
import random
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.export.cell_sheet import cell_workbook
from cnnviz.core.export.trace_file import trace_npz
from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.trace import Trace, trace

# `CNNVIZ_SHEET_CELLS=50` recomputes two hundred.
CELLS = int(os.environ.get("CNNVIZ_SHEET_CELLS", "10"))


def recomputed(book: bytes, folder: Path) -> dict[str, float]:
    """What `formulas`, which knows nothing of ours, computes from the formulas alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import formulas

        path = folder / "book.xlsx"
        path.write_bytes(book)
        solution = formulas.ExcelModel().loads(str(path)).finish().calculate()
    found = {}
    for name, value in solution.items():
        if isinstance(name, str) and ":" not in name.rsplit("!", 1)[-1]:
            place = f"{name.split(']')[-1].split(chr(39))[0].lower()}!{name.rsplit('!', 1)[-1]}"
            found[place] = value.value[0, 0]
    return found


class Everything(nn.Module):
    """All kinds of layers, odd sizes, written for nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 4, (3, 2), stride=2, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.deep = nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=2, bias=False)
        self.out = nn.Linear(4 * 3 * 4, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = functional.relu(self.norm(self.conv(x)))
        x = x + self.deep(x)
        x = functional.max_pool2d(functional.silu(x), 3, stride=2, padding=1)
        x = functional.avg_pool2d(torch.tanh(x), 2, stride=1)
        return self.out(torch.flatten(torch.sigmoid(x), 1))


def everything() -> Trace:
    torch.manual_seed(1)
    model = Everything()
    x = torch.randn(1, 2, 13, 17)
    model.norm.running_mean = torch.randn(4)
    model.norm.running_var = torch.rand(4) + 0.5
    with torch.no_grad():
        size = model.eval()
        probe = functional.relu(size.norm(size.conv(x)))
        probe = functional.max_pool2d(probe + size.deep(probe), 3, stride=2, padding=1)
        count = functional.avg_pool2d(probe, 2, stride=1).numel()
    model.out = nn.Linear(count, 5)
    return trace(model.eval(), x)


def a_cell(rng: random.Random, result: Trace, layer: str) -> Cell:
    shape = planes(result.record(layer)).shape
    return Cell(layer, *(rng.randrange(size) for size in shape))


def close(value: Any, expected: float) -> bool:
    return abs(float(value) - expected) <= 1e-5 * max(1.0, abs(expected))


def test_every_kind_of_layer_is_recomputed(tmp_path: Path) -> None:
    result, rng = everything(), random.Random(0)
    kinds = set()
    for record in result.records:
        cell = a_cell(rng, result, record.name)
        found = recomputed(cell_workbook(result, cell), tmp_path)
        assert close(found["cell!B5"], cell.value(result)), record.name
        assert abs(float(found["cell!B2"])) <= 1e-5 * max(1.0, abs(cell.value(result)))
        kinds.add(record.kind)
    assert kinds >= {
        LayerKind.CONV, LayerKind.BATCH_NORM, LayerKind.ACTIVATION, LayerKind.ADD, LayerKind.POOL,
        LayerKind.FLATTEN, LayerKind.DENSE,
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", ("lenet5", "vgg", "resnet", "mlp"))
def test_random_cells_of_the_shipped_networks(name: str, tmp_path: Path) -> None:
    rng = random.Random(name)
    torch.manual_seed(0)
    result = trace(shipped_network(name).model, torch.rand(1, 1, 28, 28))
    for _ in range(CELLS):
        cell = a_cell(rng, result, rng.choice(result.names))
        found = recomputed(cell_workbook(result, cell), tmp_path)
        assert close(found["cell!B5"], cell.value(result)), cell


def test_the_activation_and_the_softmax_follow_a_changed_number(tmp_path: Path) -> None:
    result = trace(shipped_network("lenet5").model, torch.rand(1, 1, 28, 28))
    cell = Cell("conv1", 2, 9, 9)
    found = recomputed(cell_workbook(result, cell), tmp_path)
    assert close(found["cell!B6"], max(0.0, cell.value(result)))
    found = recomputed(cell_workbook(result, Cell("output", 4, 0, 0)), tmp_path)
    for place, share in enumerate(result.probabilities[0].tolist()):
        assert close(found[f"softmax!D{place + 2}"], share)


def test_nothing_is_a_number_that_should_be_a_formula() -> None:
    """The products are formulas, so that who changes a pixel sees the sum follow."""
    import zipfile

    result = trace(shipped_network("lenet5").model, torch.rand(1, 1, 28, 28))
    with zipfile.ZipFile(io.BytesIO(cell_workbook(result, Cell("conv2", 3, 4, 4)))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<f>") >= 6 * 25 + 6 + 3


def test_a_trace_comes_back_without_unpickling() -> None:
    result = everything()
    with np.load(io.BytesIO(trace_npz(result)), allow_pickle=False) as file:
        assert file[":order"].tolist() == list(result.names)
        for record in result.records:
            np.testing.assert_array_equal(file[record.name], record.output.numpy())
        np.testing.assert_array_equal(file["conv:weight"], result.record("conv").weight.numpy())
        np.testing.assert_array_equal(file[":probabilities"], result.probabilities.numpy())
