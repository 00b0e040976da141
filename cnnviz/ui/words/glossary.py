"""The field's terms in one line each, and what each kind of layer does."""

from __future__ import annotations

from functools import cache

from cnnviz.core.trace import ActivationSpec, LayerKind, LayerRecord
from cnnviz.core.windows import AdaptivePoolSpec, PoolSpec
from cnnviz.figures.said import keyed
from cnnviz.ui.words.speech import say, say_in

# Curves with a sentence of their own, by the names of `ActivationSpec`.
_CURVES = frozenset(
    [
        "relu",
        "relu6",
        "leakyrelu",
        "prelu",
        "sigmoid",
        "tanh",
        "gelu",
        "silu",
        "hardswish",
        "hardsigmoid",
        "elu",
    ]
)
# Kinds with a title shorter than the usual one.
_BRIEF = frozenset(
    ["conv", "batch-norm", "max-pooling", "average-pooling", "global-pool", "rearrange", "linear"]
)
# The terms that are explained wherever they stand: those of a beginner's article, and some more.
TERMS = (
    "ann",
    "cnn",
    "feature-extraction",
    "classification",
    "input-layer",
    "greyscale",
    "rgb",
    "channel",
    "pixel",
    "normalising",
    "convolution-layer",
    "kernel",
    "feature-map",
    "stride",
    "padding",
    "activation",
    "nonlinearity",
    "pooling",
    "max-pooling",
    "average-pooling",
    "dimension-reduction",
    "dense",
    "label",
    "mnist",
    "reshape",
    "compile",
    "fit",
    "epoch",
    "evaluate",
    "dropout",
    "flatten",
    "tensorflow",
    "keras",
    "pytorch",
    "lenet",
    "alexnet",
    "vgg",
    "resnet",
    "ilsvrc",
    "augmentation",
    "hyperparameter",
    "parameters",
    "receptive-field",
    "loss",
    "gradient",
    "logit",
    "softmax",
    "attribution",
    "overfitting",
)


@cache
def glossary(name: str) -> tuple[tuple[str, str], ...]:
    """Of each of `TERMS` its forms in a language, as the view ``glossary`` has them, and sense."""
    return tuple((say_in(name, f"word-{each}"), say_in(name, f"term-{each}")) for each in TERMS)


def help_on(name: str) -> str:
    """What a term beside a layer's numbers means."""
    return say(f"help-{name}")


def kind_words(record: LayerRecord) -> str:
    """What a layer does, in a sentence."""
    if isinstance(record.spec, ActivationSpec) and record.spec.function in _CURVES:
        return say(f"curve-{record.spec.function}")
    return say(f"kind-{kind_key(record.kind)}")


def kind_title(record: LayerRecord) -> str:
    """The layer's kind in at most a dozen letters."""
    return _function(record) or say(f"title-{_form(record)}")


def kind_name(kind: LayerKind) -> str:
    """What a kind is called, whatever its layer computes.

    Examples
    --------
    >>> kind_name(LayerKind.CONV)
    'convolution'
    """
    return say(f"title-{kind_key(kind)}")


def brief_title(record: LayerRecord) -> str:
    """The same for columns that are narrower than these words."""
    form = _form(record)
    if _function(record) or form not in _BRIEF:
        return kind_title(record)
    return say(f"brief-{form}")


def _function(record: LayerRecord) -> str:
    """The name of the function that a layer applies, which is the same in every language."""
    function = str(getattr(record.spec, "function", ""))
    kind = kind_key(record.kind)
    if kind == "activation" and function:
        return "ReLU" if function == "relu" else function
    return function[:14] if kind == "other" else ""


def kind_key(kind: LayerKind) -> str:
    """What a kind is called among the keys of the words.

    Examples
    --------
    >>> kind_key(LayerKind.BATCH_NORM)
    'batch-norm'
    """
    return keyed(kind.name.lower())


def _form(record: LayerRecord) -> str:
    """The kind, and of a pooling which one."""
    if isinstance(record.spec, PoolSpec | AdaptivePoolSpec):
        return f"{'max' if record.spec.kind == 'max' else 'average'}-pooling"
    return kind_key(record.kind)
