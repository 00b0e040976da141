"""What the curves show, in sentences; every number in them comes from the networks shown."""

from __future__ import annotations

from collections.abc import Mapping

from cnnviz.core.digits.duel.curves import Curve, both_ways
from cnnviz.core.digits.duel.facts import Share
from cnnviz.core.digits.duel.moves import MOST_SHIFT
from cnnviz.figures.theme import percent

# A shift that every network but the freest feels.
TELLING_SHIFT = 3


def pixels(count: int) -> str:
    """A distance.

    Examples
    --------
    >>> pixels(1), pixels(4)
    ('1 pixel', '4 pixels')
    """
    return f"{count} pixel" if count == 1 else f"{count} pixels"


def place_words(curves: Mapping[str, Curve], bound: Mapping[str, Share], right: int) -> str:
    """How the MLP and LeNet-5 depend on the place, and why."""
    far = abs(right) or TELLING_SHIFT
    mlp, lenet = both_ways(curves["mlp"]), both_ways(curves["lenet"])
    share = bound["lenet"]
    return (
        "**“A CNN does not mind where the object is” is half the truth.** Moved by "
        f"{pixels(far)}, the MLP reads {percent(mlp[far])} of the digits right instead of "
        f"{percent(mlp[0])}, and LeNet-5, a CNN, {percent(lenet[far])} instead of "
        f"{percent(lenet[0])}. Its convolutions do not mind the place, but behind them the maps "
        "are flattened into a dense layer that has weights of its own for every place: "
        f"{share.some:,} of its {share.all:,} parameters, {percent(share.share)}. In the MLP it "
        f"is {percent(bound['mlp'].share)}. LeNet-5 is bound to the place almost as the MLP is; "
        "its pooling gives it a pixel or two."
    )


def freed_words(curves: Mapping[str, Curve], right: int) -> str:
    """What pooling over the whole map does."""
    far = abs(right) or TELLING_SHIFT
    curve = both_ways(curves["global_max"])
    return (
        "**Pooling over the whole map frees it.** The third network keeps the largest number of "
        "each map, wherever it stands, so none of its weights belongs to a place: moved by "
        f"{pixels(far)} it still reads {percent(curve[far])} right, unmoved {percent(curve[0])}."
    )


def stride_words(curve: Curve, stride: int) -> str:
    """What a total stride does to a curve over `SHIFTS`: a dip half-way, and whether it is seen."""
    if stride == 1:
        return (
            "Its windows move by single pixels, so its maps move along with the digit, whatever "
            "the shift."
        )
    ways = both_ways(curve)
    half = stride // 2
    dips = ways[half] < min(ways[0], ways[stride]) if stride <= MOST_SHIFT else False
    seen = (
        f"{percent(ways[half])} at {pixels(half)}, {percent(ways[stride])} at {pixels(stride)}, "
        f"{percent(ways[0])} unmoved"
    )
    if not dips:
        return (
            f"A total stride of {stride} would make a dip at {pixels(half)}; none is seen: {seen}."
        )
    return (
        f"**The dip at {pixels(half)} and the recovery at {pixels(stride)} are its total stride of "
        f"{stride}** ({seen}). All its windows together move by {pixels(stride)}: a digit moved by "
        f"{stride} moves its last maps by exactly one cell, and their largest numbers stay, but "
        f"for the border, the same. Moved by {half}, the windows cut the strokes elsewhere."
    )


def shuffled_words(curves: Mapping[str, Curve]) -> str:
    """What is lost by training on shuffled pixels.

    Parameters
    ----------
    curves : mapping of str to array (11,)
        Of "mlp", "lenet" and "global_max" on ordered pixels, and of "mlp_shuffled" and so on,
        trained on shuffled ones, on those.
    """
    ways = {name: both_ways(curve) for name, curve in curves.items()}

    def both(name: str, far: int = 0) -> str:
        after, before = ways[f"{name}_shuffled"][far], ways[name][far]
        return f"{percent(after)} instead of {percent(before)}"

    far = TELLING_SHIFT
    return (
        "**An ANN does not know which pixels are neighbours.** Trained on shuffled pixels, the MLP "
        f"reads {both('mlp')} of the unmoved digits right. To it the order of its inputs is only a "
        "matter of naming: with the columns of its first weights shuffled alike it would give the "
        "very same answers.\n\n"
        "**A CNN counts on neighbours.** Its small windows find strokes, and shuffled pixels hold "
        f"none. LeNet-5 reads {both('lenet')}, the CNN with global max pooling "
        f"{both('global_max')}: even so they learn where the dots lie of which a digit now "
        "consists. But what made them CNNs is gone: with the digit moved by "
        f"{pixels(far)} before the shuffling, the one with global max pooling reads "
        f"{both('global_max', far)}."
    )


def shrinking_words(curves: Mapping[str, Curve], strides: Mapping[str, int]) -> str:
    """How the four ways to shrink differ."""
    ways = {name: both_ways(curve) for name, curve in curves.items()}
    half = max(strides.values()) // 2
    falls = {name: ways[name][0] - ways[name][half] for name in ways}
    worst = max(falls, key=falls.__getitem__)
    titles = {
        "max": "max pooling",
        "average": "average pooling",
        "strided": "strided convolution",
        "unshrunk": "no shrinking",
    }
    listed = ", ".join(
        f"{titles[name]} {percent(way[half])} (unmoved {percent(way[0])})"
        for name, way in ways.items()
    )
    return (
        f"**Moved by {pixels(half)}:** {listed}. The more a network skips between its windows, the "
        f"more it depends on where exactly the digit lies: {titles[worst]} falls most, by "
        f"{100 * falls[worst]:.1f} points. A strided convolution computes only every second cell; "
        "pooling computes all of them and keeps the largest or the average of each window."
    )
