"""A training in Keras: the seven steps as a script."""

from __future__ import annotations

from cnnviz.core.export.keras_network import define_section
from cnnviz.core.export.keras_training import (
    compile_section,
    evaluate_section,
    fit_section,
    notes_of_training,
)
from cnnviz.core.export.pictures_code import file_imports, file_packages, load_section, loader
from cnnviz.core.export.script import MAIN, constants, imports, notes_of_data, title_of
from cnnviz.core.export.values import Parts, Section, Subject
from cnnviz.core.export.writing import lines

_NORMALISE = '''\
def normalise(images):
    """Pixels from 0 to 255 become numbers from 0 to 1."""
    return images.astype(np.float32) / 255


def one_hot(labels):
    """Each label as 0s and a 1 at its place."""
    return keras.utils.to_categorical(labels, len(CLASSES))'''

_BACKEND = """\
# Keras computes with PyTorch, JAX or TensorFlow: KERAS_BACKEND says which.
os.environ.setdefault("KERAS_BACKEND", "torch")
"""


def keras_parts(subject: Subject) -> Parts:
    """Everything of the script, in its order.

    Raises
    ------
    ValueError
        If the network is impossible; the message names the layer.
    """
    channels, (height, width) = subject.channels, subject.size
    sections = (
        load_section(subject),
        _reshape_section(subject),
        _normalise_section(),
        define_section(subject),
        compile_section(subject),
        fit_section(subject),
        evaluate_section(),
    )
    return Parts(
        title=title_of(subject, "Keras"),
        packages=("keras", "torch", "numpy", "safetensors", *file_packages(subject)),
        imports=_imports(subject),
        constants=lines(
            constants(subject),
            f"SHAPE = ({height}, {width}, {channels})  # height, width, channels",
        ),
        sections=sections,
        main=MAIN.format(
            load=loader(subject),
            labels="y_train, y_test = one_hot(train_labels), one_hot(test_labels)",
            shown="model.summary()",
            loaded="load_weights(model, weights)",
            saved='model.save("model.keras")',
        ),
        notes=(*notes_of_data(subject), *notes_of_training(subject)),
    )


def _imports(subject: Subject) -> str:
    own, others = file_imports(subject)
    config = subject.plan.config
    # What Keras computes with is said before it is imported, and so are all others.
    others += ["import numpy as np", "from safetensors.numpy import load_file"]
    needs_ops = config.loss == "squared_error" or config.schedule == "one_cycle"
    late = ["import keras", f"from keras import layers{', ops' if needs_ops else ''}"]
    early = imports([*own, "import argparse", "import math", "import os"], others)
    return f"{early}\n\n{_BACKEND}\n" + "\n".join(f"{one}  # noqa: E402" for one in late)


def _reshape_section(subject: Subject) -> Section:
    channels, (height, width) = subject.channels, subject.size
    before = f"({height}, {width})" if channels == 1 else f"({height}, {width}, 3)"
    code = lines(
        "def reshape(images):",
        f'    """Each picture has the shape ({height}, {width}, {channels})."""',
        f"    return images{'[..., np.newaxis]' if channels == 1 else ''}",
    )
    words = (
        "Keras takes pictures as (number of pictures, height, width, channels); so far each is "
        f"{before}."
    )
    use = lines(
        "train_images, test_images = reshape(train_images), reshape(test_images)",
        "print(train_images.shape, test_images.shape)",
    )
    return Section("2. Reshape", words, code, use)


def _normalise_section() -> Section:
    use = lines(
        "x_train, x_test = normalise(train_images), normalise(test_images)",
        "y_train, y_test = one_hot(train_labels), one_hot(test_labels)",
        "print(x_train.min(), x_train.max())",
    )
    words = "Networks learn best from numbers around 0 to 1."
    return Section("3. Normalise", words, _NORMALISE, use)
