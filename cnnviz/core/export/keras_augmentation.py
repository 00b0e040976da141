"""Augmentation by Keras' own layers, as far as there are any."""

from __future__ import annotations

import math

from cnnviz.core.export.values import Subject
from cnnviz.core.export.writing import call, lines, list_of, number

# What Keras has no layer for.
_MISSING = {
    "thickness": "thicker and thinner strokes",
    "elastic": "bending",
}


def keras_augmentation(subject: Subject) -> str | None:
    """A function that puts the layers before a network; None if there are none."""
    rows = _rows(subject) if subject.is_augmented else []
    if not rows:
        return None
    rows = ["keras.Input(SHAPE)", *rows, "model"]
    return lines(
        "def behind_changes(model):",
        '    """The network behind layers that change each picture, in training only."""',
        "    return keras.Sequential(",
        list_of("", rows, indent=8),
        "    )",
    )


def augmentation_notes(subject: Subject) -> list[str]:
    """What the layers do otherwise than the app."""
    if not subject.is_augmented:
        return []
    settings, notes = subject.plan.augmentation, []
    wanted = [words for name, words in _MISSING.items() if getattr(settings, name)]
    if not subject.is_ink:
        wanted = [words for words in wanted if words != _MISSING["thickness"]]
    if wanted:
        notes.append(
            f"Keras has no layer for {' and '.join(wanted)}: this part of the augmentation is "
            "left out."
        )
    moves = (settings.rotation, settings.shear, settings.scale, settings.shift)
    if sum(map(bool, moves)) > 1:
        notes.append(
            "Keras turns, shears, zooms and shifts one after the other, each time between "
            "pixels, where the app does all of it at once: its pictures are a little softer."
        )
    return notes


def _rows(subject: Subject) -> list[str]:
    settings = subject.plan.augmentation
    fill = 'fill_mode="constant"' if subject.is_ink else 'fill_mode="reflect"'
    found: list[tuple[str, list[str]]] = []
    if settings.shear:
        slope = number(round(math.tan(math.radians(settings.shear)), 4))
        found.append(("RandomShear", [f"x_factor={slope}", fill]))
    if settings.scale:
        limits = f"({number(-settings.scale)}, {number(settings.scale)})"
        found.append(("RandomZoom", [limits, limits, fill]))
    if settings.rotation:
        # A part of a whole turn.
        found.append(("RandomRotation", [f"{number(settings.rotation)} / 360", fill]))
    if settings.shift:
        # A part of the picture.
        share = f"{number(settings.shift)} / 28"
        found.append(("RandomTranslation", [share, share, fill]))
    rows = [call(f"layers.{name}", arguments, 12, ",") for name, arguments in found]
    rows = [row.removesuffix(",") for row in rows]
    if settings.noise:
        # Nothing of a picture is below 0 or above 1, before or after.
        rows += [f"layers.GaussianNoise({number(settings.noise)})", "layers.ReLU(max_value=1.0)"]
    return rows
