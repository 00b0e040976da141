"""What a trace keeps of every step: a record with copies that nobody else writes into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from cnnviz.core.calls import Call
from cnnviz.core.drafts import Draft, Failure, Step, Steps
from cnnviz.core.keeping import copied
from cnnviz.core.layer_kinds import LayerKind, LayerSpec
from cnnviz.core.recorder import Watcher
from cnnviz.core.writes import memory_of

# Tensors of up to so many bytes are copied at once: faster than to find out whether they must be.
_SMALL = 1 << 15


@dataclass(frozen=True, eq=False)
class LayerRecord:
    """One step of the computation.

    Attributes
    ----------
    name : str
        The module's path in the model, or the operation's name; unique in the trace.
    kind : LayerKind
    spec : one of `LayerSpec` or None
        The operation's full settings.
    parents : tuple of str
        Names of the records this one was computed from, in order of the arguments.
    output : torch.Tensor
        A copy, on the CPU, batch dimension included: (N, C, H, W) or (N, features).
    weight, bias : torch.Tensor or None
        A convolution's weight is (out, in / groups, kh, kw), a dense layer's (out, in).
    path : str
        Of the module that made the step, for folding layers into blocks.
    parameters : int
        Trained numbers that this step uses and no step before it.
    call : Call or None
        The step as it was called, to be called again on other tensors.
    batch : int
        How many inputs went through the network at once.
    """

    name: str
    kind: LayerKind
    spec: LayerSpec | None
    parents: tuple[str, ...]
    output: torch.Tensor
    weight: torch.Tensor | None
    bias: torch.Tensor | None
    path: str = ""
    parameters: int = 0
    call: Call | None = None
    batch: int = 1

    @property
    def operands(self) -> tuple[str, ...]:
        """The parents as the call read them: one that was read twice stands there twice."""
        return self.parents if self.call is None else self.call.operands

    @property
    def first(self) -> torch.Tensor:
        """What belongs to the first input of the batch, without the batch dimension.

        Where a network has put pieces of its input in the place of the batch, as attention in
        windows does, all pieces of the first input.
        """
        return first_of(self.output, self.batch)

    def __repr__(self) -> str:
        shape = " x ".join(map(str, self.output.shape))
        read = f" of {', '.join(self.parents)}" if self.parents else ""
        return f"<{self.name}: {self.kind.value}{read}, {shape}>"


def first_of(values: torch.Tensor, batch: int) -> torch.Tensor:
    """The first input's part of a step's values, as `LayerRecord.first`."""
    if values.ndim == 0:
        return values.reshape(1)
    length = values.shape[0]
    if length == batch:
        return values[0] if values.ndim > 1 else values[:1]
    return values[: length // batch] if length % batch == 0 and length else values


class Recording:
    """Records one run of a model.

    Large outputs are not copied but held, and copied only when somebody is about to write into
    their memory, or still holds it when the run is over. What the steps are is worked out when
    the records are asked for, from what was noted and cannot change.
    """

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self._drafts: list[Draft] = []
        self._outputs: list[torch.Tensor] = []
        self._held: dict[int, list[int]] = {}
        self._versions: dict[int, tuple[torch.Tensor, int]] = {}
        self._careful = torch.is_inference_mode_enabled()
        self._watcher: Watcher | None = None

    @property
    def failure(self) -> Failure | None:
        """The call that raised, if one did."""
        if self._watcher is None or self._watcher.failed is None:
            return None
        steps = Steps()
        for draft, output in zip(self._drafts, self._outputs, strict=True):
            steps.add(draft, output)
        return steps.failure(*self._watcher.failed)

    @property
    def input(self) -> torch.Tensor:
        """A copy of what went in."""
        return self._outputs[0]

    def run(self, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        """The model's answer."""
        answer = self._once(inputs, named)
        if any(tensor._version != version for tensor, version in self._versions.values()):
            # Something wrote where no call said so: once more, with a copy of everything.
            self._drafts, self._outputs, self._held, self._versions = [], [], {}, {}
            self._careful = True
            answer = self._once(inputs, named)
        return answer

    def _once(self, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        self._watcher = Watcher(self._model, self._keep, self._save)
        with torch.no_grad():
            return self._watcher.run(inputs, named)

    def step_of(self, answer: torch.Tensor) -> int | None:
        """The number of the record that holds the answer."""
        return None if self._watcher is None else self._watcher.number_of(answer)

    def settle(self) -> None:
        """Copy what somebody else still holds: the model, a hook, or the caller."""
        self._versions.clear()
        for memory, places in self._held.items():
            if torch._C._storage_Use_Count(memory) > len(places):
                for place in places:
                    self._copy(place)
        self._held.clear()

    def records(self, last: int | None) -> tuple[LayerRecord, ...]:
        """All records, in order; the one that is the answer comes last.

        Steps that the answer does not come from stay where they are, before it.
        """
        self.settle()
        steps, first = Steps(), self._outputs[0]
        batch = first.shape[0] if first.ndim > 1 else 1
        found = [
            _record(steps.add(draft, output), batch)
            for draft, output in zip(self._drafts, self._outputs, strict=True)
        ]
        if last is None or last == len(found) - 1:
            return tuple(found)
        after = found[last + 1 :]
        if any(found[last].name in record.parents for record in after):
            return tuple(found[: last + 1])
        return (*found[:last], *after, found[last])

    def _keep(self, draft: Draft, value: torch.Tensor) -> None:
        self._drafts.append(draft)
        # The first is the input, which the caller may change.
        if value.nbytes <= _SMALL or self._careful or not self._outputs or not value.is_cpu:
            self._outputs.append(copied(value))
            return
        memory = memory_of(value)
        places = self._held.get(memory)
        if places is not None:
            places.append(len(self._outputs))
        elif value.untyped_storage().nbytes() != value.nbytes:
            self._outputs.append(copied(value))
            return
        else:
            self._held[memory] = [len(self._outputs)]
            self._versions[memory] = (value, value._version)
        self._outputs.append(value.detach())

    def _save(self, tensor: torch.Tensor) -> None:
        """Copy what lies in the memory of a tensor that is about to be written."""
        memory = memory_of(tensor)
        for place in self._held.pop(memory, ()):
            self._copy(place)
        self._versions.pop(memory, None)

    def _copy(self, place: int) -> None:
        self._outputs[place] = self._outputs[place].clone()


def _record(step: Step, batch: int) -> LayerRecord:
    what = step.description
    return LayerRecord(
        step.name,
        what.kind,
        what.spec,
        step.parents,
        step.value,
        what.weight,
        what.bias,
        step.path,
        step.parameters,
        step.call,
        batch,
    )
