"""What a trace keeps of every step: a record with copies that nobody else writes into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn

from cnnviz.core.keeping import copied, kept_weight
from cnnviz.core.layer_kinds import BatchNormSpec, LayerKind, LayerSpec
from cnnviz.core.recorder import Call, Failure, Follower, Step
from cnnviz.core.writes import memory_of

# Tensors of up to so many bytes are copied at once: faster than to find out whether they must be.
_SMALL = 1 << 18


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
    their memory, or still holds it when the run is over.

    Attributes
    ----------
    failure : Failure or None
        The call that raised, if one did.
    """

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self._drafts: list[LayerRecord] = []
        self._held: dict[int, list[int]] = {}
        self._versions: dict[int, tuple[torch.Tensor, int]] = {}
        self._batch: int | None = None
        self._careful = torch.is_inference_mode_enabled()
        self._follower: Follower | None = None

    @property
    def failure(self) -> Failure | None:
        """The call that raised, if one did."""
        return None if self._follower is None else self._follower.failure

    def run(self, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        """The model's answer."""
        answer = self._once(inputs, named)
        if any(tensor._version != version for tensor, version in self._versions.values()):
            # Something wrote where no call said so: once more, with a copy of everything.
            self._drafts, self._held, self._versions = [], {}, {}
            self._careful = True
            answer = self._once(inputs, named)
        return answer

    def _once(self, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        self._follower = Follower(self._model, self._keep, self._save)
        with torch.no_grad():
            return self._follower.run(inputs, named)

    def step_of(self, answer: torch.Tensor) -> str | None:
        """The record that holds the answer."""
        return None if self._follower is None else self._follower.step_of(answer)

    def records(self, last: str | None) -> tuple[LayerRecord, ...]:
        """All records, in order; the one that is the answer comes last.

        Steps that the answer does not come from stay where they are, before it.
        """
        self._settle()
        drafts = self._drafts
        if last is not None and drafts and drafts[-1].name != last:
            place = next(i for i, draft in enumerate(drafts) if draft.name == last)
            after = drafts[place + 1 :]
            if not any(last in draft.parents for draft in after):
                drafts = [*drafts[:place], *after, drafts[place]]
            else:
                drafts = drafts[: place + 1]
        return tuple(drafts)

    def _keep(self, step: Step) -> None:
        value, what = step.value, step.description
        if self._batch is None:
            self._batch = value.shape[0] if value.ndim > 1 else 1
        spec = what.spec
        if isinstance(spec, BatchNormSpec):
            spec = BatchNormSpec(copied(spec.mean), copied(spec.variance), spec.eps)
        self._drafts.append(
            LayerRecord(
                step.name,
                what.kind,
                spec,
                step.parents,
                self._output(value, is_input=what.kind is LayerKind.INPUT),
                kept_weight(what.weight),
                kept_weight(what.bias),
                step.path,
                step.parameters,
                step.call,
                self._batch,
            )
        )

    def _output(self, value: torch.Tensor, *, is_input: bool) -> torch.Tensor:
        if is_input or self._careful or value.nbytes <= _SMALL or value.device.type != "cpu":
            return copied(value)
        memory = memory_of(value)
        if memory in self._held or value.untyped_storage().nbytes() != value.nbytes:
            return copied(value)
        self._held[memory] = [len(self._drafts)]
        self._versions[memory] = (value, value._version)
        return value.detach()

    def _save(self, tensor: torch.Tensor) -> None:
        """Copy what lies in the memory of a tensor that is about to be written."""
        for place in self._held.pop(memory_of(tensor), ()):
            self._copy(place)
        self._versions.pop(memory_of(tensor), None)

    def _copy(self, place: int) -> None:
        draft = self._drafts[place]
        self._drafts[place] = replace(draft, output=draft.output.clone())

    def _settle(self) -> None:
        """Copy what somebody else still holds: the model, a hook, or the caller."""
        self._versions.clear()
        for memory, places in self._held.items():
            if torch._C._storage_Use_Count(memory) > len(places):
                for place in places:
                    self._copy(place)
        self._held.clear()
