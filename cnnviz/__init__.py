"""cnnviz: see what a convolutional neural network does, down to one multiplication."""

from cnnviz.core.digits.datasets import load_dataset
from cnnviz.core.digits.photo import prepare_photo
from cnnviz.core.digits.prepare import PreparedDigit, prepare_digit
from cnnviz.core.networks.architectures import ARCHITECTURES, ArchSpec
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.onnx.loading import load_onnx
from cnnviz.core.networks.pretrained import load_pretrained
from cnnviz.core.trace import LayerKind, LayerRecord, Trace, trace
from cnnviz.core.training.config import TrainConfig
from cnnviz.core.training.fit import BatchEnd, EpochEnd, TrainingData, fit
from cnnviz.core.version import version as _version
from cnnviz.core.windows import ConvSpec, PoolSpec, WindowStep, convolve_steps, pool_steps
from cnnviz.ui.standalone import show

__version__ = _version()

__all__ = [
    "ARCHITECTURES",
    "ArchSpec",
    "BatchEnd",
    "ConvSpec",
    "EpochEnd",
    "LayerKind",
    "LayerRecord",
    "Network",
    "PoolSpec",
    "PreparedDigit",
    "Trace",
    "TrainConfig",
    "TrainingData",
    "WindowStep",
    "convolve_steps",
    "fit",
    "load_dataset",
    "load_onnx",
    "load_pretrained",
    "pool_steps",
    "prepare_digit",
    "prepare_photo",
    "show",
    "trace",
]
