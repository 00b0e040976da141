"""Picture files from strangers: which format one has, its size, and a Pillow image to decode.

Nothing here decodes a pixel. Pillow's own ``Image.open`` is passed by, for three reasons. It
tries some forty formats, most of which nobody needs; it says by a warning, which is a setting of
the whole process, that a picture is large; and its readers of metadata warn or unpack what no
pixel depends on. So metadata are cut away first, and only the orientation is read from them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

MAX_BYTES = 20_000_000
MAX_PIXELS = 60_000_000
MAX_RATIO = 50  # of the longer to the shorter side
# A progressive JPEG of a camera has about ten; each costs a pass over all pixels.
_MAX_SCANS = 200
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
READABLE = "PNG, JPEG, WebP, HEIC or BMP"


class PictureError(ValueError):
    """A file is no picture that can be used; the message is one sentence for whoever chose it."""


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """A picture file whose header was read and found to be within the limits.

    Attributes
    ----------
    kind : str
        Name of the format.
    image : PIL.Image.Image
        Not yet decoded.
    orientation : int
        1 to 8, as EXIF counts: how the stored rows and columns lie in the picture.
    """

    kind: str
    image: Image.Image
    orientation: int


def open_picture(content: bytes, most_pixels: int = MAX_PIXELS) -> OpenedPicture:
    """Read a picture file's header and check it against the limits.

    Parameters
    ----------
    content : bytes
        The whole file.
    most_pixels : int
        At most `MAX_PIXELS`.

    Raises
    ------
    PictureError
        If it is of no known format, damaged, or larger than `MAX_BYTES` or `most_pixels`, or
        longer than `MAX_RATIO` times its width.
    """
    if not content:
        raise PictureError("The file is empty; choose another picture.")
    if len(content) > MAX_BYTES:
        raise PictureError(
            f"The file has {len(content) / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB "
            "that are read; save the picture smaller."
        )
    kind = kind_of(content)
    if kind is None:
        raise PictureError(
            f"The file is no picture of a kind that can be read; choose a {READABLE} file."
        )
    try:
        if kind == "WebP":
            # Its reader takes memory for the whole picture at once.
            check_size(*_webp_size(content), most_pixels)
        opened = _OPENERS[kind](content)
    except PictureError:
        raise
    except Exception as error:  # readers of damaged headers raise whatever comes to hand
        raise damaged(kind) from error
    check_size(*opened.image.size, most_pixels)
    return opened


def damaged(kind: str) -> PictureError:
    """What to say of a file that breaks while it is read."""
    return PictureError(f"The {kind} file is damaged or incomplete; choose another picture.")


def check_size(width: int, height: int, most_pixels: int = MAX_PIXELS) -> None:
    """Refuse a picture that is empty, too large or too long.

    Raises
    ------
    PictureError
    """
    if min(width, height) < 1:
        raise PictureError("The picture has no pixels; choose another picture.")
    if width * height > most_pixels:
        raise PictureError(
            f"The picture has {width} × {height} pixels, more than the "
            f"{most_pixels / 1e6:.0f} million that are read; save it smaller."
        )
    if max(width, height) > MAX_RATIO * min(width, height):
        raise PictureError(
            f"The picture is {width} × {height} pixels, too long and thin to show anything; "
            "cut out the part that matters."
        )


def kind_of(content: bytes) -> str | None:
    """The format by a file's first bytes; None if it is none that can be read.

    Examples
    --------
    >>> kind_of(b"BM" + bytes(30)), kind_of(b"hello")
    ('BMP', None)
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(_PNG_HEAD):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WebP"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "HEIC"
    return "BMP" if content.startswith(b"BM") and len(content) > 26 else None


def _open_jpeg(content: bytes) -> OpenedPicture:
    kept, orientation = [b"\xff\xd8"], 1
    for marker, start, end in _segments(content):
        if marker == 0xDA:  # from here on it is pixels
            kept.append(content[start:])
            break
        if marker == 0xE1 and content[start + 4 : start + 10] == b"Exif\0\0":
            orientation = exif_orientation(content[start + 10 : end])
        # JFIF's and Adobe's say how colours are stored; the others and comments say nothing.
        if marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(content[start:end])
    if kept[-1].count(b"\xff\xda") > _MAX_SCANS:
        raise damaged("JPEG")
    return OpenedPicture("JPEG", JpegImageFile(io.BytesIO(b"".join(kept))), orientation)


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment of a JPEG, up to the first scan."""
    place = 2
    while place + 4 <= len(content):
        marker = content[place + 1]
        if content[place] != 0xFF or marker == 0xFF:  # padding
            place += 1
            continue
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        yield marker, place, end
        place = end


def _open_png(content: bytes) -> OpenedPicture:
    kept, orientation, place = [_PNG_HEAD], 1, len(_PNG_HEAD)
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        name = content[place + 4 : place + 8]
        if name == b"eXIf":
            orientation = exif_orientation(content[place + 8 : end - 4])
        if name in _PNG_CHUNKS:
            kept.append(content[place:end])
        place = end
    return OpenedPicture("PNG", PngImageFile(io.BytesIO(b"".join(kept))), orientation)


def _open_webp(content: bytes) -> OpenedPicture:
    image = WebPImageFile(io.BytesIO(content))
    exif = image.info.get("exif", b"")
    return OpenedPicture("WebP", image, exif_orientation(exif.removeprefix(b"Exif\0\0")))


def _webp_size(content: bytes) -> tuple[int, int]:
    """Width and height as the first chunk says (RFC 9649)."""
    name, data = content[12:16], content[20:30]
    if name == b"VP8X":
        return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    if name == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 ":
        sides = data[6:8], data[8:10]
        width, height = (int.from_bytes(side, "little") & 0x3FFF for side in sides)
        return width, height
    raise damaged("WebP")


def _open_heic(content: bytes) -> OpenedPicture:
    try:
        from pillow_heif import HeifImageFile  # optional: 10 MB that most people do not need
    except ImportError as error:
        raise PictureError(
            "HEIC pictures need the package pillow-heif, which is not installed; install it, or "
            "save the picture as JPEG."
        ) from error
    # It has turned the picture upright already.
    return OpenedPicture("HEIC", HeifImageFile(io.BytesIO(content)), 1)  # type: ignore[no-untyped-call]


def _open_bmp(content: bytes) -> OpenedPicture:
    return OpenedPicture("BMP", BmpImageFile(io.BytesIO(content)), 1)


_OPENERS: dict[str, Callable[[bytes], OpenedPicture]] = {
    "JPEG": _open_jpeg,
    "PNG": _open_png,
    "WebP": _open_webp,
    "HEIC": _open_heic,
    "BMP": _open_bmp,
}


def exif_orientation(exif: bytes) -> int:
    """Tag 0x0112 of EXIF data that start with their TIFF header; 1 where it says nothing.

    Examples
    --------
    >>> entry = bytes.fromhex("0112 0003 00000001 0006 0000")
    >>> exif_orientation(b"MM" + bytes.fromhex("002a 00000008 0001") + entry)
    6
    >>> exif_orientation(b"nonsense")
    1
    """
    if exif[:2] not in (b"II", b"MM"):
        return 1
    little = exif[:2] == b"II"

    def number(place: int, length: int) -> int:
        return int.from_bytes(exif[place : place + length], "little" if little else "big")

    directory = number(4, 4)
    for entry in range(number(directory, 2)):
        place = directory + 2 + 12 * entry
        if place + 12 > len(exif):
            break
        if number(place, 2) == 0x0112 and number(place + 2, 2) == 3:
            value = number(place + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1
