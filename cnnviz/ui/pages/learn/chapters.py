"""The chapters: what each shows, where its view comes from, and what to read on.

A new chapter is a lesson in `cnnviz.core.course.lessons`, a line here, and its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cnnviz.ui.pages.learn import views
from cnnviz.ui.pages.learn.scene import Scene

_ARXIV = "https://arxiv.org/abs/"
_TORCH = "https://docs.pytorch.org/docs/stable/generated/torch.nn."


@dataclass(frozen=True)
class Chapter:
    """One chapter.

    Attributes
    ----------
    view : callable
        Shows its live view.
    page : str
        The page that has the whole of it.
    read_on : mapping of str to str
        Where to read on: the words' key -> the address.
    setting : mapping of str to str
        What the address would have to say for the view to begin as the prose describes it; "" is
        what each thing is at the start.
    says_stand_in : bool
        Whether the view itself says that nothing is drawn yet.
    """

    view: Callable[[Scene], None]
    page: str
    read_on: Mapping[str, str]
    setting: Mapping[str, str] = field(default_factory=dict)
    says_stand_in: bool = False


_CONVOLUTION = {
    "lab_conv_input": "", "lab_conv_source": "", "lab_apart": "", "lab_kernel_height": "",
    "lab_kernel_width": "", "lab_stride_down": "", "lab_stride_right": "", "lab_padding": "",
    "lab_dilation_down": "", "lab_dilation_right": "", "lab_bias": "", "lab_activation": "",
}  # fmt: skip

CHAPTERS: dict[str, Chapter] = {
    "picture": Chapter(
        views.picture,
        "layers",
        {"read-normalisation": "https://cseweb.ucsd.edu/classes/wi08/cse253/Handouts/lecun-98b.pdf"},
    ),
    "ordinary": Chapter(
        views.ordinary,
        "duel",
        {"read-weight-sharing": "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf"},
        {"duel_part": "", "duel_shuffled": "", "duel_trained": ""},
        says_stand_in=True,
    ),
    "kernel": Chapter(
        views.convolution,
        "lab",
        {"read-conv2d": f"{_TORCH}Conv2d.html", "read-arithmetic": f"{_ARXIV}1603.07285"},
        _CONVOLUTION,
    ),
    "stride": Chapter(
        views.convolution,
        "lab",
        {"read-arithmetic": f"{_ARXIV}1603.07285", "read-conv2d": f"{_TORCH}Conv2d.html"},
        _CONVOLUTION,
    ),
    "maps": Chapter(
        views.unfolded,
        "layers",
        {"read-conv2d": f"{_TORCH}Conv2d.html"},
        {"layer": "conv2", "map": "", "cell": "", "unfolded": "1"},
    ),
    "activation": Chapter(
        views.straight,
        "layers",
        {"read-relu": f"{_TORCH}ReLU.html",
         "read-rectified": "https://proceedings.mlr.press/v15/glorot11a.html"},
    ),
    "pooling": Chapter(
        views.pooling,
        "lab",
        {"read-maxpool": f"{_TORCH}MaxPool2d.html", "read-shift": f"{_ARXIV}1904.11486"},
        {"lab_pool_input": "", "lab_pool_kind": "", "lab_pool_shift": ""},
    ),
    "answer": Chapter(
        views.answer, "layers", {"read-softmax": f"{_TORCH}Softmax.html"}
    ),
    "whole": Chapter(
        views.unfolded,
        "draw",
        {"read-distill-field": "https://distill.pub/2019/computing-receptive-fields/"},
        {"unfolded": ""},
    ),
    "learning": Chapter(
        views.learning,
        "train",
        {"read-autograd":
            "https://docs.pytorch.org/tutorials/beginner/blitz/autograd_tutorial.html",
         "read-backprop": "https://www.nature.com/articles/323533a0"},
        {"part": "step"},
    ),
    "overfitting": Chapter(
        views.overfitting,
        "train",
        {"read-dropout": "https://jmlr.org/papers/v15/srivastava14a.html"},
        {"part": "", "step": "compile"},
    ),
    "architectures": Chapter(
        views.architectures,
        "compare",
        {"read-alexnet": "https://papers.nips.cc/paper/4824", "read-vgg": f"{_ARXIV}1409.1556",
         "read-resnet": f"{_ARXIV}1512.03385"},
    ),
    "attribution": Chapter(
        views.attribution, "layers", {"read-sanity": f"{_ARXIV}1810.03292"}
    ),
    "code": Chapter(
        views.code,
        "train",
        {"read-keras": "https://keras.io/guides/sequential_model/",
         "read-torch-tutorial":
            "https://docs.pytorch.org/tutorials/beginner/basics/buildmodel_tutorial.html"},
        {"part": "", "step": "code"},
    ),
}  # fmt: skip
