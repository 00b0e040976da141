"""What is said of a misfit: one sentence that names the layer and both sizes."""

from __future__ import annotations

import pytest

from cnnviz.core.surgery.misfit import Misfit, MisfitKind
from cnnviz.core.windows import ConvSpec, PoolSpec
from cnnviz.ui.words.misfits import misfit_sentence


@pytest.mark.parametrize(
    ("misfit", "sentence"),
    [
        (
            Misfit("fc", MisfitKind.DENSE, (1024,), (3136,), ("flatten",), "mat1"),
            "fc expected 1,024 numbers and got 3,136.",
        ),
        (
            Misfit("add", MisfitKind.SUM, (4, 6, 7), (4, 3, 4), ("a", "b"), "must match"),
            "The sum add needs two inputs of one shape, but a gives 4 × 6 × 7 and b gives "
            "4 × 3 × 4.",
        ),
        (
            Misfit("mul", MisfitKind.PRODUCT, (4, 6, 7), (4, 1, 1), ("a", "b"), ""),
            "The product mul needs two inputs of one shape, but a gives 4 × 6 × 7 and b gives "
            "4 × 1 × 1. PyTorch would repeat the smaller one over the larger without complaint; "
            "that is not what was trained, so it is not done here.",
        ),
        (
            Misfit("maximum", MisfitKind.JOIN, (4, 6, 7), (4, 5, 5), ("a", "b"), "must match"),
            "maximum needs two inputs of one shape, but a gives 4 × 6 × 7 and b gives 4 × 5 × 5.",
        ),
        (
            Misfit("cat", MisfitKind.CONCAT, (3, 5, 4), (2, 9, 7), ("a", "b"), "Sizes"),
            "The concatenation cat needs inputs of one height and width, but a gives 3 × 5 × 4 "
            "and b gives 2 × 9 × 7.",
        ),
        (
            Misfit("conv", MisfitKind.WINDOW, (5, 5), (6, 3, 3), ("a",), "Ca", ConvSpec(5)),
            "conv: kernel_size covers 5 cells (dilation included), more than the padded input’s "
            "height 3.",
        ),
        (
            Misfit("p", MisfitKind.WINDOW, (4, 4), (6, 3, 3), ("a",), "", PoolSpec("max", 4)),
            "p: kernel_size 4 is larger than the padded input’s height 3.",
        ),
        (
            Misfit("view", MisfitKind.BATCH, (1,), (4,), ("a",), ""),
            "view makes 4 rows of numbers where there should be 1, one for each picture.",
        ),
        (
            Misfit("view", MisfitKind.OTHER, (), (4, 2, 2), ("a",), "shape"),
            "view: it cannot take an input of 4 × 2 × 2.",
        ),
        (
            Misfit("pool", MisfitKind.OTHER, (), (4, 4, 4), ("pool",), "2 cells"),
            "pool: the network cannot go on with its output of 4 × 4 × 4.",
        ),
    ],
)
def test_the_sentence_names_the_layer_and_both_sizes(misfit: Misfit, sentence: str) -> None:
    assert misfit_sentence(misfit) == sentence
