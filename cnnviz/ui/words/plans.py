"""What the form that defines a network says."""

from __future__ import annotations

from cnnviz.core.layer_kinds import LayerKind
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.layers import Break, BreakKind, LayerOutline
from cnnviz.core.networks.plan.repairs import Change, PlanRepair
from cnnviz.core.windows import ConvSpec
from cnnviz.figures.theme import size

STARTS = {
    "small_cnn": "Small CNN",
    "lenet_blocks": "LeNet-5 in blocks",
    "ann": "ANN (no convolution)",
    "deeper": "Deeper, with batch norm",
    **{name: spec.title for name, spec in ARCHITECTURES.items()},
}
TITLES = {
    "filters": "Filters",
    "kernel": "Kernel",
    "stride": "Stride",
    "padding": "Padding",
    "activation": "Activation",
    "pool": "Pooling",
    "pool_size": "Pool size",
    "batch_norm": "Batch norm",
    "ending": "From maps to one row",
    "dense": "Dense layers",
    "dense_activation": "Their activation",
    "dropout": "Dropout",
}
HELP = {
    "filters": "How many patterns this block looks for; each gives one feature map.",
    "kernel": "Side of the little window that each filter looks through, in cells.",
    "stride": "How many cells the window moves at each step; the larger, the smaller the maps.",
    "padding": "Rows and columns of zeros added on every side, so that edges count and maps shrink "
    "less.",
    "activation": "A curve that every number passes through; without one, layers in a row could do "
    "no more than a single layer.",
    "pool": "Makes maps smaller: max keeps the largest number of each window, average their mean.",
    "pool_size": "Side of the pooling window, in cells: 2 halves height and width.",
    "batch_norm": "Brings all maps to a common range, which makes deeper networks learn faster.",
    "ending": "Flatten keeps every number of every map. Average and maximum keep one number a map, "
    "so it no longer matters where a pattern was found.",
    "dense": "Layers before the output in which every number is joined to every number.",
    "width": "How many numbers this layer gives.",
    "dense_activation": "The curve after each dense layer but the output.",
    "dropout": "Share of numbers switched off at random while training, so that no single one is "
    "relied on.",
}
CHOICES = {
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "none": "None",
    "max": "Max",
    "average": "Average",
    "flatten": "Flatten",
    "global_average": "Average of each map",
    "global_max": "Maximum of each map",
}
_TOO_MANY = {
    BreakKind.PARAMETERS: "parameters",
    BreakKind.MULTIPLY_ADDS: "multiply-adds for one picture",
    BreakKind.VALUES: "numbers in its feature maps",
}


def break_sentence(broken: Break) -> str:
    """One sentence that names the layer, what was asked of it, and what it gets.

    Examples
    --------
    >>> break_sentence(Break(BreakKind.WINDOW, "conv2", 1, (3, 3), ConvSpec(5)))
    'conv2 cannot lay its 5 × 5 kernel over maps of 3 × 3 cells: there is no room for it.'
    """
    if broken.kind is BreakKind.UNKNOWN:
        return f"There is no architecture called {broken.layer[:40]}."
    if broken.kind is BreakKind.PICTURES:
        reads = "–" if broken.reads is None else size(broken.reads)
        return (
            f"{broken.layer} is made for pictures of {reads} and {broken.classes} classes, "
            "and these are others."
        )
    if broken.spec is None:
        return (
            f"This network is too large to train here: it has {broken.total:,} "
            f"{_TOO_MANY[broken.kind]}, {broken.cost:,} of them in {broken.layer}, and at most "
            f"{broken.limit:,} are possible."
        )
    what = "kernel" if isinstance(broken.spec, ConvSpec) else "pooling window"
    (top, bottom), (left, right) = broken.spec.pads
    padded = (broken.size[0] + top + bottom, broken.size[1] + left + right)
    more = "" if padded == broken.size else f" ({size(padded)} with padding)"
    return (
        f"{broken.layer} cannot lay its {size(broken.spec.kernel)} {what} over maps of "
        f"{size(broken.size)} cells{more}: there is no room for it."
    )


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
        places = [str(change.block + 1) for change in changes if change.block is not None]
        (field, new) = next(iter(values))
        together = f"{', '.join(places[:-1])} and {places[-1]}"
        return f"Blocks {together}: {_setting(field, new)}"
    words = "; ".join(map(_change_words, changes))
    return words[0].upper() + words[1:]


def _change_words(change: Change) -> str:
    if change.field == "blocks":
        if not change.new:
            return "no block"
        return f"only {change.new} block{'s' if change.new != 1 else ''} instead of {change.old}"
    if change.field == "architecture":
        return "build it of blocks instead"
    if change.field == "input_shape" and isinstance(change.new, tuple):
        return f"use pictures of {size(change.new)}"
    if change.field == "ending":
        return "average of each map instead of flatten"
    if change.field == "dense":
        return _dense_words(change)
    instead = "" if change.field == "pool" else f" instead of {change.old}"
    where = "" if change.block is None else f"block {change.block + 1}: "
    return f"{where}{_setting(change.field, change.new)}{instead}"


def _dense_words(change: Change) -> str:
    old, new = change.old, change.new
    assert isinstance(old, tuple) and isinstance(new, tuple)
    if len(old) != len(new):
        return "no dense layer before the output"
    return "; ".join(
        f"dense{place} {after:,} wide instead of {before:,}"
        for place, (before, after) in enumerate(zip(old, new, strict=True), 1)
        if before != after
    )


def _setting(field: str, value: object) -> str:
    if field == "pool":
        return "no pooling" if value == "none" else f"{value} pooling"
    return f"{TITLES[field].lower()} {value}"


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
        words = f"kernel {asked['kernel']} × {asked['kernel']}"
        words += f", stride {asked['stride']}" if asked["stride"] != 1 else ""
        return words + (f", padding {asked['padding']}" if asked["padding"] else "")
    if asked.get("size") == "global":
        return f"{'mean' if asked['pool'] == 'average' else 'maximum'} of each map"
    if row.kind is LayerKind.POOL:
        side, stride = asked["size"], asked["stride"]
        return f"{asked['pool']} pooling {side} × {side}" + (
            f", stride {stride}" if stride != side else ""
        )
    if row.kind is LayerKind.ACTIVATION:
        curve = str(asked["activation"])
        return CHOICES.get(curve, curve)
    if row.kind is LayerKind.DROPOUT:
        return f"dropout {float(asked['dropout']):.0%}" if "dropout" in asked else "dropout"
    return "the picture" if row.kind is LayerKind.INPUT else str(row.kind.value)
