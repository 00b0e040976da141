"""The field's terms in one line each."""

from __future__ import annotations

from cnnviz.core.trace import LayerKind

TERMS = {
    "feature map": "What one filter found: a picture of where its pattern occurs.",
    "receptive field": "The pixels of the digit that a number can depend on: through its window, "
    "and the windows before that.",
    "filter": "A small grid of trained numbers (also: kernel) that slides over the maps before it.",
    "parameters": "Numbers found by training: weights and biases.",
    "logits": "The network's ten raw scores, before softmax; they may be negative.",
    "softmax": "Turns scores into shares that sum to 1: exp(score) divided by the sum of all ten.",
    "dead": "A map that is zero everywhere for this input.",
    "range": "Smallest and largest value in this layer, for this input.",
    "zeros": "Share of values that are exactly 0, mostly where ReLU cut negative ones off.",
    "window": "The size of the kernel, how many cells it moves at a time (stride), and how many "
    "cells are added around the input (padding).",
    "shape": "Channels × height × width.",
}

KINDS = {
    LayerKind.INPUT: "The digit as the network gets it: 28 × 28 numbers from 0 to 1.",
    LayerKind.CONV: "Slides each filter over the maps before it. Every output value is a sum of "
    "products, input times weight, plus a bias.",
    LayerKind.TRANSPOSED_CONV: "Makes maps larger: each input value lays down a filter, multiplied "
    "by it, and where these overlap they add up.",
    LayerKind.BATCH_NORM: "Brings each map to a common range: subtracts its mean, divides by its "
    "spread, then scales and shifts by trained numbers.",
    LayerKind.NORM: "Brings values to a common range by their own mean and spread, those of this "
    "very input.",
    LayerKind.ACTIVATION: "ReLU: negative values become 0, the others stay as they are.",
    LayerKind.POOL: "Makes maps smaller: keeps one number of each window.",
    LayerKind.GLOBAL_POOL: "Replaces each map by its average: one number a map.",
    LayerKind.ADD: "Adds two inputs, value by value: the block's result and its shortcut.",
    LayerKind.PRODUCT: "Multiplies two results, value by value: one opens or closes the other, as "
    "a gate.",
    LayerKind.SCALE: "Multiplies every value by a number, and adds one.",
    LayerKind.CONCAT: "Puts maps of several layers side by side. Nothing is computed.",
    LayerKind.REARRANGE: "Puts values into other places. Nothing is computed.",
    LayerKind.UPSAMPLE: "Makes maps larger: repeats values, or takes values in between.",
    LayerKind.MAXIMUM: "Keeps the larger of two results, or the largest along an axis.",
    LayerKind.FLATTEN: "Lines all values of all maps up in one row. Nothing is computed.",
    LayerKind.DENSE: "Every output is a weighted sum of all inputs, plus a bias "
    "(also: fully connected).",
    LayerKind.LINEAR: "Every output is a weighted sum of inputs.",
    LayerKind.MATMUL: "Multiplies two results as matrices: every output is a sum of products of "
    "their values.",
    LayerKind.ATTENTION: "Compares every token's query with all keys, and mixes the values of the "
    "tokens whose keys fit.",
    LayerKind.SOFTMAX: "Turns values into shares: all are positive, and together they are 1.",
    LayerKind.DROPOUT: "Switches random values off while training; does nothing now.",
    LayerKind.OTHER: "A step of this network's own.",
}
