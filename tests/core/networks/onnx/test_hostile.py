"""Files from strangers: one sentence each, in bounded memory and time."""

from __future__ import annotations

import resource
import time
from collections import Counter

import pytest

pytest.importorskip("onnx")

from cnnviz.core.networks.graph.measure import Limits
from cnnviz.core.networks.graph.settings import GraphError
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.onnx import OnnxError, load_onnx
from cnnviz.core.networks.onnx.opening import Wishes, open_model
from tests.core.networks.onnx.hostile import MADE, good, made, mutations, strange_names

# As the worker has them, but for a machine that runs two tests at once.
LIMITS = Limits(activation_bytes=100_000_000, multiply_adds=1_000_000_000, parameters=5_000_000)


def sentence(content: bytes) -> str | None:
    """What is said about a file; None if it is opened. Anything but GraphError is a bug."""
    try:
        open_model(content, Wishes(), LIMITS)
    except GraphError as error:
        return str(error)
    return None


def peak_memory() -> int:
    """The most that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def check_sentence(text: str) -> None:
    assert 10 < len(text) < 700, text
    assert "\n" not in text
    assert "Traceback" not in text
    assert "is not put together as such files are" not in text, "a case nobody thought of"


def test_the_good_file_is_good() -> None:
    assert sentence(good().SerializeToString()) is None


@pytest.mark.parametrize("name", MADE)
def test_made_to_hurt(name: str) -> None:
    content, before = made(name), peak_memory()
    start = time.perf_counter()
    said = sentence(content)
    seconds = time.perf_counter() - start
    assert said is not None
    check_sentence(said)
    print(f"{name}: {said} ({seconds:.2f} s)")
    assert seconds < 10
    assert peak_memory() - before < 500_000_000


def test_sentences_name_the_culprit() -> None:
    assert "RunShellCommand" in str(sentence(made("unknown_operator")))
    assert "com.microsoft" in str(sentence(made("foreign_domain")))
    assert "one file" in str(sentence(made("external_data")))
    assert "circle" in str(sentence(made("cyclic")))
    assert "'nowhere'" in str(sentence(made("missing_input")))
    assert "If" in str(sentence(made("branch")))


def test_strange_names_become_plain_ones() -> None:
    model = good()
    strange_names(model)
    opened = open_model(model.SerializeToString(), Wishes(), LIMITS)
    for name, _ in opened.network.model.named_children():
        assert name.isascii()
        assert name.isidentifier()
        assert len(name) < 50


def sweep(count: int, seed: int) -> Counter[str]:
    outcomes = Counter[str]()
    slowest = 0.0
    for kind, content in mutations(count, seed):
        start = time.perf_counter()
        said = sentence(content)
        slowest = max(slowest, time.perf_counter() - start)
        if said is not None:
            check_sentence(said)
        outcomes[f"{kind.split()[0]}: {'refused' if said else 'opened'}"] += 1
    print(sum(outcomes.values()), dict(outcomes), f"slowest {slowest:.2f} s")
    assert slowest < 10
    return outcomes


def test_mutations() -> None:
    outcomes = sweep(64, seed=1)
    assert sum(n for what, n in outcomes.items() if "refused" in what) > 20


def test_wishes_that_do_not_fit() -> None:
    content = good().SerializeToString()
    for wishes, said in (
        (Wishes(mean=(0.1, 0.2)), "mean must be one number for each of 1 channels"),
        (Wishes(deviation=(0.0,)), "deviation must be positive"),
        (Wishes(classes=("a", "b")), "5 numbers, and 2 names"),
        (Wishes(input_shape=(3, 8, 8)), "not (3, 8, 8)"),
    ):
        with pytest.raises(GraphError) as caught:
            open_model(content, wishes, LIMITS)
        assert said in str(caught.value)


@pytest.mark.slow
def test_a_thousand_mutations() -> None:
    outcomes = sweep(1000, seed=2)
    assert sum(n for what, n in outcomes.items() if "refused" in what) > 300


@pytest.mark.slow
def test_the_worker_says_one_sentence_too() -> None:
    """Through the real process: what is made to hurt, and some mutations."""
    contents = [(name, made(name)) for name in list(MADE)[::10]] + list(mutations(3, seed=3))
    contents += [("text", b"just some text"), ("nothing", b""), ("picture", b"\x89PNG\r\n\x1a\n")]
    opened = 0
    for name, content in contents:
        start = time.perf_counter()
        try:
            assert isinstance(load_onnx(content), Network)
            opened += 1
        except OnnxError as error:
            check_sentence(str(error))
            assert str(error).startswith("This ONNX file cannot be opened: "), name
            assert str(error).endswith(".")
        assert time.perf_counter() - start < 60, name
    assert opened < len(contents) / 2


@pytest.mark.slow
def test_time_and_memory_are_bounded_by_the_process() -> None:
    content = good().SerializeToString()
    with pytest.raises(OnnxError, match=r"longer than 0\.2 seconds"):
        load_onnx(content, limits=Limits(seconds=0.2))
    with pytest.raises(OnnxError, match="memory"):
        load_onnx(content, limits=Limits(memory_bytes=400_000_000))
    with pytest.raises(OnnxError, match="larger than"):
        load_onnx(content, limits=Limits(file_bytes=100))
