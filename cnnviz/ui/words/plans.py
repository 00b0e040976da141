"""What the form that defines a network says."""

from __future__ import annotations

from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.layers import Break, BreakKind, LayerOutline
from cnnviz.core.networks.plan.repairs import Change, PlanRepair
from cnnviz.core.windows import ConvSpec
from cnnviz.figures.said import keyed
from cnnviz.figures.theme import size, written
from cnnviz.ui.words.glossary import kind_name
from cnnviz.ui.words.speech import say

_TOO_MANY = {
    BreakKind.PARAMETERS: "break-parameters",
    BreakKind.MULTIPLY_ADDS: "break-multiply-adds",
    BreakKind.VALUES: "break-values",
}


def start_title(name: str) -> str:
    """What a plan to start from is called.

    Examples
    --------
    >>> start_title("small_cnn"), start_title("lenet5")
    ('Small CNN', 'LeNet-5')
    """
    if name in ARCHITECTURES:
        return ARCHITECTURES[name].title
    return say(f"start-{keyed(name)}")


def field_title(name: str) -> str:
    """What a field of a plan is called.

    Examples
    --------
    >>> field_title("pool_size")
    'Pool size'
    """
    return say(f"plan-{keyed(name)}")


def field_help(name: str) -> str:
    """What it does."""
    return say(f"plan-{keyed(name)}-help")


def choice_title(value: str) -> str:
    """What a curve, a pooling or an ending is called.

    Examples
    --------
    >>> choice_title("leaky_relu")
    'Leaky ReLU'
    """
    return say(f"choice-{keyed(value)}")


def break_sentence(broken: Break) -> str:
    """One sentence that names the layer, what was asked of it, and what it gets.

    Examples
    --------
    >>> break_sentence(Break(BreakKind.WINDOW, "conv2", 1, (3, 3), ConvSpec(5)))
    'conv2 cannot lay its 5 × 5 kernel over maps of 3 × 3 cells: there is no room for it.'
    """
    if broken.kind is BreakKind.UNKNOWN:
        return say("break-unknown", name=broken.layer[:40])
    if broken.kind is BreakKind.PICTURES:
        reads = "–" if broken.reads is None else size(broken.reads)
        return say("break-pictures", name=broken.layer, size=reads, classes=broken.classes)
    if broken.spec is None:
        costs = {"total": broken.total, "cost": broken.cost, "limit": broken.limit}
        return say(_TOO_MANY[broken.kind], layer=broken.layer, **costs)
    what = "kernel" if isinstance(broken.spec, ConvSpec) else "pool"
    (top, bottom), (left, right) = broken.spec.pads
    padded = (broken.size[0] + top + bottom, broken.size[1] + left + right)
    shapes = {"window": size(broken.spec.kernel), "size": size(broken.size)}
    if padded == broken.size:
        return say(f"break-{what}", layer=broken.layer, **shapes)
    return say(f"break-{what}-padded", layer=broken.layer, padded=size(padded), **shapes)


def repair_words(repair: PlanRepair) -> str:
    """For a button: what would be otherwise.

    Examples
    --------
    >>> from cnnviz.core.networks.plan.values import NetworkPlan
    >>> repair_words(PlanRepair(NetworkPlan(), (Change("padding", 0, 1, 1),)))
    'Block 2: padding 1 instead of 0'
    """
    changes = repair.changes
    values = {(change.field, change.new) for change in changes}
    if len(changes) > 1 and len(values) == 1 and changes[0].block is not None:
        *places, last = (str(change.block + 1) for change in changes if change.block is not None)
        setting = _setting(*next(iter(values)))
        return say("repair-blocks", places=", ".join(places), last=last, setting=setting)
    return "; ".join(map(_change_words, changes))


def _change_words(change: Change) -> str:
    old, new = change.old, change.new
    if change.field == "blocks" and isinstance(old, int) and isinstance(new, int):
        return say("repair-fewer", new=new, old=old) if new else say("repair-no-block")
    if change.field == "input_shape" and isinstance(new, tuple):
        return say("repair-input", size=size(new))
    if change.field in ("architecture", "ending"):
        return say(f"repair-{change.field}")
    if change.field == "dense":
        return _dense_words(change)
    words = _setting(change.field, new)
    if change.field != "pool":
        words = say("repair-instead", setting=words, old=str(old))
    return (
        words
        if change.block is None
        else say("repair-block", number=change.block + 1, setting=words)
    )


def _dense_words(change: Change) -> str:
    old, new = change.old, change.new
    assert isinstance(old, tuple) and isinstance(new, tuple)
    if len(old) != len(new):
        return say("repair-no-dense")
    return "; ".join(
        say("repair-dense", number=place, new=after, old=before)
        for place, (before, after) in enumerate(zip(old, new, strict=True), 1)
        if before != after
    )


def _setting(field: str, value: object) -> str:
    if field == "pool":
        return say("repair-no-pool" if value == "none" else f"repair-pool-{value}")
    return say(f"repair-{keyed(field)}", value=str(value))


def row_words(row: LayerOutline) -> str:
    """What a layer does, in a few words.

    Examples
    --------
    >>> row_words(LayerOutline("conv1", LayerKind.CONV, (("kernel", 5), ("stride", 1),
    ...     ("padding", 2)), 0, ("input",), (6, 28, 28)))
    'kernel 5 × 5, padding 2'
    """
    asked = dict(row.settings)
    if row.kind is LayerKind.CONV:
        words = say("row-kernel", size=f"{asked['kernel']} × {asked['kernel']}")
        if asked["stride"] != 1:
            words = say("row-stride", words=words, value=str(asked["stride"]))
        if asked["padding"]:
            words = say("row-padding", words=words, value=str(asked["padding"]))
        return words
    if asked.get("size") == "global":
        return say(f"row-global-{asked['pool']}")
    if row.kind is LayerKind.POOL:
        side, stride = asked["size"], asked["stride"]
        words = say(f"row-pool-{asked['pool']}", size=f"{side} × {side}")
        return words if stride == side else say("row-stride", words=words, value=str(stride))
    if row.kind is LayerKind.ACTIVATION:
        return choice_title(str(asked["activation"]))
    if row.kind is LayerKind.DROPOUT and "dropout" in asked:
        return say("row-dropout", share=written(f"{float(asked['dropout']):.0%}"))
    return say("row-picture") if row.kind is LayerKind.INPUT else kind_name(row.kind)
