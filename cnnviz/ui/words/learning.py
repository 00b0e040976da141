"""What is said of one step of learning: in a sentence, and in numbers."""

from __future__ import annotations

import math

from cnnviz.core.layer_kinds import ActivationSpec, LayerKind
from cnnviz.core.learning.losses import LossTerm
from cnnviz.core.learning.rules import BETAS, MOMENTUM, Rule, Update
from cnnviz.core.learning.weights import Missing, WeightArithmetic
from cnnviz.core.trace import LayerRecord
from cnnviz.core.windows.specs import PoolSpec
from cnnviz.figures.theme import number, written
from cnnviz.ui.words.glossary import kind_key
from cnnviz.ui.words.speech import say

WHY_MISSING = {
    Missing.COMPUTED: "learned-computed",
    Missing.FORMULA: "learned-formula",
    Missing.ELSEWHERE: "learned-elsewhere",
}
# Kinds of layers without weights that do something of their own with a gradient.
_PASSES = frozenset(
    {
        LayerKind.INPUT,
        LayerKind.GLOBAL_POOL,
        LayerKind.ADD,
        LayerKind.CONCAT,
        LayerKind.FLATTEN,
        LayerKind.REARRANGE,
        LayerKind.DROPOUT,
        LayerKind.SOFTMAX,
    }
)
# Logarithms that have room on a line.
_MOST_TERMS = 4


def rule_name(rule: Rule) -> str:
    """What a rule is called."""
    return say(f"rule-name-{rule.name.lower()}")


def rule_words(rule: Rule) -> str:
    """How a rule changes a weight."""
    return say(f"rule-{rule.name.lower()}")


def passes_on(record: LayerRecord) -> str:
    """What a layer without weights does with a gradient."""
    if isinstance(record.spec, ActivationSpec):
        return say("passes-relu" if record.spec.function == "relu" else "passes-curve")
    if isinstance(record.spec, PoolSpec):
        return say(f"passes-{record.spec.kind}")
    return say(f"passes-{kind_key(record.kind)}" if record.kind in _PASSES else "passes-other")


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
        return written(f"{share:.{decimals}f}")
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
    return say("learned-sum", count=count, moving=moving, total=number(found.total, 4))


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
            (written("v = 0.9 · v + g"), f"{kept} = {number(one.velocity, 4)}"),
            ("w − lr · v", f"{last}{_signed(one.velocity)} = {after}"),
        ]
    first, second = BETAS
    mean = f"{number(first)} × {_signed(one.mean_before)} + {number(1 - first)} × {g}"
    square = f"{number(second)} × {_signed(one.square_before)} + {number(1 - second)} × {g}²"
    return [
        (written("m = 0.9 · m + 0.1 · g"), f"{mean} = {number(one.mean, 4)}"),
        (written("v = 0.999 · v + 0.001 · g²"), f"{square} = {number(one.square, 4)}"),
        (
            written(f"m̂ = m ÷ (1 − 0.9^{one.step})"),
            f"{number(one.mean, 4)} ÷ {number(1 - first**one.step, 4)} = "
            f"{number(one.mean_even, 4)}",
        ),
        (
            written(f"v̂ = v ÷ (1 − 0.999^{one.step})"),
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
