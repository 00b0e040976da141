"""From the bytes of a picture file to its pixels, upright, in red, green and blue."""

from __future__ import annotations

from threading import BoundedSemaphore

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.core.images import LUMA
from cnnviz.core.picture_files import (
    MAX_BYTES,
    MAX_PIXELS,
    READABLE,
    OpenedPicture,
    PictureError,
    damaged,
    open_picture,
)

__all__ = [
    "LONGEST",
    "MAX_BYTES",
    "MAX_PIXELS",
    "READABLE",
    "PictureError",
    "decode_picture",
    "over_background",
    "read_picture",
]

Pixels = NDArray[np.uint8]

LONGEST = 2048  # pixels on the longer side of what is handed out
_ENOUGH = 1536  # pixels to which a JPEG may be shrunk while it is decoded
_STRIP = 64  # rows of the result that are converted and shrunk at once
# A picture of the largest size takes some 250 MB, a WebP 1 GB, for a second: a few at a time.
_DECODING = BoundedSemaphore(2)


def read_picture(
    content: bytes, background: int | None = 255, most_pixels: int = MAX_PIXELS
) -> Pixels:
    """Decode a picture file.

    Parameters
    ----------
    content : bytes
        A whole file: PNG, JPEG, WebP, BMP, or HEIC if the package pillow-heif is there. Of
        several pictures in one file, the first. Colour profiles are not applied.
    background : int, optional
        The grey level (0 to 255) behind transparent pixels; None for black or white, whichever
        the visible pixels stand out from.
    most_pixels : int
        Larger pictures are refused.

    Returns
    -------
    uint8 array (h, w, 3)
        Turned upright as EXIF says; the longer side at most `LONGEST`, scaled down if need be.

    Raises
    ------
    PictureError
        If the file is no such picture, is damaged, or has more than 20 MB or 60 million pixels;
        the message is one sentence. Limits are checked before a pixel is decoded.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> Image.new("RGB", (30, 20), "red").save(file, "PNG")
    >>> read_picture(file.getvalue()).shape
    (20, 30, 3)
    >>> read_picture(b"a text called .png")
    Traceback (most recent call last):
        ...
    cnnviz.core.picture_files.PictureError: The file is no picture of a kind that can be read; \
choose a PNG, JPEG, WebP, HEIC or BMP file.
    """
    return decode_picture(open_picture(content, most_pixels), background)


def decode_picture(
    opened: OpenedPicture, background: int | None = 255, enough: int = _ENOUGH
) -> Pixels:
    """The pixels of a picture whose header was found to be within the limits.

    Parameters
    ----------
    opened : OpenedPicture
    background : int, optional
        As in `read_picture`.
    enough : int
        Pixels of the longer side down to which a JPEG may be shrunk while it is decoded, which
        takes a fraction of the time.

    Returns
    -------
    uint8 array (h, w, 3)
        As `read_picture` returns.

    Raises
    ------
    PictureError
        If it is damaged.
    """
    with _DECODING:
        try:
            pixels = _decode(opened, enough)
        except Exception as error:  # decoders of damaged data raise whatever comes to hand
            raise damaged(opened.kind) from error
    return over_background(_upright(pixels, opened.orientation), background)


def over_background(pixels: Pixels, background: int | None = 255) -> Pixels:
    """Lay a picture with transparent pixels over an even grey.

    Parameters
    ----------
    pixels : uint8 array (h, w, 3) or (h, w, 4)
    background : int, optional
        As in `read_picture`.

    Returns
    -------
    uint8 array (h, w, 3)

    Examples
    --------
    >>> white_ink = np.array([[[255, 255, 255, 255], [0, 0, 0, 0]]], np.uint8)
    >>> over_background(white_ink)[0, :, 0].tolist()
    [255, 255]
    >>> over_background(white_ink, None)[0, :, 0].tolist()
    [255, 0]
    """
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3]
    if alpha.min() == 255:
        return np.ascontiguousarray(pixels[..., :3])
    if background is None:
        seen = float((pixels[..., :3] @ LUMA * alpha).sum(dtype=np.float64))
        background = 0 if seen > 127.5 * float(alpha.sum(dtype=np.float64)) else 255
    share = alpha[..., None].astype(np.float32) / np.float32(255)
    blended = pixels[..., :3] * share + np.float32(background) * (1 - share)
    laid: Pixels = np.rint(blended).astype(np.uint8)
    return laid


def _decode(opened: OpenedPicture, enough: int) -> Pixels:
    """Pixels (h, w, 3) or (h, w, 4), not larger than `LONGEST`, as they lie in the file."""
    image = opened.image
    if opened.kind == "JPEG":
        # libjpeg decodes to a half, a quarter or an eighth at a fraction of the time.
        shrink = max(1.0, max(image.size) / enough)
        image.draft(None, (max(1, int(image.width / shrink)), max(1, int(image.height / shrink))))
    image.load()
    factor = max(1, max(image.size) // LONGEST)
    rows = _STRIP * factor
    strips = []
    for top in range(0, image.height, rows):
        # In strips, so that no second copy of the full size is made.
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        strips.append(np.asarray(_in_colour(strip, image).reduce(factor)))
    pixels: Pixels = np.concatenate(strips)
    height, width = pixels.shape[:2]
    if max(height, width) <= LONGEST:
        return pixels
    scale = LONGEST / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))


def _in_colour(strip: Image.Image, whole: Image.Image) -> Image.Image:
    """Any of Pillow's modes as RGB, or RGBA where something may be transparent."""
    if strip.mode.startswith("I"):  # 16 bits a pixel, whatever the mode's name
        values = np.asarray(strip).astype(np.int64) >> 8
        strip = Image.fromarray(values.clip(0, 255).astype(np.uint8))
        return strip.convert("RGB")
    return strip.convert("RGBA" if whole.has_transparency_data else "RGB")


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Undo how the camera was held (EXIF 2.32, tag 0x0112)."""
    if orientation in (2, 4, 5, 7):
        pixels = pixels[:, ::-1]
    turns = {3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}.get(orientation, 0)
    return np.ascontiguousarray(np.rot90(pixels, turns))
