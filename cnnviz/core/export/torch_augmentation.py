"""Augmentation in PyTorch, written out: only what is switched on."""

from __future__ import annotations

import re

from cnnviz.core.export.values import Subject
from cnnviz.core.export.writing import call, indented, lines, number
from cnnviz.core.training.augment import HALF_WIDTH, THICKEN, THIN

_BETWEEN = '''\
def between(limit, count, generator):
    """`count` random numbers from -limit to limit."""
    return (torch.rand(count, generator=generator) * 2 - 1) * limit'''

_BEND = '''\
def bend(images, generator):
    """Where each pixel is taken from, moved along a few smooth random waves."""
    coarse = torch.randn(len(images), 2, 5, 5, generator=generator) * ({way}) / 2
    smooth = F.interpolate(
        coarse, size=images.shape[2:], mode="bicubic", align_corners=True
    )
    return smooth.permute(0, 2, 3, 1)'''

_THICKNESS = '''\
def change_thickness(images, generator):
    """Each stroke a part of the way to one pixel more, or one less, on either side."""
    share = torch.rand(len(images), 1, 1, 1, generator=generator)
    amount = {strength} * (share * ({thicken} + {thin}) - {thin})
    thick = F.max_pool2d(images, 3, stride=1, padding=1)
    thin = -F.max_pool2d(-images, 3, stride=1, padding=1)
    target = torch.where(amount > 0, thick, thin)
    return images + amount.abs() * (target - images)'''


def augmentation_code(subject: Subject) -> str | None:
    """The function `augment` and what it needs; None if no picture is changed.

    The random numbers come in the app's order, so that they are the same wherever no part of
    what turns, shifts, resizes and shears is left out.
    """
    if not subject.is_augmented:
        return None
    settings, parts = subject.plan.augmentation, []
    turns = any((settings.rotation, settings.shear, settings.scale, settings.shift))
    if turns:
        parts += [_BETWEEN, _affine(subject)]
    if settings.elastic:
        parts.append(_BEND.format(way=f"{number(settings.elastic)} / {HALF_WIDTH}"))
    if subject.is_ink and settings.thickness:
        numbers = {"strength": number(settings.thickness), "thicken": THICKEN, "thin": THIN}
        parts.append(_THICKNESS.format(**numbers))
    parts.append(_augment(subject, turns))
    return "\n\n\n".join(parts)


def _affine(subject: Subject) -> str:
    """Rotation, shear, scale and shift: the rows of a matrix for each picture."""
    s = subject.plan.augmentation
    rows = _matrix(bool(s.rotation), bool(s.shear), bool(s.scale), bool(s.shift))
    used = {*re.findall(r"\w+", " ".join([*rows[0], *rows[1]]))}
    return lines(
        "def affine_grid(images, generator):",
        '    """Where each pixel is taken from: another way for each picture."""',
        "    n = len(images)",
        s.rotation > 0 and f"    angle = between(math.radians({number(s.rotation)}), n, generator)",
        s.shear > 0
        and f"    shear = between(math.tan(math.radians({number(s.shear)})), n, generator)",
        s.scale > 0 and f"    scale_x = 1 + between({number(s.scale)}, n, generator)",
        s.scale > 0 and f"    scale_y = 1 + between({number(s.scale)}, n, generator)",
        # A picture is 2 wide in this grid, whatever its size.
        s.shift > 0 and f"    shift_x = between({_way(s.shift)}, n, generator)",
        s.shift > 0 and f"    shift_y = between({_way(s.shift)}, n, generator)",
        s.rotation > 0 and "    cos, sin = angle.cos(), angle.sin()",
        "zero" in used and "    zero = torch.zeros(n)",
        "one" in used and "    one = torch.ones(n)",
        f"    row_x = torch.stack([{', '.join(rows[0])}], dim=1)",
        f"    row_y = torch.stack([{', '.join(rows[1])}], dim=1)",
        "    rows = torch.stack([row_x, row_y], dim=1)",
        "    return F.affine_grid(rows, list(images.shape), align_corners=False)",
    )


def _way(pixels: float) -> str:
    return f"{number(pixels)} / {HALF_WIDTH}"


def _matrix(turned: bool, sheared: bool, scaled: bool, shifted: bool) -> list[list[str]]:
    """The rows of the matrix, as expressions."""
    cos, sin = ("cos", "sin") if turned else ("one", "zero")
    if sheared:
        right = "shear * cos - sin" if turned else "shear"
        below = "shear * sin + cos" if turned else "one"
    else:
        right, below = ("-sin" if turned else "zero"), cos

    def over(term: str, scale: str) -> str:
        if not scaled or term == "zero":
            return term
        return f"({term}) / {scale}" if " " in term else f"{term} / {scale}"

    shifts = ("shift_x", "shift_y") if shifted else ("zero", "zero")
    return [
        [over(cos, "scale_x"), over(right, "scale_y"), shifts[0]],
        [over(sin, "scale_x"), over(below, "scale_y"), shifts[1]],
    ]


def _augment(subject: Subject, turns: bool) -> str:
    settings = subject.plan.augmentation
    edge = "zeros" if subject.is_ink else "reflection"
    if turns:
        grid = "affine_grid(images, generator)"
        grid += " + bend(images, generator)" if settings.elastic else ""
    else:
        grid = "whole_grid(images) + bend(images, generator)"
    sampled = ["images", "grid", f'padding_mode="{edge}"', "align_corners=False"]
    noise = number(settings.noise)
    return lines(
        not turns
        and settings.elastic > 0
        and lines(
            "def whole_grid(images):",
            '    """Where each pixel is: at its own place."""',
            "    same = torch.eye(2, 3).repeat(len(images), 1, 1)",
            "    return F.affine_grid(same, list(images.shape), align_corners=False)",
            "",
            "",
        ),
        "def augment(images, generator):",
        '    """Each picture changed a little, at random, every time it is shown."""',
        subject.moves and f"    grid = {grid}",
        subject.moves and indented(call("images = F.grid_sample", sampled, indent=4)),
        subject.is_ink
        and settings.thickness > 0
        and "    images = change_thickness(images, generator)",
        settings.noise > 0
        and f"    noise = {noise} * torch.randn(images.shape, generator=generator)",
        settings.noise > 0 and "    images = (images + noise).clamp(0, 1)",
        "    return images",
    )
