"""Small networks written from their papers, for what they do that others do not."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from tests.zoo.papers import branched, gated, plain

_Shape = tuple[int, int, int]
_PICTURE: _Shape = (3, 32, 32)

PAPERS: dict[str, tuple[Callable[[], nn.Module], _Shape]] = {
    "network_in_network": (plain.network_in_network, _PICTURE),
    "all_convolutional": (plain.all_convolutional, _PICTURE),
    "response_normalised": (plain.ResponseNormalised, _PICTURE),
    "maxout": (plain.Maxout, _PICTURE),
    "prelu": (plain.ParametricReLU, _PICTURE),
    "spatial_pyramid": (plain.SpatialPyramid, _PICTURE),
    "blur_pool": (plain.BlurPool, _PICTURE),
    "mobilenet_v1": (plain.MobileNetV1, _PICTURE),
    "self_normalising": (plain.SelfNormalising, _PICTURE),
    "coordinates": (plain.CoordinateConvolution, _PICTURE),
    "preact_resnet": (branched.PreActResNet, _PICTURE),
    "wide_resnet": (lambda: branched.PreActResNet(width=4), _PICTURE),
    "padded_shortcut": (branched.PaddedShortcut, _PICTURE),
    "densenet_bc": (branched.DenseNetBC, _PICTURE),
    "inception": (branched.Inception, _PICTURE),
    "fractal": (branched.Fractal, _PICTURE),
    "high_resolution": (branched.HighResolution, _PICTURE),
    "unet": (branched.UNetClassifier, _PICTURE),
    "repvgg": (branched.RepVGG, _PICTURE),
    "squeeze_excite": (gated.SqueezeExcite, _PICTURE),
    "cbam": (gated.AttentionModule, _PICTURE),
    "highway": (gated.Highway, _PICTURE),
    "gated_linear": (gated.GatedLinear, _PICTURE),
    "shufflenet": (gated.ShuffleNet, _PICTURE),
    "mixed_kernels": (gated.MixedKernels, _PICTURE),
    "dynamic_kernel": (gated.DynamicKernel, _PICTURE),
    "mixer": (gated.PatchMixer, _PICTURE),
    "convmixer": (gated.PatchConvolutions, _PICTURE),
    "transformer": (gated.TinyTransformer, _PICTURE),
    "sub_pixel": (gated.SubPixel, _PICTURE),
}
