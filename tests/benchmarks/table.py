"""The table that the benchmarks print."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TITLES = ("what", "measured", "budget", "within")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    what : str
    value : float
        What is compared with the budget.
    unit : str
        "x" for a ratio, else as printed behind the number.
    budget : float
    detail : str
        What the value was made from.
    at_least : bool
        Whether the budget is the least there should be, not the most.
    """

    what: str
    value: float
    unit: str
    budget: float
    detail: str
    at_least: bool = False

    @property
    def within(self) -> bool:
        """Whether the budget was kept."""
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    def cells(self) -> tuple[str, str, str, str]:
        """The four columns as text."""
        measured = f"{self._in_unit(self.value, digits=2)}  ({self.detail})"
        budget = self._in_unit(self.budget, digits=1)
        return self.what, measured, budget, "yes" if self.within else "NO"

    def _in_unit(self, value: float, digits: int) -> str:
        return f"{value:.{digits}f}x" if self.unit == "x" else f"{value:.0f} {self.unit}"


def table(rows: Sequence[Row]) -> str:
    """The rows under their titles, columns aligned."""
    lines = [_TITLES, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_TITLES))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def machine() -> str:
    """Processor, cores, how busy they are, and Python, in one line."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{_processor()}, {os.cpu_count()} cores{load}, Python {platform.python_version()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
