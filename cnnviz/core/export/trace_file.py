"""A whole trace as a file: every number that the network computed, for NumPy."""

from __future__ import annotations

import io

import numpy as np

from cnnviz.core.trace import Trace


def trace_npz(trace: Trace) -> bytes:
    """All outputs and weights of a trace as an NPZ file.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    bytes
        ``numpy.load`` opens it without unpickling. ``"NAME"`` is what the layer of this name put
        out, batch dimension included, ``"NAME:weight"`` and ``"NAME:bias"`` what it holds;
        ``":order"`` the layers' names in order of computation, ``":probabilities"`` the answer.

    Examples
    --------
    >>> import torch
    >>> from torch import nn
    >>> from cnnviz.core.trace import trace
    >>> found = trace(nn.Sequential(nn.Linear(2, 3)), torch.ones(1, 2))
    >>> with np.load(io.BytesIO(trace_npz(found))) as file:
    ...     print(file[":order"].tolist(), file["0"].shape, file["0:weight"].shape)
    ['input', '0'] (1, 3) (3, 2)
    """
    held = {":order": np.array(trace.names), ":probabilities": trace.probabilities.numpy()}
    for record in trace.records:
        held[record.name] = record.output.detach().numpy()
        for part, values in (("weight", record.weight), ("bias", record.bias)):
            if values is not None:
                held[f"{record.name}:{part}"] = values.detach().numpy()
    written = io.BytesIO()
    np.savez_compressed(written, **held)  # type: ignore[arg-type]
    return written.getvalue()
