"""The loss of one answer, as arithmetic and as PyTorch computes it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from cnnviz.core.trace import Head, LayerKind, LayerRecord, Trace

LOSSES = ("cross_entropy",)
_PASSING = (LayerKind.FLATTEN, LayerKind.REARRANGE, LayerKind.DROPOUT)


@dataclass(frozen=True)
class LossTerm:
    """One logarithm of the loss: ``-log(probability)``.

    Attributes
    ----------
    index : int
        Of the class.
    is_true : bool
        Whether it is the class's probability, or, for a class that is not the true one of a
        network that answers each class for itself, one less it.
    probability : float
        In (0, 1]. Of a loss so large that float32 has no such probability, ``exp(-value)``.
    value : float
    """

    index: int
    is_true: bool
    probability: float
    value: float


def check_answer(trace: Trace, label: int, loss: str) -> None:
    """Raise ValueError, in one sentence, where such an answer has no such loss."""
    if loss not in LOSSES:
        raise ValueError(f"loss must be one of {', '.join(LOSSES)}, got {loss!r}")
    logits, head = trace.logits, trace.head
    if head is Head.MAPS:
        raise ValueError(
            "this network answers with a class for every place, and one label does not say them"
        )
    if logits.ndim != 2 or logits.shape[0] != 1 or not logits.is_floating_point():
        shape = " x ".join(map(str, logits.shape))
        raise ValueError(f"the answer must be one number a class for one picture, got {shape}")
    count = class_count(trace)
    if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < count:
        raise ValueError(f"label must be in 0..{count - 1}, got {label!r}")


def class_count(trace: Trace) -> int:
    """How many labels there are; for a network of one answer two, 1 is yes and 0 is no."""
    return max(2, int(trace.logits.shape[1]))


def truth(trace: Trace, label: int) -> torch.Tensor:
    """What the probabilities should be, (classes,): 1 for the true class."""
    shares = trace.probabilities[0].detach()
    wanted = torch.zeros_like(shares)
    if len(shares) == 1:
        wanted[0] = label
    else:
        wanted[label] = 1
    return wanted


def loss_of(answer: torch.Tensor, head: Head, label: int) -> torch.Tensor:
    """The loss of an answer (1, classes) whose numbers are such, as PyTorch computes it.

    Cross-entropy for networks that choose one of several classes
    (https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html). A network that
    answers each class for itself has the binary cross-entropies of all classes, summed
    (https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html).

    Raises
    ------
    ValueError
        If a probability is so small that it is stored as 0, for then the loss is infinite.
    """
    if answer.shape[1] == 1:
        target = torch.full_like(answer.detach(), float(label))
    else:
        target = F.one_hot(torch.tensor([label]), answer.shape[1]).to(answer)
    if head is Head.LOGIT:
        return F.binary_cross_entropy_with_logits(answer, target, reduction="sum")
    if head is Head.LOG_SOFTMAX:
        return -answer[0, label]
    if head is Head.LOGITS:
        return F.cross_entropy(answer, torch.tensor([label], device=answer.device))
    shares = answer if head is Head.SOFTMAX else torch.where(target > 0, answer, 1 - answer)
    counted = shares[0, label] if head is Head.SOFTMAX else shares
    if bool((counted <= 0).any()):
        raise ValueError("the network gives the true answer probability 0: its loss is infinite")
    return -counted.log().sum()


def loss_terms(trace: Trace, label: int) -> tuple[LossTerm, ...]:
    """The logarithms whose sum is the loss."""
    logits, shares = trace.logits[0].double(), trace.probabilities[0].double()
    if trace.head in (Head.SIGMOID, Head.LOGIT):
        wanted = truth(trace, label)
        terms = []
        for index, share in enumerate(shares.tolist()):
            is_true = bool(wanted[index])
            if trace.head is Head.LOGIT:
                value = float(F.softplus(-logits[index] if is_true else logits[index]))
            else:
                value = -math.log(share if is_true else 1 - share)
            terms.append(LossTerm(index, is_true, math.exp(-value), value))
        return tuple(terms)
    if trace.head is Head.LOGITS:
        value = -float(torch.log_softmax(logits, 0)[label])
    elif trace.head is Head.LOG_SOFTMAX:
        value = -float(logits[label])
    else:
        value = -math.log(float(shares[label]))
    return (LossTerm(label, True, math.exp(-value), value),)


def scores_record(trace: Trace) -> LayerRecord | None:
    """The record that holds the logits: what softmax or sigmoid read, else the answer itself.

    None where these are other numbers than one for each class.
    """
    record = trace.records[-1]
    if trace.head in (Head.LOGITS, Head.LOGIT):
        return record
    while record.kind in _PASSING and len(record.parents) == 1:
        record = trace.record(record.parents[0])
    source = trace.record(record.parents[0])
    return source if source.output.numel() == trace.logits.numel() else None
