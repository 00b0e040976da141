"""The lab's tabs and the minimal apps beside them, changed setting by setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, cycle, pairwise

from playwright.sync_api import Browser, Locator, Page

from cnnviz.core.windows import PADDING_MODES, POOL_KINDS
from tests.benchmarks.pen import new_page

QUIET = 500  # ms without a change after which a page has come to rest
PATIENCE = 8000  # ms after which a panel that has not changed never will
IDLE = '.stApp[data-test-script-state="notRunning"]'
STRIDES = (1, 2, 3, 4)
# Settings of LeNet-5 with which all its trained weights stay in use; the last one changes most
# often. What fills the padding changes no picture: a digit's edge is 0 all around.
SURROUNDINGS = (
    ("pool2", "kind", POOL_KINDS),
    ("conv2", "padding_mode", PADDING_MODES),
    ("conv1", "padding_mode", PADDING_MODES),
)
Setting = tuple[str, str, str]  # layer, setting, value


@dataclass(frozen=True)
class Changing:
    """A page, one change after another on it, and what they change.

    Attributes
    ----------
    page : Page
    acts : iterator of callables
        Each readies the page, and returns the act that is timed.
    event : str
        What the act is in the page: "keydown" or "click".
    panels : mapping of str to str
        Selectors of what is watched. The first changes with every act.
    """

    page: Page
    acts: Iterator[Callable[[], Callable[[], None]]]
    event: str
    panels: Mapping[str, str]

    def timed(self) -> dict[str, float]:
        """Change the next setting; milliseconds from the act to each panel's last change."""
        self.page.bring_to_front()
        act = next(self.acts)()
        self.page.evaluate("([e, p]) => benchClock.watch(e, p)", [self.event, dict(self.panels)])
        act()
        rest = "([panel, quiet, patience]) => benchClock.rest(panel, quiet, patience)"
        first = next(iter(self.panels))
        times: dict[str, float] = self.page.evaluate(rest, [first, QUIET, PATIENCE])
        if first not in times:
            raise RuntimeError(f"{first} did not change: the benchmark has lost its place")
        # What the server still works on must not slow the other page down.
        self.page.locator(IDLE).wait_for()
        return times


def slider_page(browser: Browser, address: str, slider: str, panels: Mapping[str, str]) -> Changing:
    """A stride's slider, moved with the arrow keys from end to end and back.

    Parameters
    ----------
    browser : Browser
    address : str
    slider : str
        Selector of what holds it.
    panels : mapping of str to str
        Name and selector of what it changes.
    """
    page = opened(browser, address, panels)
    thumb = page.locator(f"{slider} input")

    def press(key: str) -> Callable[[], Callable[[], None]]:
        def ready() -> Callable[[], None]:
            thumb.focus()
            return lambda: page.keyboard.press(key)

        return ready

    steps = len(STRIDES) - 1
    keys = ["ArrowRight"] * steps + ["ArrowLeft"] * steps
    return Changing(page, cycle([press(key) for key in keys]), "keydown", panels)


def choice_page(browser: Browser, address: str, panels: Mapping[str, str]) -> Changing:
    """The minimal app's row of buttons, pressed one after the other, to and fro."""
    page = opened(browser, address, panels)
    order = (*STRIDES[1:], *reversed(STRIDES[:-1]))
    radios = [page.get_by_role("radio", name=str(stride), exact=True) for stride in order]
    return Changing(page, cycle([_click(radio) for radio in radios]), "click", panels)


def network_page(browser: Browser, app: str) -> Changing:
    """The tab 'In the network' with LeNet-5: its first pooling, from max to average or back.

    Before each such change another one, untimed, sees to it that the network was never tried
    before, so that nothing about it is cached; that goes on for 31 changes. The map of the network
    as trained gets the same data again and has nothing to repaint. The digit is a built-in one.
    """
    panels = {
        "changed map": ".st-key-lab_map_changed",
        "trained map": ".st-key-lab_map_trained",
        "numbers": ".st-key-lab_numbers",
    }
    page = new_page(browser)
    page.goto(f"{app}/lab?model=lenet5")
    page.get_by_role("tab", name="In the network").click()
    page.locator(".st-key-lab_map_trained .node").first.wait_for()

    def ready(surrounding: Setting, kind: str) -> Callable[[], None]:
        _radio(page, *surrounding).click()
        page.wait_for_timeout(QUIET)
        page.locator(IDLE).wait_for()
        radio = _radio(page, "pool1", "kind", kind)
        page.wait_for_timeout(QUIET)
        page.locator(IDLE).wait_for()
        return radio.click

    kinds = cycle([*POOL_KINDS[1:], POOL_KINDS[0]])
    acts = (partial(ready, *each) for each in zip(_surroundings(), kinds, strict=False))
    return Changing(page, acts, "click", panels)


def _radio(page: Page, layer: str, setting: str, value: str) -> Locator:
    """The button of a value, after its layer was chosen."""
    layers = page.locator('[class*="st-key-lab_layer_"]')
    layers.get_by_role("radio", name=layer).click()
    box = page.locator(f'[class*="st-key-lab_{setting}_"][class*="_{layer}"]')
    radio = box.get_by_role("radio", name=value, exact=True)
    radio.wait_for()
    return radio


def _surroundings() -> Iterator[Setting]:
    """Changes that lead through all combinations of `SURROUNDINGS`, and back, for ever.

    The trained one, where they start, is never come back to.
    """
    there = list(_combinations(len(SURROUNDINGS)))
    yield _difference(there[0], there[1])
    for before, after in cycle(pairwise(chain(there[1:], reversed(there[1:-1])))):
        yield _difference(before, after)


def _combinations(count: int) -> Iterator[tuple[str, ...]]:
    """The combinations of the first settings; each differs from the one before in one."""
    if not count:
        yield ()
        return
    values = SURROUNDINGS[count - 1][2]
    for turn, rest in enumerate(_combinations(count - 1)):
        for value in reversed(values) if turn % 2 else values:
            yield (*rest, value)


def _difference(before: tuple[str, ...], after: tuple[str, ...]) -> Setting:
    pairs = zip(SURROUNDINGS, before, after, strict=True)
    ((layer, setting, value),) = [
        (layer, setting, new) for (layer, setting, _), old, new in pairs if old != new
    ]
    return layer, setting, value


def opened(browser: Browser, address: str, panels: Mapping[str, str]) -> Page:
    """A page of its own on which all panels have appeared."""
    page = new_page(browser)
    page.goto(address)
    for selector in panels.values():
        page.locator(selector).wait_for()
    return page


def _click(radio: Locator) -> Callable[[], Callable[[], None]]:
    return lambda: radio.click
