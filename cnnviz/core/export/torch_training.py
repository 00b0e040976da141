"""Steps 5 to 7, compile, fit and evaluate, in PyTorch: the app's own loop, written out."""

from __future__ import annotations

from cnnviz.core.export.torch_augmentation import augmentation_code
from cnnviz.core.export.values import Section, Subject
from cnnviz.core.export.writing import call, indented, lines, number
from cnnviz.core.training.config import MOMENTUM, TrainConfig

_OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD", "adam": "Adam", "adamw": "AdamW"}

_SQUARED_ERROR = '''\
def squared_error(logits, labels):
    """How far the probabilities are from the right answer as 0s and a 1."""
    truth = F.one_hot(labels, len(CLASSES)).float()
    return F.mse_loss(torch.softmax(logits, dim=1), truth)'''

_GROUPS = """\
    # Weight decay on matrices and kernels, none on biases and batch norms.
    weights = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [
        {"params": weights, "weight_decay": WEIGHT_DECAY},
        {"params": others, "weight_decay": 0.0},
    ]"""

# How the learning rate goes, by the share of all steps that are done.
_FACTORS = {
    "cosine": (
        "From LEARNING_RATE down to 0 along half a cosine.",
        "(1 + math.cos(math.pi * step / steps)) / 2",
    ),
    "step": (
        "A tenth of it after half of all steps, a hundredth after three quarters.",
        "0.1 ** ((step >= 0.5 * steps) + (step >= 0.75 * steps))",
    ),
}

_ANSWERS = '''\
@torch.no_grad()
def answers_of(model, x):
    """The class that the network takes each picture for."""
    model.eval()
    return torch.cat([model(part).argmax(dim=1) for part in x.split(500)])'''

_EVALUATE = '''\
def evaluate(model, x, y):
    """How many of the test pictures the network gets right, in all and of each class."""
    right = answers_of(model, x) == y
    print(f"test accuracy {right.float().mean():.2%}")
    for label, name in enumerate(CLASSES):
        print(f"  {name}: {right[y == label].float().mean():.1%}")'''


def compile_section(subject: Subject) -> Section:
    """What is minimised, by which rule, and how the learning rate goes."""
    config = subject.plan.config
    parts = [_SQUARED_ERROR] if config.loss == "squared_error" else []
    body = [
        "def compile_training(model, steps):",
        '    """The loss to make small, the rule to do it by, and its learning rate over time."""',
        f"    loss = {_loss(config)}",
    ]
    if config.weight_decay:
        body.append(_GROUPS)
    body += [_optimizer(config), *_schedule(config)]
    body.append(f"    return loss, optimizer, {'schedule' if has_schedule(config) else 'None'}")
    parts.append("\n".join(body))
    words = (
        "Choose the loss, the optimiser that makes it small, and how large its steps are over time."
    )
    return Section("5. Compile", words, "\n\n\n".join(parts))


def has_schedule(config: TrainConfig) -> bool:
    """Whether the learning rate changes."""
    return config.schedule != "constant"


def _loss(config: TrainConfig) -> str:
    if config.loss == "squared_error":
        return "squared_error"
    smooth = config.label_smoothing
    return f"nn.CrossEntropyLoss({f'label_smoothing={number(smooth)}' if smooth else ''})"


def _optimizer(config: TrainConfig) -> str:
    arguments = ["groups" if config.weight_decay else "model.parameters()", "lr=LEARNING_RATE"]
    if config.optimizer == "momentum":
        arguments.append(f"momentum={MOMENTUM}")
    if config.optimizer == "adamw" and not config.weight_decay:
        arguments.append("weight_decay=0.0")
    name = f"optimizer = torch.optim.{_OPTIMIZERS[config.optimizer]}"
    return indented(call(name, arguments, indent=4))


def _schedule(config: TrainConfig) -> list[str]:
    kind = "schedule = torch.optim.lr_scheduler."
    if config.schedule == "one_cycle":
        arguments = ["optimizer", "LEARNING_RATE", "total_steps=steps + 1"]
        if config.optimizer == "sgd":
            arguments.append("cycle_momentum=False")
        made = call(f"{kind}OneCycleLR", arguments, indent=4)
        return ["    # Up to LEARNING_RATE, then down to almost 0.", indented(made)]
    if not has_schedule(config):
        return []
    words, factor = _FACTORS[config.schedule]
    made = call(f"{kind}LambdaLR", ["optimizer", f"lambda step: {factor}"], indent=4)
    return [f"    # {words}", indented(made)]


def fit_section(subject: Subject) -> Section:
    """The loop."""
    augmentation = augmentation_code(subject)
    code = f"{_ANSWERS}\n\n\n{_fit(subject)}"
    words = (
        f"Go through all training pictures {subject.plan.config.epochs} times, in batches in "
        "random order: compute the loss, its gradients, and take a step."
    )
    if augmentation is not None:
        code = f"{augmentation}\n\n\n{code}"
        words += " Each picture is changed a little every time it is shown."
    use = lines(
        "if WEIGHTS:",
        "    model.load_state_dict(load_file(WEIGHTS))",
        "else:",
        "    fit(model, x_train, y_train, x_test, y_test)",
    )
    return Section("6. Fit", words, code, use)


def _fit(subject: Subject) -> str:
    config = subject.plan.config
    average = config.average
    return lines(
        "def fit(model, x_train, y_train, x_test, y_test):",
        '    """Train the network, in place."""',
        config.half_precision and "    model.to(memory_format=torch.channels_last)",
        "    steps = EPOCHS * math.ceil(len(y_train) / BATCH_SIZE)",
        f"    loss_of, optimizer, {'schedule' if has_schedule(config) else '_'} = "
        "compile_training(model, steps)",
        "    # One decides the order of the pictures, the other what dropout drops."
        if not subject.is_augmented
        else "    # One decides order and changes of the pictures, the other what dropout drops.",
        "    generator = torch.Generator().manual_seed(SEED)",
        "    torch.manual_seed(SEED)",
        average > 0 and "    # A running average of the weights, which is kept in the end.",
        average > 0
        and indented(
            call(
                "averaged = AveragedModel",
                [
                    "model",
                    f"multi_avg_fn=get_ema_multi_avg_fn({number(average)})",
                    "use_buffers=True",
                ],
                indent=4,
            )
        ),
        "    for epoch in range(1, EPOCHS + 1):",
        "        losses = []",
        "        order = torch.randperm(len(y_train), generator=generator)",
        "        for numbers in order.split(BATCH_SIZE):",
        indented(_one_step(subject), 12),
        f"        kept = {'averaged.module' if average else 'model'}",
        "        accuracy = (answers_of(kept, x_test) == y_test).float().mean()",
        "        loss = sum(losses) / len(losses)",
        '        print(f"epoch {epoch}/{EPOCHS}: loss {loss:.4f}, test accuracy {accuracy:.2%}")',
        average > 0 and "    model.load_state_dict(averaged.module.state_dict())",
        "    model.eval()",
    )


def _one_step(subject: Subject) -> str:
    config = subject.plan.config
    half = config.half_precision
    return lines(
        "x, y = x_train[numbers], y_train[numbers]",
        subject.is_augmented and "x = augment(x, generator)",
        half and "x = x.contiguous(memory_format=torch.channels_last)",
        "# Batch norm cannot be fitted to a single picture.",
        "model.train(len(y) > 1)",
        half and "# Sixteen bits a number, where the processor can, while it trains.",
        half and 'with torch.autocast("cpu", torch.bfloat16):',
        f"{'    ' if half else ''}logits = model(x)",
        f"loss = loss_of(logits{'.float()' if half else ''}, y)",
        "optimizer.zero_grad()",
        "loss.backward()",
        "optimizer.step()",
        has_schedule(config) and "schedule.step()",
        config.average > 0 and "averaged.update_parameters(model)",
        "losses.append(loss.item())",
    )


def evaluate_section() -> Section:
    """The accuracy on pictures that were not trained on."""
    words = "Judge the network by pictures that it was not trained on."
    return Section("7. Evaluate", words, _EVALUATE, "evaluate(model, x_test, y_test)")
