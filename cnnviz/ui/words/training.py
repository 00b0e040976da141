"""What is said of a training, and what each setting of it means."""

from __future__ import annotations

from cnnviz.core.training.config import AUGMENT_LIMITS, TrainConfig
from cnnviz.figures.said import keyed
from cnnviz.figures.theme import written
from cnnviz.ui.state.training import TrainedOn
from cnnviz.ui.words.speech import say

AUGMENT_STEPS = dict(zip(AUGMENT_LIMITS, (1.0, 0.25, 0.01, 1.0, 0.05, 0.01, 0.1), strict=True))


def setting_title(name: str) -> str:
    """What a field of `TrainConfig` is called.

    Examples
    --------
    >>> setting_title("batch_size")
    'Batch size'
    """
    return say(f"setting-{keyed(name)}")


def setting_help(name: str) -> str:
    """What it does."""
    return say(f"setting-{keyed(name)}-help")


def choice_title(name: str, value: str) -> str:
    """What a value of a field with a few values is called.

    Examples
    --------
    >>> choice_title("schedule", "one_cycle")
    'one cycle'
    """
    return say(f"{name}-{keyed(value)}")


def data_words(given: TrainedOn) -> str:
    """What is learned from, in a few words."""
    count = len(given.data.train) - (0 if given.drawn is None else len(given.drawn))
    classes = {"classes": len(given.classes)} if given.source == "own" else {}
    words = say(f"train-data-{given.source}", count=count, **classes)
    if given.drawn is not None:
        words = say("train-data-drawn", what=words, count=len(given.drawn))
    return say("train-data-part", count=given.learned, what=words) if given.learned else words


def recipe_in_words(config: TrainConfig) -> str:
    """A training in one line.

    Examples
    --------
    >>> recipe_in_words(TrainConfig(1, augmented=False, optimizer="sgd", schedule="constant"))
    '1 epoch of SGD, learning rate 0.005, batches of 128'
    """
    words = say(
        "train-recipe",
        epochs=config.epochs,
        optimizer=choice_title("optimizer", config.optimizer),
        rate=written(f"{config.learning_rate:g}"),
        batch=config.batch_size,
    )
    return say("train-recipe-augmented", recipe=words) if config.augmented else words


def duration(seconds: float) -> str:
    """A time in words.

    Examples
    --------
    >>> duration(3.2), duration(75), duration(4000)
    ('3 s', '1 min 15 s', '1 h 6 min')
    """
    whole = round(seconds)
    if whole < 60:
        return say("time-seconds", seconds=whole)
    if whole < 3600:
        return say("time-minutes", minutes=whole // 60, seconds=whole % 60)
    return say("time-hours", hours=whole // 3600, minutes=whole % 3600 // 60)
