"""What an export is made of, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.training.config import TrainingPlan

# Where the scripts look for what the app hands out beside them.
PICTURES_FILE, DRAWN_FILE = "pictures.zip", "my-digits.zip"


@dataclass(frozen=True)
class Exported:
    """A script, and what in it is not quite as in the app.

    Attributes
    ----------
    code : str
        Python.
    notes : tuple of str
        Sentences; the script says the same in comments.
    """

    code: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One of the seven steps.

    Attributes
    ----------
    title : str
        As "1. Load".
    words : str
        What happens in it, in a sentence or two.
    code : str
        Definitions; they run nothing.
    use : str
        What a notebook does with them in that step.
    """

    title: str
    words: str
    code: str
    use: str = ""


@dataclass(frozen=True)
class Parts:
    """A script in parts, of which a file or a notebook is made.

    Attributes
    ----------
    title : str
        What it does, in one line.
    packages : tuple of str
        To be installed.
    imports : str
    constants : str
    sections : tuple of Section
        The seven steps.
    main : str
        The function that does them all, for a file.
    notes : tuple of str
        As in `Exported`.
    """

    title: str
    packages: tuple[str, ...]
    imports: str
    constants: str
    sections: tuple[Section, ...]
    main: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """What is exported: the plan, and the names of the answers.

    Attributes
    ----------
    plan : TrainingPlan
    classes : tuple of str
        In the order of the network's answers.

    Raises
    ------
    ValueError
        If there are more or fewer names than answers.
    """

    plan: TrainingPlan
    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.classes) != self.plan.network.classes:
            raise ValueError(
                f"classes must be {self.plan.network.classes} names, got {len(self.classes)}"
            )

    @property
    def channels(self) -> int:
        """1 for grey pictures, 3 for colour."""
        return self.plan.network.input_shape[0]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of a picture."""
        return self.plan.network.input_shape[1:]

    @property
    def is_ink(self) -> bool:
        """Whether augmentation takes the pictures for light ink on black, as the app does."""
        return self.plan.data != "own"

    @property
    def reads_files(self) -> bool:
        """Whether pictures are read from files."""
        return self.plan.data == "own" or self.plan.with_drawn

    @property
    def is_augmented(self) -> bool:
        """Whether any picture is changed."""
        settings = self.plan.augmentation
        if not self.plan.config.augmented or settings.is_none:
            return False
        return self.moves or bool(settings.noise) or (self.is_ink and bool(settings.thickness))

    @property
    def moves(self) -> bool:
        """Whether pictures are turned, shifted, resized, sheared or bent."""
        s = self.plan.augmentation
        return any((s.rotation, s.shift, s.scale, s.shear, s.elastic))

    @property
    def draws_alike(self) -> bool:
        """Whether augmentation written out draws the very random numbers that the app draws.

        The app draws those of all ways to move a picture as soon as one is switched on.
        """
        s = self.plan.augmentation
        ways = (s.rotation, s.shift, s.scale, s.shear)
        return not self.is_augmented or not self.moves or all(ways)
