"""What is said of one step of learning: in a sentence, and in numbers."""

from __future__ import annotations

import math

from cnnviz.core.layer_kinds import ActivationSpec, LayerKind
from cnnviz.core.learning.losses import LossTerm
from cnnviz.core.learning.rules import BETAS, MOMENTUM, Rule, Update
from cnnviz.core.learning.weights import Missing, WeightArithmetic
from cnnviz.core.trace import LayerRecord
from cnnviz.core.windows.specs import PoolSpec
from cnnviz.figures.theme import number

LOSS = (
    "The loss is one number that says how wrong the network is: 0 if it is sure and right. Log is "
    "the natural logarithm."
)
ERROR = (
    "p − y: a class that got too much probability must give some up, the true one must get more."
)
GRADIENT = (
    "A gradient says how much the loss would rise if this number rose a little: blue is up, red "
    "is down."
)
TIMES = (
    "A weight acts on the loss through every number that it helped to make, and the more, the "
    "larger the input was that it multiplied."
)
UPDATE = "Each weight moves against its gradient, for that is where the loss falls."
WHY_MISSING = {
    Missing.COMPUTED: "No layer reads this weight itself, but numbers that are computed from it, "
    "so that its gradient is no plain sum of products. PyTorch works it out by the chain rule:",
    Missing.FORMULA: "A layer that reads this weight does more than multiply and add, so that its "
    "gradient is no plain sum of products. PyTorch works it out by the chain rule:",
    Missing.ELSEWHERE: "This weight acts in other ways, too, so that the products are not all of "
    "its gradient. PyTorch works it out by the chain rule:",
}
RULES = {
    Rule.SGD: "Plain gradient descent: the learning rate times the gradient.",
    Rule.MOMENTUM: "Keeps nine tenths of the last step's speed, like a ball that rolls.",
    Rule.ADAM: "Divides by the gradient's usual size, so that every weight moves about equally.",
}
# Logarithms that have room on a line.
_MOST_TERMS = 4
_PASSES = {
    LayerKind.INPUT: "The input is not trained. Its gradient shows which pixels would change the "
    "loss.",
    LayerKind.GLOBAL_POOL: "An average hands an equal part of its gradient to every cell.",
    LayerKind.ADD: "A sum hands its gradient to both that it added, unchanged.",
    LayerKind.CONCAT: "Each map's gradient goes back to the layer that it came from.",
    LayerKind.FLATTEN: "The same gradients, put back into maps.",
    LayerKind.REARRANGE: "The same gradients, put back to where the numbers came from.",
    LayerKind.DROPOUT: "Does nothing now, forwards or backwards.",
    LayerKind.SOFTMAX: "Softmax has no weights; together with the loss it makes p − y.",
}


def passes_on(record: LayerRecord) -> str:
    """What a layer without weights does with a gradient."""
    if isinstance(record.spec, ActivationSpec):
        if record.spec.function == "relu":
            return "ReLU lets the gradient through where its input was above 0, else nothing."
        return "The gradient is multiplied by the slope of the curve at each number."
    if isinstance(record.spec, PoolSpec):
        if record.spec.kind == "max":
            return "Max pooling hands each gradient to the one cell that won, the others get none."
        return "Average pooling hands an equal part of each gradient to all cells of its window."
    return _PASSES.get(record.kind, "It has no weights of its own, and hands the gradient on.")


def loss_words(terms: tuple[LossTerm, ...], loss: float) -> str:
    """The loss as arithmetic."""
    parts = [f"−log {_share(each)}" for each in terms[:_MOST_TERMS]]
    more = " − …" if len(terms) > _MOST_TERMS else ""
    return f"{' '.join(parts)}{more} = {number(loss)}"


def _share(term: LossTerm) -> str:
    if term.is_true:
        return share_in_full(term.probability)
    return f"(1 − {number(1 - term.probability)})"


def share_in_full(share: float) -> str:
    """A probability with enough digits to take its logarithm by hand.

    Examples
    --------
    >>> share_in_full(0.9976411), share_in_full(0.0123456), share_in_full(1.0)
    ('0.99764', '0.01235', '1')
    """
    if 0.5 < share < 1:
        decimals = min(15, 2 - math.floor(math.log10(1 - share)))
        return f"{share:.{decimals}f}"
    return number(share, 4)


def sum_words(found: WeightArithmetic) -> str:
    """How many products there are, and what they add up to."""
    count = sum(each.products.size for each in found.terms)
    moving = sum(int((each.products != 0).sum()) for each in found.terms)
    if count == 1:
        (terms,) = found.terms
        return (
            f"{number(float(terms.inputs[0, 0]))} × {number(float(terms.gradients[0, 0]))} = "
            f"{number(found.total, 4)}"
        )
    return f"The sum of {count:,} products, {moving:,} of them not 0: {number(found.total, 4)}"


def update_words(one: Update) -> list[tuple[str, str]]:
    """Each line of the rule: in letters, and with the numbers of this moment."""
    rate, after = number(one.rate), number(one.after, 6)
    last = f"{number(one.weight, 6)} − {rate} × "
    g = _signed(one.gradient)
    if one.rule is Rule.SGD:
        return [("w − lr · g", f"{last}{g} = {after}")]
    if one.rule is Rule.MOMENTUM:
        kept = f"{number(MOMENTUM)} × {_signed(one.velocity_before)} + {g}"
        return [
            ("v = 0.9 · v + g", f"{kept} = {number(one.velocity, 4)}"),
            ("w − lr · v", f"{last}{_signed(one.velocity)} = {after}"),
        ]
    first, second = BETAS
    mean = f"{number(first)} × {_signed(one.mean_before)} + {number(1 - first)} × {g}"
    square = f"{number(second)} × {_signed(one.square_before)} + {number(1 - second)} × {g}²"
    return [
        ("m = 0.9 · m + 0.1 · g", f"{mean} = {number(one.mean, 4)}"),
        ("v = 0.999 · v + 0.001 · g²", f"{square} = {number(one.square, 4)}"),
        (
            f"m̂ = m ÷ (1 − 0.9^{one.step})",
            f"{number(one.mean, 4)} ÷ {number(1 - first**one.step, 4)} = "
            f"{number(one.mean_even, 4)}",
        ),
        (
            f"v̂ = v ÷ (1 − 0.999^{one.step})",
            f"{number(one.square, 4)} ÷ {number(1 - second**one.step, 4)} = "
            f"{number(one.square_even, 4)}",
        ),
        (
            "w − lr · m̂ ÷ (√v̂ + 10⁻⁸)",
            f"{last}{_signed(one.mean_even)} ÷ (√{number(one.square_even, 4)} + 10⁻⁸) = {after}",
        ),
    ]


def _signed(value: float) -> str:
    text = number(value, 4)
    return f"({text})" if value < 0 else text
