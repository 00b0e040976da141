"""The table of `python -m tests.zoo`."""

from __future__ import annotations

from collections import Counter

from tests.zoo.judge import Verdict
from tests.zoo.tally import Tally

_COLUMNS = (
    "network",
    "traced",
    "seen",
    "arithmetic",
    "logits",
    "shares",
    "fields",
    "costs",
    "time",
)
_WIDTHS = (36, 8, 17, 17, 8, 15, 15, 10, 0)


def _line(cells: tuple[str, ...]) -> str:
    pairs = zip(cells, _WIDTHS, strict=True)
    return "  ".join(cell.ljust(width) for cell, width in pairs).rstrip()


def head() -> str:
    """The names of the columns."""
    return _line(_COLUMNS)


def row(verdict: Verdict) -> str:
    """One network, and below it everything that was wrong."""
    tallies = (verdict.shares, verdict.fields, verdict.costs)
    speed = f"{verdict.seconds:.0f} s, {verdict.plain * 1e3:.0f} ms x {verdict.ratio:.2f}"
    first = (verdict.name, verdict.traced, str(verdict.records), str(verdict.arithmetic))
    lines = [_line((*first, verdict.logits, *map(str, tallies), speed))]
    if verdict.why:
        lines.append(f"    {verdict.why}")
    for tally in (verdict.records, verdict.arithmetic, *tallies):
        if tally.wrong:
            lines += [
                f"    {count} x {reason}" for reason, count in list(tally.reasons.items())[:6]
            ]
    return "\n".join(lines)


def totals(verdicts: list[Verdict]) -> str:
    """Shares of everything, over all networks and for each family, and what was refused most."""
    families: dict[str, list[Verdict]] = {"all": verdicts}
    for verdict in verdicts:
        families.setdefault(verdict.name.split("/")[0], []).append(verdict)
    lines = [""]
    for family, members in families.items():
        exact = sum(verdict.traced == "exact" for verdict in members)
        followed = sum(verdict.logits == "right" for verdict in members)
        arithmetic = _sum([verdict.arithmetic for verdict in members])
        fields = _sum([verdict.fields for verdict in members])
        costs = sum(v.costs.right == 2 for v in members)
        lines.append(
            f"{family}: {len(members)} networks; "
            f"traced bit for bit {_percent(exact, len(members))}; "
            f"arithmetic of records right {_percent(arithmetic.right, arithmetic.asked)}; "
            f"logits followed to the pixels {_percent(followed, len(members))}; "
            f"fields right {_percent(fields.right, fields.asked)}; "
            f"costs agree {_percent(costs, len(members))}; "
            f"wrong {sum(verdict.wrong for verdict in members)}"
        )
    reasons: Counter[str] = Counter()
    for verdict in verdicts:
        for tally in (verdict.arithmetic, verdict.shares, verdict.fields):
            reasons.update(tally.reasons)
    lines += ["", "said most often:"]
    lines += [f"  {count:5} x {reason}" for reason, count in reasons.most_common(15)]
    return "\n".join(lines)


def _sum(tallies: list[Tally]) -> Tally:
    right, refused = (sum(getattr(t, name) for t in tallies) for name in ("right", "refused"))
    return Tally(right, refused, sum(tally.wrong for tally in tallies))


def _percent(part: int, whole: int) -> str:
    return f"{part}/{whole} ({100 * part / whole:.1f} %)" if whole else "none"
