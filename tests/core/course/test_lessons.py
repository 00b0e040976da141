"""What the course says and asks is what PyTorch computes, on any network."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnviz.core.course.lessons import LESSONS
from cnnviz.core.course.subject import Lesson, Subject, Unfit
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.digits.prepare import digit_input, prepared_image
from cnnviz.core.images import Preparation
from cnnviz.core.networks.network import Network, Origin
from cnnviz.core.networks.shipped import shipped_network
from cnnviz.core.trace import trace

FAMOUS = ("lenet5", "alexnet", "vgg", "resnet")


def subject_of(name: str, index: int = 7) -> Subject:
    image = builtin_split().check.images[index]
    x = digit_input(prepared_image(image).centred, shipped_network(name).preparation)
    others = {shipped_network(each).title: trace(shipped_network(each).model, x) for each in FAMOUS}
    return Subject(shipped_network(name), trace(shipped_network(name).model, x), others, 4000)


class Odd(nn.Module):
    """Written for nothing else: odd sizes, three channels, seven classes."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 5, (3, 4), stride=2)
        self.second = nn.Conv2d(5, 9, 3, padding=1, bias=False)
        self.out = nn.Linear(9 * 3 * 2, 7)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = functional.max_pool2d(functional.relu(self.first(x)), 3)
        return self.out(torch.flatten(functional.relu(self.second(x)), 1))


def odd_subject() -> Subject:
    torch.manual_seed(3)
    model = Odd().eval()
    preparation = Preparation((3, 21, 19))
    network = Network("odd", "Odd", model, preparation, tuple("abcdefg"), origin=Origin.PYTHON)
    return Subject(network, trace(model, torch.rand(1, 3, 21, 19)), {}, 90)


def right(lesson: Lesson, name: str) -> Any:
    return next(each.right for each in lesson.questions if each.name == name)


@pytest.mark.parametrize("network", ("mlp", *FAMOUS))
@pytest.mark.parametrize("chapter", LESSONS)
def test_every_chapter_is_computed_or_says_what_is_missing(chapter: str, network: str) -> None:
    try:
        lesson = LESSONS[chapter](subject_of(network))
    except Unfit as unfit:
        assert unfit.kind not in {record.kind for record in subject_of(network).result.records}
        return
    assert len({each.name for each in lesson.questions}) == 2
    for question in lesson.questions:
        text = question.right if isinstance(question.right, str) else repr(float(question.right))
        assert question.is_right(text)
        assert not question.is_right("12345.6")
        assert isinstance(question.right, str) or math.isfinite(question.right)


@pytest.mark.parametrize(
    "make", [lambda: subject_of("lenet5"), lambda: subject_of("vgg"), odd_subject]
)
def test_the_maps_chapter_counts_as_pytorch_does(make: Callable[[], Subject]) -> None:
    subject = make()
    lesson = LESSONS["maps"](subject)
    layer = dict(subject.network.model.named_modules())[str(lesson.facts["layer"])]
    assert isinstance(layer, nn.Conv2d)
    assert right(lesson, "taps") == layer.weight[0].numel()
    assert right(lesson, "layer") == sum(each.numel() for each in layer.parameters())


def test_the_facts_follow_the_network() -> None:
    """Another network, and every number in the prose is another one."""
    small, large = (LESSONS["maps"](subject_of(name)).facts for name in ("lenet5", "resnet"))
    odd = LESSONS["maps"](odd_subject()).facts
    assert (small["out"], small["in"], small["height"]) == (16, 6, 5)
    assert (large["out"], large["in"], large["height"]) == (32, 32, 3)
    assert (odd["out"], odd["in"], odd["layer"]) == (9, 5, "second")


@pytest.mark.parametrize("make", [lambda: subject_of("alexnet"), odd_subject])
def test_pooling_asks_about_numbers_that_stand_in_the_map(make: Callable[[], Subject]) -> None:
    subject = make()
    lesson = LESSONS["pooling"](subject)
    facts = lesson.facts
    maps = subject.result.record(str(facts["parent"])).output[0]
    place = (int(facts["map"]) - 1, int(facts["row"]) - 1, int(facts["column"]) - 1)
    window = maps[place[0], place[1] : place[1] + 2, place[2] : place[2] + 2]
    assert [float(facts[f"n{i}"]) for i in (1, 2, 3, 4)] == pytest.approx(
        window.flatten().tolist(), abs=0.0051
    )
    assert right(lesson, "largest") == pytest.approx(
        float(functional.max_pool2d(window[None], 2)), abs=0.006
    )
    assert right(lesson, "average") == pytest.approx(
        float(functional.avg_pool2d(window[None], 2)), abs=0.006
    )


@pytest.mark.parametrize(
    "make", [lambda: subject_of("mlp"), lambda: subject_of("resnet"), odd_subject]
)
def test_the_answer_and_the_loss_are_pytorchs(make: Callable[[], Subject]) -> None:
    subject = make()
    logits = subject.result.logits[0].double()
    share = functional.softmax(logits, 0)
    assert right(LESSONS["answer"](subject), "share") == pytest.approx(float(share.max()), abs=1e-6)
    lesson = LESSONS["learning"](subject)
    second = int(share.topk(2).indices[1])
    loss = functional.cross_entropy(logits[None], torch.tensor([second]))
    assert right(lesson, "loss") == pytest.approx(float(loss), abs=0.01)
    facts = lesson.facts
    # The gradient at that logit is its probability minus 1.
    assert float(facts["slope"]) == pytest.approx(float(share[second]) - 1, abs=0.006)
    step = float(facts["weight"]) - float(facts["rate"]) * float(facts["slope"])
    assert right(lesson, "step") == pytest.approx(step)


def test_stride_and_kernel_are_conv2ds() -> None:
    subject = odd_subject()
    lesson = LESSONS["stride"](subject)
    x = torch.zeros(1, 1, 21, 19)
    kernel = torch.zeros(1, 1, 5, 5)
    assert right(lesson, "size") == functional.conv2d(x, kernel, stride=3, padding=1).shape[3]
    covered = (functional.conv2d(x, kernel, stride=2).shape[3] - 1) * 2 + 5
    assert right(lesson, "unread") == 19 - covered
    from cnnviz.core.windows.examples import ARTICLE_INPUT, ARTICLE_KERNEL

    image, weights = (
        torch.tensor(each, dtype=torch.float32)[None, None]
        for each in (ARTICLE_INPUT, ARTICLE_KERNEL)
    )
    made = functional.conv2d(image, weights)[0, 0]
    lesson = LESSONS["kernel"](subject)
    assert (right(lesson, "size"), right(lesson, "corner")) == (made.shape[0], float(made[-1, -1]))
    assert lesson.facts["first"] == float(made[0, 0])


def test_the_picture_asks_about_a_pixel_of_the_input() -> None:
    for subject in (subject_of("vgg"), odd_subject()):
        lesson = LESSONS["picture"](subject)
        row, column = int(lesson.facts["row"]) - 1, int(lesson.facts["column"]) - 1
        pixel = float(subject.result.input[0, 0, row, column])
        assert int(lesson.facts["grey"]) == round(pixel * 255)
        assert right(lesson, "normalise") == pytest.approx(pixel, abs=1 / 255)


def test_relu_is_asked_about_a_negative_number_of_the_layer() -> None:
    for subject in (subject_of("lenet5"), odd_subject()):
        facts = LESSONS["activation"](subject).facts
        maps = subject.result.record(str(facts["parent"])).output[0]
        place = (int(facts["map"]) - 1, int(facts["row"]) - 1, int(facts["column"]) - 1)
        assert float(maps[place]) < 0
        assert float(facts["value"]) == pytest.approx(float(maps[place]))
        assert float(functional.relu(maps[place])) == 0
        after = functional.relu(maps)
        assert float(facts["zeros"]) == pytest.approx(float((after == 0).double().mean()))


def test_the_shares_sum_to_the_score() -> None:
    subject = subject_of("resnet")
    lesson = LESSONS["attribution"](subject)
    assert right(lesson, "sum") == pytest.approx(float(subject.result.logits.max()), abs=0.03)
    assert right(lesson, "black") == 0


def test_the_architectures_are_counted_and_the_sum_is_the_layers() -> None:
    subject = subject_of("lenet5")
    lesson = LESSONS["architectures"](subject)
    counts = {
        shipped_network(name).title: sum(
            p.numel() for p in shipped_network(name).model.parameters()
        )
        for name in FAMOUS
    }
    assert right(lesson, "most") == max(counts, key=counts.__getitem__)
    assert [lesson.facts[f"count{i + 1}"] for i in range(4)] == list(counts.values())
    facts = lesson.facts
    record = subject.others["ResNet"].record(str(facts["layer"]))
    cell = record.output[0, 0, int(facts["row"]) - 1, int(facts["column"]) - 1]
    assert right(lesson, "sum") == pytest.approx(float(cell), abs=0.011)


def test_the_code_chapter_counts_as_pytorch_does() -> None:
    lesson = LESSONS["code"](odd_subject())
    layer = nn.Conv2d(
        int(lesson.facts["in"]), int(lesson.facts["out"]), int(lesson.facts["kernel"])
    )
    assert right(lesson, "parameters") == sum(each.numel() for each in layer.parameters())
    padding = int(right(lesson, "padding"))
    same = functional.conv2d(torch.zeros(1, 1, 28, 28), torch.zeros(1, 1, 5, 5), padding="same")
    padded = functional.conv2d(torch.zeros(1, 1, 28, 28), torch.zeros(1, 1, 5, 5), padding=padding)
    assert same.shape == padded.shape
