"""The layers behind the place where a network's maps become one row of numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from torch import nn

from cnnviz.core.surgery.layers import computes_as
from cnnviz.core.trace import Head, LayerKind, LayerRecord, Trace


@dataclass(frozen=True)
class DensePart:
    """What can be made anew in a network.

    Attributes
    ----------
    flat : str
        The step behind which everything is computed from one row of numbers a picture.
    steps, layers : tuple of str
        The dense layers after it, in order of computation: their names in the trace, and the
        paths of their modules. The two differ where a layer's weights are parametrized.
    """

    flat: str
    steps: tuple[str, ...]
    layers: tuple[str, ...]

    def path(self, name: str) -> str | None:
        """The path of the dense layer that is called so; None if there is none here."""
        paths = dict(zip(self.steps, self.layers, strict=True))
        return name if name in self.layers else paths.get(name)


def dense_part(model: nn.Module, result: Trace) -> DensePart | str:
    """The dense layers behind flatten, or pooling over whole maps; else why there are none."""
    if result.head not in (Head.LOGITS, Head.SOFTMAX, Head.LOG_SOFTMAX) or result.logits.ndim != 2:
        return f"network answers with {result.head.value}, not with one number for each class"
    records = result.records
    flat = _flat(records)
    if flat is None:
        return "network has no flatten layer, so it has no dense part to retrain"
    tail = records[flat + 1 :]
    known = {records[flat].name, *(record.name for record in tail)}
    for record in tail:
        if not set(record.parents) <= known:
            return f"network: {record.name} reads maps from before the flatten layer"
    calls = Counter(record.path for record in records)
    modules = dict(model.named_modules())
    dense = [record for record in tail if record.kind is LayerKind.DENSE]
    for record in dense:
        module = modules.get(record.path)
        if module is None or not computes_as(module, (nn.Linear,)) or calls[record.path] > 1:
            return f"network: {record.name} is no dense layer of its own, called once"
    if not dense:
        return f"network has no dense layer after {records[flat].name}"
    names, paths = tuple(r.name for r in dense), tuple(r.path for r in dense)
    return DensePart(records[flat].name, names, paths)


def _flat(records: tuple[LayerRecord, ...]) -> int | None:
    """The last place where maps become rows of numbers."""
    outputs = {record.name: record.output for record in records}
    places = [
        place
        for place, record in enumerate(records)
        if record.output.ndim == 2
        and record.parents
        and all(outputs[name].ndim > 2 for name in record.parents)
    ]
    return places[-1] if places else None
