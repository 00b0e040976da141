"""The built-in digits that judge."""

from __future__ import annotations

from cnnviz.core.digits.held_out import builtin_split, held_out_accuracy
from tests.core.surgery.networks import built


def test_the_held_out_digits_are_1000_none_of_them_trained_on() -> None:
    split = builtin_split()
    assert (len(split.train), len(split.check)) == (4000, 1000)
    assert [int((split.check.labels == digit).sum()) for digit in range(10)] == [100] * 10
    known = {image.tobytes() for image in split.train.images}
    assert not any(image.tobytes() in known for image in split.check.images)
    assert 0 <= held_out_accuracy(built("lenet5")) <= 0.5
