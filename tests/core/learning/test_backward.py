"""Every record's gradient is autograd's, and the model stays as it was."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnviz import load_dataset
from cnnviz.core.layer_kinds import PlacesSpec
from cnnviz.core.learning.backward import Backward, backward
from cnnviz.core.networks.shipped import SHIPPED_NAMES, shipped_network
from cnnviz.core.trace import Head, LayerRecord, trace
from tests.core.learning.networks import LAYERS, built, picture
from tests.core.plain_call import traces_of
from tests.zoo.papers import PAPERS
from tests.zoo.registry import cases

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


def _gathered(record: LayerRecord, values: dict[str, torch.Tensor]) -> torch.Tensor:
    """Numbers of several records, each from its place."""
    assert isinstance(record.spec, PlacesSpec)
    rows = [values[name].reshape(-1) for name in record.operands]
    starts = torch.tensor([0, *(len(row) for row in rows)]).cumsum(0)
    parent = torch.from_numpy(record.spec.parent).long()
    return torch.cat(rows)[starts[parent] + torch.from_numpy(record.spec.place)]


def check_maps(found: Backward, share: float = 1e-4) -> None:
    """Against a run of the trace's calls one after another, none of which writes in place."""
    values: dict[str, torch.Tensor] = {}
    for record in found.trace.records:
        if isinstance(record.spec, PlacesSpec):
            values[record.name] = _gathered(record, values)
        elif record.call is None:
            values[record.name] = record.output.clone().requires_grad_()
        else:
            values[record.name] = record.call(*(values[name] for name in record.operands))
            if not values[record.name].requires_grad:  # an answer that its input does not change
                values[record.name].requires_grad_()
        values[record.name].retain_grad()
    last = found.trace.records[-1].name
    F.cross_entropy(values[last], torch.tensor([found.label])).backward()
    assert list(found.gradients) == list(found.trace.names)
    for record in found.trace.records:
        gradient, wanted = found.gradients[record.name], values[record.name].grad
        assert gradient.shape == record.output.shape
        wanted = torch.zeros_like(gradient) if wanted is None else wanted
        largest = float(wanted.abs().max())
        assert float((gradient - wanted).abs().max()) <= share * largest + 1e-9, record


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "pytorch's attention"])
def test_the_gradient_of_every_map(name: str) -> None:
    check_maps(backward(built(name), picture(), 2))


@pytest.mark.parametrize("value", [0.0, 1.0, None], ids=["zeros", "ones", "random"])
@pytest.mark.parametrize("name", SHIPPED_NAMES)
def test_the_gradient_of_every_map_of_the_shipped_networks(name: str, value: float | None) -> None:
    network = shipped_network(name)
    shape = (1, *network.input_shape)
    x = torch.rand(shape) if value is None else torch.full(shape, value)
    found = backward(network.model, x, 7)
    check_maps(found)
    assert found.trace.logits.equal(trace(network.model, x).logits)


@pytest.mark.parametrize("name", PAPERS)
def test_the_logits_gradient_is_p_minus_y(name: str) -> None:
    case = cases()[f"papers/{name}"]
    found = backward(case.model(), case.picture(), 1)
    assert found.scores is not None
    gradient = found.gradients[found.scores].reshape(-1)
    torch.testing.assert_close(gradient, found.error, rtol=1e-4, atol=1e-6)
    assert found.wanted.tolist() == [float(i == 1) for i in range(len(found.wanted))]
    assert sum(term.value for term in found.terms) == pytest.approx(found.loss, rel=1e-4)


def test_ties_in_max_pooling_go_where_pytorch_sends_them() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.MaxPool2d(3, 2, padding=1, ceil_mode=True), nn.Flatten())
    x = torch.randint(0, 2, (1, 3, 9, 11)).float()
    found = backward(nn.Sequential(*model, nn.Linear(3 * 5 * 6, 20)), x, 19)
    check_maps(found)
    assert found.gradients["input"].any() and (found.gradients["input"] == 0).any()


def test_batch_norm_before_tokens() -> None:
    """PyTorch 2.13 alone reads this gradient in the wrong order, and silently."""
    torch.manual_seed(0)

    class Tokens(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm, self.last = nn.BatchNorm2d(3), nn.Linear(3, 4)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            tokens = torch.tanh(self.norm(x).flatten(2).transpose(1, 2))
            answer: torch.Tensor = self.last(tokens).cumsum(1).square().mean(1)
            return answer

    model, x = Tokens().eval().double(), torch.randn(1, 3, 4, 5).double()
    found = backward(model, x, 2)
    for parameter in ("norm.weight", "norm.bias"):
        for place in range(3):
            losses = []
            for step in (1e-5, -1e-5):
                with torch.no_grad():
                    model.get_parameter(parameter)[place] += step
                    losses.append(float(F.cross_entropy(model(x), torch.tensor([2]))))
                    model.get_parameter(parameter)[place] -= step
            wanted = (losses[0] - losses[1]) / 2e-5
            assert float(found.weights[parameter][place]) == pytest.approx(wanted, rel=1e-5)


# --- heads ------------------------------------------------------------------------------------


def _net(*last: nn.Module, answers: int = 4) -> nn.Module:
    torch.manual_seed(1)
    return nn.Sequential(nn.Flatten(), nn.Linear(297, answers), *last).eval()


@pytest.mark.parametrize(
    ("model", "head", "scores"),
    [
        (_net(), Head.LOGITS, "1"),
        (_net(nn.Softmax(dim=1)), Head.SOFTMAX, "1"),
        (_net(nn.LogSoftmax(dim=1)), Head.LOG_SOFTMAX, "1"),
        (_net(nn.Sigmoid()), Head.SIGMOID, "1"),
        (_net(nn.Sigmoid(), answers=1), Head.SIGMOID, "1"),
        (_net(answers=1), Head.LOGIT, "1"),
    ],
)
@pytest.mark.parametrize("label", [0, 1])
def test_each_head_has_its_loss(model: nn.Module, head: Head, scores: str, label: int) -> None:
    x = picture()
    found = backward(model, x, label)
    assert found.trace.head is head and found.scores == scores
    torch.testing.assert_close(found.gradients[scores][0], found.error, rtol=1e-4, atol=1e-6)
    logits = model[:2](x).detach()  # type: ignore[index]
    if head in (Head.SIGMOID, Head.LOGIT):
        target = found.wanted[None]
        wanted = F.binary_cross_entropy_with_logits(logits, target, reduction="sum")
        assert len(found.terms) == logits.shape[1]
    else:
        wanted = F.cross_entropy(logits, torch.tensor([label]))
        assert len(found.terms) == 1
    assert found.loss == pytest.approx(float(wanted), rel=1e-5)
    assert sum(term.value for term in found.terms) == pytest.approx(found.loss, rel=1e-5)
    for term in found.terms:
        share = float(found.probabilities[term.index])
        assert term.probability == pytest.approx(share if term.is_true else 1 - share, rel=1e-4)
        assert -math.log(term.probability) == pytest.approx(term.value, rel=1e-9)


@pytest.mark.parametrize(
    ("model", "x", "label", "words"),
    [
        (nn.Conv2d(3, 4, 3), picture(), 0, "a class for every place"),
        (_net(), picture(), 4, "label must be in 0..3, got 4"),
        (_net(), picture(), -1, "label must be in 0..3"),
        (_net(answers=1), picture(), 2, "label must be in 0..1"),
        (_net(), torch.zeros(2, 3, 9, 11), 0, "one input of real numbers"),
        (_net(), torch.zeros(1, 3, 9, 11, dtype=torch.int64), 0, "one input of real numbers"),
        (nn.Flatten(0), picture(), 0, "one number a class"),
        (nn.Sequential(_net(), nn.Threshold(1e9, 0.0), nn.Softmax(dim=1)), picture(), 0, ""),
        (nn.Sequential(_net(), nn.Hardtanh(0, 0.0001), nn.ReLU(), nn.Dropout()), picture(), 0, ""),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    model: nn.Module, x: torch.Tensor, label: int, words: str
) -> None:
    if not words:  # odd, but no reason to refuse
        assert math.isfinite(backward(model.eval(), x, label).loss)
        return
    with pytest.raises(ValueError, match=words) as raised:
        backward(model.eval(), x, label)
    assert "\n" not in str(raised.value)


def test_an_unknown_loss_and_a_probability_of_nothing() -> None:
    with pytest.raises(ValueError, match="loss must be one of cross_entropy"):
        backward(_net(), picture(), 0, loss="hinge")
    model = _net(nn.Softmax(dim=1))
    with torch.no_grad():
        model[1].weight.mul_(1e5)  # type: ignore[index]
    worst = int(trace(model, picture()).logits.argmin())
    with pytest.raises(ValueError, match="its loss is infinite"):
        backward(model, picture(), worst)


class _Halves(nn.Module):
    """Writes into one of several views, which PyTorch cannot differentiate."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        one, two = self.conv(x).chunk(2, dim=1)
        return torch.cat([one.relu_(), two], 1).mean((2, 3))


def test_what_pytorch_cannot_differentiate_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="the network cannot be differentiated: Output 0"):
        backward(_Halves().eval(), picture(), 1)


class _Detached(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Linear(297, 8), nn.Linear(8, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = self.two(self.one(x.flatten(1)).detach())
        return answer


def test_weights_behind_a_detached_result_have_no_gradient() -> None:
    found = backward(_Detached().eval(), picture(), 1)
    assert not found.weights["one.weight"].any() and found.weights["two.weight"].any()


# --- the shared model -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["in place", "batch norm", "pytorch's attention", "positions"])
def test_the_model_stays_as_it_was(name: str) -> None:
    model = built(name)
    model.get_parameter("stem.weight").requires_grad_(True)
    model.layer.train() if name == "in place" else None
    before = traces_of(model)
    backward(model, picture(), 3)
    assert traces_of(model) == before
    assert all(not module._forward_hooks for module in model.modules())


def test_four_threads_share_one_model() -> None:
    network = shipped_network("resnet")
    images = torch.tensor(load_dataset("builtin").images[:40]).reshape(40, 1, 1, 28, 28) / 255
    alone = [backward(network.model, images[i], i % 10) for i in range(40)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda i: backward(network.model, images[i], i % 10), range(40)))
    wrong = 0
    for one, other in zip(alone, together, strict=True):
        same = [one.gradients[name].equal(other.gradients[name]) for name in one.gradients]
        same += [one.weights[name].equal(other.weights[name]) for name in one.weights]
        wrong += not all(same)
    assert wrong == 0
