"""All chapters in the order of the course."""

from __future__ import annotations

from collections.abc import Callable

from cnnviz.core.course import inside, looking, training
from cnnviz.core.course.subject import Lesson, Subject

# By the chapter's name in addresses and among the words.
LESSONS: dict[str, Callable[[Subject], Lesson]] = {
    "picture": looking.picture,
    "ordinary": looking.ordinary,
    "kernel": looking.kernel,
    "stride": looking.stride,
    "maps": looking.maps,
    "activation": inside.activation,
    "pooling": inside.pooling,
    "answer": inside.answer,
    "whole": inside.whole,
    "learning": training.learning,
    "overfitting": training.overfitting,
    "architectures": training.architectures,
    "attribution": training.attribution,
    "code": training.code,
}
