"""Trainings in the app: how fast they are, whom they disturb, and what they leave behind."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect

from cnnviz.core.digits.held_out import builtin_split
from cnnviz.core.networks.plan.starts import STARTS
from cnnviz.core.training.config import LIVE, TrainingPlan
from cnnviz.ui.state.live_training import LiveTraining
from cnnviz.ui.state.training import TrainedOn
from tests.benchmarks.pen import DrawPage, endless_strokes, new_page, timed_stroke
from tests.benchmarks.table import Row
from tests.browser.driver import ROOT, running_app

ABANDONED, WARM_UP, TURNS = 50, 6, 3
# An app ends what a closed tab began after 15 seconds.
GONE = 40.0
FILL_UP = 30
LENET = dataclasses.replace(TrainingPlan(), network=STARTS["lenet5"])
SLOWER, DISTURBED, LEFT, BATCHES, SECONDS = 1 / 0.8, 3.0, 1.05, 1.0, 30.0


def training_rows(browser: Browser, strokes: int) -> Iterator[Row]:
    """Every row of the table."""
    yield _to_accuracy(0.96)
    yield _to_stop()
    with running_app() as app:
        yield _throughput(browser, app)
        yield _third_person(browser, app, strokes)
    with running_app() as app:
        yield from _abandoned(browser, app)


def _to_accuracy(wanted: float) -> Row:
    """Seconds of LeNet-5's training until it reads so many of the 1,000 test digits."""
    given = TrainedOn(builtin_split(), tuple("0123456789"), True, "builtin")
    live = LiveTraining(LENET, given, "bench")
    live.start()
    while live.is_active:
        time.sleep(0.05)
    reached = [point.seconds for point in live.curve if point.check_accuracy >= wanted]
    last = live.curve[-1]
    what = f"LeNet-5 on 4,000 digits to {wanted:.0%} of the 1,000"
    detail = f"{last.check_accuracy:.1%} after {last.seconds:.1f} s"
    return Row(what, reached[0] if reached else float("inf"), "s", SECONDS, detail)


def _to_stop() -> Row:
    """From Stop to the end, in batches: of AlexNet, whose batches are long."""
    config = dataclasses.replace(LIVE, batch_size=512)
    plan = dataclasses.replace(LENET, network=STARTS["alexnet"], config=config)
    given = TrainedOn(builtin_split(), tuple("0123456789"), True, "builtin")
    shares = []
    for _ in range(TURNS):
        live = LiveTraining(plan, given, "bench")
        live.start()
        while live.batch is None or live.batch.step < 3:
            time.sleep(0.02)
        batch = live.run.seconds / live.batch.step
        time.sleep(batch / 2)
        began = time.perf_counter()
        live.run.stop()
        while live.is_active:
            time.sleep(0.005)
        shares.append((time.perf_counter() - began) / batch)
    detail = f"most {max(shares):.2f}; a batch {batch * 1e3:.0f} ms"
    return Row("Stop to stopped, in batches", median(shares), "x", BATCHES, detail)


def _throughput(browser: Browser, app: str) -> Row:
    """The app's training while somebody looks on, against the same loop in a plain script."""
    epochs = 20
    ratios, speeds = [], []
    for _ in range(TURNS):
        script = float(subprocess.check_output(_script(epochs), text=True, cwd=ROOT))
        page = _training(browser, app, epochs)
        try:
            speeds.append(_speed(page))
        finally:
            page.context.close()
        ratios.append(script / speeds[-1])
    detail = f"{median(speeds):,.0f} pictures a second in the app"
    return Row("a training in the app, slower than a script", median(ratios), "x", SLOWER, detail)


def _script(epochs: int) -> list[str]:
    """Prints how many pictures a second the same loop learns from, with as many threads."""
    threads = max(1, (os.cpu_count() or 1) - 1)
    code = (
        "import dataclasses, time, torch\n"
        f"torch.set_num_threads({threads})\n"
        "from cnnviz.core.digits.held_out import builtin_split\n"
        "from cnnviz.core.networks.plan.build import build\n"
        "from cnnviz.core.training.fit import fit\n"
        "from cnnviz.core.training.loop import BatchEnd\n"
        "from tests.benchmarks.training import LENET\n"
        f"config = dataclasses.replace(LENET.config, epochs={epochs})\n"
        "data, began = builtin_split(), time.perf_counter()\n"
        "model = build(LENET.network, seed=config.seed)\n"
        "for event in fit(model, data, config):\n"
        "    if isinstance(event, BatchEnd):\n"
        "        last = event.step\n"
        "print(last * config.batch_size / (time.perf_counter() - began))\n"
    )
    return [sys.executable, "-c", code]


def _training(browser: Browser, app: str, epochs: int) -> Page:
    """A tab in which a training of LeNet-5 has begun."""
    config = dataclasses.replace(LENET.config, epochs=epochs)
    plan = dataclasses.replace(LENET, config=config)
    page = new_page(browser)
    page.goto(f"{app}/train?training={quote(plan.to_text())}")
    page.locator(".st-key-train_start button").click()
    expect(page.locator(".st-key-train_progress")).to_contain_text("step", timeout=120_000)
    return page


def _speed(page: Page) -> float:
    """Pictures a second between two looks, some seconds apart."""
    page.wait_for_timeout(1500)
    first, began = _step(page), time.perf_counter()
    page.wait_for_timeout(6000)
    last, ended = _step(page), time.perf_counter()
    return (last - first) * LENET.config.batch_size / (ended - began)


def _step(page: Page) -> int:
    """As the page says it, in the moment in which it says something new."""
    words = page.locator(".st-key-train_progress").inner_text()
    found = page.wait_for_function(
        """before => {
            const words = document.querySelector('.st-key-train_progress')?.innerText ?? ''
            const step = words.match(/step ([\\d,]+) of/)
            return words !== before && step && step[1]
        }""",
        arg=words,
        polling=20,
    )
    return int(str(found.json_value()).replace(",", ""))


def _third_person(browser: Browser, app: str, strokes: int) -> Row:
    """Pen-up to the page's last change while two others train, against alone; in turn.

    Not to the prediction, which comes under the pen: it often stands before the pen is lifted.
    """
    page = DrawPage(browser, f"{app}/?model=lenet5")
    drawn = _settled(page)
    list(islice(drawn, WARM_UP))
    alone: list[float] = []
    others: list[float] = []
    share = max(5, strokes // TURNS)
    try:
        for _ in range(TURNS):
            alone += islice(drawn, share)
            trainings = [_training(browser, app, 100) for _ in range(2)]
            list(islice(drawn, 1))
            others += islice(drawn, share)
            for each in trainings:
                each.locator(".st-key-train_stop button").click()
                each.locator(".st-key-train_start").wait_for()
                each.context.close()
    finally:
        page.page.context.close()
    ratio = median(others) / median(alone)
    detail = f"{median(others):.0f} ms, alone {median(alone):.0f} ms"
    return Row("pen-up while two others train", ratio, "x", DISTURBED, detail)


def _settled(page: DrawPage) -> Iterator[float]:
    for stroke, is_last in endless_strokes():
        times = timed_stroke(page, stroke)
        if times.panels:
            yield max(times.panels.values())
        if is_last:
            page.clear()


def _abandoned(browser: Browser, app: str) -> Iterator[Row]:
    """What is left of trainings whose tabs were closed in the midst of them."""
    process = _server(app)
    # Thread pools and caches fill up with the first ones: two threads and a tenth of the memory.
    _abandon(browser, app, FILL_UP)
    before = _weigh(process)
    _abandon(browser, app, ABANDONED)
    after = _weigh(process)
    for what, unit in (("threads", ""), ("processes", ""), ("memory", " MB")):
        detail = f"{after[what]:.0f}{unit}, before {before[what]:.0f}{unit}"
        ratio = after[what] / before[what]
        yield Row(f"{what} after {ABANDONED} closed trainings", ratio, "x", LEFT, detail)


def _abandon(browser: Browser, app: str, count: int) -> None:
    for _ in range(count):
        page = new_page(browser)
        page.goto(f"{app}/train?training={quote(json.dumps({'config': {'epochs': 100}}))}")
        page.locator(".st-key-train_start button").click()
        page.locator(".st-key-train_progress").wait_for()
        page.context.close()
    time.sleep(GONE)


def _server(app: str) -> int:
    """The process that serves this address; Linux only."""
    port = app.rsplit(":", 1)[-1]
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--server.port" in words and port.encode() in words:
            return int(each.parent.name)
    raise RuntimeError(f"no process serves {app}")


def _weigh(server: int) -> dict[str, float]:
    """Threads, processes and memory of the server and its children."""
    family = [server, *_children(server)]
    threads, memory = 0, 0.0
    for each in family:
        status = Path(f"/proc/{each}/status").read_text()
        threads += int(re.search(r"Threads:\s*(\d+)", status)[1])  # type: ignore[index]
        memory += int(re.search(r"VmRSS:\s*(\d+)", status)[1]) / 1e3  # type: ignore[index]
    return {"threads": threads, "processes": len(family), "memory": memory}


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task").glob("*/children")
    found = [int(child) for path in listed for child in path.read_text().split()]
    return [*found, *(grandchild for child in found for grandchild in _children(child))]
