"""What the tests of pages without a browser share."""

from __future__ import annotations

from functools import lru_cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def _packages_are_scanned_once() -> None:
    """Each run of an AppTest reads all installed packages for components: half of its time."""
    scan = lru_cache(maxsize=1)(manifest_scanner.scan_component_manifests)
    manifest_scanner.scan_component_manifests = scan
