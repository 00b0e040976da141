"""How often something was right, refused or wrong, with the first reasons."""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT = 12  # reasons


@dataclass
class Tally:
    """Counts of one question.

    Attributes
    ----------
    right, refused, wrong : int
        A refusal is a ValueError of cnnviz; wrong is any number that is not the network's, and
        any other exception.
    reasons : dict of str to int
        What was said or found, without names, and how often.
    """

    right: int = 0
    refused: int = 0
    wrong: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """All answers together."""
        return self.right + self.refused + self.wrong

    def add(self, verdict: str, reason: str = "") -> None:
        """Count one answer: "right", "refused" or "wrong"."""
        setattr(self, verdict, getattr(self, verdict) + 1)
        if reason and (reason in self.reasons or len(self.reasons) < KEPT):
            self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def __str__(self) -> str:
        parts = [f"{self.right}/{self.asked}"]
        if self.wrong:
            parts.append(f"{self.wrong} WRONG")
        return " ".join(parts)
