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
    LayerKind.BATCH_NORM: "Brings each map to a common range: subtracts its mean, divides by its "
    "spread, then scales and shifts by trained numbers.",
    LayerKind.ACTIVATION: "ReLU: negative values become 0, the others stay as they are.",
    LayerKind.POOL: "Makes maps smaller: keeps one number of each window.",
    LayerKind.GLOBAL_POOL: "Replaces each map by its average: one number a map.",
    LayerKind.ADD: "Adds two inputs, value by value: the block's result and its shortcut.",
    LayerKind.FLATTEN: "Lines all values of all maps up in one row. Nothing is computed.",
    LayerKind.DENSE: "Every output is a weighted sum of all inputs, plus a bias "
    "(also: fully connected).",
    LayerKind.DROPOUT: "Switches random values off while training; does nothing now.",
    LayerKind.OTHER: "A step of this network's own.",
}
