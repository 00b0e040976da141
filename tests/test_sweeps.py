"""The list of sweeps names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import SWEEPS


def test_every_sweep_is_a_test() -> None:
    folder = Path(__file__).parent
    found = set()
    for path in folder.glob("**/test_*.py"):
        found |= set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    assert set(SWEEPS) <= found
