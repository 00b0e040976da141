"""Networks as they were along their training, for looking at how they learned.

One safetensors file a network, in half precision; a tensor's key is ``step/name``.
"""

from __future__ import annotations

from pathlib import Path

import safetensors.torch
import torch
from torch import nn

from cnnviz.core.networks.pretrained import read_listed

# The first hundred steps are where it happens.
MOMENTS = (0, 1, 3, 10, 30, 60, 100, 200, 400, 1_000, 2_500, 6_000)
SNAPSHOT_NETWORKS = ("lenet5", "resnet")


class SnapshotTaker:
    """Collects a network's weights at the chosen steps of its training."""

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self._tensors: dict[str, torch.Tensor] = {}
        self.take(0)

    def take(self, step: int) -> None:
        """Keep the present weights if `step` is one of the moments."""
        if step in MOMENTS:
            for name, value in self._model.state_dict().items():
                # A clone: the training goes on in this very memory.
                kept = value.half() if value.is_floating_point() else value.clone()
                self._tensors[f"{step}/{name}"] = kept.contiguous()

    def to_bytes(self) -> bytes:
        """The content of the snapshot file."""
        return safetensors.torch.save(self._tensors)


def read_snapshots(path: Path) -> dict[int, dict[str, torch.Tensor]]:
    """Weights by training step, in float32, in order of steps.

    Raises
    ------
    WeightsError
        If the file is missing, or not the one that was written.
    """
    content = read_listed(path, path.name.split(".")[0])
    moments: dict[int, dict[str, torch.Tensor]] = {}
    for key, value in safetensors.torch.load(content).items():
        step, name = key.split("/", 1)
        value = value.float() if value.is_floating_point() else value
        moments.setdefault(int(step), {})[name] = value
    return dict(sorted(moments.items()))
