"""What the functions of a graph compute, where it is more than one call of PyTorch's."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F

from cnnviz.core.networks.graph.settings import LARGEST_INTEGER


def concatenate(*values: torch.Tensor, dim: int) -> torch.Tensor:
    """Tensors one after another along a dimension."""
    return torch.cat(values, dim)


def divide(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """A quotient; of integers, towards 0 as in C."""
    if not a.is_floating_point() and not b.is_floating_point():
        return torch.div(a, b, rounding_mode="trunc")
    return torch.div(a, b)


def slice_(
    x: torch.Tensor, starts: list[int], stops: list[int], steps: list[int], dims: list[int]
) -> torch.Tensor:
    """As Python slices; a negative step goes backwards from `starts`."""
    for start, stop, step, dim in zip(starts, stops, steps, dims, strict=True):
        end = None if stop <= -LARGEST_INTEGER else stop
        if step > 0:
            x = x[(*(slice(None),) * dim, slice(start, end, step))]
        else:
            # PyTorch's own slices only go forwards.
            chosen = list(range(x.shape[dim])[slice(start, end, step)])
            x = x.index_select(dim, torch.tensor(chosen, dtype=torch.int64, device=x.device))
    return x


def take(x: torch.Tensor, index: torch.Tensor, dim: int) -> torch.Tensor:
    """``numpy.take(x, index, dim)``; negative indices count from the end."""
    dim = dim % max(x.ndim, 1)
    flat = index.reshape(-1).long()
    flat = torch.where(flat < 0, flat + x.shape[dim], flat)
    return x.index_select(dim, flat).reshape([*x.shape[:dim], *index.shape, *x.shape[dim + 1 :]])


def reshape(x: torch.Tensor, shape: list[int]) -> torch.Tensor:
    """A size of 0 keeps the input's at this place; one may be -1: what is left."""
    return x.reshape([x.shape[i] if size == 0 else size for i, size in enumerate(shape)])


def flatten_at(x: torch.Tensor, dim: int) -> torch.Tensor:
    """In two dimensions: all before `dim` and all from it on."""
    return x.reshape(math.prod(x.shape[:dim]), math.prod(x.shape[dim:]))


def unsqueeze(x: torch.Tensor, dims: list[int]) -> torch.Tensor:
    """With dimensions of 1 at these places of the answer."""
    rank = x.ndim + len(dims)
    for dim in sorted(d % rank for d in dims):
        x = x.unsqueeze(dim)
    return x


def squeeze(x: torch.Tensor, dims: list[int]) -> torch.Tensor:
    """Without these dimensions, which must be 1."""
    for dim in sorted((d % max(x.ndim, 1) for d in dims), reverse=True):
        if x.shape[dim] != 1:
            raise ValueError(f"a dimension of {x.shape[dim]} cannot be squeezed")
        x = x.squeeze(dim)
    return x


def pad(x: torch.Tensor, padding: list[int], mode: str, value: float) -> torch.Tensor:
    """As `torch.nn.functional.pad`; only constant padding has a value."""
    return F.pad(x, padding, mode, value) if mode == "constant" else F.pad(x, padding, mode)


def expand(x: torch.Tensor, shape: list[int]) -> torch.Tensor:
    """To the shape that both fit; a size of 0 keeps the input's at this place."""
    filled = [x.shape[i - len(shape)] if size == 0 else size for i, size in enumerate(shape)]
    return x.expand(np.broadcast_shapes(tuple(x.shape), tuple(filled)))


def for_each(own: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """`own` (1, ...) once for each of the inputs in `x`."""
    return own.expand(x.shape[0], *own.shape[1:])


def space_to_depth(x: torch.Tensor, block: int) -> torch.Tensor:
    """Blocks of cells become channels, sorted by the place in the block first."""
    n, c, h, w = x.shape
    x = x.reshape(n, c, h // block, block, w // block, block)
    return x.permute(0, 3, 5, 1, 2, 4).reshape(n, c * block**2, h // block, w // block)


def depth_to_space(x: torch.Tensor, block: int) -> torch.Tensor:
    """Channels become blocks of cells, sorted by the place in the block first."""
    n, c, h, w = x.shape
    x = x.reshape(n, block, block, c // block**2, h, w)
    return x.permute(0, 3, 4, 1, 5, 2).reshape(n, c // block**2, h * block, w * block)


def resample(x: torch.Tensor, *matrices: torch.Tensor) -> torch.Tensor:
    """Each spatial dimension, the first one first, times its matrix (out, in)."""
    for i, matrix in enumerate(matrices):
        dim = x.ndim - len(matrices) + i
        x = torch.tensordot(x, matrix, dims=([dim], [1])).movedim(-1, dim)
    return x


def take_each(x: torch.Tensor, *indices: torch.Tensor) -> torch.Tensor:
    """From each spatial dimension, the first one first, the rows with these indices."""
    for i, index in enumerate(indices):
        x = x.index_select(x.ndim - len(indices) + i, index)
    return x


def reduce(x: torch.Tensor, kind: str, dims: list[int], keepdim: bool) -> torch.Tensor:
    """One number for all cells along these dimensions; along all, if there are none."""
    dims = dims or list(range(x.ndim))
    if kind == "l1":
        return x.abs().sum(dims, keepdim)
    if kind == "sum_of_squares":
        return (x * x).sum(dims, keepdim)
    if kind == "prod":
        for dim in sorted((d % x.ndim for d in dims), reverse=True):
            x = x.prod(dim, keepdim)
        return x
    if kind == "l2":
        squares: torch.Tensor = (x * x).sum(dims, keepdim)
        return squares.sqrt()
    if kind == "logsumexp":
        return torch.logsumexp(x, dims, keepdim)
    if kind == "mean":
        return x.mean(dims, keepdim)
    if kind == "sum":
        return x.sum(dims, keepdim)
    return x.amax(dims, keepdim) if kind == "max" else x.amin(dims, keepdim)


def sum_(*values: torch.Tensor) -> torch.Tensor:
    """The sum of all."""
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def maximum(*values: torch.Tensor) -> torch.Tensor:
    """The largest of all, cell by cell."""
    largest = values[0]
    for value in values[1:]:
        largest = torch.maximum(largest, value)
    return largest


def minimum(*values: torch.Tensor) -> torch.Tensor:
    """The smallest of all, cell by cell."""
    smallest = values[0]
    for value in values[1:]:
        smallest = torch.minimum(smallest, value)
    return smallest


def clamp(x: torch.Tensor, least: float | None, most: float | None) -> torch.Tensor:
    """No less than `least` and no more than `most`, where they are given."""
    return x if least is None and most is None else torch.clamp(x, least, most)


def cast(x: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """As numbers of another kind."""
    return x.to(dtype)


def einsum(*values: torch.Tensor, equation: str) -> torch.Tensor:
    """As `torch.einsum`."""
    return torch.einsum(equation, *values)


def remainder(a: torch.Tensor, b: torch.Tensor, truncated: bool) -> torch.Tensor:
    """With the dividend's sign if truncated, else with the divisor's."""
    return torch.fmod(a, b) if truncated else torch.remainder(a, b)


def leaky(x: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    """Negative numbers times a slope of their own."""
    return torch.where(x < 0, x * slope, x)


def swish(x: torch.Tensor, alpha: float) -> torch.Tensor:
    """``x * sigmoid(alpha * x)``."""
    return x * torch.sigmoid(alpha * x)


def hard_sigmoid(x: torch.Tensor, alpha: float, beta: float) -> torch.Tensor:
    """``alpha * x + beta``, kept in [0, 1]."""
    return torch.clamp(alpha * x + beta, 0, 1)


def scaled_elu(x: torch.Tensor, alpha: float, gamma: float) -> torch.Tensor:
    """``gamma * x``, and ``gamma * alpha * (exp(x) - 1)`` below 0."""
    return gamma * torch.where(x > 0, x, alpha * (torch.exp(x) - 1))


def above(x: torch.Tensor, threshold: float) -> torch.Tensor:
    """The numbers above a threshold; 0 for the others."""
    return torch.where(x > threshold, x, torch.zeros_like(x))


def shrink(x: torch.Tensor, threshold: float, bias: float) -> torch.Tensor:
    """Nearer to 0 by `bias`; 0 within the threshold."""
    outside = torch.where(x < -threshold, x + bias, x - bias)
    return torch.where(x.abs() > threshold, outside, torch.zeros_like(x))


def normalise(x: torch.Tensor, p: int, dim: int) -> torch.Tensor:
    """Divided by the norm along a dimension; 0 stays 0."""
    norm = torch.linalg.vector_norm(x, p, dim, keepdim=True)
    return torch.where(norm == 0, torch.zeros_like(x), x / norm)


def argument(x: torch.Tensor, kind: str, dim: int, keepdim: bool) -> torch.Tensor:
    """Where the largest or the smallest is."""
    return x.argmax(dim, keepdim) if kind == "max" else x.argmin(dim, keepdim)
