"""What is said of a moment of a training."""

from __future__ import annotations

from cnnviz.core.digits.recipes import RECIPES
from cnnviz.core.networks.network import Answer, Network
from cnnviz.core.networks.pretrained import sound_rows
from cnnviz.core.training.film import MomentFacts
from cnnviz.core.training.snapshot_facts import JUDGED, SnapshotFact
from cnnviz.figures.theme import number, percent
from cnnviz.ui.state.training import Trained
from cnnviz.ui.words.classes import class_title


def moment_label(step: int, epoch: float) -> str:
    """What a moment is called.

    Examples
    --------
    >>> [moment_label(*each) for each in ((0, 0.0), (30, 0.04), (126, 2.0), (1_000, 1.31))]
    ['before training', 'step 30', 'epoch 2', 'step 1,000 · epoch 1.3']
    """
    if step == 0:
        return "before training"
    if epoch >= 1 and abs(epoch - round(epoch)) < 1e-6:
        return f"epoch {round(epoch)}"
    where = f" · epoch {epoch:.1f}" if epoch >= 1 else ""
    return f"step {step:,}{where}"


def shipped_note(network: Network, last: SnapshotFact) -> str:
    """What a shipped network's snapshots and their figures are."""
    epochs = RECIPES[network.key].epochs
    row = sound_rows().get(network.key)
    ships = (
        ""
        if row is None
        else (
            f"; it reads {percent(row['accuracy']['builtin'])} of the built-in 5,000 digits right"
        )
    )
    return (
        f"Snapshots of the training of the {network.title} that ships, up to step {last.step:,} "
        f"(epoch {last.epoch:.1f} of {epochs}): the weights of that very step, not calibrated. "
        "What ships is the running average of the weights at the end of all epochs, calibrated"
        f"{ships}. **Training**: {JUDGED:,} "
        f"of the pictures it learned from, unchanged. **Test**: {JUDGED:,} built-in digits that "
        "it never learned from; the table counts them."
    )


def trained_note(trained: Trained, moments: int, judged: int) -> str:
    """What the moments of a training of this tab and their figures are."""
    kept = (
        " The last one is the running average that was kept." if trained.plan.config.average else ""
    )
    changed = ", each changed at random" if trained.plan.config.augmented else ""
    whole = len(trained.given.data.check)
    of_them = "them" if judged == whole else f"{judged:,} of them, evenly chosen"
    return (
        f"{moments} moments of your training on {trained.given.what}: the weights of that very "
        f"step, kept in half precision.{kept} **Training**: means over the batches it had just "
        f"learned from{changed}. **Test**: {whole:,} pictures that it never learned from; the "
        f"table counts {of_them}."
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
    said = f"**{class_title(answer.name)}** with {percent(answer.share)}"
    if before is None:
        return (
            f"The weights are random: accuracy **{percent(facts.accuracy)}**, loss "
            f"{number(facts.loss)}; {what} is read as {said}."
        )
    earlier, other = before
    if other.index == answer.index:
        reading = (
            f"{what} is still read as **{class_title(answer.name)}**, "
            f"{percent(other.share)} → {percent(answer.share)}"
        )
    else:
        reading = (
            f"the answer to {what} went from **{class_title(other.name)}** "
            f"({percent(other.share)}) to {said}"
        )
    return (
        f"Since {since}: accuracy {percent(earlier.accuracy)} → **{percent(facts.accuracy)}**, "
        f"loss {number(earlier.loss)} → {number(facts.loss)}; {reading}."
    )
