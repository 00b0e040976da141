"""A study: where its trials are kept, and how one is claimed by whoever comes first.

Several processes, on several machines, may work on one study at once; what they share is the
storage (https://optuna.readthedocs.io/en/stable/reference/storages.html). Nothing in it is pickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import sqlalchemy
from optuna.storages import (
    BaseStorage,
    JournalStorage,
    RDBStorage,
    RetryHeartbeatStaleTrialCallback,
)
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from cnnviz.core.images import ImageSet
from cnnviz.core.training.fit import TrainingData
from cnnviz.core.training.search.space import SearchSpace, space_from_json

__all__ = [
    "FrozenTrial",
    "Study",
    "StudyError",
    "TrialState",
    "digest_of",
    "open_study",
    "quietly",
    "to_choose_by",
]

_SPACE, _DATA, _LIMIT = "cnnviz_search", "cnnviz_data", "cnnviz_trials"
# Of the pictures to train on, one in so many is kept to choose by.
CHOOSE_BY = 5
# Trials that run to their end before any is compared, and the first epoch that one is judged by.
_STARTUP, _FIRST_JUDGED = 4, 2
_PATIENCE = 5.0
# Seconds between two signs of life.
_BEAT = 30.0
# Milliseconds that one waits for SQLite's lock.
_BUSY = 60_000
optuna.logging.set_verbosity(optuna.logging.ERROR)
logging.getLogger("alembic").setLevel(logging.ERROR)


class StudyError(ValueError):
    """A study that cannot be opened or joined; the message is one sentence."""


class Study:
    """A search that is under way, or was; made by `open_study`.

    Attributes
    ----------
    space : SearchSpace
    trials : int or None
        How many there are to be; None for as many as the time allows.
    optuna : optuna.Study
        For its figures.
    """

    def __init__(self, storage: BaseStorage, study: optuna.Study, seed: int | None) -> None:
        self.optuna, self._storage = study, storage
        attributes = study.user_attrs
        try:
            self.space: SearchSpace = space_from_json(attributes.get(_SPACE))
        except ValueError as error:
            name = study.study_name
            raise StudyError(f"The study {name!r} cannot be joined: {error}.") from error
        self.data_digest = str(attributes.get(_DATA, ""))
        limit = attributes.get(_LIMIT)
        self.trials = int(limit) if isinstance(limit, int) and limit > 0 else None
        self._beaten = -_BEAT
        self._number = storage.get_study_id_from_name(study.study_name)
        # Trials of other workers count as bad while they run, so that nobody tries the same.
        with quietly():
            study.sampler = optuna.samplers.TPESampler(
                seed=seed, constant_liar=True, n_startup_trials=6
            )
        study.pruner = optuna.pruners.MedianPruner(_STARTUP, _FIRST_JUDGED)

    def claim(self) -> optuna.Trial | None:
        """A trial that nobody else works on; None if there are enough.

        Of a limited number, all wait in the storage from the beginning: whoever first sets one to
        running has it.
        """
        if isinstance(self._storage, RDBStorage):
            with quietly():
                optuna.storages.fail_stale_trials(self.optuna)
        if self.trials is None:
            return self.optuna.ask()
        waiting = self._storage.get_all_trials(
            self._number, deepcopy=False, states=(TrialState.WAITING,)
        )
        for each in waiting:
            place = self._storage.get_trial_id_from_study_id_trial_number(self._number, each.number)
            if self._took(place):
                return optuna.Trial(self.optuna, place)
        return None

    def beat(self, trial: optuna.Trial) -> None:
        """Say that a trial is still worked on; of one that is silent for long, others take over."""
        if isinstance(self._storage, RDBStorage) and time.monotonic() - self._beaten > _BEAT:
            self._beaten = time.monotonic()
            self._storage.record_heartbeat(self._place(trial.number))

    def _place(self, number: int) -> int:
        return self._storage.get_trial_id_from_study_id_trial_number(self._number, number)

    def _took(self, place: int) -> bool:
        try:
            return self._storage.set_trial_state_values(place, TrialState.RUNNING)
        except (RuntimeError, KeyError):
            # Somebody has even finished it meanwhile.
            return False

    def all(self) -> list[FrozenTrial]:
        """All trials that have begun, in order."""
        return [t for t in self.optuna.get_trials(deepcopy=False) if t.state != TrialState.WAITING]

    def best(self) -> FrozenTrial | None:
        """The complete trial with the highest accuracy; None as long as there is none."""
        complete = [t for t in self.all() if t.state == TrialState.COMPLETE]
        return max(complete, key=lambda t: t.value or 0.0, default=None)

    def give_up(self, worker: str) -> None:
        """Mark what a worker left unfinished as failed."""
        for each in self.all():
            if each.state == TrialState.RUNNING and each.user_attrs.get("worker") == worker:
                self.optuna.tell(each.number, state=TrialState.FAIL)


def open_study(
    url: str,
    name: str,
    space: SearchSpace | None,
    data_digest: str,
    *,
    trials: int | None = None,
    seed: int | None = None,
) -> Study:
    """Begin a study, or join it if it is there.

    Parameters
    ----------
    url : str
        Any that Optuna knows, as ``sqlite:///search.db`` or
        ``postgresql+psycopg://user@host/base``; a path that ends in ``.journal`` is a file that
        several processes of one machine, or of a shared folder, may write.
    name : str
    space : SearchSpace or None
        What is searched; None to join a study that says so itself.
    data_digest : str
        Of the pictures (see `digest_of`): everybody must have the same.
    trials : int or None
        How many there are to be, for a study that begins; None for no limit.
    seed : int or None
        Of the sampler.

    Raises
    ------
    StudyError
        If it cannot be reached, is another search, or is to be joined and not there.
    """
    try:
        storage = _storage(url)
        names = [each.study_name for each in storage.get_all_studies()]
        if name not in names:
            if space is None:
                raise StudyError(f"There is no study {name!r} to join: say what may vary.")
            _begin(storage, name, space, data_digest, trials)
        study = optuna.load_study(study_name=name, storage=storage)
        _wait_for(study)
        joined = Study(storage, study, seed)
    except StudyError:
        raise
    except Exception as error:  # whatever a database driver raises
        first = (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
        raise StudyError(f"The storage cannot be used: {first}.") from error
    if space is not None and joined.space != space:
        raise StudyError(f"The study {name!r} is another search: choose another name.")
    if joined.data_digest != data_digest:
        raise StudyError(f"The study {name!r} learns from other pictures: choose another name.")
    return joined


def _begin(
    storage: BaseStorage, name: str, space: SearchSpace, data_digest: str, trials: int | None
) -> None:
    try:
        # What makes it one of ours is written before anybody can see its trials.
        study = optuna.create_study(storage=storage, study_name=name, direction="maximize")
    except optuna.exceptions.DuplicatedStudyError:
        return  # somebody else has begun it meanwhile
    study.set_user_attr(_DATA, data_digest)
    study.set_user_attr(_LIMIT, trials or 0)
    for _ in range(trials or 0):
        study.enqueue_trial({})
    study.set_user_attr(_SPACE, space.to_json())


def _wait_for(study: optuna.Study) -> None:
    """Whoever begins a study needs a moment to write down what it is."""
    end = time.monotonic() + _PATIENCE
    while _SPACE not in study.user_attrs and time.monotonic() < end:
        time.sleep(0.1)


def _storage(url: str) -> BaseStorage:
    if url.endswith(".journal"):
        Path(url).parent.mkdir(parents=True, exist_ok=True)
        return JournalStorage(JournalFileBackend(url))
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return _database(url)
        except sqlalchemy.exc.DBAPIError:
            # Two who make the tables of an empty database at once get in each other's way, once.
            if time.monotonic() > end or not _is_reached(url):
                raise
            time.sleep(0.2)


def _database(url: str) -> RDBStorage:
    # The trial of a worker whose computer has gone is marked as failed by others, and waits anew.
    with quietly():
        storage = RDBStorage(
            url,
            heartbeat_interval=int(_BEAT),
            grace_period=int(4 * _BEAT),
            heartbeat_stale_trial_callback=RetryHeartbeatStaleTrialCallback(max_retry=2),
        )
    if storage.engine.dialect.name == "sqlite":
        _one_after_the_other(storage.engine)
    return storage


def _one_after_the_other(engine: sqlalchemy.Engine) -> None:
    """Let a transaction hold SQLite's lock from its first reading on.

    It has no locks of rows: two processes would both read that a trial waits, and both take it.
    (https://docs.sqlalchemy.org/en/20/dialects/sqlite.html, "transaction control".)
    """

    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY}")

    def begin(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    sqlalchemy.event.listen(engine, "connect", connect)
    sqlalchemy.event.listen(engine, "begin", begin)
    # Connections from before do not know of it.
    engine.dispose()


def _is_reached(url: str) -> bool:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect():
            return True
    except sqlalchemy.exc.DBAPIError:
        return False
    finally:
        engine.dispose()


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Without Optuna's warnings that what is used here may change in a later version."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        yield


def digest_of(data: TrainingData) -> str:
    """Tells one data set from another."""
    found = hashlib.sha256()
    for part in (data.train, data.check):
        found.update(part.images.tobytes())
        found.update(part.labels.tobytes())
    return found.hexdigest()[:16]


def to_choose_by(data: TrainingData) -> TrainingData:
    """The training pictures in two: to learn from, and to choose the best trial by.

    The check pictures of `data` are not touched, so that they can say in the end how good the
    chosen one is. Every `CHOOSE_BY`-th picture of each class is kept, and one at least of each
    that has two.

    Raises
    ------
    StudyError
        If no class has two pictures.
    """
    train = data.train
    kept = np.zeros(len(train.labels), bool)
    for label in np.unique(train.labels):
        places = np.flatnonzero(train.labels == label)
        if len(places) > 1:
            kept[places[::CHOOSE_BY]] = True
    if not kept.any():
        raise StudyError("No class has two pictures: there is nothing to choose by.")
    return TrainingData(_some(train, ~kept), _some(train, kept))


def _some(images: ImageSet, which: np.ndarray) -> ImageSet:
    return ImageSet(images.name, images.images[which], images.labels[which], images.classes)
