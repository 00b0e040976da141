"""What happens in a layer, in a beginner's words: captions that point at its pictures."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.trace import ActivationSpec, LayerKind, LayerRecord
from cnnviz.core.windows import AdaptivePoolSpec, ConvSpec, PoolSpec
from cnnviz.ui.words.speech import say


@dataclass(frozen=True)
class Captions:
    """A caption each for the pictures of a computation; empty where there is nothing to say.

    Attributes
    ----------
    whole : str
        Over all that is read, where that is more than one map or a row of numbers.
    read : str
        At the one map that is read.
    between : str
        At the kernel or the curve between what is read and the output.
    sum, output : str
        At the sum over all maps, and at the result.
    """

    whole: str = ""
    read: str = ""
    between: str = ""
    sum: str = ""
    output: str = ""


def captions(record: LayerRecord) -> Captions:
    """The captions for a layer's computation."""
    spec = record.spec
    if isinstance(spec, ConvSpec):
        return _convolution(record, spec)
    if isinstance(spec, PoolSpec | AdaptivePoolSpec) and record.kind is LayerKind.POOL:
        kind = "max" if spec.kind == "max" else "average"
        return Captions(read=say("caption-pool-read"), output=say(f"caption-pool-{kind}"))
    if isinstance(spec, ActivationSpec) and spec.function == "relu":
        return _said(read="alone", between="relu-between", output="relu-output")
    return _said(**_CAPTIONS.get(record.kind, {}))


def _said(**roles: str) -> Captions:
    return Captions(**{role: say(f"caption-{name}") for role, name in roles.items()})


def _convolution(record: LayerRecord, spec: ConvSpec) -> Captions:
    height, width = spec.kernel
    return Captions(
        whole=say("caption-conv-whole", height=height, width=width),
        read=say("caption-conv-read"),
        between=say("caption-conv-between"),
        sum=say("caption-conv-sum"),
        output=say("caption-conv-no-bias" if record.bias is None else "caption-conv-bias"),
    )


# The words of each caption, by its role.
_CAPTIONS = {
    LayerKind.INPUT: {"output": "input-output"},
    LayerKind.ACTIVATION: {"read": "alone", "between": "curve-between", "output": "curve-output"},
    LayerKind.BATCH_NORM: {"read": "norm-read", "between": "norm-between", "output": "norm-output"},
    LayerKind.ADD: {"read": "add-read", "output": "add-output"},
    LayerKind.FLATTEN: {"read": "flatten-read", "output": "flatten-output"},
    LayerKind.GLOBAL_POOL: {"read": "global-read", "output": "global-output"},
    LayerKind.DENSE: {"whole": "dense-whole", "output": "dense-output"},
    LayerKind.SOFTMAX: {"read": "softmax-read", "output": "softmax-output"},
    LayerKind.DROPOUT: {"output": "dropout-output"},
    LayerKind.CONCAT: {"output": "concat-output"},
}
