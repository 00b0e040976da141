"""The gradient of the loss with respect to every number of one run: maps, weights and input.

Rumelhart, Hinton, Williams: "Learning representations by back-propagating errors", Nature 323,
1986. The gradients are PyTorch's own (https://docs.pytorch.org/docs/stable/autograd.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from cnnviz.core.learning.losses import (
    LossTerm,
    check_answer,
    loss_of,
    loss_terms,
    scores_record,
    truth,
)
from cnnviz.core.learning.pulled import filled_in
from cnnviz.core.learning.seen import Seen, Use
from cnnviz.core.recorder import Follower, nested_tensors
from cnnviz.core.surgery.copies import copied_network
from cnnviz.core.trace import Head, Trace, trace


@dataclass(frozen=True, eq=False)
class Backward:
    """One run forwards and backwards.

    Attributes
    ----------
    trace : Trace
        The run forwards.
    label : int
        The true class.
    loss : float
        As PyTorch computes it.
    terms : tuple of LossTerm
        The logarithms that it is the sum of.
    scores : str or None
        Name of the record that holds the logits; None where there is none.
    wanted : torch.Tensor (classes,)
        What the probabilities should be: 1 for the true class.
    gradients : mapping of str to torch.Tensor
        By the record's name: of the loss with respect to its output, of the same shape. A record
        that the loss does not come from has zeros; one whose gradient cannot be known is not there.
    values, weights : mapping of str to torch.Tensor
        By the parameter's name in ``state_dict``: its numbers, and the gradient with respect to
        them.
    uses : mapping of str to tuple of Use
        By the same names: the steps that read the parameter itself.
    """

    trace: Trace
    label: int
    loss: float
    terms: tuple[LossTerm, ...]
    scores: str | None
    wanted: torch.Tensor
    gradients: Mapping[str, torch.Tensor]
    values: Mapping[str, torch.Tensor]
    weights: Mapping[str, torch.Tensor]
    uses: Mapping[str, tuple[Use, ...]]

    @property
    def probabilities(self) -> torch.Tensor:
        """The answer's probabilities (classes,)."""
        return self.trace.probabilities[0]

    @property
    def error(self) -> torch.Tensor:
        """``p - y``, (classes,): the gradient of the loss with respect to the logits."""
        return self.probabilities - self.wanted


def backward(
    model: nn.Module, x: torch.Tensor, label: int, loss: str = "cross_entropy"
) -> Backward:
    """Run `model` forwards and backwards on one input.

    Parameters
    ----------
    model : torch.nn.Module
        It is left exactly as it was: a copy of its own is run.
    x : torch.Tensor (1, C, H, W)
    label : int
        The true class; for a network that answers with one number, 1 for yes and 0 for no.
    loss : {"cross_entropy"}

    Returns
    -------
    Backward

    Raises
    ------
    ValueError
        In one sentence, if the network cannot be traced, copied or differentiated, or its answer
        has no such loss.

    Examples
    --------
    >>> model = nn.Sequential(nn.Flatten(), nn.Linear(4, 3))
    >>> found = backward(model, torch.ones(1, 1, 2, 2), 1)
    >>> bool(torch.allclose(found.gradients["1"][0], found.error))
    True
    """
    if not isinstance(x, torch.Tensor) or not x.is_floating_point() or x.ndim < 2 or len(x) != 1:
        raise ValueError("x must be one input of real numbers, batch first")
    result = trace(model, x)
    check_answer(result, label, loss)
    own = trainable_copy(model)
    seen, answer, value = run_backwards(own, x, label, result.head)
    seen.check(result, answer)
    if not value.isfinite():
        raise ValueError("the loss is no number any more: the weights are too large")
    scores = scores_record(result)
    return Backward(
        result,
        label,
        float(value),
        loss_terms(result, label),
        None if scores is None else scores.name,
        truth(result, label),
        filled_in(result, seen.certain(), _seed(result, label)),
        {name: each.detach() for name, each in own.named_parameters()},
        weight_gradients(own),
        {name: tuple(uses) for name, uses in seen.uses.items()},
    )


def run_backwards(
    own: nn.Module, x: torch.Tensor, label: int, head: Head
) -> tuple[Seen, torch.Tensor, torch.Tensor]:
    """Run a trainable copy, whose parameters then have their gradients.

    Returns
    -------
    (what was seen of the steps, the answer, the loss)

    Raises
    ------
    ValueError
        In one sentence, if PyTorch cannot differentiate it.
    """
    seen = Seen(own)
    own.zero_grad(set_to_none=True)
    try:
        with torch.inference_mode(False), torch.enable_grad():
            # A copy that is no leaf: the network may write into it.
            given = x.detach().clone().requires_grad_()
            answer = first_tensor(Follower(own, seen.see).run((given.clone(),), {}))
            if not answer.requires_grad:
                raise ValueError("the network's answer depends on nothing that could be changed")
            value = loss_of(answer, head, label)
            value.backward()  # type: ignore[no-untyped-call]
    except ValueError:
        raise
    except Exception as error:  # whatever PyTorch and the model's own code raise
        raise ValueError(f"the network cannot be differentiated: {_first_line(error)}") from error
    return seen, answer.detach(), value.detach()


def trainable_copy(model: nn.Module) -> nn.Module:
    """A copy in the same mode, every parameter of which gets a gradient."""
    own = copied_network(model)
    for original, module in zip(model.modules(), own.modules(), strict=True):
        module.training = original.training
    for parameter in own.parameters():
        parameter.requires_grad_(parameter.is_floating_point())
        parameter.grad = None
    return own


def weight_gradients(model: nn.Module) -> dict[str, torch.Tensor]:
    """The gradients that a backward run left, by the parameters' names; zeros where none came."""
    return {
        name: torch.zeros_like(each) if each.grad is None else each.grad.detach()
        for name, each in model.named_parameters()
        if each.is_floating_point()
    }


def first_tensor(answer: Any) -> torch.Tensor:
    """The one tensor that a model returned; it may lie in a dict or a tuple."""
    return answer if isinstance(answer, torch.Tensor) else next(nested_tensors((answer,)))


def _seed(result: Trace, label: int) -> torch.Tensor:
    """The gradient of the loss with respect to the answer."""
    with torch.inference_mode(False), torch.enable_grad():
        answer = result.logits.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(loss_of(answer, result.head, label), answer)
    return gradient


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200].rstrip(".") if lines else type(error).__name__
