"""Networks written by others: nothing that is said of them may be wrong."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

from tests.zoo import others
from tests.zoo.__main__ import judged
from tests.zoo.papers import PAPERS
from tests.zoo.registry import cases

# A few of each way of building, small enough for every run of the sweeps.
_OTHERS = (
    *("torchvision/resnet18", "torchvision/mobilenet_v3_small", "torchvision/alexnet"),
    *("torchvision/shufflenet_v2_x0_5", "torchvision/vit_b_32"),
    *("timm/dla46_c", "timm/ghostnet_050", "attention/mobilevit_xxs"),
)
SETTINGS = {"cells": 6, "seconds": 60, "every_pixel": False}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*(f"papers/{name}" for name in PAPERS), *_OTHERS])
def test_a_network_is_traced_exactly_and_nothing_said_of_it_is_wrong(name: str) -> None:
    if not name.startswith("papers/") and not others.installed():
        pytest.skip("tests/zoo/install.sh puts torchvision and timm there")
    verdict = judged(cases()[name], SETTINGS, limit=300)
    assert verdict.traced == "exact", verdict.why
    assert verdict.wrong == 0, verdict.as_json()
    assert verdict.costs.right == 2, verdict.costs.reasons


def test_every_paper_is_a_network_of_the_zoo() -> None:
    assert {f"papers/{name}" for name in PAPERS} <= set(cases())
    assert all(fnmatch(name, "*/*") for name in cases())
