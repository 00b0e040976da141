"""Why a changed network does not fit together, in one sentence."""

from __future__ import annotations

from cnnviz.core.surgery.misfit import Misfit, MisfitKind

_JOINS = {
    MisfitKind.SUM: ("The sum ", "two inputs of one shape"),
    MisfitKind.PRODUCT: ("The product ", "two inputs of one shape"),
    MisfitKind.CONCAT: ("The concatenation ", "inputs of one height and width"),
    MisfitKind.JOIN: ("", "two inputs of one shape"),
}


def misfit_sentence(misfit: Misfit) -> str:
    """One sentence that names the layer and both shapes; a second one where PyTorch is silent.

    Examples
    --------
    >>> misfit_sentence(Misfit("dense1", MisfitKind.DENSE, (400,), (16,), ("flatten",), ""))
    'dense1 expected 400 numbers and got 16.'
    """
    if misfit.kind is MisfitKind.DENSE:
        return f"{misfit.layer} expected {misfit.expected[0]:,} numbers and got {misfit.got[-1]:,}."
    if misfit.kind in _JOINS:
        return _join(misfit)
    if misfit.kind is MisfitKind.BATCH:
        return (
            f"{misfit.layer} makes {misfit.got[0]:,} rows of numbers where there should be "
            f"{misfit.expected[0]:,}, one for each picture."
        )
    return f"{misfit.layer}: {_cause(misfit)}."


def _join(misfit: Misfit) -> str:
    noun, need = _JOINS[misfit.kind]
    first, second = misfit.parents
    sentence = (
        f"{noun}{misfit.layer} needs {need}, but {first} gives {_size(misfit.expected)} "
        f"and {second} gives {_size(misfit.got)}."
    )
    if misfit.message:
        return sentence
    what = "no residual sum" if misfit.kind is MisfitKind.SUM else "not what was trained"
    return (
        f"{sentence} PyTorch would repeat the smaller one over the larger without complaint; "
        f"that is {what}, so it is not done here."
    )


def _cause(misfit: Misfit) -> str:
    if misfit.spec is not None and len(misfit.got) == 3:
        try:
            misfit.spec.output_size((misfit.got[1], misfit.got[2]))
        except ValueError as error:
            return str(error)
    if misfit.parents == (misfit.layer,):  # the network's own code refused what this layer gave
        return f"the network cannot go on with its output of {_size(misfit.got)}"
    return f"it cannot take an input of {_size(misfit.got)}"


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "one number"
