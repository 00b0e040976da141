"""Pictures that a training used, as an archive that its scripts read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

from cnnviz.core.export.script import folder_name
from cnnviz.core.images import ImageSet


def pictures_archive(parts: Mapping[str, ImageSet], classes: tuple[str, ...]) -> bytes:
    """A ZIP of PNG files, one folder a class.

    The files are numbered in the order of the pictures, so that a script sees what the app saw,
    in the same order.

    Parameters
    ----------
    parts : mapping of str to ImageSet
        By the folder that holds those of the classes, "train" and "test"; "" for none.
    classes : tuple of str

    Returns
    -------
    bytes
        The same for the same pictures.

    Examples
    --------
    >>> import numpy as np
    >>> one = ImageSet("one", np.zeros((1, 28, 28), np.uint8), np.array([1]))
    >>> archive = pictures_archive({"train": one, "": one}, ("cat", "dog"))
    >>> zipfile.ZipFile(io.BytesIO(archive)).namelist()
    ['train/dog/00001.png', 'dog/00001.png']
    """
    out = io.BytesIO()
    # Stored: PNG is compressed by itself.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for folder, part in parts.items():
            above = f"{folder}/" if folder else ""
            for number, (image, label) in enumerate(zip(part.images, part.labels, strict=True), 1):
                file = io.BytesIO()
                Image.fromarray(image).save(file, "PNG")
                # An entry made by hand has a fixed date.
                name = f"{above}{folder_name(classes[int(label)])}/{number:05d}.png"
                archive.writestr(zipfile.ZipInfo(name), file.getvalue())
    return out.getvalue()
