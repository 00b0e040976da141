"""What is said of a training, and what each setting of it means."""

from __future__ import annotations

from cnnviz.core.training.config import AUGMENT_LIMITS, TrainConfig

OPTIMIZER_NAMES = {
    "sgd": "SGD",
    "momentum": "SGD with momentum",
    "adam": "Adam",
    "adamw": "AdamW",
}
SCHEDULE_NAMES = {
    "constant": "constant",
    "one_cycle": "one cycle",
    "cosine": "cosine",
    "warm_cosine": "warm-up, then cosine",
    "step": "in steps",
}
LOSS_NAMES = {"cross_entropy": "cross-entropy", "squared_error": "mean squared error"}

SETTING_HELP = {
    "loss": "How wrong an answer is, as one number. Cross-entropy is −log of the probability that "
    "the network gives to the right class; training makes it small.",
    "optimizer": "How the weights follow the gradient. SGD takes the plain step; momentum keeps "
    "rolling; Adam gives each weight a step size of its own.",
    "learning_rate": "How large a step each weight takes along its gradient. Too small learns "
    "slowly; too large jumps about and may never settle.",
    "schedule": "How the learning rate changes while it learns: large steps first, fine ones last.",
    "batch_size": "After how many pictures the weights are changed once.",
    "epochs": "How often it goes through all training pictures.",
    "weight_decay": "Pulls every weight a little towards 0 at each step, which keeps a network "
    "from learning its training pictures by heart.",
    "label_smoothing": "Asks for a little less than certainty: the right answer is no longer 1.",
    "average": "Keeps a running average of the weights in place of the last ones; 0 keeps the "
    "last.",
    "seed": "Decides the first weights and the order of the pictures: the same seed gives the "
    "same training.",
}

AUGMENT_NAMES = {
    "rotation": "Rotation, up to so many degrees",
    "shift": "Shift, up to so many pixels",
    "scale": "Scale, up to so much",
    "shear": "Shear, up to so many degrees",
    "thickness": "Thickness of the strokes",
    "noise": "Noise on each pixel",
    "elastic": "Bending",
}
AUGMENT_STEPS = dict(zip(AUGMENT_LIMITS, (1.0, 0.25, 0.01, 1.0, 0.05, 0.01, 0.1), strict=True))


def recipe_in_words(config: TrainConfig) -> str:
    """A training in one line.

    Examples
    --------
    >>> recipe_in_words(TrainConfig(1, augmented=False, optimizer="sgd", schedule="constant"))
    '1 epoch of SGD, learning rate 0.005, batches of 128'
    """
    epochs = "1 epoch" if config.epochs == 1 else f"{config.epochs} epochs"
    changed = ", augmented" if config.augmented else ""
    return (
        f"{epochs} of {OPTIMIZER_NAMES[config.optimizer]}, learning rate "
        f"{config.learning_rate:g}, batches of {config.batch_size}{changed}"
    )


def duration(seconds: float) -> str:
    """A time in words.

    Examples
    --------
    >>> duration(3.2), duration(75), duration(4000)
    ('3 s', '1 min 15 s', '1 h 6 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
