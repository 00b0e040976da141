"""The loss for pictures among which some show nothing, against PyTorch's own."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from cnnviz.core.training.exposure import NOTHING, exposure_loss


def test_it_is_cross_entropy_where_everything_shows_a_class() -> None:
    logits, labels = torch.randn(7, 10), torch.arange(7)
    torch.testing.assert_close(exposure_loss(0.3)(logits, labels), F.cross_entropy(logits, labels))


def test_nothing_is_pulled_towards_the_even_answer() -> None:
    torch.manual_seed(1)
    logits = torch.randn(6, 10, requires_grad=True)
    labels = torch.tensor([2, NOTHING, 5, NOTHING, NOTHING, 0])
    loss = exposure_loss(0.25)(logits, labels)
    even = torch.full((3, 10), 0.1)
    known, nothing = logits[[0, 2, 5]], logits[[1, 3, 4]]
    wanted = F.cross_entropy(known, labels[[0, 2, 5]], reduction="sum")
    wanted = (wanted + 0.25 * F.cross_entropy(nothing, even, reduction="sum")) / 6
    torch.testing.assert_close(loss, wanted)
    (gradient,) = torch.autograd.grad(loss, logits)
    shares = torch.softmax(nothing.detach(), 1)
    torch.testing.assert_close(gradient[[1, 3, 4]], 0.25 * (shares - 0.1) / 6)


def test_all_of_nothing_has_a_gradient_too() -> None:
    logits = torch.randn(4, 10, requires_grad=True)
    loss = exposure_loss(1.0)(logits, torch.full((4,), NOTHING))
    (gradient,) = torch.autograd.grad(loss, logits)
    assert torch.isfinite(loss) and gradient.abs().sum() > 0
