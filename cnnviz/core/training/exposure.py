"""A loss for pictures among which some show none of the classes.

Hendrycks, Mazeika, Dietterich: "Deep Anomaly Detection with Outlier Exposure", ICLR 2019
(https://arxiv.org/abs/1812.04606): where there is nothing to be found, every class should be
thought equally likely.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

from cnnviz.core.training.loop import Loss

# The label of a picture of none of the classes.
NOTHING = -1


def exposure_loss(weight: float) -> Loss:
    """Cross-entropy, and for what is labelled `NOTHING` that towards the even answer.

    Parameters
    ----------
    weight : float
        How much a picture of nothing counts beside one of a class, from 0 up.

    Returns
    -------
    callable
        ``(logits (n, classes), labels (n,)) -> scalar``, a mean over all n.

    Examples
    --------
    >>> even = torch.zeros(2, 10)
    >>> loss = exposure_loss(0.5)
    >>> round(float(loss(even, torch.tensor([3, NOTHING]))), 4) == round(1.5 * 2.302585 / 2, 4)
    True
    """

    def loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        shows = labels != NOTHING
        known = F.cross_entropy(logits[shows], labels[shows], reduction="sum")
        even = -F.log_softmax(logits[~shows], dim=1).mean(dim=1).sum()
        return (known + weight * even) / len(labels)

    return loss
