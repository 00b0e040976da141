"""How long a network takes for one picture, on this computer."""

from __future__ import annotations

import statistics
import time

import torch

from cnnviz.core.networks.network import Network

RUNS = 15


def median_milliseconds(network: Network, runs: int = RUNS) -> float:
    """The median of several runs on an empty picture, after one that does not count.

    The median, for a run may wait while the computer does something else.

    Raises
    ------
    ValueError
        If `runs` is less than 1.
    """
    if runs < 1:
        raise ValueError(f"runs must be at least 1, got {runs}")
    picture = torch.zeros(1, *network.input_shape)
    seconds = []
    with torch.no_grad():
        network.model(picture)
        for _ in range(runs):
            start = time.perf_counter()
            network.model(picture)
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds) * 1000
