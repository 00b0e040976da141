"""What a run hands back when it is followed backwards: gradients, and who reads which weight."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from cnnviz.core.recorder import Step, nested_tensors
from cnnviz.core.trace import Trace


@dataclass(frozen=True)
class Use:
    """A step that reads a parameter.

    Attributes
    ----------
    layer : str
        Name of its record.
    role : {"weight", "bias", "argument"}
        What the parameter is to it.
    place : int
        Its place among the arguments of the call; -1 for one that was given by name.
    """

    layer: str
    role: str
    place: int


class Seen:
    """Puts a hook on every step's value as soon as it is there.

    The hook gets the gradient with respect to that very value, also if a layer writes into its
    memory afterwards (https://docs.pytorch.org/docs/stable/notes/autograd.html).
    """

    def __init__(self, model: nn.Module) -> None:
        self.names = {id(each): name for name, each in model.named_parameters()}
        self.uses: dict[str, list[Use]] = {name: [] for name in self.names.values()}
        self._found: dict[str, torch.Tensor] = {}
        self._shapes: dict[str, torch.Size] = {}
        self._views: list[tuple[str, torch.Tensor, int]] = []

    def see(self, step: Step) -> None:
        """Note a step."""
        # A layer that must not be watched ends while the mode is on: no hook is a step.
        with torch._C.DisableTorchFunction():
            name, value = step.name, step.value
            self._shapes[name] = value.shape
            if value.requires_grad:
                value.register_hook(lambda gradient: self._keep(name, gradient))  # type: ignore[no-untyped-call]
                if value._is_view():
                    self._views.append((name, value, value._version))
            self._note_uses(step)

    def _keep(self, name: str, gradient: torch.Tensor) -> torch.Tensor:
        # PyTorch 2.13's batch norm reads a gradient that lies otherwise in memory than its input
        # in the wrong order, as behind `flatten(2).transpose(1, 2)`; in row-major order it is safe.
        ordered = gradient.contiguous()
        self._found[name] = ordered.detach().clone()
        return ordered

    def _note_uses(self, step: Step) -> None:
        if step.call is None:
            return
        given = [*enumerate(step.call.args), *((-1, each) for each in step.call.kwargs.values())]
        what = step.description
        for place, value in given:
            for each in nested_tensors((value,)):
                name = self.names.get(id(each))
                if name is not None:
                    role = "bias" if each is what.bias else "argument"
                    role = "weight" if each is what.weight else role
                    self.uses[name].append(Use(step.name, role, place))

    def check(self, result: Trace, answer: torch.Tensor) -> None:
        """ValueError unless this run was the one that was traced."""
        shapes = {record.name: record.output.shape for record in result.records}
        if shapes != {name: self._shapes.get(name) for name in shapes}:
            raise ValueError("the network takes other steps when it is run again")
        if not torch.allclose(answer, result.logits, 1e-3, 1e-4, equal_nan=True):
            raise ValueError("the network answers differently when it is run again")

    def certain(self) -> dict[str, torch.Tensor]:
        """The gradients that are whole.

        A view that somebody wrote into is not: what is read of it later goes another way back.
        """
        written = {name for name, value, version in self._views if value._version != version}
        return {name: each for name, each in self._found.items() if name not in written}
