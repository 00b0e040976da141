"""Run a network as far as it goes, and say where it stops and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import torch
from torch import nn

from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.recorder import Failure
from cnnviz.core.records import Recording
from cnnviz.core.surgery.edits import WindowSpec
from cnnviz.core.surgery.form import Form, joins_unequal, mixes_rows
from cnnviz.core.surgery.layers import module_spec
from cnnviz.core.trace import LayerRecord, Trace, trace


class MisfitKind(Enum):
    """What cannot take its input."""

    DENSE = "dense layer"
    SUM = "residual sum"
    PRODUCT = "product"
    CONCAT = "concatenation"
    JOIN = "two inputs of one shape"
    WINDOW = "window"
    BATCH = "one row for each picture"
    OTHER = "other"


_KINDS = {LayerKind.ADD: MisfitKind.SUM, LayerKind.PRODUCT: MisfitKind.PRODUCT}
_SUMS = frozenset(["add", "iadd", "radd"])
_PRODUCTS = frozenset(["mul", "imul", "rmul", "multiply"])
_CONCATS = frozenset(["cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack"])


@dataclass(frozen=True)
class Misfit:
    """The first layer that cannot take its input.

    Attributes
    ----------
    layer : str
    kind : MisfitKind
    expected, got : shapes without the batch dimension
        For a dense layer, how many numbers it was trained for and how many come: (400,), (784,).
        For a sum, a product, a concatenation or another join, the shapes of its two parents. For
        a window, the kernel it lays over its padded input, (kernel height, kernel width), and the
        input's shape. For a batch, how many rows there must be and how many there are. Otherwise
        nothing is expected, and the input's shape is what was got.
    parents : tuple of str
        The layers the input comes from; where two disagree, these two.
    message : str
        PyTorch's own words, or the model's; empty where neither would complain.
    spec : ConvSpec, PoolSpec or None
        Of a window: its settings, whose `output_size` says why it does not fit.
    """

    layer: str
    kind: MisfitKind
    expected: tuple[int, ...]
    got: tuple[int, ...]
    parents: tuple[str, ...]
    message: str
    spec: WindowSpec | None = None


def trace_until_misfit(
    model: nn.Module, x: torch.Tensor, form: Form | None = None
) -> tuple[Trace, Misfit | None]:
    """Trace a network that may not fit together.

    Parameters
    ----------
    model : torch.nn.Module
        In evaluation mode; it is left exactly as it was.
    x : torch.Tensor
        Batch first.
    form : Form, optional
        Of the trained network (`EditedNetwork.form`): which inputs it joins, and how. Without it
        every sum is taken for a sum of equals, and what only the model's own code refuses is
        raised as it is.

    Returns
    -------
    trace : Trace
        As `cnnviz.core.trace.trace`, if everything fits. Else the layers before the misfit;
        logits and probabilities are then empty, of shape (N, 0).
    misfit : Misfit or None
    """
    try:
        result = trace(model, x)
    except Exception:
        recording, error = _run_again(model, x)
        if error is None or (recording.failure is None and form is None):
            raise
        records = recording.records(None)
        place, misfit = _silent_misfit(records, form)
        if misfit is None:
            misfit = _misfit(recording.failure, records, error, form)
        return _cut(records[:place]), misfit
    place, misfit = _silent_misfit(result.records, form)
    return (result, None) if misfit is None else (_cut(result.records[:place]), misfit)


def _run_again(model: nn.Module, x: torch.Tensor) -> tuple[Recording, Exception | None]:
    """What happened until the run ended, and the error that ended it."""
    recording = Recording(model)
    try:
        recording.run((x,), {})
    except Exception as error:  # PyTorch's, or the model's own
        return recording, error
    return recording, None


def _cut(records: tuple[LayerRecord, ...]) -> Trace:
    """A trace that ends without an answer."""
    x = records[0].output
    empty = x.new_empty(len(x), 0)
    return Trace(x, records, empty, empty.clone())


def _silent_misfit(
    records: tuple[LayerRecord, ...], form: Form | None
) -> tuple[int, Misfit | None]:
    """The first record that PyTorch computes without complaint, but in another way than trained.

    It adds a single number to a whole map without a word ("broadcasting"). A residual sum is a
    sum of equals, so that is a misfit here.
    """
    outputs = {record.name: record for record in records}
    for place, record in enumerate(records):
        parents = [outputs[name] for name in record.parents]
        if joins_unequal(record.name, record.kind, [p.output.shape for p in parents], form):
            kind = _KINDS.get(record.kind, MisfitKind.JOIN)
            other = next(p for p in parents if p.output.shape != parents[0].output.shape)
            return place, _pair(record.name, kind, parents[0], other, "")
        if mixes_rows(record.name, record.output.shape, record.batch, form):
            rows = ((record.batch,), (record.output.shape[0],))
            return place, Misfit(record.name, MisfitKind.BATCH, *rows, record.parents, "")
    return len(records), None


def _misfit(
    failure: Failure | None,
    records: tuple[LayerRecord, ...],
    error: Exception,
    form: Form | None,
) -> Misfit:
    """What the call that raised could not take."""
    if failure is None:  # the model's own code refused, after the last step
        last = records[-1]
        message = str(error).strip() or type(error).__name__
        return Misfit(last.name, MisfitKind.OTHER, (), _shape(last), (last.name,), message)
    outputs = {record.name: record for record in records}
    parents = [outputs[name] for name in failure.parents]
    found = (
        _dense_misfit(failure, parents, form)
        or _join_misfit(failure, parents, form)
        or _window_misfit(failure, parents, form)
    )
    got = _shape(parents[0])
    return found or Misfit(
        failure.name, MisfitKind.OTHER, (), got, failure.parents, failure.message
    )


def _shape(record: LayerRecord) -> tuple[int, ...]:
    return tuple(record.output.shape[1:])


def _dense_misfit(failure: Failure, parents: list[LayerRecord], form: Form | None) -> Misfit | None:
    if failure.function != "linear" or len(parents) != 1:
        return None
    trained = form.get(failure.name) if form is not None else None
    expected = trained.features if trained is not None else None
    if isinstance(failure.module, nn.Linear):
        expected = failure.module.in_features
    got = _shape(parents[0])
    if expected is None or not got or got[-1] == expected:
        return None
    names = failure.parents
    return Misfit(failure.name, MisfitKind.DENSE, (expected,), got, names, failure.message)


def _join_misfit(failure: Failure, parents: list[LayerRecord], form: Form | None) -> Misfit | None:
    if len(parents) < 2:
        return None
    first = parents[0]
    if failure.function in _CONCATS:
        # Maps are put one after the other: all but their number must agree.
        size = slice(2, None) if first.output.ndim > 2 else slice(1, None)
        for other in parents[1:]:
            if other.output.shape[size] != first.output.shape[size]:
                return _pair(failure.name, MisfitKind.CONCAT, first, other, failure.message)
        return None
    unequal = [p for p in parents if p.output.shape != first.output.shape]
    if not unequal:
        return None
    for functions, kind in ((_SUMS, MisfitKind.SUM), (_PRODUCTS, MisfitKind.PRODUCT)):
        if failure.function in functions:
            return _pair(failure.name, kind, first, unequal[0], failure.message)
    if form is None or failure.name not in form or not form[failure.name].joins_equals:
        return None
    return _pair(failure.name, MisfitKind.JOIN, first, unequal[0], failure.message)


def _pair(
    name: str, kind: MisfitKind, first: LayerRecord, second: LayerRecord, message: str
) -> Misfit:
    names = (first.name, second.name)
    return Misfit(name, kind, _shape(first), _shape(second), names, message)


def _window_misfit(
    failure: Failure, parents: list[LayerRecord], form: Form | None
) -> Misfit | None:
    trained = form.get(failure.name) if form is not None else None
    # A layer's own settings first: they may have been changed.
    spec = module_spec(failure.module) or (trained.spec if trained is not None else None)
    got = _shape(parents[0])
    if spec is None or len(got) != 3:
        return None
    try:
        spec.output_size((got[1], got[2]))
    except ValueError:
        pass
    else:
        return None
    names, message = failure.parents, failure.message
    return Misfit(failure.name, MisfitKind.WINDOW, spec.kernel, got, names, message, spec)
