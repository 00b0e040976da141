"""Why a changed network does not fit together, in one sentence."""

from __future__ import annotations

from cnnviz.core.surgery.misfit import Misfit, MisfitKind
from cnnviz.ui.words.problems import problem_words
from cnnviz.ui.words.speech import say

_JOINS = {
    MisfitKind.SUM: "sum",
    MisfitKind.PRODUCT: "product",
    MisfitKind.CONCAT: "concat",
    MisfitKind.JOIN: "join",
}


def misfit_sentence(misfit: Misfit) -> str:
    """One sentence that names the layer and both shapes; a second one where PyTorch is silent.

    Examples
    --------
    >>> misfit_sentence(Misfit("dense1", MisfitKind.DENSE, (400,), (16,), ("flatten",), ""))
    'dense1 expected 400 numbers and got 16.'
    """
    if misfit.kind is MisfitKind.DENSE:
        counts = {"expected": misfit.expected[0], "got": misfit.got[-1]}
        return say("misfit-dense", layer=misfit.layer, **counts)
    if misfit.kind in _JOINS:
        return _join(misfit)
    if misfit.kind is MisfitKind.BATCH:
        rows = {"expected": misfit.expected[0], "got": misfit.got[0]}
        return say("misfit-batch", layer=misfit.layer, **rows)
    return f"{misfit.layer}: {_cause(misfit)}."


def _join(misfit: Misfit) -> str:
    first, second = misfit.parents
    sentence = say(
        f"misfit-{_JOINS[misfit.kind]}",
        layer=misfit.layer,
        first=first,
        expected=_size(misfit.expected),
        second=second,
        got=_size(misfit.got),
    )
    if misfit.message:
        return sentence
    silent = say("misfit-silent-sum" if misfit.kind is MisfitKind.SUM else "misfit-silent")
    return f"{sentence} {silent}"


def _cause(misfit: Misfit) -> str:
    if misfit.spec is not None and len(misfit.got) == 3:
        try:
            misfit.spec.output_size((misfit.got[1], misfit.got[2]))
        except ValueError as error:
            return problem_words(error)
    if misfit.parents == (misfit.layer,):  # the network's own code refused what this layer gave
        return say("misfit-goes-on", size=_size(misfit.got))
    return say("misfit-input", size=_size(misfit.got))


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or say("misfit-one")
