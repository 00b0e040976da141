"""What may vary in a search, as a plain value, and the plan that a trial trains."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cnnviz.core.networks.plan.values import MOST_BLOCKS, Block, NetworkPlan
from cnnviz.core.training.config import (
    NO_AUGMENTATION,
    AugmentSettings,
    TrainingPlan,
    training_plan_from_json,
)

if TYPE_CHECKING:
    import optuna

LEARNING_RATES = (1e-4, 3e-2)
FILTERS = (4, 8, 16, 32)
DEPTHS = (1, 2, 3)
POOLINGS = ("max", "average", "none")
BATCH_SIZES = (16, 32, 64, 128)
_CHOICES: dict[str, Sequence[int | str]] = {
    "batch_size": BATCH_SIZES,
    "filters": FILTERS,
    "pooling": POOLINGS,
}
# All that may vary; the last three only in a network of blocks.
CAN_VARY = ("learning_rate", "batch_size", "augmentation", "filters", "depth", "pooling")
_OF_BLOCKS = ("filters", "depth", "pooling")


@dataclass(frozen=True)
class SearchSpace:
    """A search: the plan that it starts from, and what may vary.

    Attributes
    ----------
    plan : TrainingPlan
        What does not vary is as it says.
    vary : tuple of str
        Some of `CAN_VARY`, at least one.
    epochs : int
        Of each trial.

    Raises
    ------
    ValueError
        In half a sentence, naming what is wrong.
    """

    plan: TrainingPlan = field(default_factory=TrainingPlan)
    vary: tuple[str, ...] = ("learning_rate", "filters", "pooling")
    epochs: int = 5

    def __post_init__(self) -> None:
        if not self.vary or len(set(self.vary)) != len(self.vary):
            raise ValueError("something must vary, and each only once")
        unknown = [name for name in self.vary if name not in can_vary(self.plan)]
        if unknown:
            raise ValueError(f"{unknown[0]} cannot vary in this network")
        if type(self.epochs) is not int or not 1 <= self.epochs <= 100:
            raise ValueError(f"epochs must be a whole number from 1 to 100, got {self.epochs!r}")

    def to_json(self) -> dict[str, Any]:
        """Plain values; `space_from_json` reads them."""
        return {"plan": self.plan.to_json(), "vary": list(self.vary), "epochs": self.epochs}

    def suggest(self, trial: optuna.Trial) -> dict[str, Any]:
        """A value for each of what varies."""
        found: dict[str, Any] = {}
        for name in self.vary:
            if name == "learning_rate":
                found[name] = trial.suggest_float(name, *LEARNING_RATES, log=True)
            elif name == "augmentation":
                found[name] = trial.suggest_float(name, 0.0, 1.0)
            elif name == "depth":
                found[name] = trial.suggest_int(name, DEPTHS[0], DEPTHS[-1])
            else:
                found[name] = trial.suggest_categorical(name, _CHOICES[name])
        return found

    def plan_with(self, values: Mapping[str, Any]) -> TrainingPlan:
        """The plan of a trial with these values; it may be impossible (see `outline`).

        Raises
        ------
        ValueError
            If a value is out of the range that anything like it may have.

        Examples
        --------
        >>> plan = SearchSpace().plan_with({"filters": 4, "pooling": "average"})
        >>> [(block.filters, block.pool) for block in plan.network.blocks]
        [(4, 'average'), (8, 'average')]
        """
        config = dataclasses.replace(self.plan.config, epochs=self.epochs)
        settings = self.plan.augmentation
        for name in ("learning_rate", "batch_size"):
            if name in values:
                config = dataclasses.replace(config, **{name: values[name]})
        if "augmentation" in values:
            strength = float(values["augmentation"])
            settings = _scaled(settings, strength)
            config = dataclasses.replace(config, augmented=strength > 0)
        network = self.plan.network
        if not network.architecture:
            network = dataclasses.replace(network, blocks=_blocks(network, values))
        return dataclasses.replace(self.plan, network=network, config=config, augmentation=settings)


def can_vary(plan: TrainingPlan) -> tuple[str, ...]:
    """What of `CAN_VARY` such a plan has."""
    is_fixed = bool(plan.network.architecture) or not plan.network.blocks
    return tuple(name for name in CAN_VARY if not (is_fixed and name in _OF_BLOCKS))


def space_from_json(written: Any) -> SearchSpace:
    """The search that `SearchSpace.to_json` wrote, or a stranger.

    Raises
    ------
    ValueError
        In half a sentence, if it is none.
    """
    if not isinstance(written, dict) or set(written) != {"plan", "vary", "epochs"}:
        raise ValueError("it is no search of this program")
    vary = written["vary"]
    if not isinstance(vary, list) or not all(isinstance(name, str) for name in vary):
        raise ValueError("what may vary must be names")
    return SearchSpace(training_plan_from_json(written["plan"]), tuple(vary), written["epochs"])


def _scaled(settings: AugmentSettings, strength: float) -> AugmentSettings:
    if strength == 0:
        return NO_AUGMENTATION
    values = dataclasses.asdict(settings)
    return AugmentSettings(**{name: value * strength for name, value in values.items()})


def _blocks(network: NetworkPlan, values: Mapping[str, Any]) -> tuple[Block, ...]:
    """As many blocks as are asked for; each has twice the filters of the one before."""
    blocks = list(network.blocks)
    depth = values.get("depth", len(blocks))
    while blocks and len(blocks) < min(depth, MOST_BLOCKS):
        # A small window that leaves the size as it is fits where a large one may not.
        last = blocks[-1]
        filters = min(2 * last.filters, 128)
        blocks.append(dataclasses.replace(last, filters=filters, kernel=3, stride=1, padding=1))
    blocks = blocks[:depth]
    if "filters" in values:
        first = values["filters"]
        blocks = [
            dataclasses.replace(block, filters=min(first * 2**place, 128))
            for place, block in enumerate(blocks)
        ]
    if "pooling" in values:
        blocks = [dataclasses.replace(block, pool=values["pooling"]) for block in blocks]
    return tuple(blocks)
