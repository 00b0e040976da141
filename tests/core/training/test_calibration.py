"""Adaptive bins, against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnnviz.core.training.calibration import adaptive_calibration_error, expected_calibration_error


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
