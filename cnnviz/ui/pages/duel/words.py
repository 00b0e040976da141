"""What the curves show, in sentences; every number in them comes from the networks shown."""

from __future__ import annotations

from collections.abc import Mapping

from cnnviz.core.digits.duel.curves import Curve, both_ways
from cnnviz.core.digits.duel.facts import Share
from cnnviz.core.digits.duel.moves import MOST_SHIFT
from cnnviz.figures.theme import percent, written
from cnnviz.ui.words.speech import say

# A shift that every network but the freest feels.
TELLING_SHIFT = 3


def pixels(count: int) -> str:
    """A distance.

    Examples
    --------
    >>> pixels(1), pixels(4)
    ('1 pixel', '4 pixels')
    """
    return say("duel-pixels", count=count)


def place_words(curves: Mapping[str, Curve], bound: Mapping[str, Share], right: int) -> str:
    """How the MLP and LeNet-5 depend on the place, and why."""
    far = abs(right) or TELLING_SHIFT
    mlp, lenet = both_ways(curves["mlp"]), both_ways(curves["lenet"])
    share = bound["lenet"]
    return say(
        "duel-says-place",
        far=pixels(far),
        mlp=percent(mlp[far]),
        mlpbefore=percent(mlp[0]),
        lenet=percent(lenet[far]),
        lenetbefore=percent(lenet[0]),
        some=share.some,
        all=share.all,
        share=percent(share.share),
        mlpshare=percent(bound["mlp"].share),
    )


def freed_words(curves: Mapping[str, Curve], right: int) -> str:
    """What pooling over the whole map does."""
    far = abs(right) or TELLING_SHIFT
    curve = both_ways(curves["global_max"])
    numbers = {"far": pixels(far), "moved": percent(curve[far]), "unmoved": percent(curve[0])}
    return say("duel-says-freed", **numbers)


def stride_words(curve: Curve, stride: int) -> str:
    """What a total stride does to a curve over `SHIFTS`: a dip half-way, and whether it is seen."""
    if stride == 1:
        return say("duel-says-single")
    ways = both_ways(curve)
    half = stride // 2
    dips = ways[half] < min(ways[0], ways[stride]) if stride <= MOST_SHIFT else False
    return say(
        "duel-says-dip" if dips else "duel-says-no-dip",
        half=pixels(half),
        halfcount=half,
        whole=pixels(stride),
        stride=stride,
        athalf=percent(ways[half]),
        atwhole=percent(ways[stride]),
        unmoved=percent(ways[0]),
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
        return say("duel-instead", after=percent(after), before=percent(before))

    far = TELLING_SHIFT
    return say(
        "duel-says-shuffled",
        mlp=both("mlp"),
        lenet=both("lenet"),
        pooled=both("global_max"),
        far=pixels(far),
        moved=both("global_max", far),
    )


def shrinking_words(curves: Mapping[str, Curve], strides: Mapping[str, int]) -> str:
    """How the four ways to shrink differ."""
    ways = {name: both_ways(curve) for name, curve in curves.items()}
    half = max(strides.values()) // 2
    falls = {name: ways[name][0] - ways[name][half] for name in ways}
    worst = max(falls, key=falls.__getitem__)
    titles = {name: say(f"duel-way-{name}") for name in ways}
    listed = [
        say(
            "duel-moved-unmoved",
            way=titles[name],
            moved=percent(way[half]),
            unmoved=percent(way[0]),
        )
        for name, way in ways.items()
    ]
    return say(
        "duel-says-shrinking",
        far=pixels(half),
        listed=", ".join(listed),
        worst=titles[worst],
        points=written(f"{100 * falls[worst]:.1f}"),
    )
