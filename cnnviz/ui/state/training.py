"""What one person trains: the plan, the data they brought, and what came of it; one a tab."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch

from cnnviz.core.images import ImageSet, Shape
from cnnviz.core.networks.network import Network
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.evaluation import Judgement
from cnnviz.core.training.fit import TrainingData
from cnnviz.ui.state.look_back import LookBack
from cnnviz.ui.state.own_data import Collection, Download, DrawnDigit, OwnPictures

if TYPE_CHECKING:
    from cnnviz.ui.state.live_training import LiveTraining
    from cnnviz.ui.state.tuning import LiveSearch

# Networks trained here that can be looked back at, each with its snapshots.
MOST_TRAINED = 6


@dataclass(frozen=True)
class Point:
    """A point of the curves: losses, and accuracies in [0, 1], of training and test pictures.

    The training figures are means over the batches since the point before.
    """

    step: int
    epoch: float
    loss: float
    accuracy: float
    check_loss: float
    check_accuracy: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Moment:
    """The weights after a step, floating-point ones in half precision."""

    step: int
    weights: dict[str, torch.Tensor]


@dataclass(frozen=True, eq=False)
class TrainedOn:
    """What a network is trained on: the pictures, the names of the answers, what it all is.

    Attributes
    ----------
    data : TrainingData
    classes : tuple of str
    is_digits : bool
        Whether they are handwritten digits as MNIST's.
    source : str
        One of `cnnviz.core.training.config.DATA`.
    key : str
        Tells one from another: a name, or a hash of what is in it.
    drawn : ImageSet or None
        Which of the pictures to train on were drawn here.
    learned : int
        How many of the pictures to train on were really used; 0 for all of them.
    """

    data: TrainingData
    classes: tuple[str, ...]
    is_digits: bool
    source: str
    key: str = ""
    drawn: ImageSet | None = None
    learned: int = 0

    @property
    def shape(self) -> Shape:
        """Channels, height and width of a picture, as a network takes it."""
        _, height, width, *colours = self.data.train.images.shape
        return (colours[0] if colours else 1), height, width


@dataclass(frozen=True, eq=False)
class Trained:
    """A network trained in this tab, and how it came about.

    Attributes
    ----------
    network : Network
        Its `origin` is `Origin.TRAINED`; equal to those of `session.own` by its key.
    plan : TrainingPlan
    given : TrainedOn
    curve : tuple of Point
    moments : tuple of Moment
        From the first weights (step 0) to the last.
    seconds : float
    stopped : bool
        Whether it was ended early.
    searched : bool
        Whether it is the best of a search, which learned from a part of the pictures only.
    """

    network: Network
    plan: TrainingPlan
    given: TrainedOn
    curve: tuple[Point, ...]
    moments: tuple[Moment, ...]
    seconds: float
    stopped: bool
    searched: bool = False


@dataclass
class SearchSettings:
    """What may vary in a search (see `core.training.search.space`), and how long it may take."""

    vary: tuple[str, ...] = ("learning_rate", "filters", "pooling")
    trials: int = 20
    epochs: int = 3
    minutes: int = 3
    workers: int = 2


@dataclass
class TrainState:
    """The state of the page Train.

    Attributes
    ----------
    plan : TrainingPlan
        What the form says now; the address names it.
    part : str
        Which part of the page is shown.
    own : OwnPictures
        A data set that the person brought, before it is resized and split.
    collection : Collection
        Digits that the person drew to train on.
    download : Download
        MNIST, while it comes.
    chosen : TrainedOn or None
        What was put together last of all this.
    sample : int
        Which picture the steps before the network are shown with.
    trained : dict of str to Trained
        By the network's key, the latest last.
    judged : dict of str to Judgement
        By the network's key, once somebody has looked.
    live : LiveTraining or None
        The training that was started last.
    step : str
        Which of the seven steps is shown.
    layer : str
        Whose feature maps are shown while it learns.
    preview : int
        Which random changes augmentation's preview shows.
    replaced : int
        How often the plan was put in as a whole: its widgets then begin anew.
    started : int
        How many trainings were started.
    strip_closed : int
        The training (by its number) whose line at the foot of other pages was closed.
    look_back : LookBack
        Which moment of which training is looked back at.
    tuning : SearchSettings
        What the form of the search says.
    search : LiveSearch or None
        The search that was started last.
    searches : int
        How many were started.
    search_closed : int
        The search (by its number) whose line at the foot of other pages was closed.
    """

    plan: TrainingPlan = field(default_factory=TrainingPlan)
    part: str = "train"
    own: OwnPictures = field(default_factory=OwnPictures)
    collection: Collection = field(default_factory=Collection)
    download: Download = field(default_factory=Download)
    chosen: TrainedOn | None = None
    sample: int = 0
    trained: dict[str, Trained] = field(default_factory=dict)
    judged: dict[str, Judgement] = field(default_factory=dict)
    live: LiveTraining | None = None
    step: str = "define"
    layer: str = ""
    preview: int = 0
    replaced: int = 0
    started: int = 0
    strip_closed: int = 0
    look_back: LookBack = field(default_factory=LookBack)
    tuning: SearchSettings = field(default_factory=SearchSettings)
    search: LiveSearch | None = None
    searches: int = 0
    search_closed: int = 0

    @property
    def drawn(self) -> tuple[DrawnDigit, ...]:
        """The digits that the person drew to train on."""
        return self.collection.digits

    def go_to_part(self, part: str) -> None:
        """Show another part of the page."""
        self.part = part

    def go_to_step(self, step: str) -> None:
        """Show one of the seven steps, or the code."""
        self.part, self.step = "train", step

    def replace_plan(self, plan: TrainingPlan) -> None:
        """Put a whole plan into the form."""
        self.plan = plan
        self.replaced += 1

    def keep(self, trained: Trained) -> None:
        """Remember a training that has ended; of too many, the oldest is forgotten."""
        self.trained.pop(trained.network.key, None)
        self.trained[trained.network.key] = trained
        if trained.moments:
            self.look_back.choose(trained.network.key)
        while len(self.trained) > MOST_TRAINED:
            gone = next(iter(self.trained))
            self.trained.pop(gone)
            self.judged.pop(gone, None)
