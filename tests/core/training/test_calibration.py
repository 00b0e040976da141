"""Adaptive bins, against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnnviz.core.training.calibration import (
    adaptive_calibration_error,
    consistent_temperature,
    expected_calibration_error,
)


def _answers(count: int, seed: int) -> tuple[torch.Tensor, np.ndarray]:
    rng = np.random.default_rng(seed)
    return torch.from_numpy(rng.normal(0, 3, (count, 10))), rng.integers(0, 10, count)


@pytest.mark.parametrize(("count", "bins"), [(300, 15), (31, 4), (7, 15), (1, 1)])
def test_adaptive_bins_hold_as_many_each(count: int, bins: int) -> None:
    logits, labels = _answers(count, count)
    shares = torch.softmax(logits, dim=1).numpy()
    order = np.argsort(shares.max(axis=1))
    wanted = 0.0
    for place in range(bins):
        some = [n for rank, n in enumerate(order) if rank * bins // count == place]
        if some:
            right = np.mean([shares[n].argmax() == labels[n] for n in some])
            wanted += abs(right - np.mean([shares[n].max() for n in some])) * len(some) / count
    assert adaptive_calibration_error(logits, labels, bins) == pytest.approx(wanted)


def test_they_see_what_equal_bins_do_not() -> None:
    """Half is given too much and half too little, all of it in one of the equal bins."""
    high, low = torch.logit(torch.tensor([0.999, 0.94], dtype=torch.float64))
    logits = torch.zeros(200, 2, dtype=torch.float64)
    logits[:100, 0], logits[100:, 0] = high, low
    labels = np.zeros(200, int)
    labels[:6] = 1
    assert expected_calibration_error(logits, labels) < 0.001
    assert adaptive_calibration_error(logits, labels, bins=2) > 0.05


def test_at_the_consistent_temperature_answers_are_as_sure_as_they_are_right() -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 10, (4_000,), generator=generator)
    logits = 3 * torch.randn(4_000, 10, generator=generator)
    logits[torch.arange(4_000), labels] += 7
    temperature = consistent_temperature(logits, labels.numpy())
    sure, answers = torch.softmax(logits / temperature, dim=1).max(dim=1)
    assert float(sure.mean()) == pytest.approx(float((answers == labels).float().mean()), abs=2e-4)
    # Logits twice as large need twice the temperature.
    assert consistent_temperature(2 * logits, labels.numpy()) == pytest.approx(2 * temperature)


@pytest.mark.parametrize("label", [0, 1])
def test_the_consistent_temperature_has_an_end(label: int) -> None:
    """All right, or all wrong."""
    logits = torch.tensor([[4.0, 0.0]]).repeat(50, 1)
    temperature = consistent_temperature(logits, np.full(50, label))
    assert temperature == pytest.approx(0.86672 if label == 0 else 32, rel=1e-3)
