"""The field's terms in one line each."""

from __future__ import annotations

from cnnviz.core.trace import ActivationSpec, LayerKind, LayerRecord

TERMS = {
    "feature map": "What one filter found: a picture of where its pattern occurs.",
    "receptive field": "The pixels of the input that a number can depend on: through its window, "
    "and the windows before that.",
    "filter": "A small grid of trained numbers (also: kernel) that slides over the maps before it.",
    "parameters": "Numbers found by training: weights and biases.",
    "logits": "The network's raw scores, one a class, before softmax; they may be negative.",
    "softmax": "Turns scores into shares that sum to 1: exp(score) divided by the sum of all.",
    "dead": "A map that is zero everywhere for this input.",
    "range": "Smallest and largest value in this layer, for this input.",
    "zeros": "Share of values that are exactly 0, mostly where ReLU cut negative ones off.",
    "window": "The size of the kernel, how many cells it moves at a time (stride), and how many "
    "cells are added around the input (padding).",
    "shape": "Channels × height × width.",
}

KINDS = {
    LayerKind.INPUT: "What the network gets: one plane of numbers for each channel.",
    LayerKind.CONV: "Slides each filter over the maps before it. Every output value is a sum of "
    "products, input times weight, plus a bias.",
    LayerKind.TRANSPOSED_CONV: "A convolution turned round: spreads each value over a window of a "
    "larger map, and adds what overlaps.",
    LayerKind.BATCH_NORM: "Brings each map to a common range: subtracts its mean, divides by its "
    "spread, then scales and shifts by trained numbers.",
    LayerKind.NORM: "Subtracts the mean of a group of this input's own values and divides by their "
    "spread, then scales and shifts by trained numbers.",
    LayerKind.ACTIVATION: "Applies one curve to every value by itself.",
    LayerKind.POOL: "Makes maps smaller: keeps one number of each window.",
    LayerKind.GLOBAL_POOL: "Replaces each map by its average: one number a map.",
    LayerKind.ADD: "Adds two inputs, value by value: the block's result and its shortcut.",
    LayerKind.PRODUCT: "Multiplies two results, value by value: one of them is a gate, which lets "
    "more or less of the other through.",
    LayerKind.SCALE: "Multiplies every value by a fixed number, or adds one.",
    LayerKind.CONCAT: "Puts maps of several layers one after the other. Nothing is computed.",
    LayerKind.REARRANGE: "Moves values to other places. Nothing is computed.",
    LayerKind.UPSAMPLE: "Makes maps larger: repeats values, or puts weighted means in between.",
    LayerKind.FLATTEN: "Lines all values of all maps up in one row. Nothing is computed.",
    LayerKind.DENSE: "Every output is a weighted sum of all inputs, plus a bias "
    "(also: fully connected).",
    LayerKind.LINEAR: "Every output is a weighted sum of some inputs, with fixed weights.",
    LayerKind.MATMUL: "Multiplies two results as matrices: each output is a sum of products.",
    LayerKind.MAXIMUM: "Keeps the largest of several numbers.",
    LayerKind.ATTENTION: "Every token becomes a weighted sum of all tokens; how much each counts "
    "is worked out from the tokens themselves.",
    LayerKind.SOFTMAX: "Turns scores into shares that sum to 1: exp(score) divided by the sum.",
    LayerKind.DROPOUT: "Switches random values off while training; does nothing now.",
    LayerKind.OTHER: "A step of this network's own.",
}

_CURVES = {
    "relu": "ReLU: negative values become 0, the others stay as they are.",
    "relu6": "ReLU6: negative values become 0, those above 6 become 6.",
    "leakyrelu": "Leaky ReLU: negative values are made small, the others stay as they are.",
    "prelu": "PReLU: negative values are multiplied by a trained number, others stay.",
    "sigmoid": "Sigmoid: squeezes every value between 0 and 1.",
    "tanh": "Tanh: squeezes every value between −1 and 1.",
    "gelu": "GELU: like ReLU, with a soft bend.",
    "silu": "SiLU (swish): the value times its own sigmoid; like ReLU, with a soft bend.",
    "hardswish": "Hardswish: SiLU made of straight pieces and a parabola.",
    "hardsigmoid": "Hard sigmoid: a sigmoid made of straight pieces.",
    "elu": "ELU: negative values approach a floor along a curve, the others stay.",
}


def kind_words(record: LayerRecord) -> str:
    """What a layer does, in a sentence."""
    if isinstance(record.spec, ActivationSpec):
        return _CURVES.get(record.spec.function, KINDS[record.kind])
    return KINDS[record.kind]
