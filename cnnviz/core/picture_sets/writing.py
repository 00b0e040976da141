"""Write a set of pictures as a ZIP that `read_archive` reads."""

from __future__ import annotations

import io
import re
import zipfile

from PIL import Image

from cnnviz.core.images import ImageSet
from cnnviz.core.picture_sets.names import MOST_CLASS_LETTERS


def write_archive(images: ImageSet) -> bytes:
    """A ZIP of PNG files, one folder a class; the same set gives the same bytes.

    Parameters
    ----------
    images : ImageSet
        Without names of classes, the folders are called after the labels.

    Returns
    -------
    bytes

    Examples
    --------
    >>> import numpy as np
    >>> one = ImageSet("one", np.zeros((1, 28, 28), np.uint8), np.array([7]))
    >>> zipfile.ZipFile(io.BytesIO(write_archive(one))).namelist()
    ['7/00001.png']
    """
    folders = _folders(images)
    out = io.BytesIO()
    # Stored: PNG is compressed by itself.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, (image, label) in enumerate(zip(images.images, images.labels, strict=True), 1):
            file = io.BytesIO()
            Image.fromarray(image).save(file, "PNG")
            # An entry of its own has a fixed date.
            info = zipfile.ZipInfo(f"{folders[int(label)]}/{number:05d}.png")
            archive.writestr(info, file.getvalue())
    return out.getvalue()


def _folders(images: ImageSet) -> dict[int, str]:
    """A folder for each label: its class' name, without what no file system allows."""
    folders: dict[int, str] = {}
    for label in sorted(set(images.labels.tolist())):
        name = images.classes[label] if images.classes else str(label)
        plain = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", name).strip(" .")[:MOST_CLASS_LETTERS]
        if not plain or plain in folders.values():
            plain = f"{plain[: MOST_CLASS_LETTERS - 8]}_{label}"
        folders[label] = plain
    return folders
