"""A training in PyTorch: the seven steps as a script."""

from __future__ import annotations

import re

from cnnviz.core.export.pictures_code import (
    file_imports,
    file_packages,
    load_section,
    loader,
)
from cnnviz.core.export.script import MAIN, constants, imports, notes_of_data, title_of
from cnnviz.core.export.torch_network import define_section
from cnnviz.core.export.torch_training import compile_section, evaluate_section, fit_section
from cnnviz.core.export.values import Parts, Section, Subject
from cnnviz.core.export.writing import lines

_NORMALISE = '''\
def normalise(images):
    """Pixels from 0 to 255 become numbers from 0 to 1."""
    return torch.from_numpy(images.astype(np.float32) / 255)'''
_LABELS = "y_train, y_test = torch.from_numpy(train_labels), torch.from_numpy(test_labels)"


def pytorch_parts(subject: Subject) -> Parts:
    """Everything of the script, in its order.

    Raises
    ------
    ValueError
        If the network is impossible; the message names the layer.
    """
    sections = (
        load_section(subject),
        _reshape_section(subject),
        _normalise_section(),
        define_section(subject),
        compile_section(subject),
        fit_section(subject),
        evaluate_section(),
    )
    own, others = _imports(subject)
    if any(re.search(r"\bF\.", section.code) for section in sections):
        others.append("import torch.nn.functional as F")
    return Parts(
        title=title_of(subject, "PyTorch"),
        packages=("torch", "numpy", "safetensors", *file_packages(subject)),
        imports=imports(own, others),
        constants=constants(subject),
        sections=sections,
        main=MAIN.format(
            load=loader(subject),
            labels=_LABELS,
            shown="print(model)",
            loaded="model.load_state_dict(load_file(weights))",
            saved='save_file(model.state_dict(), "weights.safetensors")',
        ),
        notes=(*notes_of_data(subject), *_notes(subject)),
    )


def _imports(subject: Subject) -> tuple[list[str], list[str]]:
    own, others = file_imports(subject)
    own += ["import argparse", "import math"]
    if not subject.plan.network.architecture:
        own.append("from collections import OrderedDict")
    others += ["import numpy as np", "import torch", "from torch import nn"]
    others.append("from safetensors.torch import load_file, save_file")
    if subject.plan.config.average:
        others.append("from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn")
    return own, others


def _reshape_section(subject: Subject) -> Section:
    channels, (height, width) = subject.channels, subject.size
    if channels == 1:
        result = "return images[:, np.newaxis]"
        before = f"(N, {height}, {width})"
    else:
        # Copied, so that each picture lies in one piece.
        result = "return np.ascontiguousarray(images.transpose(0, 3, 1, 2))"
        before = f"(N, {height}, {width}, 3)"
    code = lines(
        "def reshape(images):",
        f'    """From {before} to (N, {channels}, {height}, {width})."""',
        f"    {result}",
    )
    words = "PyTorch takes pictures as (number of pictures, channels, height, width)."
    use = lines(
        "train_images, test_images = reshape(train_images), reshape(test_images)",
        "print(train_images.shape, test_images.shape)",
    )
    return Section("2. Reshape", words, code, use)


def _normalise_section() -> Section:
    use = lines(
        "x_train, x_test = normalise(train_images), normalise(test_images)",
        _LABELS,
        "print(x_train.min(), x_train.max())",
    )
    words = "Networks learn best from numbers around 0 to 1."
    return Section("3. Normalise", words, _NORMALISE, use)


def _notes(subject: Subject) -> tuple[str, ...]:
    if subject.draws_alike:
        return ()
    return (
        "Only what is switched on of the augmentation is written here, so that its random numbers "
        "are others than in the app, and a training ends a little differently.",
    )
