"""What was left out of a set, and why."""

from __future__ import annotations

from cnnviz.core.picture_sets.values import Problem, shortened


class LeftOut:
    """The first so many problems, and how many there are.

    Examples
    --------
    >>> left_out = LeftOut(1)
    >>> left_out.add("cats/1.png", "it is empty")
    >>> left_out.add("cats/2.png", "it is empty")
    >>> left_out.first()
    ' (2 were left out, the first, cats/1.png, because it is empty)'
    """

    def __init__(self, most: int) -> None:
        self.listed: list[Problem] = []
        self.count = 0
        self._most = most

    def add(self, name: str, reason: str) -> None:
        """Name a file or a class that is left out, and why in half a sentence."""
        self.count += 1
        if len(self.listed) < self._most:
            self.listed.append(Problem(shortened(name), reason))

    def first(self) -> str:
        """The first one, to end a sentence with; "" if there is none."""
        if not self.listed:
            return ""
        first = self.listed[0]
        count = "one was" if self.count == 1 else f"{self.count:,} were"
        return f" ({count} left out, the first, {first.name}, because {first.reason})"
