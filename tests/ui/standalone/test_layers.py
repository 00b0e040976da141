"""What stands in a document: the trace's own numbers, and no more of them than allowed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz.core.explore.arithmetic import cell_arithmetic
from cnnviz.core.explore.cells import Cell, planes
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import Trace, trace
from cnnviz.ui.standalone.document import document_of
from cnnviz.ui.standalone.layers import Limits, Source
from tests.ui.messages import unpack
from tests.ui.standalone.documents import DIGITS, Contents, digit


@lru_cache
def lenet() -> tuple[Trace, Contents, int]:
    result = trace(load_pretrained("lenet5"), digit())
    text = document_of(Source(result, DIGITS, Limits()), "LeNet-5")
    return result, Contents(text), len(text)


class Wide(nn.Module):
    """Layers that read more maps than are drawn, by sums, by weights and side by side."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.first, self.second = nn.Conv2d(3, 40, 3, padding=1), nn.Conv2d(40, 40, 3, padding=1)
        self.pool, self.dense = nn.AdaptiveAvgPool2d(3), nn.Linear(80 * 9, 12)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.first(x))
        x = torch.cat([x, torch.sigmoid(self.second(x))], dim=1)
        return self.dense(torch.flatten(self.pool(x), 1))  # type: ignore[no-any-return]


@lru_cache
def wide(total: int = 18_000_000, maps: int = 800) -> tuple[Trace, Contents, int]:
    result = trace(Wide().eval(), torch.rand(1, 3, 32, 32, generator=torch.Generator()))
    text = document_of(Source(result, tuple("abcdefghijkl"), Limits(total, maps)), "Wide")
    return result, Contents(text), len(text)


def maps_of(result: Trace, contents: Contents) -> list[tuple[str, dict[str, Any]]]:
    return [(r.name, m) for r in result.records for m in contents.layer(r.name)["maps"]]


def test_a_small_network_is_there_whole_and_in_two_megabytes() -> None:
    result, contents, size = lenet()
    assert size < 2_200_000
    for record in result.records:
        layer = contents.layer(record.name)
        assert [m["channel"] for m in layer["maps"]] == list(range(len(planes(record))))
        assert layer["missing"] == ""


@pytest.mark.parametrize("made", [lenet, wide])
def test_every_number_is_the_traces(made: Any) -> None:
    result, contents, _ = made()
    for name, entry in maps_of(result, contents):
        values = planes(result.record(name))[entry["channel"]].numpy()
        assert contents.chunk(entry["output"]) == values.tobytes()
        scene = unpack(contents.message(entry["computation"]))
        items = [item for row in [*scene["rows"], scene["tail"]] for item in row]
        for item in items:
            if item.get("role") == "input":
                source = planes(result.record(item["target"]["layer"]))
                assert np.isin(item["values"], source.numpy()).all()
        (output,) = (
            (item for item in items if item.get("role") == "output")
            if any(item.get("role") == "output" for item in items)
            else (None,)
        )
        if output is not None:
            np.testing.assert_array_equal(output["values"].reshape(values.shape), values)


@pytest.mark.parametrize("made", [lenet, wide])
def test_the_arithmetic_is_that_of_the_strongest_cell(made: Any) -> None:
    result, contents, _ = made()
    for name, entry in maps_of(result, contents):
        values = planes(result.record(name))[entry["channel"]].numpy()
        row, column = entry["cell"]
        assert abs(values[row, column]) == np.abs(values).max()
        if not entry["arithmetic"]:
            continue
        sums = unpack(contents.message(entry["arithmetic"]))
        expected = cell_arithmetic(result, Cell(name, entry["channel"], row, column))
        assert sums["value"] == expected.value == values[row, column]
        if expected.parts:
            terms = np.stack([part.terms for part in expected.parts])
            np.testing.assert_array_equal(sums["terms"], terms.ravel())


def test_a_sum_of_hundreds_of_maps_still_sums_to_the_map() -> None:
    result, contents, _ = wide()
    for entry in contents.layer("second")["maps"]:
        scene = unpack(contents.message(entry["computation"]))
        assert len(scene["rows"]) == len(scene["strengths"]) == 16
        items = [*(item for row in scene["rows"] for item in row), *scene["tail"]]
        results = [item for item in items if item.get("role") == "result"]
        assert results[-1]["title"] == "from the other 24 maps"
        whole = planes(result.record("second"))[entry["channel"]].numpy()
        total = sum(item["values"].astype(np.float64) for item in results) + scene["bias"]
        np.testing.assert_allclose(total, whole.ravel(), atol=2e-6)
        limit = scene["scales"]["result"]["high"]
        assert all(np.abs(item["values"]).max() <= limit for item in results)
        (summed,) = (item for item in items if item.get("role") == "sum")
        assert summed["title"] == "sum of 40 maps"
        assert "other 24" in scene["group"] and not entry["rule"]


def test_the_strongest_parts_are_those_drawn() -> None:
    result, contents, _ = wide()
    entry = contents.layer("second")["maps"][0]
    scene = unpack(contents.message(entry["computation"]))
    drawn = {row[0]["target"]["channel"] for row in scene["rows"]}
    weight = result.record("second").weight
    assert weight is not None
    inputs = planes(result.record("relu"))
    parts = torch.nn.functional.conv2d(
        inputs[None], weight[entry["channel"]][:, None], padding=1, groups=40
    )[0]
    order = parts.abs().sum(dim=(1, 2)).argsort(descending=True)[:16]
    assert drawn == set(order.tolist())


def test_the_document_stops_growing_at_its_limit() -> None:
    sizes = [wide(total)[2] for total in (200_000, 800_000, 2_000_000)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]
    result, contents, _ = wide(800_000)
    held = {r.name: len(contents.layer(r.name)["maps"]) for r in result.records}
    assert min(held.values()) >= 1 and held["second"] < 40
    first = contents.layer("second")
    assert f"{first['missing']}".count("–") >= 1
    strongest = first["strongest"]
    assert strongest in {m["channel"] for m in first["maps"]}


def test_layers_too_large_for_the_document_are_there_without_maps() -> None:
    result, contents, size = wide(200_000)
    held = {r.name: len(contents.layer(r.name)["maps"]) for r in result.records}
    assert held["flatten"] >= 1 and held["second"] == 0
    assert contents.layer("second")["missing"] == "1–40"
    assert size < 400_000


def test_so_many_maps_and_no_more() -> None:
    result, contents, _ = wide(maps=20)
    total = sum(len(contents.layer(r.name)["maps"]) for r in result.records)
    assert total == len(result.records) + 20


def test_an_unknown_step_says_why_and_keeps_its_picture() -> None:
    class Own(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.cumprod(x, -1)

    result = trace(nn.Sequential(nn.Conv2d(1, 2, 3), Own()), digit())
    contents = Contents(document_of(Source(result, (), Limits()), "Own"))
    unknown = [r.name for r in result.records if r.kind.name == "OTHER"]
    assert unknown
    for entry in contents.layer(unknown[-1])["maps"]:
        assert entry["why"] and not entry["arithmetic"] and not entry["rule"]
        assert unpack(contents.message(entry["computation"]))["rows"]
