"""How a network is trained, as plain values."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

from cnnviz.core.networks.plan.values import NetworkPlan, known_fields, plan_from_json

OPTIMIZERS = ("sgd", "momentum", "adam", "adamw")
SCHEDULES = ("constant", "one_cycle", "cosine", "warm_cosine", "step")
LOSSES = ("cross_entropy", "squared_error")
# Of the optimiser "momentum"; Adam's two are PyTorch's defaults.
MOMENTUM = 0.9


@dataclass(frozen=True)
class AugmentSettings:
    """How far each training picture is changed at random; 0 leaves a change out.

    Attributes
    ----------
    rotation, shear : float
        Largest angle, in degrees.
    shift : float
        Largest way, in pixels of a picture 28 pixels wide; in proportion for others.
    scale : float
        Largest share by which it grows or shrinks.
    thickness : float in [0, 1]
        How far strokes are thickened (up to 0.7 of the way to a dilation by a pixel) and thinned
        (up to 0.5 of the way to an erosion).
    noise : float
        Standard deviation of what is added to each pixel in [0, 1].
    elastic : float
        Strength of a smooth bending, in the unit of `shift`.
    """

    rotation: float = 12.0
    shift: float = 1.5
    scale: float = 0.12
    shear: float = 10.0
    thickness: float = 1.0
    noise: float = 0.0
    elastic: float = 0.8

    def __post_init__(self) -> None:
        for name, most in AUGMENT_LIMITS.items():
            value = getattr(self, name)
            if type(value) not in (int, float) or not 0 <= value <= most:
                raise ValueError(f"{name} must be in [0, {most:g}], got {value!r}")

    @property
    def is_none(self) -> bool:
        """Whether nothing is changed."""
        return not any(dataclasses.astuple(self))


# Largest value of each setting.
AUGMENT_LIMITS: dict[str, float] = {
    "rotation": 45.0,
    "shift": 6.0,
    "scale": 0.5,
    "shear": 30.0,
    "thickness": 1.0,
    "noise": 0.5,
    "elastic": 3.0,
}
NO_AUGMENTATION = AugmentSettings(0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class TrainConfig:
    """How to train; together with the data it decides the result.

    Attributes
    ----------
    epochs, batch_size, seed : int
    learning_rate : float
        The highest of its schedule.
    weight_decay : float
        On weights only, not on biases and norms.
    label_smoothing : float
    average : float
        Decay of the running average of the weights that is kept in the end; 0 keeps the last.
    augmented : bool
        Whether each batch is changed at random (`cnnviz.core.training.augment`).
    half_precision : bool
        bfloat16 autocast and channels-last memory while training: twice as fast on processors
        that have it, slower on others. Evaluation is always in float32.
    optimizer : str
        One of `OPTIMIZERS`: "sgd" and "momentum" are `torch.optim.SGD`.
    schedule : str
        One of `SCHEDULES`. "one_cycle": https://arxiv.org/abs/1708.07120; "cosine" falls to 0
        along half a cosine, "warm_cosine" after a rise in the first tenth; "step" is divided by 10
        after half and after three quarters of the steps.
    loss : str
        One of `LOSSES`; "squared_error" is the mean squared difference between the
        probabilities and the right answer as 0s and a 1.
    """

    epochs: int
    batch_size: int = 128
    learning_rate: float = 5e-3
    weight_decay: float = 5e-3
    label_smoothing: float = 0.0
    average: float = 0.999
    augmented: bool = True
    half_precision: bool = False
    seed: int = 0
    optimizer: str = "adamw"
    schedule: str = "one_cycle"
    loss: str = "cross_entropy"

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size"):
            if type(getattr(self, name)) is not int or getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)!r}")
        if not 0 < self.learning_rate <= 10:
            raise ValueError(f"learning_rate must be positive, got {self.learning_rate}")
        if not 0 <= self.average < 1:
            raise ValueError(f"average must be in [0, 1), got {self.average}")
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} must be one of {', '.join(choices)}")


_CHOICES = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES, "loss": LOSSES}

# What the app starts with: plain enough to be explained, good enough in seconds.
LIVE = TrainConfig(
    10,
    batch_size=64,
    learning_rate=2e-3,
    weight_decay=0.0,
    average=0.0,
    augmented=False,
    optimizer="adam",
    schedule="cosine",
)


@dataclass(frozen=True)
class TrainingPlan:
    """All that a person decides about a training: a value that can be sent.

    Attributes
    ----------
    data : str
        "builtin", "mnist", or "own" for a data set that the person brought.
    with_drawn : bool
        Whether the digits that the person drew here are trained on, too.
    network : NetworkPlan
    config : TrainConfig
    augmentation : AugmentSettings
        Used if `config.augmented`.
    """

    data: str = "builtin"
    with_drawn: bool = False
    network: NetworkPlan = field(default_factory=NetworkPlan)
    config: TrainConfig = LIVE
    augmentation: AugmentSettings = field(default_factory=AugmentSettings)

    def __post_init__(self) -> None:
        if self.data not in DATA:
            raise ValueError(f"data must be one of {', '.join(DATA)}, got {self.data!r}")
        if type(self.with_drawn) is not bool:
            raise ValueError(f"with_drawn must be true or false, got {self.with_drawn!r}")

    def to_json(self) -> dict[str, Any]:
        """Plain values, whole; `training_plan_from_json` reads them."""
        return {
            "data": self.data,
            "with_drawn": self.with_drawn,
            "network": self.network.to_json(),
            "config": dataclasses.asdict(self.config),
            "augmentation": dataclasses.asdict(self.augmentation),
        }

    def to_text(self) -> str:
        """JSON of what differs from the defaults, for an address; "" if nothing does."""
        other = _difference(self.to_json(), TrainingPlan().to_json())
        return json.dumps(other, separators=(",", ":")) if other else ""


DATA = ("builtin", "mnist", "own")


def _difference(value: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for key, mine in value.items():
        if isinstance(mine, dict):
            inner = _difference(mine, other[key])
            if inner:
                changed[key] = inner
        elif mine != other[key]:
            changed[key] = mine
    return changed


def training_plan_from_json(written: Any) -> TrainingPlan:
    """The plan that `TrainingPlan.to_json` wrote, or a stranger; what is missing is as by default.

    Raises
    ------
    ValueError
        In half a sentence, if it is none.

    Examples
    --------
    >>> plan = training_plan_from_json({"config": {"epochs": 3}})
    >>> plan.config.epochs, plan.config.optimizer, plan.to_text()
    (3, 'adam', '{"config":{"epochs":3}}')
    """
    fields = known_fields(written, TrainingPlan, "training")
    if "network" in fields:
        fields["network"] = plan_from_json(fields["network"])
    for name, default in (("config", LIVE), ("augmentation", AugmentSettings())):
        if name in fields:
            given = known_fields(fields[name], type(default), name)
            try:
                fields[name] = dataclasses.replace(default, **given)
            except TypeError as error:
                raise ValueError(f"{name} has a value of the wrong kind") from error
    return TrainingPlan(**fields)


def training_plan_from_text(text: str) -> TrainingPlan:
    """The plan in an address; ValueError if it is none."""
    if not text:
        return TrainingPlan()
    try:
        return training_plan_from_json(json.loads(text[:20_000]))
    except (RecursionError, json.JSONDecodeError):
        raise ValueError("it is not JSON") from None
