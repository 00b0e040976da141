"""Picture files: every kind read exactly, every limit kept, one sentence for the rest."""

from __future__ import annotations

import builtins
import io
import resource
import threading
import time
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageOps

from cnnviz.core import picture_files
from cnnviz.core.pictures import LONGEST, PictureError, over_background, read_picture
from tests.core.picture_maker import encode, mutated, patches, png_that_claims

PIXELS = patches(48, 80)
LOSSLESS: dict[str, dict[str, object]] = {"PNG": {}, "BMP": {}, "WEBP": {"lossless": True}}


@pytest.mark.parametrize("kind", LOSSLESS)
def test_a_lossless_file_comes_back_exactly(kind: str) -> None:
    np.testing.assert_array_equal(read_picture(encode(PIXELS, kind, **LOSSLESS[kind])), PIXELS)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
def test_a_jpeg_comes_back_as_pillow_decodes_it(options: dict[str, object]) -> None:
    content = encode(PIXELS, "JPEG", quality=90, comment=b"metadata", **options)
    expected = np.asarray(Image.open(io.BytesIO(content)))
    np.testing.assert_array_equal(read_picture(content), expected)


def test_heic_comes_back_upright() -> None:
    heif = pytest.importorskip("pillow_heif")
    file = io.BytesIO()
    image = Image.fromarray(np.kron(patches(8, 12, 1), np.ones((16, 16, 1), np.uint8)))
    exif = Image.Exif()
    exif[0x112] = 6
    heif.from_pillow(image).save(file, quality=100, exif=exif.tobytes())
    image.getexif()[0x112] = 6
    expected = np.asarray(ImageOps.exif_transpose(image)).astype(int)
    pixels = read_picture(file.getvalue())
    assert pixels.shape == (192, 128, 3)
    assert np.abs(pixels.astype(int) - expected).mean() < 12  # chroma is halved


def test_heic_without_its_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "pillow_heif":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PictureError, match=r"pillow-heif.*save the picture as JPEG"):
        read_picture(b"\0\0\0\x18ftypheic" + bytes(40))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_exif_orientation_is_applied(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x010F] = "a maker"
    exif[0x0112] = orientation
    content = encode(PIXELS, kind, exif=exif, **LOSSLESS.get(kind, {}))
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    np.testing.assert_array_equal(read_picture(content), np.asarray(expected))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_png_is_read(mode: str) -> None:
    image = Image.fromarray(PIXELS).convert(mode)
    expected = np.asarray(image.convert("RGB"))
    np.testing.assert_array_equal(read_picture(encode(image, "PNG")), expected)


def test_sixteen_bits_keep_their_upper_eight() -> None:
    values = np.arange(0, 65536, 64, dtype=np.uint16).reshape(32, 32)
    pixels = read_picture(encode(Image.fromarray(values), "PNG"))
    np.testing.assert_array_equal(pixels[..., 0], values >> 8)


def test_cmyk_has_its_colours() -> None:
    content = encode(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=95)
    red = read_picture(content).reshape(-1, 3).mean(axis=0)
    assert red[0] > 240
    assert red[1:].max() < 15


def test_a_palette_with_a_transparent_colour_lies_over_white() -> None:
    image = Image.new("P", (4, 2), 0)
    image.putpalette([200, 0, 0, 0, 0, 250])
    image.putpixel((1, 1), 1)
    pixels = read_picture(encode(image, "PNG", transparency=bytes([0, 255])))
    np.testing.assert_array_equal(pixels[0, 0], [255, 255, 255])
    np.testing.assert_array_equal(pixels[1, 1], [0, 0, 250])


def test_transparency_is_blended() -> None:
    rgba = np.zeros((1, 3, 4), np.uint8)
    rgba[0, :, 3] = 0, 51, 255
    np.testing.assert_array_equal(over_background(rgba)[0, :, 0], [255, 204, 0])
    np.testing.assert_array_equal(over_background(rgba, 100)[0, :, 0], [100, 80, 0])


@pytest.mark.parametrize(("ink", "behind"), [(255, 0), (180, 0), (0, 255), (90, 255)])
def test_ink_on_nothing_stands_out(ink: int, behind: int) -> None:
    rgba = np.zeros((9, 9, 4), np.uint8)
    rgba[4, 2:7] = ink, ink, ink, 255
    content = encode(rgba, "PNG")
    assert read_picture(content, background=None)[0, 0, 0] == behind
    assert read_picture(content, background=None)[4, 4, 0] == ink


@pytest.mark.parametrize(("kind", "size"), [("JPEG", (4032, 3024)), ("PNG", (5000, 700))])
def test_large_pictures_come_smaller_and_whole(kind: str, size: tuple[int, int]) -> None:
    width, height = size
    pixels = patches(height, width, side=100)
    shrunk = read_picture(encode(pixels, kind))
    assert LONGEST / 2 < max(shrunk.shape[:2]) <= LONGEST
    assert abs(shrunk.shape[0] / shrunk.shape[1] - height / width) < 0.002
    expected = np.asarray(Image.fromarray(pixels).resize(shrunk.shape[1::-1], Image.Resampling.BOX))
    assert np.abs(shrunk.astype(int) - expected.astype(int)).mean() < 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"a text called .png", "no picture of a kind that can be read"),
        (b"GIF89a" + bytes(100), "no picture of a kind"),
        (b"II*\0" + bytes(100), "no picture of a kind"),
        (b"%PDF-1.7" + bytes(100), "no picture of a kind"),
        (b"\xff\xd8\xff" + bytes(20_000_000), r"20 MB.*20 MB"),
        (png_that_claims(100_000, 100_000), "100000 × 100000 pixels, more than the 60 million"),
        (png_that_claims(12_000, 6_000), "12000 × 6000 pixels"),
        (png_that_claims(60_000, 10), "too long and thin"),
        (png_that_claims(0, 10), "."),
        (png_that_claims(300, 300), "PNG file is damaged or incomplete"),
        (encode(PIXELS, "JPEG")[:700], "JPEG file is damaged or incomplete"),
        (encode(PIXELS, "JPEG")[:40], "JPEG file is damaged"),
        (encode(PIXELS, "PNG")[:-40], "PNG file is damaged"),
        (encode(PIXELS, "WEBP")[:-40], "WebP file is damaged"),
        (b"BM" + bytes(100), "."),
        (b"RIFF\0\0\0\0WEBPVP8X" + b"\xff" * 30, "16777216 × 16777216"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC file is damaged"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    start = time.thread_time()
    with pytest.raises(PictureError, match=sentence) as caught:
        read_picture(content)
    assert time.thread_time() - start < 1
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_limits_come_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(image: Image.Image) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    for content in (png_that_claims(9_000, 9_000), png_that_claims(9_000, 20)):
        with pytest.raises(PictureError, match="9000"):
            read_picture(content)


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    content = encode(PIXELS, "JPEG", progressive=True)
    scan = content.rindex(b"\xff\xda")
    with pytest.raises(PictureError, match="JPEG"):
        read_picture(content[:scan] + content[scan:-2] * 1000 + content[-2:])


def test_metadata_cannot_warn_or_take_memory() -> None:
    """Pillow itself warns of such EXIF data, and unpacks such a text."""
    exif = b"Exif\0\0II*\0\x08\0\0\0" + b"\xff" * 60
    content = encode(PIXELS, "JPEG")
    segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pixels = read_picture(content[:2] + segment + content[2:])
    np.testing.assert_array_equal(pixels, read_picture(content))


def test_many_threads_read_alike() -> None:
    contents = [encode(patches(60, 90, seed=seed), "PNG") for seed in range(8)]
    expected = [read_picture(content) for content in contents]
    wrong: list[int] = []

    def work(index: int) -> None:
        for _ in range(20):
            if not np.array_equal(read_picture(contents[index]), expected[index]):
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def originals() -> list[bytes]:
    pixels = patches(90, 120)
    exif = Image.Exif()
    exif[0x0112] = 6
    rgba = np.dstack([pixels, pixels[..., :1]])
    return [
        encode(pixels, "PNG", exif=exif),
        encode(pixels, "JPEG", exif=exif),
        encode(pixels, "JPEG", progressive=True),
        encode(pixels, "WEBP", exif=exif),
        encode(pixels, "WEBP", lossless=True),
        encode(pixels, "BMP"),
        encode(rgba, "PNG"),
        encode(Image.fromarray(pixels).convert("P"), "PNG", transparency=3),
        encode(pixels[..., 0].astype(np.uint16) * 256, "PNG"),
        encode(Image.fromarray(pixels).convert("CMYK"), "JPEG"),
        *_heic(pixels),
    ]


def _heic(pixels: np.ndarray) -> list[bytes]:
    try:
        import pillow_heif
    except ImportError:
        return []
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(file)
    return [file.getvalue()]


def survive(read: Callable[[bytes], object], count: int, seed: int) -> int:
    """Read mutated pictures; the number that were refused. Warnings are errors here."""
    refused = 0
    for content in mutated(originals(), count, seed):
        try:
            read(content)
        except PictureError as error:
            refused += 1
            assert str(error).endswith(".")
    return refused


@pytest.mark.parametrize("count", [1000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_mutated_pictures_raise_nothing_else(count: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = survive(read_picture, count, seed=count)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert 0.3 * count < refused < count  # some still open, and are read
    assert grown < 900, f"{grown:.0f} MB more than before"


def test_the_limits_are_those_that_are_promised() -> None:
    assert (picture_files.MAX_BYTES, picture_files.MAX_PIXELS) == (20_000_000, 60_000_000)
