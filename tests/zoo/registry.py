"""All networks of the zoo, by name, each with the picture it takes."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import torch
from torch import nn

from tests.zoo import others
from tests.zoo.lively import enliven
from tests.zoo.papers import PAPERS

FAMILIES = ("torchvision", "timm", "attention", "papers")


@dataclass(frozen=True)
class Case:
    """A network of the zoo.

    Attributes
    ----------
    name : str
        ``family/name``.
    build : callable
        Makes the module, weights as its author initialises them.
    shape : tuple of int
        Of the picture, (C, H, W): as small as the architecture allows, so that the sweep ends.
    giant : bool
        Whether it has so many parameters that a second copy of it is a burden.
    """

    name: str
    build: Callable[[], nn.Module]
    shape: tuple[int, int, int]
    giant: bool = False

    @property
    def family(self) -> str:
        """Who wrote it."""
        return self.name.split("/")[0]

    def model(self, seed: int = 0) -> nn.Module:
        """The network in evaluation mode, every layer of it lively; the same for the same seed."""
        seed += zlib.crc32(self.name.encode())
        with torch.random.fork_rng(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.manual_seed(seed)
            return enliven(self.build(), self.shape, seed)

    def picture(self, seed: int = 0, batch: int = 1) -> torch.Tensor:
        """Random pictures (batch, C, H, W) of both signs."""
        random = torch.Generator().manual_seed(seed)
        return torch.randn(batch, *self.shape, generator=random)


@cache
def cases() -> dict[str, Case]:
    """All networks that can be built here; those of packages only where they are installed."""
    found = [
        Case(f"papers/{name}", partial(_paper_model, name), shape)
        for name, (_, shape) in PAPERS.items()
    ]
    if others.installed():
        found = [*_torchvision(), *_timm("timm", _CLASSIC), *_timm("attention", _ATTENTION), *found]
    return {case.name: case for case in found}


def _paper_model(name: str) -> nn.Module:
    model = PAPERS[name][0]()
    for parameter in model.parameters():
        # PyTorch's own start is so small that little of a picture is left after a few layers.
        if parameter.ndim >= 2:
            nn.init.kaiming_normal_(parameter)
    return model


# --- torchvision's classifiers --------------------------------------------------------------

# Where 64x64 is too small, or the size is an argument.
_SIZES = {"inception_v3": 96, "maxvit_t": 224, "vit_h_14": 56, "alexnet": 80}
_GIANT_PARAMETERS = 150e6


def _torchvision() -> list[Case]:
    package = others.torchvision()
    return [
        Case(
            f"torchvision/{name}",
            partial(_torchvision_model, name),
            (3, _SIZES.get(name, 64), _SIZES.get(name, 64)),
            giant=_torchvision_parameters(name) > _GIANT_PARAMETERS,
        )
        for name in package.models.list_models(module=package.models)
    ]


def _torchvision_model(name: str) -> nn.Module:
    settings: dict[str, object] = {"num_classes": 100}
    if name.startswith("vit"):
        settings["image_size"] = _SIZES.get(name, 64)
    if name in ("googlenet", "inception_v3"):
        settings["init_weights"] = True
    model = others.torchvision().models.get_model(name, weights=None, **settings)
    assert isinstance(model, nn.Module)
    return model


def _torchvision_parameters(name: str) -> int:
    weights = others.torchvision().models.get_model_weights(name)
    return max(int(entry.meta["num_params"]) for entry in weights)


# --- timm -----------------------------------------------------------------------------------

# One of each family that is built of convolutions.
_CLASSIC_NAMES = """
resnet10t resnet18d resnetv2_18 seresnet18 ecaresnet26t skresnet18 resnetblur18 resnest14d
res2net50_26w_4s res2next50 gcresnet33ts nf_resnet26 nf_regnet_b0 regnetz_005 gernet_s
repvgg_a0 mobileone_s0 ghostnet_050 ghostnetv2_100 repghostnet_050 mobilenetv1_100
mobilenetv4_conv_small hardcorenas_a tinynet_e lcnet_050 fbnetc_100 mixnet_s efficientnet_es
rexnet_100 dla46_c hrnet_w18_small hgnetv2_b0 ese_vovnet19b_dw dpn48b selecsls42 darknet17
cspresnet50 cs3darknet_s densenetblur121d legacy_xception legacy_seresnet18 tresnet_m
convnext_atto convnextv2_atto inception_next_atto fasternet_t0 starnet_s1 poolformer_s12
fastvit_t8 convmixer_768_32 rdnet_tiny nasnetalarge
"""
_CLASSIC = dict.fromkeys(_CLASSIC_NAMES.split(), 64) | {
    "inception_v4": 96,
    "inception_resnet_v2": 96,
    "resmlp_12_224": 224,
    "mixer_s32_224": 224,
}

# Products of activations, softmax inside.
_ATTENTION: dict[str, int] = {
    "mobilevit_xxs": 64,
    "edgenext_xx_small": 64,
    "efficientvit_m0": 64,
    "efficientvit_b0": 64,
    "tiny_vit_5m_224": 64,
    "shvit_s1": 64,
    "xcit_nano_12_p16_224": 64,
    "lambda_resnet26t": 64,
    "focalnet_tiny_srf": 64,
    "coatnet_nano_rw_224": 224,
    "gmlp_ti16_224": 224,
    "levit_128s": 224,
    "visformer_tiny": 224,
    "deit_tiny_patch16_224": 224,
    "halonet26t": 256,
    "eca_botnext26ts_256": 256,
}


def _timm(family: str, sizes: dict[str, int]) -> list[Case]:
    return [
        Case(f"{family}/{name}", partial(_timm_model, name), (3, size, size))
        for name, size in sizes.items()
    ]


def _timm_model(name: str) -> nn.Module:
    model = others.timm().create_model(name, pretrained=False, num_classes=100)
    assert isinstance(model, nn.Module)
    return model
