"""The pictures that a training used, as an archive that the scripts read."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

from cnnviz.core.export.script import folder_name
from cnnviz.core.training.fit import TrainingData


def pictures_archive(data: TrainingData, classes: tuple[str, ...]) -> bytes:
    """A ZIP of PNG files: a folder to train on and one to test on, in each one a class.

    The files are numbered in the order of the pictures, so that a script sees what the app saw,
    in the same order.

    Parameters
    ----------
    data : TrainingData
    classes : tuple of str

    Returns
    -------
    bytes
        The same for the same pictures.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnviz.core.images import ImageSet
    >>> one = ImageSet("one", np.zeros((1, 28, 28), np.uint8), np.array([1]))
    >>> archive = pictures_archive(TrainingData(one, one), ("cat", "dog"))
    >>> zipfile.ZipFile(io.BytesIO(archive)).namelist()
    ['train/dog/00001.png', 'test/dog/00001.png']
    """
    out = io.BytesIO()
    # Stored: PNG is compressed by itself.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for side, part in (("train", data.train), ("test", data.check)):
            for number, (image, label) in enumerate(zip(part.images, part.labels, strict=True), 1):
                file = io.BytesIO()
                Image.fromarray(image).save(file, "PNG")
                # An entry made by hand has a fixed date.
                name = f"{side}/{folder_name(classes[int(label)])}/{number:05d}.png"
                archive.writestr(zipfile.ZipInfo(name), file.getvalue())
    return out.getvalue()
