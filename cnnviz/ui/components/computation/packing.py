"""Which pictures tell how a map came about, for each kind of layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from cnnviz.core.explore.map_parts import MapComputation, MapPart, Singles
from cnnviz.core.trace import INPUT_NAME, LayerKind
from cnnviz.core.windows import ConvSpec, PoolSpec
from cnnviz.figures.theme import input_scale, number, size
from cnnviz.ui.components.computation.functions import arrange_activation, arrange_batch_norm
from cnnviz.ui.components.computation.scene import (
    Item,
    Scene,
    kernels,
    map_title,
    origin_title,
    share_scale,
    sign,
)
from cnnviz.ui.words.channels import input_plane
from cnnviz.ui.words.glossary import kind_key
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.unfolding import Captions, captions

# Contributions that get a bar of their own.
MOST_BARS = 12


def pack_computation(
    unfolded: MapComputation,
    *,
    selected: tuple[int, int],
    after: Sequence[tuple[str, Singles]] = (),
    title: str | None = None,
    height: int | None = None,
) -> bytes:
    """One map's computation as one message for the browser; arguments of `computation`.

    Returns
    -------
    bytes
        Length of the header (4 bytes, little-endian), the header (JSON), the arrays it names:
        the two palettes (uint8), then float32 values.
    """
    unfolded = _joined(unfolded)
    scene = Scene(unfolded, title or map_title(unfolded.layer, unfolded.channel, unfolded.output))
    _arrangement(unfolded)(scene)
    for name, values in after:
        scene.tail += [sign("→")]
        scene.tail += [
            scene.picture("after", map_title(name, unfolded.channel, values), values, "result")
            | {"target": {"layer": name, "channel": unfolded.channel}}
        ]
    _caption(scene, captions(unfolded.record))
    if height is not None:
        scene.facts["height"] = height
    return scene.pack(selected)


def _caption(scene: Scene, words: Captions) -> None:
    """Put a caption at the first picture of each role."""
    several = len(scene.rows) > 1 or bool(scene.facts.get("strips"))
    if several and words.whole:
        scene.facts["note"] = words.whole
    notes = {"sum": words.sum, "output": words.output}
    if not several:
        notes |= {"input": words.read, "kernel": words.between, "curve": words.between}
    for item in (*chain(*scene.rows), *scene.tail):
        note = notes.pop(item["role"] if item["type"] == "picture" else item["type"], "")
        if note:
            item["note"] = note


def _arrangement(unfolded: MapComputation) -> Callable[[Scene], None]:
    """The pictures for this kind of layer; the plain ones where it is used in an unusual way."""
    kind, parts = unfolded.kind, unfolded.parts
    usual = {
        LayerKind.POOL: isinstance(unfolded.record.spec, PoolSpec),
        LayerKind.DENSE: all(part.kernel is not None for part in parts),
        LayerKind.BATCH_NORM: unfolded.scale is not None,
        LayerKind.FLATTEN: len(parts) == 1 and unfolded.output.size == 1,
    }
    return _ARRANGEMENTS.get(kind, _arrange_plain) if usual.get(kind, True) else _arrange_plain


def _joined(unfolded: MapComputation) -> MapComputation:
    """A dense layer that reads maps of one number each reads one row of numbers."""
    parts = unfolded.parts
    if unfolded.kind is not LayerKind.DENSE or len(parts) < 2:
        return unfolded
    if any(part.input.size > 1 for part in parts):
        return unfolded
    row = replace(
        parts[0],
        channel=0,
        input=np.concatenate([part.input for part in parts], axis=1),
        kernel=np.concatenate([p.kernel for p in parts if p.kernel is not None], axis=1),
        result=np.concatenate([part.result for part in parts], axis=1),
        strength=sum(part.strength for part in parts),
    )
    return replace(unfolded, parts=(row,))


def _triples(scene: Scene, words: str) -> None:
    """For every map that is read: the map, what it is multiplied by, what comes of it."""
    parts = scene.unfolded.parts
    values = np.stack([part.input for part in parts])
    low, high = number(float(values.min())), number(float(values.max()))
    shape = size(values.shape[1:])
    scene.facts["group"] = say(
        "sum-group", count=len(parts), layer=parts[0].origin, size=shape, low=low, high=high
    )
    for index, part in enumerate(parts):
        row = [scene.source(index), sign("∗" if words == "kernel" else "×")]
        if part.kernel is not None:
            row += [
                scene.picture("kernel", say(f"sum-{words}"), part.kernel, "kernel", index),
                sign("="),
            ]
        number_of = say("name-map", number=str(part.channel + 1))
        title = say("sum-products") if words == "weights" else say("sum-from", name=number_of)
        if part.origin == INPUT_NAME and words == "kernel":
            plane = input_plane(part.channel, scene.planes_read).rpartition(" · ")[2]
            title = say("sum-from", name=say("sum-the-input") if plane == INPUT_NAME else plane)
        row += [scene.picture("result", title, part.result, "result", index)]
        scene.rows.append(row)


def _arrange_conv(scene: Scene) -> None:
    unfolded = scene.unfolded
    spec, parts = unfolded.record.spec, unfolded.parts
    assert isinstance(spec, ConvSpec)
    scene.input_scale()
    scene.scale("kernel", say("sum-kernel"), *kernels(parts), signed=True)
    results = [part.result for part in parts]
    scene.scale("result", say("sum-sums"), *results, unfolded.sum, unfolded.output)
    (top, bottom), (left, right) = spec.pads
    scene.facts["geometry"] = {
        "moves": "window",
        "window": list(spec.kernel),
        "stride": list(spec.steps),
        "dilation": list(spec.dilations),
        "pads": [top, left, bottom, right],
    }
    _triples(scene, "kernel")
    if len(parts) > 1:
        scene.tail += [
            sign("Σ"),
            scene.picture("sum", say("sum-sum-of", count=len(parts)), unfolded.sum, "result"),
        ]
    has_bias = unfolded.record.bias is not None
    bias = say("sum-bias-of", value=number(unfolded.bias)) if has_bias else say("sum-no-bias")
    scene.tail += [sign("+", bias), sign("="), scene.output()]


def _arrange_dense(scene: Scene) -> None:
    unfolded = scene.unfolded
    parts = unfolded.parts
    scene.input_scale()
    scene.scale("kernel", say("sum-weights"), *kernels(parts), signed=True)
    scene.scale("result", say("sum-products"), *(part.result for part in parts), signed=True)
    _triples(scene, "weights")
    scene.facts["geometry"] = {"moves": "product"}
    scene.facts["strips"] = len(parts) == 1 and parts[0].input.shape[0] == 1
    scene.facts["bars"] = _bars(parts)
    scene.facts["value"] = float(unfolded.output.ravel()[0])


def _bars(parts: Sequence[MapPart]) -> Item:
    """Signed contributions, largest magnitude first, and what all others add together."""
    if len(parts) > 1:
        sums = np.array([part.result.sum(dtype=np.float64) for part in parts])
        names = [origin_title(part) for part in parts]
        targets: list[Item | None] = [None] * len(parts)
    else:
        (part,) = parts
        sums = part.result.ravel().astype(np.float64)
        names = [_number_name(part, index) for index in range(sums.size)]
        base = part.channel * part.input.size
        targets = [{"layer": part.source, "unit": base + index} for index in range(sums.size)]
    order = np.argsort(-np.abs(sums), kind="stable")
    # What adds nothing needs no bar.
    count = max(1, min(MOST_BARS, int(np.count_nonzero(sums))))
    first, rest = order[:count], order[count:]
    return {
        "rows": [
            {"index": int(i), "label": names[i], "value": float(sums[i]), "target": targets[i]}
            for i in first
        ],
        "others": len(rest),
        "rest": float(sums[rest].sum()),
        "byMap": len(parts) > 1,
    }


def _number_name(part: MapPart, index: int) -> str:
    rows, columns = part.input.shape
    if rows == 1:
        return say("sum-unit-title", layer=part.origin, number=str(index + 1))
    return say("sum-place", row=str(index // columns + 1), column=str(index % columns + 1))


def _arrange_pool(scene: Scene) -> None:
    unfolded = scene.unfolded
    spec = unfolded.record.spec
    assert isinstance(spec, PoolSpec)
    share_scale(scene)
    (top, bottom), (left, right) = spec.pads
    scene.facts["geometry"] = {
        "moves": "window",
        "window": list(spec.kernel),
        "stride": list(spec.steps),
        "dilation": list(spec.dilations),
        "pads": [top, left, bottom, right],
        "pooling": spec.kind,
    }
    if unfolded.winners is not None:
        scene.facts["winners"] = scene.add(unfolded.winners)
    words = say("sum-largest" if spec.kind == "max" else "sum-mean", size=size(spec.kernel))
    scene.rows.append([scene.source(0), sign("→", words), scene.output()])


def _arrange_add(scene: Scene) -> None:
    share_scale(scene)
    row: list[Item] = []
    for index in range(len(scene.unfolded.parts)):
        row += [sign("+")] if index else []
        row += [scene.source(index)]
    scene.rows.append([*row, sign("="), scene.output()])


def _arrange_flatten(scene: Scene) -> None:
    unfolded = scene.unfolded
    (part,) = unfolded.parts
    share_scale(scene)
    row, column = divmod(unfolded.channel - part.channel * part.input.size, part.input.shape[1])
    total = unfolded.record.output[0].numel()
    name = origin_title(part).replace(" · ", ", ")
    scene.facts["geometry"] = {"moves": "point", "at": [row, column]}
    scene.facts["sentence"] = say(
        "sum-flattened",
        number=str(unfolded.channel + 1),
        total=str(total),
        name=name,
        row=str(row + 1),
        column=str(column + 1),
    )
    scene.rows.append([scene.source(0), sign("→", say("sum-same")), scene.output()])


def _arrange_global_pool(scene: Scene) -> None:
    share_scale(scene)
    count = scene.unfolded.parts[0].input.size
    scene.facts["geometry"] = {"moves": "all"}
    scene.rows.append(
        [scene.source(0), sign("→", say("sum-mean", size=str(count))), scene.output()]
    )


def _arrange_plain(scene: Scene) -> None:
    """The input, dropout, and whatever has no picture of its own: the maps and the output."""
    unfolded = scene.unfolded
    share_scale(scene)
    if unfolded.layer == INPUT_NAME:
        scene.scales["result"] = (say("sum-input"), input_scale(unfolded.output))
    words = say(f"sum-does-{kind_key(unfolded.kind)}") if unfolded.kind in _DOES else ""
    words = say("sum-unchanged") if unfolded.kind is LayerKind.DROPOUT else words
    count = len(unfolded.parts)
    sources = [scene.source(index) for index in range(min(count, _MOST_SOURCES))]
    if count > _MOST_SOURCES:
        sources.append(sign("…", say("sum-and-more", count=count - _MOST_SOURCES)))
    arrow = [sign("→", words)] if sources else []
    scene.rows.append([*sources, *arrow, scene.output()])


# Maps side by side that have no picture of their own between them and the output.
_MOST_SOURCES = 5
# Of these, a word or two says what they do.
_DOES = frozenset(
    (
        LayerKind.PRODUCT,
        LayerKind.SCALE,
        LayerKind.CONCAT,
        LayerKind.REARRANGE,
        LayerKind.FLATTEN,
        LayerKind.UPSAMPLE,
        LayerKind.NORM,
        LayerKind.LINEAR,
        LayerKind.MATMUL,
        LayerKind.SOFTMAX,
        LayerKind.MAXIMUM,
        LayerKind.ATTENTION,
        LayerKind.TRANSPOSED_CONV,
        LayerKind.POOL,
    )
)


_ARRANGEMENTS: dict[LayerKind, Callable[[Scene], None]] = {
    LayerKind.CONV: _arrange_conv,
    LayerKind.DENSE: _arrange_dense,
    LayerKind.POOL: _arrange_pool,
    LayerKind.BATCH_NORM: arrange_batch_norm,
    LayerKind.ACTIVATION: arrange_activation,
    LayerKind.ADD: _arrange_add,
    LayerKind.FLATTEN: _arrange_flatten,
    LayerKind.GLOBAL_POOL: _arrange_global_pool,
}
