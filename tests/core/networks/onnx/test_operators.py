"""The operator table against the cases that the onnx package keeps for each operator."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

onnx = pytest.importorskip("onnx")

from cnnviz.core.networks.graph.measure import Limits  # noqa: E402
from cnnviz.core.networks.graph.operations import build_node  # noqa: E402
from cnnviz.core.networks.graph.settings import GraphError  # noqa: E402
from cnnviz.core.networks.onnx.conversion import convert, real_inputs  # noqa: E402
from cnnviz.core.networks.onnx.operators import OPERATORS  # noqa: E402
from cnnviz.core.networks.onnx.operators.curves import NUMBER_KINDS  # noqa: E402
from cnnviz.core.networks.onnx.reading import NEWEST_OPSET, opset_of, read_model  # noqa: E402
from cnnviz.core.networks.onnx.values import Flowing, known  # noqa: E402

DATA = Path(onnx.__file__).parent / "backend/test/data"
LIMITS = Limits()


def answers(content: bytes, inputs: list[Any], flowing: int) -> list[Any]:
    """What the file's outputs are when its first `flowing` inputs flow and the others are fixed."""
    model = read_model(content, LIMITS)
    names = [value.name for value in real_inputs(model)]
    tensors = [torch.from_numpy(np.array(value)) for value in inputs]

    def prepare(builder: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for i, (name, tensor) in enumerate(zip(names, tensors, strict=True)):
            if i < flowing:
                empty = tensor.to("meta")
                values[name] = builder.add_input(empty, empty, f"in_{i}")
            else:
                values[name] = known(tensor)
        return values

    converted = convert(model, prepare, LIMITS)
    # Dropout's mask and the like are not computed; who reads one is refused.
    names = [value.name for value in model.graph.output if value.name in converted.values]
    return [evaluate(converted, tensors, converted.values[name]) for name in names]


def evaluate(converted: Any, tensors: list[torch.Tensor], value: Any) -> Any:
    if not isinstance(value, Flowing):
        return value.a.numpy()
    if value.name.startswith("in_"):
        return tensors[int(value.name[3:])].numpy()
    nodes, weights = converted.graph(value.name)
    computed = {f"in_{i}": tensor for i, tensor in enumerate(tensors)}
    for node in nodes:
        own = {
            k.partition(".")[2]: v for k, v in weights.items() if k.partition(".")[0] == node.name
        }
        module = build_node(node, own)
        with torch.no_grad():
            computed[node.name] = module(*(computed[s] for s in node.inputs if s is not None))
    return computed[value.name].numpy()


def is_close(ours: Any, theirs: Any) -> bool:
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return False
    if ours.dtype == bool or not np.issubdtype(ours.dtype, np.floating):
        return bool(np.array_equal(ours, theirs))
    return bool(np.allclose(ours, theirs, rtol=1e-3, atol=1e-4, equal_nan=True))


def on_the_list(model: Any) -> bool:
    used = {node.op_type for node in model.graph.node}
    domains = {node.domain for node in model.graph.node}
    return used <= set(OPERATORS) and domains <= {""} and opset_of(model) <= NEWEST_OPSET


def folder_cases(kind: str) -> list[Path]:
    return sorted(path.parent for path in (DATA / kind).glob("*/model.onnx"))


def stored(folder: Path, what: str) -> list[Any]:
    paths = sorted((folder / "test_data_set_0").glob(f"{what}_*.pb"))
    paths.sort(key=lambda path: int(path.stem.rpartition("_")[2]))
    protos = []
    for path in paths:
        proto = onnx.TensorProto()
        proto.ParseFromString(path.read_bytes())
        protos.append(onnx.numpy_helper.to_array(proto))
    return protos


@pytest.mark.parametrize("kind", ["pytorch-operator", "pytorch-converted"])
def test_pytorch_cases_agree_with_their_stored_outputs(kind: str) -> None:
    right, wrong = [], {}
    for folder in folder_cases(kind):
        content = (folder / "model.onnx").read_bytes()
        model = onnx.load_from_string(content)
        if not on_the_list(model):
            continue
        inputs, wanted = stored(folder, "input"), stored(folder, "output")
        try:
            got = answers(content, inputs, len(inputs))
            same = all(is_close(a, b) for a, b in zip(got, wanted, strict=True))
            problem = "differs"
        except GraphError as error:
            same, problem = False, str(error)
        if same:
            right.append(folder.name)
        else:
            wrong[folder.name] = problem
    print(f"{kind}: {len(right)} of {len(right) + len(wrong)}", wrong)
    assert len(right) >= 30
    assert len(right) >= 0.95 * (len(right) + len(wrong)), wrong


@pytest.fixture(scope="module")
def node_cases() -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        return [case for case in collect_testcases(None) if on_the_list(case.model)]


def is_usual(case: Any) -> bool:
    """Whether its numbers are of kinds that are computed here."""
    values = [*case.model.graph.input, *case.model.graph.output]
    kinds = {value.type.tensor_type.elem_type for value in values}
    plain = all(np.asarray(v).dtype.kind in "fiub" for part in case.data_sets[0] for v in part)
    return plain and kinds <= set(NUMBER_KINDS)


def outcome(case: Any, flowing: int) -> str:
    """ "right", "wrong", or why it was refused."""
    inputs, outputs = case.data_sets[0]
    wanted = [np.asarray(value) for value in outputs]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            got = answers(case.model.SerializeToString(), [np.asarray(v) for v in inputs], flowing)
    except GraphError as error:
        return str(error)
    same = [is_close(a, b) for a, b in zip(got, wanted, strict=False)]
    return "right" if all(same) else "wrong"


@pytest.mark.slow
def test_node_cases(node_cases: list[Any]) -> None:
    """With the first input flowing, with all of them and with none, no answer may be wrong."""
    refused, wrong, right = [], [], set[str]()
    seen: set[str] = set()
    usual = [case for case in node_cases if is_usual(case)]
    for case in usual:
        for flowing in sorted({1, len(case.data_sets[0][0]), 0}):
            result = outcome(case, flowing)
            if result == "wrong":
                wrong.append((case.name, flowing))
            elif result == "right":
                right.add(case.name)
                seen |= {node.op_type for node in case.model.graph.node}
            else:
                refused.append(f"{case.name} ({flowing}): {result}")
    print(
        f"{len(right)} of {len(usual)} cases right, in at least one way; refused:",
        *refused,
        sep="\n",
    )
    assert not wrong
    assert len(right) >= 0.94 * len(usual)
    assert set(OPERATORS) <= seen
