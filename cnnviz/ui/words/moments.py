"""What is said of a moment of a training."""

from __future__ import annotations

from cnnviz.core.digits.shipped.recipes import RECIPES
from cnnviz.core.networks.network import Answer, Network
from cnnviz.core.networks.pretrained import sound_rows
from cnnviz.core.training.film import MomentFacts
from cnnviz.core.training.snapshot_facts import JUDGED, SnapshotFact
from cnnviz.figures.theme import number, percent, written
from cnnviz.ui.state.training import Trained
from cnnviz.ui.words.classes import class_title
from cnnviz.ui.words.speech import say
from cnnviz.ui.words.training import data_words


def moment_label(step: int, epoch: float) -> str:
    """What a moment is called.

    Examples
    --------
    >>> [moment_label(*each) for each in ((0, 0.0), (30, 0.04), (126, 2.0), (1_000, 1.31))]
    ['before training', 'step 30', 'epoch 2', 'step 1,000 · epoch 1.3']
    """
    if step == 0:
        return say("moment-before")
    if epoch >= 1 and abs(epoch - round(epoch)) < 1e-6:
        return say("moment-epoch", epoch=round(epoch))
    if epoch < 1:
        return say("moment-step", step=step)
    return say("moment-both", step=step, epoch=written(f"{epoch:.1f}"))


def shipped_note(network: Network, last: SnapshotFact) -> str:
    """What a shipped network's snapshots and their figures are."""
    row = sound_rows().get(network.key)
    reads = "" if row is None else say("moment-reads", share=percent(row["accuracy"]["builtin"]))
    return say(
        "moment-shipped",
        network=network.title,
        step=last.step,
        epoch=written(f"{last.epoch:.1f}"),
        epochs=RECIPES[network.key].epochs,
        reads=reads,
        count=JUDGED,
    )


def trained_note(trained: Trained, moments: int, judged: int) -> str:
    """What the moments of a training of this tab and their figures are."""
    config, tested = trained.plan.config, len(trained.given.data.check)
    return say(
        "moment-yours",
        moments=moments,
        what=data_words(trained.given),
        average=int(config.average > 0),
        augmented=int(config.augmented),
        tested=tested,
        judged=0 if judged == tested else judged,
    )


def change_words(
    before: tuple[MomentFacts, Answer] | None,
    now: tuple[MomentFacts, Answer],
    since: str,
    what: str,
) -> str:
    """What is other than at the moment before, in a sentence; at the first, how it stands.

    Parameters
    ----------
    before, now : (MomentFacts, Answer)
        How it did on the test pictures, and what it answered to the input shown.
    since : str
        What the moment before is called.
    what : str
        What the input shown is called.
    """
    facts, answer = now
    name, share = class_title(answer.name), percent(answer.share)
    said = say("moment-answer", name=name, share=share)
    scores = {"accuracy": percent(facts.accuracy), "loss": number(facts.loss)}
    if before is None:
        return say("moment-random", what=what, answer=said, **scores)
    earlier, other = before
    if other.index == answer.index:
        reading = say(
            "moment-still", what=what, name=name, before=percent(other.share), share=share
        )
    else:
        names = {"name": class_title(other.name), "before": percent(other.share)}
        reading = say("moment-went", what=what, answer=said, **names)
    return say(
        "moment-since",
        since=since,
        accuracybefore=percent(earlier.accuracy),
        lossbefore=number(earlier.loss),
        reading=reading,
        **scores,
    )
