"""Where a sign stands before the camera: points on its plane become points of the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating]


@dataclass(frozen=True)
class View:
    """A sign's place in the picture and its pose.

    Attributes
    ----------
    centre : (float, float)
        x and y in pixels.
    radius : float
        Half the sign's size in pixels, seen from the front.
    yaw, pitch, roll : float
        Turned about the post, tipped over, and leaning, in radians.
    distance : float
        Of the camera, in half sizes; near ones see more perspective.
    """

    centre: tuple[float, float]
    radius: float
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    distance: float = 5.0

    def project(self, points: Points) -> Points:
        """Points (N, 2) of the sign's plane as pixels (N, 2): a pinhole camera.

        Examples
        --------
        >>> View((16, 16), 10).project(np.array([[0.0, 0.0], [1.0, -1.0]])).tolist()
        [[16.0, 16.0], [26.0, 6.0]]
        """
        x, y = np.asarray(points, np.float64).T
        x, y = (
            x * np.cos(self.roll) - y * np.sin(self.roll),
            x * np.sin(self.roll) + y * np.cos(self.roll),
        )
        y, z = y * np.cos(self.pitch), y * np.sin(self.pitch)
        x, z = (
            x * np.cos(self.yaw) - z * np.sin(self.yaw),
            x * np.sin(self.yaw) + z * np.cos(self.yaw),
        )
        scale = self.radius * self.distance / (self.distance + z)
        return np.column_stack([self.centre[0] + x * scale, self.centre[1] + y * scale])


def random_view(size: int, rng: np.random.Generator) -> View:
    """A sign that fills between a third and nearly all of a picture of `size` pixels."""
    radius = size * rng.uniform(0.17, 0.45)
    room = max(size / 2 - radius * 0.85, 0.0)
    x, y = size / 2 + rng.uniform(-1, 1, 2) * min(room, size * 0.2)
    return View(
        (float(x), float(y)),
        float(radius),
        yaw=float(np.radians(np.clip(rng.normal(0, 25), -60, 60))),
        pitch=float(np.radians(np.clip(rng.normal(0, 9), -25, 25))),
        roll=float(np.radians(np.clip(rng.normal(0, 6), -18, 18))),
        distance=float(rng.uniform(3, 8)),
    )
