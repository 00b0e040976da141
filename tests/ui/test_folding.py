"""Many layers in few columns: none lost, none twice, and the chosen one stands open."""

from __future__ import annotations

from functools import lru_cache

import pytest
import torch
from torch import nn

from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.trace import LayerKind, Trace, trace
from cnnviz.ui.components.network_map.folding import MOST_COLUMNS, MOST_OPEN, columns_of
from cnnviz.ui.components.network_map.layout import pack_network
from tests.ui.networks import dense_net
from tests.ui.test_layout import unpack


@lru_cache
def deep() -> Trace:
    """Like DenseNet-121: some 430 layers in four blocks."""
    torch.manual_seed(0)
    return trace(dense_net(4, 26).eval(), torch.rand(1, 3, 16, 16))


@lru_cache
def flat() -> Trace:
    """Ninety layers in no block at all."""
    layers = [part for _ in range(45) for part in (nn.Conv2d(2, 2, 1), nn.ReLU())]
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(3, 2, 1), *layers, nn.Flatten(), nn.Linear(32, 3))
    return trace(model.eval(), torch.rand(1, 3, 4, 4))


class Loose(nn.Module):
    """Layers in blocks, and functions between them that belong to none."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            nn.Sequential(*(nn.Conv2d(3, 3, 1) for _ in range(12))) for _ in range(4)
        )

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        for block in self.blocks:
            values = torch.sigmoid(torch.tanh(torch.relu(block(values))))
        return values.mean(dim=(2, 3))


@lru_cache
def loose() -> Trace:
    return trace(Loose().eval(), torch.rand(1, 3, 4, 4))


_LEAST = 6
MANY = {"deep": deep, "flat": flat, "loose": loose}


def shipped(name: str) -> Trace:
    spec = ARCHITECTURES[name]
    return trace(spec.build().eval(), torch.rand(1, *spec.input_shape))


@pytest.mark.parametrize("name", ["mlp", "lenet5"])
def test_few_layers_have_a_column_each(name: str) -> None:
    result = shipped(name)
    shown = [record for record in result.records if record.kind is not LayerKind.DROPOUT]
    columns = columns_of(result.records)
    assert [column.record for column in columns] == shown
    assert all(column.members == (column.record.name,) and not column.block for column in columns)


FOLDED = {
    "alexnet": "conv1 – relu1, conv2 – pool2, conv3 – relu3, conv4 – relu4, conv5 – pool5, "
    "flatten, dense1 – relu6, dense2 – relu7",
    "vgg": "block1, block2, block3, flatten, dense1 – relu1",
    "resnet": "conv1 – pool1, block1, block2, block3, pool2, flatten",
}


@pytest.mark.parametrize("name", FOLDED)
def test_our_deep_networks_fold_into_their_blocks(name: str) -> None:
    columns = columns_of(shipped(name).records)
    titles = [column.block or column.record.name for column in columns]
    assert ", ".join(titles[1:-1]) == FOLDED[name]
    assert len(columns) <= MOST_COLUMNS


@pytest.mark.parametrize("name", FOLDED)
def test_a_chosen_layer_opens_its_block_and_no_other(name: str) -> None:
    records = shipped(name).records
    for record in records:
        if record.kind is LayerKind.DROPOUT:
            continue
        columns = columns_of(records, record.name)
        assert (record.name,) in [column.members for column in columns]
        closed = {
            column.block for column in columns_of(records) if record.name not in column.members
        }
        assert closed - {""} <= {column.block for column in columns}


def test_the_made_up_networks_are_large() -> None:
    assert len(deep().records) > 420 and len(flat().records) > 90 and len(loose().records) > 55


@pytest.mark.parametrize("place", [None, 0, 1, 5, 40, 0.25, 0.5, 0.9, -1])
@pytest.mark.parametrize("kind", MANY)
def test_every_layer_belongs_to_exactly_one_column(kind: str, place: float | None) -> None:
    records = MANY[kind]().records
    chosen = None
    if place is not None:
        index = int(place * len(records)) if isinstance(place, float) else place
        chosen = records[index].name
    columns = columns_of(records, chosen)
    members = [name for column in columns for name in column.members]
    shown = [record.name for record in records if record.kind is not LayerKind.DROPOUT]
    assert members == shown  # in order, none lost, none twice
    assert _LEAST <= len(columns) <= (MOST_COLUMNS if chosen is None else MOST_OPEN)
    assert columns[0].members == ("input",) and columns[-1].members == (records[-1].name,)
    if chosen is not None:
        (column,) = (column for column in columns if chosen in column.members)
        assert column.members == (chosen,) and column.record.name == chosen
    for column in columns:
        assert column.record.name == column.members[-1]
        assert bool(column.block) == (len(column.members) > 1)


def test_whichever_layer_is_chosen_stands_by_itself() -> None:
    for kind, build in MANY.items():
        records = build().records
        for record in records:
            columns = columns_of(records, record.name)
            assert len(columns) <= MOST_OPEN, kind
            assert sum((c.members for c in columns), ()) == tuple(r.name for r in records)
            assert (record.name,) in [column.members for column in columns]
            assert all(bool(c.block) == (len(c.members) > 1) for c in columns)


def test_dropout_is_left_out_and_nothing_hangs_in_the_air() -> None:
    layers = [part for _ in range(20) for part in (nn.Conv2d(3, 3, 1), nn.Dropout(0.5), nn.ReLU())]
    model = nn.Sequential(*(nn.Sequential(*layers[i : i + 12]) for i in range(0, 60, 12)))
    result = trace(model.eval(), torch.rand(1, 3, 4, 4))
    columns = columns_of(result.records)
    assert "dropout" not in {column.record.kind.value for column in columns}
    header, _ = unpack(pack_network(result, ("a", "b", "c"), idle=False, height=400))
    assert [c["parents"] for c in header["columns"]] == [
        [] if place == 0 else [place - 1] for place in range(len(header["columns"]))
    ]


@pytest.mark.parametrize("chosen", [None, 200])
@pytest.mark.parametrize("kind", MANY)
def test_lines_join_the_columns_that_read_each_other(kind: str, chosen: int | None) -> None:
    result = MANY[kind]()
    names = [f"class {i}" for i in range(result.logits.shape[1])]
    records = result.records
    layer = None if chosen is None else records[min(chosen, len(records) - 5)].name
    selected = None if layer is None else (layer, 0)
    message = pack_network(result, names, idle=False, height=400, selected=selected)
    header, _ = unpack(message)
    columns = columns_of(records, layer)
    assert [c["layer"] for c in header["columns"]] == [c.record.name for c in columns]
    home = {name: place for place, column in enumerate(columns) for name in column.members}
    for place, column in enumerate(columns):
        read = {home[p] for name in column.members for p in result.record(name).parents}
        assert header["columns"][place]["parents"] == sorted(read - {place})
        said = header["columns"][place]["members"]
        assert said == (len(column.members) if len(column.members) > 1 else 0)
    assert len(message) < 2_000_000
