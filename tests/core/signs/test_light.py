"""Light: five kinds, each as its name says."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from cnnviz.core.signs.light import Light, random_light


def _lights(count: int = 1_500) -> dict[str, list[Light]]:
    rng = np.random.default_rng(0)
    kinds: dict[str, list[Light]] = defaultdict(list)
    for _ in range(count):
        light = random_light(rng)
        kinds[light.name].append(light)
    return kinds


def test_every_kind_is_met_sun_most_often() -> None:
    kinds = _lights()
    assert set(kinds) == {"sun", "cloud", "low sun", "dusk", "night"}
    assert max(kinds, key=lambda name: len(kinds[name])) == "sun"
    assert min(len(lights) for lights in kinds.values()) > 100


def test_each_kind_is_as_its_name_says() -> None:
    kinds = _lights()
    sign = {name: np.mean([light.on_sign for light in row], axis=0) for name, row in kinds.items()}
    assert sign["low sun"][0] > 1.2 * sign["low sun"][2], "warm"
    assert sign["dusk"][2] > 1.1 * sign["dusk"][0], "cold"
    assert sign["sun"].mean() > sign["cloud"].mean() > sign["dusk"].mean()
    for light in kinds["night"]:
        assert light.on_sign.mean() > 2 * light.on_scene.mean(), "headlamps"
        assert light.lamps and not light.shadows
    assert all(light.shadows for light in kinds["sun"])
    assert not any(light.shadows for light in kinds["cloud"])
