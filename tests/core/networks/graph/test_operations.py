"""Every operation of a graph against PyTorch's own functions, with data and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from cnnviz.core.networks.graph.model import GraphModel, is_free_name
from cnnviz.core.networks.graph.operations import OPERATIONS, build_node
from cnnviz.core.networks.graph.outlines import without_data
from cnnviz.core.networks.graph.settings import GraphError, GraphNode

torch.manual_seed(0)
X = torch.randn(2, 4, 6, 6)
FLAT = torch.randn(2, 5)
MASK = X > 0
V4, P4 = torch.randn(4), torch.rand(4) + 0.5
K = torch.randn(6, 2, 3, 3)
T = torch.randn(4, 3, 3, 3)
W = torch.randn(3, 5)
OTHER = torch.randn(4, 1, 1)
INDEX = torch.tensor([2, -1])
M6 = torch.rand(3, 6)

# Operation, its inputs, its settings, its own tensors, and what PyTorch calls it.
Case = tuple[str, list[torch.Tensor], dict[str, Any], dict[str, torch.Tensor], Callable[[], Any]]
CASES: list[Case] = [
    (
        "convolution",
        [X],
        {"stride": [2, 1], "padding": [1, 0], "groups": 2},
        {"weight": K, "bias": torch.arange(6.0)},
        lambda: F.conv2d(X, K, torch.arange(6.0), (2, 1), (1, 0), groups=2),
    ),
    (
        "transposed_convolution",
        [X],
        {"stride": [2, 2], "output_padding": [1, 0]},
        {"weight": T},
        lambda: F.conv_transpose2d(X, T, stride=2, output_padding=(1, 0)),
    ),
    ("dense", [FLAT], {}, {"weight": W}, lambda: F.linear(FLAT, W)),
    (
        "max_pool",
        [X],
        {"kernel_size": [3, 3], "stride": [2, 2], "padding": [1, 1], "ceil_mode": True},
        {},
        lambda: F.max_pool2d(X, 3, 2, 1, ceil_mode=True),
    ),
    (
        "mean_pool",
        [X],
        {"kernel_size": [3, 3], "padding": [1, 1], "count_include_pad": False},
        {},
        lambda: F.avg_pool2d(X, 3, padding=1, count_include_pad=False),
    ),
    ("global_mean_pool", [X], {}, {}, lambda: X.mean((2, 3), keepdim=True)),
    ("global_max_pool", [X], {}, {}, lambda: X.amax((2, 3), keepdim=True)),
    (
        "batch_norm",
        [X],
        {"eps": 1e-3},
        {"weight": P4, "bias": V4, "running_mean": V4, "running_var": P4},
        lambda: F.batch_norm(X, V4, P4, P4, V4, eps=1e-3),
    ),
    (
        "instance_norm",
        [X],
        {},
        {"weight": P4, "bias": V4},
        lambda: F.instance_norm(X, weight=P4, bias=V4),
    ),
    (
        "group_norm",
        [X],
        {"groups": 2},
        {"weight": P4, "bias": V4},
        lambda: F.group_norm(X, 2, P4, V4),
    ),
    (
        "layer_norm",
        [FLAT],
        {"shape": [5]},
        {"weight": W[0], "bias": W[1]},
        lambda: F.layer_norm(FLAT, (5,), W[0], W[1]),
    ),
    (
        "local_response_norm",
        [X],
        {"size": 3, "alpha": 0.1, "k": 2.0},
        {},
        lambda: F.local_response_norm(X, 3, 0.1, 0.75, 2.0),
    ),
    ("relu", [X], {}, {}, lambda: F.relu(X)),
    ("relu6", [X * 5], {}, {}, lambda: F.relu6(X * 5)),
    ("leaky_relu", [X], {"slope": 0.2}, {}, lambda: F.leaky_relu(X, 0.2)),
    ("prelu", [X], {}, {"weight": V4}, lambda: F.prelu(X, V4)),
    ("elu", [X], {"alpha": 0.5}, {}, lambda: F.elu(X, 0.5)),
    ("selu", [X], {}, {}, lambda: F.selu(X)),
    ("celu", [X], {"alpha": 2.0}, {}, lambda: F.celu(X, 2.0)),
    ("sigmoid", [X], {}, {}, lambda: torch.sigmoid(X)),
    ("hard_sigmoid", [X], {}, {}, lambda: F.hardsigmoid(X)),
    ("hard_swish", [X], {}, {}, lambda: F.hardswish(X)),
    ("silu", [X], {}, {}, lambda: F.silu(X)),
    ("tanh", [X], {}, {}, lambda: torch.tanh(X)),
    ("softplus", [X], {}, {}, lambda: F.softplus(X)),
    ("softsign", [X], {}, {}, lambda: F.softsign(X)),
    ("gelu", [X], {"approximate": "tanh"}, {}, lambda: F.gelu(X, approximate="tanh")),
    ("mish", [X], {}, {}, lambda: F.mish(X)),
    ("softmax", [X], {"dim": 1}, {}, lambda: X.softmax(1)),
    ("log_softmax", [X], {"dim": -1}, {}, lambda: X.log_softmax(-1)),
    ("dropout", [X], {"p": 0.9}, {}, lambda: X),
    ("flatten", [X], {}, {}, lambda: X.flatten(1)),
    ("pixel_shuffle", [X], {"factor": 2}, {}, lambda: F.pixel_shuffle(X, 2)),
    ("pixel_unshuffle", [X], {"factor": 2}, {}, lambda: F.pixel_unshuffle(X, 2)),
    (
        "upsample",
        [X],
        {"size": [9, 12], "mode": "bilinear"},
        {},
        lambda: F.interpolate(X, (9, 12), mode="bilinear"),
    ),
    ("add", [X], {}, {"input_1": OTHER}, lambda: X + OTHER),
    ("subtract", [X], {}, {"input_0": OTHER}, lambda: OTHER - X),
    ("multiply", [X, X], {}, {}, lambda: X * X),
    ("divide", [X], {}, {"input_1": OTHER}, lambda: X / OTHER),
    ("power", [X], {}, {"input_1": torch.tensor(2.0)}, lambda: X**2),
    ("remainder", [X, X + 3], {"truncated": True}, {}, lambda: torch.fmod(X, X + 3)),
    ("matmul", [X, X], {}, {}, lambda: X @ X),
    ("sum", [X, X, X], {}, {}, lambda: 3 * X),
    ("maximum", [X, -X], {}, {}, lambda: X.abs()),
    ("minimum", [X, -X], {}, {}, lambda: -X.abs()),
    ("einsum", [X, X], {"equation": "abcd,abcd->ab"}, {}, lambda: (X * X).sum((2, 3))),
    ("equal", [X, X], {}, {}, lambda: X == X),
    ("greater", [X, -X], {}, {}, lambda: X > -X),
    ("greater_or_equal", [X, -X], {}, {}, lambda: X >= -X),
    ("less", [X, -X], {}, {}, lambda: X < -X),
    ("less_or_equal", [X, -X], {}, {}, lambda: X <= -X),
    ("and", [MASK, MASK], {}, {}, lambda: MASK),
    ("or", [MASK, ~MASK], {}, {}, lambda: torch.ones_like(MASK)),
    ("xor", [MASK, MASK], {}, {}, lambda: torch.zeros_like(MASK)),
    ("not", [MASK], {}, {}, lambda: ~MASK),
    ("where", [MASK, X, -X], {}, {}, lambda: X.abs()),
    ("negate", [X], {}, {}, lambda: -X),
    ("absolute", [X], {}, {}, lambda: X.abs()),
    ("exp", [X], {}, {}, lambda: X.exp()),
    ("log", [X.abs()], {}, {}, lambda: X.abs().log()),
    ("sqrt", [X.abs()], {}, {}, lambda: X.abs().sqrt()),
    ("reciprocal", [X], {}, {}, lambda: 1 / X),
    ("erf", [X], {}, {}, lambda: torch.erf(X)),
    ("floor", [X], {}, {}, lambda: X.floor()),
    ("ceil", [X], {}, {}, lambda: X.ceil()),
    ("round", [X], {}, {}, lambda: X.round()),
    ("sign", [X], {}, {}, lambda: X.sign()),
    ("sin", [X], {}, {}, lambda: X.sin()),
    ("cos", [X], {}, {}, lambda: X.cos()),
    ("tan", [X], {}, {}, lambda: X.tan()),
    ("atan", [X], {}, {}, lambda: X.atan()),
    ("sinh", [X], {}, {}, lambda: X.sinh()),
    ("cosh", [X], {}, {}, lambda: X.cosh()),
    ("is_nan", [X], {}, {}, lambda: X.isnan()),
    ("clamp", [X], {"least": -0.5, "most": 0.5}, {}, lambda: X.clamp(-0.5, 0.5)),
    ("cast", [X], {"dtype": "float64"}, {}, lambda: X.double()),
    ("swish", [X], {"alpha": 2.0}, {}, lambda: X * torch.sigmoid(2 * X)),
    (
        "scaled_hard_sigmoid",
        [X],
        {"alpha": 0.2, "beta": 0.5},
        {},
        lambda: (0.2 * X + 0.5).clamp(0, 1),
    ),
    (
        "scaled_elu",
        [X],
        {"alpha": 2.0, "gamma": 3.0},
        {},
        lambda: 3 * torch.where(X > 0, X, 2 * X.expm1()),
    ),
    ("above", [X], {"threshold": 1.0}, {}, lambda: F.threshold(X, 1, 0)),
    ("shrink", [X], {"threshold": 0.5, "bias": 0.5}, {}, lambda: F.softshrink(X, 0.5)),
    ("leaky", [X], {}, {"input_1": OTHER}, lambda: F.prelu(X, OTHER.reshape(-1))),
    ("concatenate", [X, X], {"dim": 1}, {}, lambda: torch.cat([X, X], 1)),
    (
        "slice",
        [X],
        {"starts": [1, -1], "stops": [3, -(2**31) + 1], "steps": [1, -2], "dims": [1, 3]},
        {},
        lambda: X[:, 1:3].flip(3)[..., ::2],
    ),
    ("take", [X], {"dim": 1}, {"input_1": INDEX}, lambda: X[:, [2, 3]]),
    ("reshape", [X], {"shape": [0, 2, -1, 6]}, {}, lambda: X.reshape(2, 2, 12, 6)),
    ("flatten_at", [X], {"dim": 2}, {}, lambda: X.reshape(8, 36)),
    ("squeeze", [X[:, :1]], {"dims": [1]}, {}, lambda: X[:, 0]),
    ("unsqueeze", [X], {"dims": [0, -1]}, {}, lambda: X[None, ..., None]),
    ("permute", [X], {"dims": [0, 2, 3, 1]}, {}, lambda: X.permute(0, 2, 3, 1)),
    (
        "pad",
        [X],
        {"padding": [1, 0, 0, 2], "mode": "reflect"},
        {},
        lambda: F.pad(X, (1, 0, 0, 2), "reflect"),
    ),
    ("expand", [X[:, :1]], {"shape": [0, 3, 0, 0]}, {}, lambda: X[:, :1].expand(2, 3, 6, 6)),
    ("for_each", [X], {}, {"input_0": W[None]}, lambda: W.expand(2, 3, 5)),
    ("tile", [X], {"dims": [1, 2, 1, 1]}, {}, lambda: torch.cat([X, X], 1)),
    (
        "space_to_depth",
        [X[:, :1]],
        {"block": 2},
        {},
        lambda: F.pixel_unshuffle(X[:, :1], 2),
    ),
    ("depth_to_space", [X], {"block": 2}, {}, lambda: F.pixel_shuffle(X, 2)),
    (
        "resample",
        [X],
        {},
        {"input_1": M6, "input_2": M6},
        lambda: torch.einsum("nchw,ih,jw->ncij", X, M6, M6),
    ),
    (
        "take_each",
        [X],
        {},
        {"input_1": torch.tensor([0, 0]), "input_2": torch.tensor([5, 1, 2])},
        lambda: X[:, :, [0, 0]][..., [5, 1, 2]],
    ),
    ("reduce", [X], {"kind": "mean", "dims": [2, 3]}, {}, lambda: X.mean((2, 3))),
    ("normalise", [X], {"p": 2, "dim": 1}, {}, lambda: F.normalize(X, dim=1)),
    ("argument", [X], {"kind": "max", "dim": 1, "keepdim": True}, {}, lambda: X.argmax(1, True)),
]


def node_of(case: Case) -> GraphNode:
    op, inputs, attributes, tensors, _ = case
    own = {int(name[6:]) for name in tensors if name.startswith("input_")}
    places = range(len(inputs) + len(own))
    return GraphNode("n", op, tuple(None if i in own else "x" for i in places), attributes)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_is_pytorchs(case: Case) -> None:
    _, inputs, _, tensors, oracle = case
    with torch.no_grad():
        answer = build_node(node_of(case), tensors)(*inputs)
    torch.testing.assert_close(answer, oracle(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_shape_is_known_without_data(case: Case) -> None:
    _, inputs, _, tensors, oracle = case
    module = build_node(node_of(case), {k: v.to("meta") for k, v in tensors.items()})
    with torch.no_grad():
        answer = without_data(module, *(x.to("meta") for x in inputs))
    assert answer.shape == oracle().shape
    assert answer.dtype == oracle().dtype
    assert answer.device.type == "meta"


def test_every_operation_has_a_case() -> None:
    assert {case[0] for case in CASES} == OPERATIONS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_an_unknown_setting_or_tensor_is_refused(case: Case) -> None:
    node, tensors = node_of(case), case[3]
    extra = GraphNode(node.name, node.op, node.inputs, {**node.attributes, "secret": 1})
    with pytest.raises(GraphError, match="'secret', which is not known"):
        build_node(extra, tensors)
    with pytest.raises(GraphError, match="'other', which is not known"):
        build_node(node, {**tensors, "other": V4})


def test_a_model_forgets_what_nobody_reads() -> None:
    nodes = [GraphNode(f"r{i}", "relu", (f"r{i - 1}" if i else "input",)) for i in range(4)]
    model = GraphModel(nodes, {}, "r3")
    assert [name for name, _ in model.steps(X)] == ["r0", "r1", "r2", "r3"]
    assert torch.equal(model(X), F.relu(X))


def test_several_pictures_one_by_one() -> None:
    node = GraphNode("flat", "reshape", ("input",), {"shape": [1, 144]})
    with pytest.raises(RuntimeError):
        GraphModel([node], {}, "flat")(X)
    assert torch.equal(GraphModel([node], {}, "flat", one_by_one=True)(X), X.flatten(1))


@pytest.mark.parametrize("name", ["forward", "train", "input", "a.b", "", "1a", "ä", "_x", "steps"])
def test_names_that_are_not_free(name: str) -> None:
    assert not is_free_name(name)
