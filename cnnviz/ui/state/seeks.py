"""What is sought for one person: the pictures that excite each map, and an input made for one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnnviz.core.explore.ascent import RATE, AscentStep, ascend
from cnnviz.core.explore.cells import Cell
from cnnviz.core.explore.survey import Survey, SurveyProgress, survey
from cnnviz.core.networks.network import Network
from cnnviz.ui.cache import found_images, found_surveys, keep
from cnnviz.ui.known_pictures import KnownPictures, as_input
from cnnviz.ui.run import Run, this_tab

# Steps of a climb, and climbs that are remembered.
STEPS = 128
_MOST_IMAGES = 500
E = TypeVar("E")
ClimbKey = tuple[object, ...]


@dataclass(eq=False)
class Seek(Generic[E]):
    """A job, and what it is for: the key under which its result is kept.

    Attributes
    ----------
    first : object or None
        Its first event; `run.latest` is its last.
    """

    key: object
    run: Run[E]
    first: E | None = None


@dataclass
class Seeks:
    """The jobs of one browser tab, one of each kind; what is begun anew ends the one before.

    Attributes
    ----------
    survey : Seek or None
        Of the network with this key.
    climb : Seek or None
    """

    survey: Seek[SurveyProgress | Survey] | None = None
    climb: Seek[AscentStep] | None = None

    def look_through(self, network: Network, known: KnownPictures) -> None:
        """Find the pictures that excite each map of the network most."""
        if self.survey is not None:
            self.survey.run.stop()
        found = found_surveys()

        def note(event: SurveyProgress | Survey) -> None:
            if isinstance(event, Survey):
                keep(found, network.key, event)

        images, prepare = known.looked_through.images, partial(as_input, network)
        run: Run[SurveyProgress | Survey] = Run(
            lambda: survey(network.model, images, prepare=prepare), note=note, tab=this_tab()
        )
        self.survey = Seek(network.key, run)
        run.start()

    def make_for(
        self,
        network: Network,
        cell: Cell,
        start: NDArray[np.float32],
        key: ClimbKey,
        *,
        alone: bool = False,
        rate: float = RATE,
    ) -> None:
        """Change `start`, an array (channels, height, width), until the map answers more.

        With `alone` only the cell itself is to answer more. `rate` is `ascend`'s.
        """
        if self.climb is not None:
            self.climb.run.stop()
        found, limits = found_images(), network.preparation.limits

        def note(event: AscentStep) -> None:
            seek.first = seek.first or event
            if event.step == STEPS:
                keep(found, key, (seek.first, event), _MOST_IMAGES)

        run: Run[AscentStep] = Run(
            lambda: ascend(
                network.model,
                cell.layer,
                cell.channel,
                start,
                cell=(cell.row, cell.column) if alone else None,
                steps=STEPS,
                rate=rate,
                limits=limits,
            ),
            note=note,
            tab=this_tab(),
        )
        self.climb = seek = Seek(key, run)
        run.start()


def is_under_way(seek: Seek[E] | None, key: object) -> bool:
    """Whether this is being sought now."""
    return seek is not None and seek.key == key and not seek.run.is_over
