"""A set of pictures is read as it lies in its folders; bad files are named, nothing else lost."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz.core.images import ImageSet, Preparation, prepare_picture
from cnnviz.core.picture_sets import (
    PictureSetError,
    ReadProgress,
    ReadSet,
    SetLimits,
    read_archive,
    read_folder,
    write_archive,
)
from cnnviz.core.pictures import read_picture
from tests.core.picture_maker import encode, patches
from tests.core.picture_sets.bad_sets import Files, good_files, picture, zipped


def read(files: Files | bytes, limits: SetLimits | None = None) -> ReadSet:
    content = files if isinstance(files, bytes) else zipped(files)
    *progress, last = read_archive(content, limits=limits or SetLimits())
    assert all(isinstance(event, ReadProgress) for event in progress)
    assert isinstance(last, ReadSet)
    return last


def on_disk(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def problems(found: ReadSet) -> dict[str, str]:
    return {problem.name: problem.reason for problem in found.problems}


# --- folders and classes -----------------------------------------------------------------------


def test_each_folder_is_a_class_in_natural_order() -> None:
    found = read({f"{c}/{n}.png": picture(n + c) for c in (10, 9, 2) for n in range(3)})
    assert found.classes == ("2", "9", "10")
    assert found.labels.tolist() == [2, 2, 2, 1, 1, 1, 0, 0, 0]
    assert found.counts == (3, 3, 3)
    assert found.problems == () and found.unlisted == 0
    assert found.is_test is None


@pytest.mark.parametrize("prefix", ["", "pets/", "my pets/all of them/", "./"])
def test_folders_around_everything_say_nothing(prefix: str) -> None:
    found = read({prefix + name: content for name, content in good_files().items()})
    assert found.classes == ("apple", "banana", "cherry")


def test_what_lies_deeper_belongs_to_its_class() -> None:
    files = {"cat/old/1.png": picture(1), "cat/new/2.png": picture(2)}
    found = read(files | {"dog/1.png": picture(3), "dog/a/b/c/2.png": picture(4)})
    assert found.classes == ("cat", "dog")
    assert found.counts == (2, 2)


@pytest.mark.parametrize("names", [("train", "test"), ("Training", "Validation"), ("TRAIN", "val")])
@pytest.mark.parametrize("prefix", ["", "set/"])
def test_train_and_test_are_kept_apart(names: tuple[str, str], prefix: str) -> None:
    files = {
        f"{prefix}{part}/{c}/{n}.png": picture(100 * place + 10 * ord(c) + n)
        for place, part in enumerate(names)
        for c in "ab"
        for n in range(3 - place)
    }
    found = read(files)
    assert found.classes == ("a", "b")
    assert found.is_test is not None
    assert found.is_test.tolist() == [False] * 6 + [True] * 4


def test_classes_called_train_and_car_are_classes() -> None:
    found = read({f"{c}/{n}.png": picture(n) for c in ("train", "car") for n in range(3)})
    assert found.classes == ("car", "train")
    found = read({f"{c}/x/{n}.png": picture(n) for c in ("train", "car") for n in range(3)})
    assert found.classes == ("car", "train")
    assert found.is_test is None


def test_what_systems_leave_behind_is_ignored_without_a_word() -> None:
    rubbish = {
        "__MACOSX/apple/._0.png": b"x",
        "apple/.DS_Store": b"x",
        ".git/config": b"x",
        "banana/Thumbs.db": b"x",
        "desktop.ini": b"x",
    }
    found = read(good_files() | rubbish)
    assert found.problems == ()
    assert len(found) == 12


# --- bad files ---------------------------------------------------------------------------------


def test_each_bad_file_is_named_with_its_reason_and_the_rest_is_used() -> None:
    bad: Files = {
        "apple/notes.txt": b"some words",
        "apple/empty.png": b"",
        "banana/cut.png": picture(5)[:60],
        "banana/text.jpg": b"no jpeg",
        "alone.png": picture(6),
        "durian/1.png": picture(7),
    }
    found = read(good_files() | bad)
    said = problems(found)
    assert set(said) == {*(set(bad) - {"durian/1.png"}), "durian"}
    assert said["apple/empty.png"] == "it is empty"
    assert said["banana/cut.png"] == "the PNG file is damaged or incomplete"
    assert "no PNG, JPEG" in said["apple/notes.txt"] and "no PNG" in said["banana/text.jpg"]
    assert "no folder" in said["alone.png"]
    assert "fewer than 2 different" in said["durian"]
    assert len(found) == 12 and found.classes == ("apple", "banana", "cherry")


def test_of_many_problems_some_are_listed_and_all_are_counted() -> None:
    found = read(good_files() | {f"apple/{n}.txt": b"x" for n in range(300)})
    assert len(found.problems) == 100 and found.unlisted == 200


# --- pictures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "BMP"])
@pytest.mark.parametrize("size", [(28, 28), (64, 64), (20, 33), (1, 1)])
def test_small_pictures_stay_as_they_are(kind: str, size: tuple[int, int]) -> None:
    pictures = [patches(*size, 1, seed=seed) for seed in range(6)]
    found = read({f"{n % 2}/{n}.x": encode(p, kind) for n, p in enumerate(pictures)})
    for kept, original in zip(found.pictures, pictures, strict=True):
        np.testing.assert_array_equal(kept if kept.ndim == 3 else kept[..., None], original)
    assert found.commonest == size


def test_large_ones_are_shrunk_and_cut_so_that_memory_stays_small() -> None:
    files = {f"{n % 2}/{n}.jpg": encode(patches(1200, 900, 90, n), "JPEG") for n in range(4)}
    files |= {f"{n % 2}/{n}.png": encode(patches(100, 3000, 90, n), "PNG") for n in range(2)}
    found = read(files)
    assert [picture.shape for picture in found.pictures] == [(85, 64, 3)] * 4 + [(64, 128, 3)] * 2
    assert found.commonest == (1200, 900)
    assert found.side == found.largest == 64
    assert all(picture.base is None for picture in found.pictures)


@pytest.mark.parametrize("size", [(1000, 1000), (700, 1500), (100, 4000), (3000, 2000)])
def test_a_jpeg_that_is_shrunk_while_decoded_looks_the_same(size: tuple[int, int]) -> None:
    pictures = [patches(*size, 50, seed=seed) for seed in range(4)]
    lossless = read({f"{n % 2}/{n}": encode(p, "BMP") for n, p in enumerate(pictures)})
    found = read({f"{n % 2}/{n}": encode(p, "JPEG", quality=98) for n, p in enumerate(pictures)})
    for one, other in zip(found.pictures, lossless.pictures, strict=True):
        assert one.shape == other.shape
        assert np.abs(one.astype(int) - other).mean() < 4


def test_of_very_many_smaller_ones_are_kept() -> None:
    files = {f"{n % 2}/{n}.png": picture(n, 80) for n in range(20)}
    assert read(files).largest == 64
    few = SetLimits(kept_bytes=20 * 6 * 48 * 48)
    assert read(files, few).largest == 48
    assert sum(p.nbytes for p in read(files, few).pictures) <= few.kept_bytes


def test_at_a_size_they_are_what_any_page_makes_of_such_a_picture() -> None:
    pictures = [patches(30, 44, 3, seed=seed) for seed in range(4)]
    found = read({f"{n % 2}/{n}.png": encode(p, "PNG") for n, p in enumerate(pictures)})
    for channels in (1, 3):
        images = found.at((28, 24), channels).images
        assert images.shape == (4, 28, 24) if channels == 1 else (4, 28, 24, 3)
        for image, original in zip(images, pictures, strict=True):
            expected = prepare_picture(original, Preparation((channels, 28, 24))).resized
            np.testing.assert_array_equal(image, expected)


@pytest.mark.parametrize(("size", "channels"), [((0, 28), 1), ((28, 65), 1), ((28, 28), 2)])
def test_an_impossible_size_is_refused(size: tuple[int, int], channels: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        read(good_files()).at(size, channels)


def test_colour_is_told_from_grey_even_through_jpeg() -> None:
    grey = [np.repeat(patches(40, 40, 8, s)[..., :1], 3, axis=2) for s in range(6)]
    found = read({f"{n % 2}/{n}.jpg": encode(p, "JPEG", quality=60) for n, p in enumerate(grey)})
    assert found.coloured == 0 and found.channels == 1
    colour = [patches(40, 40, 8, s) for s in range(6)]
    found = read({f"{n % 2}/{n}.jpg": encode(p, "JPEG", quality=60) for n, p in enumerate(colour)})
    assert found.coloured == 6 and found.channels == 3


def test_transparent_and_turned_pictures_come_as_everywhere_in_the_app() -> None:
    clear = np.zeros((20, 20, 4), np.uint8)
    clear[5:15, 5:10] = (255, 0, 0, 255)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encode(patches(20, 40, 4), "JPEG", exif=exif)
    contents = [encode(clear, "PNG"), turned, picture(1), picture(2)]
    found = read({f"{n % 2}/{n}.x": content for n, content in enumerate(contents)})
    for kept, content in zip(found.pictures, contents, strict=True):
        np.testing.assert_array_equal(kept, read_picture(content))
    assert found.pictures[1].shape == (40, 20, 3)


def test_the_key_is_that_of_the_content() -> None:
    assert read(good_files()).key == read(good_files()).key
    changed = good_files() | {"apple/0.png": picture(77)}
    assert read(changed).key != read(good_files()).key


# --- the round trip ----------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(28, 28), (20, 31), (64, 64), (28, 28, 3)])
@pytest.mark.parametrize("classes", [(), ("one", "zwei/2", "..", "drei")])
def test_what_was_written_is_read_as_it_was(
    shape: tuple[int, ...], classes: tuple[str, ...]
) -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (24, *shape), dtype=np.uint8)
    labels = rng.permutation(np.arange(24) % 4)
    content = write_archive(ImageSet("drawn", images, labels, classes))
    assert content == write_archive(ImageSet("drawn", images, labels, classes))
    found = read(content)
    assert found.problems == ()
    again = found.at((shape[0], shape[1]), (len(shape) == 3 and 3) or 1)
    np.testing.assert_array_equal(again.images, images)
    names = classes or ("0", "1", "2", "3")
    written = dict(zip(names, found.classes, strict=False)) if not classes else None
    if written:
        np.testing.assert_array_equal(again.labels, labels)
    # The same pictures stand together, whatever the folders had to be called.
    pairs = set(zip(again.labels.tolist(), labels.tolist(), strict=True))
    assert len(pairs) == 4


# --- where it comes from -----------------------------------------------------------------------


def test_bytes_files_and_paths_give_the_same(tmp_path: Path) -> None:
    content = zipped(good_files())
    (tmp_path / "set.zip").write_bytes(content)
    keys = {read(content).key}
    for source in (io.BytesIO(content), tmp_path / "set.zip", str(tmp_path / "set.zip")):
        *_, found = read_archive(source)
        assert isinstance(found, ReadSet)
        keys.add(found.key)
    assert len(keys) == 1
    with pytest.raises(PictureSetError, match="cannot be read") as caught:
        list(read_archive(tmp_path / "other.zip"))
    assert str(tmp_path) not in str(caught.value)


def test_a_folder_gives_the_same_as_a_zip_of_it(tmp_path: Path) -> None:
    files = good_files() | {"apple/x.txt": b"x", ".hidden/1.png": picture(1)}
    *_, found = read_folder(on_disk(tmp_path / "set", files))
    assert isinstance(found, ReadSet)
    assert found.name == "set"
    from_zip = read({name: files[name] for name in sorted(files)})
    assert [p.tobytes() for p in found.pictures] == [p.tobytes() for p in from_zip.pictures]
    assert problems(found) == problems(from_zip)


def test_links_out_of_the_folder_are_refused_and_named(tmp_path: Path) -> None:
    secret = on_disk(tmp_path / "secret", {"1.png": picture(50), "2.png": picture(51)})
    root = on_disk(tmp_path / "set", good_files())
    (root / "apple/link.png").symlink_to(secret / "1.png")
    (root / "stolen").symlink_to(secret)
    (root / "apple/dangling.png").symlink_to(root / "nothing.png")
    (root / "round").symlink_to(root)
    (root / "banana/inside.png").symlink_to(root / "cherry/1.png")
    os.mkfifo(root / "cherry/pipe.png")
    *_, found = read_folder(root)
    assert isinstance(found, ReadSet)
    said = problems(found)
    assert said["apple/link.png"] == said["stolen"] == "it is a link that leads out of the folder"
    assert said["apple/dangling.png"] == "it cannot be opened"
    assert said["round"] == "it is a link to a folder"
    assert said["cherry/pipe.png"] == "it is no ordinary file"
    assert len(said) == 5 and len(found) == 13


@pytest.mark.parametrize("what", ["missing", "file", "nul\0"])
def test_what_is_no_folder_is_one_sentence(tmp_path: Path, what: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(PictureSetError, match="folder") as caught:
        list(read_folder(f"{tmp_path}/{what}"))
    assert str(tmp_path) not in str(caught.value)


# --- limits ------------------------------------------------------------------------------------

MANY = {f"{n % 6}/{n}.png": picture(n) for n in range(24)}


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (SetLimits(archive_bytes=1_000), "more than the 0 MB"),
        (SetLimits(entries=23), "24 files, more than the 23"),
        (SetLimits(unpacked_bytes=5_000), "claims to hold"),
        (SetLimits(pixels=4_000), "pixels together"),
        (SetLimits(classes=(2, 5)), "6 folders with pictures"),
        (SetLimits(classes=(7, 9)), "of one class"),
        (SetLimits(pictures=23), "24 pictures, more than the 23"),
        (SetLimits(per_class=5), "fewer than 5 different"),
        (SetLimits(file_bytes=100), "24 were left out"),
        (SetLimits(picture_pixels=399), "20 × 20 pixels"),
    ],
)
def test_every_limit_is_named(limits: SetLimits, said: str) -> None:
    with pytest.raises(PictureSetError, match=said) as caught:
        read(MANY, limits)
    assert "\n" not in str(caught.value)


def test_reading_gives_signs_of_life_and_can_be_stopped() -> None:
    content = zipped({f"{n % 2}/{n}.png": picture(n) for n in range(100)})
    events = list(read_archive(content))
    done = [event.done for event in events if isinstance(event, ReadProgress)]
    assert done == sorted(done) and done[-1] == 100 and len(done) > 4
    stopped = read_archive(content)
    assert isinstance(next(stopped), ReadProgress)
    stopped.close()  # type: ignore[attr-defined]
