"""What a plain call of a model does: the yardstick of every trace."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn

from cnnviz.core.trace import Trace, trace
from tests.zoo.recompute import parents_of, recompute


def pictures(batch: int = 1, seed: int = 0, channels: int = 1, size: int = 8) -> torch.Tensor:
    """Random pictures of both signs."""
    random = torch.Generator().manual_seed(seed)
    return torch.randn(batch, channels, size, size, generator=random)


def answer(model: nn.Module, *inputs: Any) -> Any:
    """What a plain call without gradients returns."""
    with torch.no_grad():
        return model(*inputs)


def traces_of(model: nn.Module) -> dict[str, Any]:
    """Everything about a model that a run might leave a mark on, by value."""
    marks: dict[str, Any] = {}
    for path, module in model.named_modules():
        marks[f"{path} is"] = (type(module).__name__, module.training)
        for name, value in vars(module).items():
            if name not in ("_modules", "_parameters", "_buffers"):
                marks[f"{path}.{name}"] = _mark(value)
        for name, tensor in (*module._parameters.items(), *module._buffers.items()):
            marks[f"{path}.{name}"] = _mark(tensor)
    return marks


def _mark(value: Any) -> Any:
    if isinstance(value, torch.Tensor) and not _is_lazy(value):
        graded = value.is_leaf and value.grad is not None
        own = (type(value), value.dtype, value.requires_grad, value.is_leaf, graded)
        return (*own, tuple(value.shape), value.detach().double().flatten().tolist())
    if isinstance(value, dict):
        return {str(key): _mark(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_mark(entry) for entry in value]
    simple = isinstance(value, bool | int | float | str | None)
    return value if simple else type(value).__name__


def check_like_a_call(
    model: nn.Module, x: Any, twin: nn.Module | None = None, **choice: Any
) -> Trace:
    """Trace once; the answer and the marks left must be those of one plain call of a twin."""
    twin = copy.deepcopy(model) if twin is None else twin
    was, twin_was = traces_of(model), traces_of(twin)
    versions, twin_versions = _versions(model), _versions(twin)
    # Copies: a model may write into its input. `deepcopy` keeps strides; not all can be copied.
    given = tuple(t.detach().clone() for t in x) if isinstance(x, tuple) else (x.detach().clone(),)
    expected = answer(twin, *given)
    result = trace(model, x, **choice)
    if isinstance(expected, torch.Tensor):
        assert same(result.logits, expected)
    assert _changes(was, traces_of(model)) == _changes(twin_was, traces_of(twin))
    written = _changes(versions, _versions(model)).keys()
    plainly = _changes(twin_versions, _versions(twin)).keys()
    assert written <= plainly, "a buffer or parameter was written that a call does not write"
    return result


def _versions(model: nn.Module) -> dict[str, int]:
    named = (*model.named_parameters(), *model.named_buffers())
    return {name: tensor._version for name, tensor in named if not _is_lazy(tensor)}


def _is_lazy(tensor: torch.Tensor) -> bool:
    return isinstance(tensor, nn.parameter.UninitializedTensorMixin)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    names = before.keys() | after.keys()
    return {n: after.get(n, "gone") for n in names if before.get(n, "new") != after.get(n, "gone")}


def same(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Whether the numbers and their type are the same, bit for bit."""
    return one.dtype == other.dtype and torch.equal(one, other)


def check_records(result: Trace, at_least: int) -> None:
    """Every record that can be recomputed equals what torch makes of its parents' records."""
    checked = 0
    for record in result.records:
        expected = recompute(record, parents_of(result, record))
        if expected is not None:
            assert same(record.output, expected), record.name
            checked += 1
    assert checked >= at_least, f"only {checked} records could be checked"


def is_a_sentence(error: BaseException) -> bool:
    """Whether a message is one line that somebody can read."""
    text = str(error)
    return 20 < len(text) < 300 and "\n" not in text and "Traceback" not in text


def exact_or_refused(model: nn.Module, x: Any) -> Trace | None:
    """Like a call, or a ValueError of one sentence that leaves the model alone."""
    before = traces_of(model)
    try:
        return check_like_a_call(model, x)
    except ValueError as error:
        assert is_a_sentence(error), str(error)
        assert traces_of(model) == before
        return None
