"""Steps 1 to 3 of the Train page, without a browser: what is chosen, brought, drawn and shown."""

from __future__ import annotations

import dataclasses
import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.core.digits.download import DownloadProgress
from cnnviz.core.digits.examples import EXAMPLE_DIGITS
from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.digits.mnist import MNIST_VARIABLE, DatasetError
from cnnviz.core.digits.prepare import prepare_digit
from cnnviz.core.digits.stroke_code import linkable
from cnnviz.core.digits.strokes import draw_strokes
from cnnviz.core.images import ImageSet, Preparation, prepare_picture
from cnnviz.core.picture_sets import ReadSet, read_archive, write_archive
from cnnviz.core.training.config import TrainingPlan
from cnnviz.core.training.fit import TrainingData, as_tensor
from cnnviz.ui import cache
from cnnviz.ui.pages.train.data import choosing, fetching
from cnnviz.ui.pages.train.data.choosing import are_digits, chosen_data
from cnnviz.ui.pages.train.data.normalising import busiest
from cnnviz.ui.pages.train.data.samples import pictures_of, show_everywhere
from cnnviz.ui.state.own_data import MOST_DRAWN, Collection, DrawnDigit, OwnPictures
from cnnviz.ui.state.session import Session
from cnnviz.ui.state.training import TrainState
from cnnviz.ui.words.training import data_words
from tests.core.picture_maker import encode, patches
from tests.core.picture_sets.bad_sets import good_files, picture, zipped
from tests.ui.apps import app_of, words

PANEL = """
from cnnviz.ui.pages.train.data import data_panel
from cnnviz.ui.state.tab import current_session
from cnnviz.ui.state.tab import train_state
given = data_panel(current_session(), train_state())
st.session_state["given"] = given
"""


@pytest.fixture(autouse=True)
def no_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(MNIST_VARIABLE, str(tmp_path / "nothing"))
    cache.get_mnist.clear()
    yield
    cache.get_mnist.clear()


def panel(state: TrainState, session: Session | None = None) -> AppTest:
    app = app_of(PANEL, session)
    app.session_state["cnnviz_training"] = state
    return app


def own_state(content: bytes | None = None, step: str = "load") -> TrainState:
    state = TrainState(plan=TrainingPlan(data="own"), step=step)
    *_, read = read_archive(zipped(good_files(10)) if content is None else content, "fruit")
    assert isinstance(read, ReadSet)
    state.own = OwnPictures(read, read.side, read.channels)
    return state


# --- what is chosen ----------------------------------------------------------------------------


def test_the_built_in_digits_are_there_at_once() -> None:
    given = chosen_data(TrainState())
    assert given is not None
    assert given.data is builtin_split()
    assert (given.shape, given.classes, given.is_digits) == ((1, 28, 28), tuple("0123456789"), True)
    assert data_words(given) == "4,000 built-in digits"


def test_without_a_set_or_mnist_nothing_is_chosen() -> None:
    for name in ("own", "mnist"):
        assert chosen_data(TrainState(plan=TrainingPlan(data=name))) is None


def test_mnist_is_taken_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    data = builtin_split()
    monkeypatch.setattr(choosing, "mnist_is_here", lambda: True)
    monkeypatch.setattr(choosing, "get_mnist", lambda: TrainingData(data.check, data.check))
    given = chosen_data(TrainState(plan=TrainingPlan(data="mnist")))
    assert given is not None and data_words(given) == "1,000 of MNIST’s digits" and given.is_digits


def test_a_damaged_mnist_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> TrainingData:
        raise DatasetError("It is not MNIST's file; get it again.")

    monkeypatch.setattr(choosing, "mnist_is_here", lambda: True)
    monkeypatch.setattr(choosing, "get_mnist", damaged)
    state = TrainState(plan=TrainingPlan(data="mnist"), step="load")
    app = panel(state).run()
    assert not app.exception
    assert app.error[0].value == "It is not MNIST's file; get it again."
    assert app.session_state["given"] is None


def test_an_own_set_is_split_and_its_pictures_are_those_that_were_brought() -> None:
    state = own_state()
    given = chosen_data(state)
    assert given is not None
    assert given.classes == ("apple", "banana", "cherry") and not given.is_digits
    assert given.shape == (3, 20, 20)
    assert (len(given.data.train), len(given.data.check)) == (24, 6)
    brought = {patches(20, 20, 4, seed=10 * c + n).tobytes() for c in range(3) for n in range(10)}
    parts = [{image.tobytes() for image in p.images} for p in (given.data.train, given.data.check)]
    assert parts[0] | parts[1] <= brought and not parts[0] & parts[1]
    assert chosen_data(state) is given, "it is put together once"


def test_another_size_or_colour_is_another_set() -> None:
    state = own_state()
    keys = set()
    for side, channels in ((20, 3), (16, 3), (16, 1)):
        state.own.side, state.own.channels = side, channels
        given = chosen_data(state)
        assert given is not None and given.shape == (channels, side, side)
        keys.add(given.key)
    assert len(keys) == 3


def drawn(*labels: int) -> Collection:
    return Collection(tuple(DrawnDigit(n, EXAMPLE_DIGITS[n].strokes) for n in labels))


def test_drawn_digits_join_the_training_prepared_as_the_draw_page_prepares_them() -> None:
    state = TrainState(plan=TrainingPlan(with_drawn=True), collection=drawn(3, 7))
    given = chosen_data(state)
    assert given is not None
    assert data_words(given) == "4,000 built-in digits and 2 drawn here"
    assert given.data.check is builtin_split().check, "what is tested on stays as it is"
    assert given.data.train.labels[-2:].tolist() == [3, 7]
    for image, label in zip(given.data.train.images[-2:], (3, 7), strict=True):
        session = Session(drawing=EXAMPLE_DIGITS[label].strokes)
        exact = session.digit().centred
        np.testing.assert_allclose(image / 255, exact, atol=0.5 / 255 + 1e-6)
        direct = prepare_digit(draw_strokes(linkable(EXAMPLE_DIGITS[label].strokes))).centred
        np.testing.assert_array_equal(image, np.rint(direct * 255).astype(np.uint8))
    before = given.key
    state.collection.add(EXAMPLE_DIGITS[1].strokes)
    after = chosen_data(state)
    assert after is not None and after.key != before and len(after.data.train) == 4_003


def test_drawn_digits_do_not_join_pictures_of_something_else() -> None:
    state = own_state()
    state.plan, state.collection = TrainingPlan(data="own", with_drawn=True), drawn(1)
    given = chosen_data(state)
    assert given is not None and "drawn" not in data_words(given)


def test_an_exported_collection_can_be_brought_again_and_is_known_as_digits() -> None:
    digits = builtin_split().check
    some = ImageSet("mine", digits.images[::20], digits.labels[::20], tuple("0123456789"))
    given = chosen_data(own_state(write_archive(some)))
    assert given is not None
    assert given.is_digits and given.shape == (1, 28, 28)
    # Dark ink on white paper is not what the Draw page makes of a drawing.
    inverted = ImageSet("mine", 255 - some.images, some.labels, some.classes)
    assert not are_digits(inverted)
    assert not are_digits(ImageSet("nine", some.images, some.labels, tuple("123456789")))


# --- samples on all pages ----------------------------------------------------------------------


def test_samples_are_pictures_to_test_on_class_by_class() -> None:
    given = chosen_data(own_state())
    assert given is not None
    samples = pictures_of(given)
    assert [sample.name for sample in samples] == ["apple", "banana", "cherry"] * 2
    for sample in samples:
        np.testing.assert_array_equal(sample.image, given.data.check.images[sample.index])
        assert given.classes[given.data.check.labels[sample.index]] == sample.name


@pytest.mark.parametrize("channels", [1, 3])
def test_a_clicked_sample_is_read_on_all_pages_as_the_training_reads_it(channels: int) -> None:
    state = own_state()
    state.own.side, state.own.channels = 16, channels
    given = chosen_data(state)
    assert given is not None
    session = Session()
    show_everywhere(session, given, 2)
    assert session.picture is not None
    tensor = prepare_picture(session.picture.pixels, Preparation(given.shape)).tensor
    expected = as_tensor(given.data.check.images[2:3])
    np.testing.assert_allclose(tensor.numpy(), expected.numpy(), atol=1e-6)


def test_a_clicked_digit_is_the_digit_on_all_pages() -> None:
    given = chosen_data(TrainState())
    assert given is not None
    session = Session()
    show_everywhere(session, given, 5)
    assert session.true_label == given.data.check.labels[5]
    image = given.data.check.images[5] / 255
    np.testing.assert_allclose(session.digit().centred, image, atol=1e-6)


# --- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["load", "reshape", "normalise", "define"])
@pytest.mark.parametrize("data", ["builtin", "mnist", "own", "own set"])
def test_each_step_runs_with_each_kind_of_data(step: str, data: str) -> None:
    state = own_state(step=step) if data == "own set" else TrainState(step=step)
    if data != "own set":
        state.plan = TrainingPlan(data=data)
    app = panel(state).run()
    assert not app.exception
    assert (app.session_state["given"] is None) == (data in ("mnist", "own"))
    assert app.run().session_state["given"] is app.session_state["given"]


@pytest.mark.parametrize("step", ["load", "define"])
def test_the_network_follows_the_data(step: str) -> None:
    state = own_state(step=step)
    panel(state).run()
    assert (state.plan.network.input_shape, state.plan.network.classes) == ((3, 20, 20), 3)
    state.plan = dataclasses.replace(state.plan, data="builtin")
    panel(state).run()
    assert state.plan == TrainingPlan()


def test_load_offers_the_three_and_takes_another() -> None:
    app = panel(TrainState(step="load")).run()
    app.radio[0].set_value("own").run()
    assert not app.exception
    assert app.session_state["cnnviz_training"].plan.data == "own"
    assert "How to put the pictures together" in words(app)


def test_bad_files_are_named_in_the_panel() -> None:
    files = good_files(10) | {"apple/*notes*.txt": b"x", "../up.png": picture(1)}
    app = panel(own_state(zipped(files))).run()
    text = words(app)
    assert r"apple/\*notes\*\.txt: it is no PNG" in text
    assert r"\.\./up\.png: its name leads out of the archive" in text
    assert "2 were left out" in app.expander[0].label


def test_names_of_strangers_are_never_markup() -> None:
    bad = "<img src=x onerror=alert(1)>"
    files = {f"{c}/{n}.png": picture(n + len(c)) for c in (bad, "b") for n in range(9)}
    state = own_state(zipped(files))
    for state.step in ("load", "reshape", "normalise"):
        app = panel(state).run()
        assert not app.exception
        assert bad not in words(app)


def test_reshape_shows_both_orders_and_follows_the_size() -> None:
    state = own_state(step="reshape")
    app = panel(state).run()
    shown = words(app)
    torch_order = "<b>3</b><span>channels</span></div><div><b>20</b><span>rows</span>"
    keras_order = "<b>20</b><span>columns</span></div><div><b>3</b><span>channels</span>"
    assert torch_order in shown and keras_order in shown
    state.own.side, state.own.channels = 16, 1
    shown = words(panel(state).run())
    assert "<b>1</b><span>channel</span></div><div><b>16</b><span>rows</span>" in shown


def test_normalise_shows_the_very_pixels_before_and_after() -> None:
    app = panel(TrainState(step="normalise")).run()
    given = app.session_state["given"]
    image = pictures_of(given)[0].image
    top, left = busiest(image)
    window = image[top : top + 6, left : left + 6]
    shown = words(app)
    for value in window.ravel().tolist():
        assert f">{value}</td>" in shown and f">{value / 255:.2f}</td>" in shown
    app.button(key="normalise_other").click().run()
    assert app.session_state["cnnviz_training"].sample == 1


def test_a_set_is_read_in_its_thread_and_taken_over() -> None:
    own = OwnPictures()
    own.begin(zipped(good_files(10)), "fruit")
    assert own.reading is not None and own.reading.wait(20)
    own.take()
    assert own.read is not None and own.reading is None and own.problem == ""
    assert (own.side, own.channels) == (20, 3)
    kept = own.read
    own.begin(b"no archive", "bad")
    assert own.reading is not None and own.reading.wait(20)
    own.take()
    assert own.problem.startswith("The file is damaged or no ZIP")
    assert own.read is kept, "the one before is still there"


def test_reading_can_be_stopped() -> None:
    own = OwnPictures()
    own.begin(zipped({f"{n % 3}/{n}.png": encode(patches(600, 600), "PNG") for n in range(60)}), "")
    run = own.reading
    assert run is not None
    own.stop()
    assert run.wait(20) and own.reading is None
    own.take()
    assert own.read is None and own.problem == ""


def test_mnist_is_asked_for_and_its_absence_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent() -> Iterator[DownloadProgress]:
        yield DownloadProgress(0, 10)
        raise DatasetError("MNIST could not be downloaded; connect to the internet.")

    monkeypatch.setattr(fetching, "download_mnist", absent)
    state = TrainState(plan=TrainingPlan(data="mnist"), step="load")
    app = panel(state).run()
    app.button(key="start_download").click().run()
    run = state.download.run
    assert run is None or run.wait(20)
    app.run()
    assert not app.exception
    assert app.error[0].value == "MNIST could not be downloaded; connect to the internet."
    assert app.button(key="start_download")


def test_the_download_shows_its_progress_and_can_be_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()

    def slow() -> Iterator[DownloadProgress]:
        yield DownloadProgress(3_000_000, 12_000_000)
        while not go_on.wait(0.01):
            yield DownloadProgress(3_000_000, 12_000_000)

    monkeypatch.setattr(fetching, "download_mnist", slow)
    state = TrainState(plan=TrainingPlan(data="mnist"), step="load")
    app = panel(state).run()
    app.button(key="start_download").click().run()
    run = state.download.run
    assert run is not None and not run.is_over
    app.button(key="stop_download").click().run()
    assert run.wait(10)
    assert not go_on.is_set()
    app.run()
    assert state.download.run is None and state.download.problem == ""


# --- digits drawn here -------------------------------------------------------------------------


def test_digits_are_collected_one_after_another() -> None:
    collection = Collection()
    for _ in range(12):
        collection.pad.drawing = EXAMPLE_DIGITS[collection.label].strokes
        collection.add_from_pad()
        assert collection.pad.drawing == ()
    assert collection.label == 2
    assert collection.counts == (2, 2, 1, 1, 1, 1, 1, 1, 1, 1)
    collection.add_from_pad()
    assert len(collection.digits) == 12, "nothing is drawn"
    collection.undo()
    assert collection.label == 1 and len(collection.digits) == 11
    collection.remove(collection.digits[0])
    assert collection.counts[0] == 1
    assert [digit.label for digit in collection.digits] == list(range(10))


def test_there_is_an_end_to_collecting() -> None:
    collection = drawn(*[1] * MOST_DRAWN)
    collection.pad.drawing = EXAMPLE_DIGITS[0].strokes
    collection.add_from_pad()
    assert len(collection.digits) == MOST_DRAWN and collection.is_full


def test_the_collection_is_shown_used_and_taken_away() -> None:
    state = TrainState(step="load", collection=drawn(4, 4, 9))
    app = panel(state).run()
    assert "3 digits drawn" in words(app)
    use = next(toggle for toggle in app.toggle if "Train on them" in toggle.label)
    use.set_value(True).run()
    assert not app.exception
    assert data_words(app.session_state["given"]) == "4,000 built-in digits and 3 drawn here"
    app.button(key="collected_1").click().run()
    assert [digit.label for digit in state.collection.digits] == [4, 9]
    assert data_words(app.session_state["given"]) == "4,000 built-in digits and 2 drawn here"


def test_the_digit_on_the_draw_page_can_be_added() -> None:
    state = TrainState(step="load")
    state.collection.label = 3
    app = panel(state, Session(drawing=EXAMPLE_DIGITS[3].strokes)).run()
    app.button(key="collect_from_draw").click().run()
    assert not app.exception
    assert state.collection.digits == (DrawnDigit(3, EXAMPLE_DIGITS[3].strokes),)


def test_the_export_reads_back() -> None:
    from cnnviz.ui.pages.train.data.collecting import _written

    collection = drawn(*(n for n in range(10) for _ in range(1)))
    names = zipfile.ZipFile(io.BytesIO(_written(collection))).namelist()
    assert [name.split("/")[0] for name in names] == list("0123456789")
