"""torchvision and timm, for the definitions of their networks alone.

The torchvision of PyPI is built for another PyTorch than the CPU build used here, and stops at
import because its compiled operators are missing. Its classifiers need none of them, so they are
declared, without any code behind them, before its Python is imported.
"""

from __future__ import annotations

import importlib
import re
import sys
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType

import torch

FOLDER = Path(__file__).parents[2] / ".venv" / "zoo"


def installed() -> bool:
    """Whether `install.sh` has run."""
    return (FOLDER / "installed.txt").exists()


@cache
def torchvision() -> ModuleType:
    """The package, imported; ImportError with the way out if it is not there."""
    return _imported("torchvision")


@cache
def timm() -> ModuleType:
    """The package, imported; it needs torchvision."""
    torchvision()
    return _imported("timm")


@cache
def _operators() -> torch.library.Library:
    """Declares what torchvision's Python registers; the library lives as long as it is held."""
    library = torch.library.Library("torchvision", "DEF")
    source = (FOLDER / "torchvision" / "_meta_registrations.py").read_text()
    registered = re.findall(r'register_meta\("(\w+)"\)|torchvision::(\w+)', source)
    for name in sorted({one or other for one, other in registered}):
        library.define(f"{name}(Tensor a) -> Tensor")
    return library


def _imported(name: str) -> ModuleType:
    if not installed():
        raise ImportError(f"{name} is not installed: run tests/zoo/install.sh")
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    _operators()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say of themselves is no concern of ours
        return importlib.import_module(name)
