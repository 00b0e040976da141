"""Steps 5 to 7, compile, fit and evaluate, in Keras; and what cannot be the same there."""

from __future__ import annotations

from cnnviz.core.export.keras_augmentation import augmentation_notes, keras_augmentation
from cnnviz.core.export.values import Section, Subject
from cnnviz.core.export.writing import call, indented, lines, number
from cnnviz.core.networks.plan.build import build
from cnnviz.core.training.config import MOMENTUM, TrainConfig

_OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD", "adam": "Adam", "adamw": "AdamW"}

_SQUARED_ERROR = '''\
def squared_error(truth, logits):
    """How far the probabilities are from the right answer as 0s and a 1."""
    return ops.mean(ops.square(ops.softmax(logits) - truth), axis=-1)'''

_ONE_CYCLE = '''\
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Up to `highest` in the first 30 % of all steps, then down to almost 0."""

    def __init__(self, highest, steps):
        self.highest, self.steps = highest, steps

    def __call__(self, step):
        step = ops.cast(step, "float32")
        low, end = self.highest / 25, self.highest / 250_000
        top = 0.3 * (self.steps + 1) - 1
        up = (1 - ops.cos(math.pi * step / top)) / 2
        down = (1 + ops.cos(math.pi * (step - top) / (self.steps - top))) / 2
        rising = low + (self.highest - low) * up
        falling = end + (self.highest - end) * down
        return ops.where(step < top, rising, falling)

    def get_config(self):
        return {"highest": self.highest, "steps": self.steps}'''

_SCHEDULES = {
    "constant": ["    rate = LEARNING_RATE"],
    "one_cycle": ["    rate = OneCycle(LEARNING_RATE, steps)"],
    "cosine": [
        "    # From LEARNING_RATE down to 0 along half a cosine.",
        "    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)",
    ],
    "step": [
        "    # A tenth of it after half of all steps, a hundredth after three quarters.",
        "    ends = [math.ceil(0.5 * steps) - 1, math.ceil(0.75 * steps) - 1]",
        "    rates = [LEARNING_RATE, LEARNING_RATE / 10, LEARNING_RATE / 100]",
        "    rate = keras.optimizers.schedules.PiecewiseConstantDecay(ends, rates)",
    ],
}

_DECOUPLED = """\
    # Weight decay on matrices and kernels, none on biases and batch norms.
    others = [v for v in model.trainable_variables if len(v.shape) <= 1]
    optimizer.exclude_from_weight_decay(var_list=others)"""

_AS_LOSS = """\
    # Weight decay on matrices and kernels. In PyTorch it is a part of the gradient here,
    # as that of a penalty; Keras' own `weight_decay` would be something else.
    for weight in model.trainable_variables:
        if len(weight.shape) > 1:
            weight.regularizer = keras.regularizers.L2(WEIGHT_DECAY / 2)"""

_EVALUATE = '''\
def evaluate(model, x, y):
    """How many of the test pictures the network gets right, in all and of each class."""
    labels = y.argmax(axis=1)
    right = model.predict(x, batch_size=500, verbose=0).argmax(axis=1) == labels
    print(f"test accuracy {right.mean():.2%}")
    for label, name in enumerate(CLASSES):
        print(f"  {name}: {right[labels == label].mean():.1%}")'''


def compile_section(subject: Subject) -> Section:
    """What is minimised, by which rule, and how the learning rate goes."""
    config, parts = subject.plan.config, []
    if config.loss == "squared_error":
        parts.append(_SQUARED_ERROR)
    if config.schedule == "one_cycle":
        parts.append(_ONE_CYCLE)
    decay = (_DECOUPLED if config.optimizer == "adamw" else _AS_LOSS) if config.weight_decay else ""
    body = lines(
        "def compile_training(model, steps):",
        '    """The loss to make small, the rule to do it by, and its learning rate over time."""',
        _loss(config),
        *_SCHEDULES[config.schedule],
        _optimizer(config),
        bool(decay) and decay,
        '    model.compile(optimizer, loss, metrics=["accuracy"])',
    )
    words = (
        "Choose the loss, the optimiser that makes it small, and how large its steps are over time."
    )
    return Section("5. Compile", words, "\n\n\n".join([*parts, body]))


def _loss(config: TrainConfig) -> str:
    if config.loss == "squared_error":
        return "    loss = squared_error"
    arguments = ["from_logits=True"]
    if config.label_smoothing:
        arguments.append(f"label_smoothing={number(config.label_smoothing)}")
    return indented(call("loss = keras.losses.CategoricalCrossentropy", arguments, 4))


def _optimizer(config: TrainConfig) -> str:
    arguments = ["rate"]
    if config.optimizer == "momentum":
        arguments.append(f"momentum={MOMENTUM}")
    if config.optimizer in ("adam", "adamw"):
        arguments.append("epsilon=1e-8")
    if config.optimizer == "adamw":
        arguments.append(f"weight_decay={'WEIGHT_DECAY' if config.weight_decay else '0.0'}")
    if config.average:
        arguments += ["use_ema=True", f"ema_momentum={number(config.average)}"]
    name = f"optimizer = keras.optimizers.{_OPTIMIZERS[config.optimizer]}"
    return indented(call(name, arguments, 4))


def fit_section(subject: Subject) -> Section:
    """The call that does the loop."""
    changes, average = keras_augmentation(subject), subject.plan.config.average
    code = lines(
        "def fit(model, x_train, y_train, x_test, y_test):",
        '    """Train the network, in place."""',
        "    steps = EPOCHS * math.ceil(len(y_train) / BATCH_SIZE)",
        changes is not None and "    # Both have the same weights.",
        changes is not None and "    model = behind_changes(model)",
        "    compile_training(model, steps)",
        "    model.fit(",
        "        x_train,",
        "        y_train,",
        "        batch_size=BATCH_SIZE,",
        "        epochs=EPOCHS,",
        "        validation_data=(x_test, y_test),",
        average > 0 and "        # The averaged weights are tested, and kept in the end.",
        average > 0 and "        callbacks=[keras.callbacks.SwapEMAWeights()],",
        "        verbose=2,",
        "    )",
    )
    words = (
        f"Go through all training pictures {subject.plan.config.epochs} times, in batches in "
        "random order."
    )
    if changes is not None:
        code = f"{changes}\n\n\n{code}"
        words += " Each picture is changed a little every time it is shown."
    use = lines(
        "if WEIGHTS:",
        "    load_weights(model, WEIGHTS)",
        "else:",
        "    fit(model, x_train, y_train, x_test, y_test)",
    )
    return Section("6. Fit", words, code, use)


def evaluate_section() -> Section:
    """The accuracy on pictures that were not trained on."""
    words = "Judge the network by pictures that it was not trained on."
    return Section("7. Evaluate", words, _EVALUATE, "evaluate(model, x_test, y_test)")


def notes_of_training(subject: Subject) -> tuple[str, ...]:
    """What is not quite as in the app when it is trained by Keras; loaded weights answer alike."""
    config = subject.plan.config
    notes = [
        "Keras draws its own random numbers: first weights and the order of the pictures are "
        "others than in the app, so a training ends a little differently.",
        *augmentation_notes(subject),
    ]
    if config.optimizer in ("adam", "adamw"):
        notes.append(
            "Keras adds Adam's epsilon before it corrects the running averages, PyTorch after: "
            "it matters where a gradient is almost 0, most of all in the first steps."
        )
    if config.schedule == "one_cycle" and config.optimizer != "sgd":
        notes.append(
            "In PyTorch one-cycle moves the momentum (of Adam: the first beta) from 0.95 to 0.85 "
            "and back; in Keras it stays at 0.9."
        )
    elif config.optimizer == "momentum" and config.schedule != "constant":
        notes.append(
            "Keras keeps the learning rate of earlier steps in its momentum, PyTorch takes the "
            "present one: while it falls, Keras takes slightly longer steps."
        )
    has_norms = any("running_mean" in name for name in build(subject.plan.network).state_dict())
    if has_norms:
        notes.append(
            "Keras' batch norm averages the variance over all n numbers, PyTorch over n - 1."
        )
    if has_norms and config.average:
        notes.append(
            "Keras averages the weights, but not batch norm's means and variances, which stay "
            "the last ones."
        )
    if config.half_precision:
        notes.append("It computes in float32 throughout, not in bfloat16 while it trains.")
    return tuple(notes)
