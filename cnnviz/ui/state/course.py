"""Where a reader is in the course, and what they have answered."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

from cnnviz.core.course.lessons import LESSONS

CHAPTERS = tuple(LESSONS)
# What is typed into a field; longer texts are no answers.
_LONGEST = 60


@dataclass
class Course:
    """The course in one browser tab.

    Attributes
    ----------
    chapter : str
        The one that is open.
    order : tuple of str
        A teacher's own choice of chapters; empty for all.
    hides : bool
        Whether answers are hidden, as a teacher may want.
    typed : dict
        A question's name -> what was last answered.
    right : set of str
        Names of questions that were once answered rightly.
    shown : set of str
        Names of questions whose answer was asked for.
    entered : str
        For which chapter the other pages' settings were made.
    heard : bool
        Whether the browser has told what it keeps.
    """

    chapter: str = CHAPTERS[0]
    order: tuple[str, ...] = ()
    hides: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    right: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    entered: str = ""
    heard: bool = False

    @property
    def chapters(self) -> tuple[str, ...]:
        """The chapters to be read, in order."""
        return self.order or CHAPTERS

    @property
    def place(self) -> int:
        """Which of `chapters` is open, from 0."""
        return self.chapters.index(self.chapter) if self.chapter in self.chapters else 0

    def go(self, chapter: str) -> None:
        """Open a chapter."""
        if chapter in CHAPTERS:
            self.chapter = chapter

    def step(self, by: int) -> None:
        """Go to a neighbouring chapter, if there is one."""
        place = self.place + by
        if 0 <= place < len(self.chapters):
            self.chapter = self.chapters[place]

    def choose(self, chapters: tuple[str, ...]) -> None:
        """Read these chapters only, in this order; all of them if there are none.

        Raises
        ------
        ValueError
            If one of them is no chapter, or stands there twice.
        """
        if not set(chapters) <= set(CHAPTERS) or len(set(chapters)) < len(chapters):
            raise ValueError("there is no such chapter")
        self.order = chapters
        if self.chapter not in self.chapters:
            self.chapter = self.chapters[0]

    def answer(self, question: str, text: str, *, is_right: bool) -> None:
        """Take an answer to a question."""
        self.typed[question] = text[:_LONGEST]
        if is_right:
            self.right.add(question)

    def take_kept(self, names: Set[str]) -> None:
        """Add what the browser has kept."""
        self.heard = True
        self.right |= names

    def clear(self) -> None:
        """Forget all answers."""
        self.typed.clear()
        self.right.clear()
        self.shown.clear()
