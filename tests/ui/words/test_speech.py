"""Every language says everything, with the same fields; no page says anything else."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from streamlit.testing.v1 import AppTest

from cnnviz.core.course.lessons import LESSONS
from cnnviz.ui.components.tour import STEPS
from cnnviz.ui.pages import page_title
from cnnviz.ui.pages.learn.chapters import CHAPTERS
from cnnviz.ui.words.glossary import TERMS
from cnnviz.ui.words.speech import LANGUAGES, prose, say, say_in

ROOT = Path(__file__).resolve().parents[3]
UI = ROOT / "cnnviz/ui"
PAGES = sorted(UI.rglob("*.py"))
# The first that speaks of a term is where it is taught. One form of each of the article's terms.
ARTICLE = (
    "ann", "cnn", "feature-extraction", "classification", "input-layer", "greyscale", "rgb",
    "channel", "pixel", "normalising", "convolution-layer", "kernel", "feature-map", "stride",
    "activation", "nonlinearity", "pooling", "max-pooling", "average-pooling",
    "dimension-reduction", "dense", "label", "mnist", "reshape", "compile", "fit", "epoch",
    "evaluate", "dropout", "flatten", "tensorflow", "keras", "pytorch", "lenet", "alexnet", "vgg",
    "resnet", "ilsvrc", "padding", "augmentation", "hyperparameter",
)  # fmt: skip


class Fields(Visitor):
    """Collects what a pattern's placeholders are called."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.names.add(node.id.name)


@lru_cache
def patterns(name: str) -> dict[str, ftl.Pattern]:
    """All texts of a language by their keys; no key twice, and nothing that cannot be read."""
    found: dict[str, ftl.Pattern] = {}
    text = (UI / f"words/{name}.ftl").read_text("utf-8")
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ftl.Junk), entry.content[:200]
        if isinstance(entry, ftl.Message):
            own = [(entry.id.name, entry.value)]
            own += [(f"{entry.id.name}.{each.id.name}", each.value) for each in entry.attributes]
            for key, value in own:
                assert key not in found, key
                if value is not None:
                    found[key] = value
    return found


def fields(pattern: ftl.Pattern) -> set[str]:
    collected = Fields()
    collected.visit(pattern)
    return collected.names


def plain(pattern: ftl.Pattern) -> str:
    """The words alone, without what is put in."""
    return " ".join(e.value for e in pattern.elements if isinstance(e, ftl.TextElement))


def terms_in(pattern: ftl.Pattern) -> set[str]:
    found = re.findall(r"\[\[([^\]|]+)(?:\|([a-z-]+))?\]\]", plain(pattern))
    return {name or shown.lower().replace(" ", "-") for shown, name in found}


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_has_the_same_keys_and_fields(name: str) -> None:
    first, here = patterns("en"), patterns(name)
    assert set(first) == set(here)
    for key, pattern in first.items():
        # Of what core says in English, some fields are only there to be found by.
        unused = fields(pattern) - fields(here[key])
        assert not unused or key.startswith("problem-"), key
        assert fields(here[key]) <= fields(pattern), key


@lru_cache
def used_keys() -> set[str]:
    """What pages name, and what chapters, terms and pages make of their names."""
    figures = sorted((ROOT / "cnnviz/figures").glob("*.py"))
    written = "\n".join(path.read_text("utf-8") for path in (*PAGES, *figures))
    keys = set(re.findall(r"[\"']((?:[a-z]+-)+[a-z-]+)[\"']", written))
    keys |= {f"page-{name}" for name in re.findall(r"\"(\w+)\": \(\w+\.render", written)}
    keys |= {f"learn-colour-{name}" for name in ("red", "green", "blue")} | {"page-networks"}
    stages = ("ink", "crop", "scale", "centre", "cut", "size", "red", "green", "blue")
    keys |= {f"draw-stage-{name}" for name in stages}
    from cnnviz.core.digits.shipped.judging import MANNERS
    from cnnviz.core.trace import LayerKind
    from cnnviz.core.windows.examples import KERNEL_PRESETS
    from cnnviz.ui.pages import networks
    from cnnviz.ui.pages.duel import dense, everyone, moving, shrinking
    from cnnviz.ui.pages.layers import more
    from cnnviz.ui.state import lab
    from cnnviz.ui.words import confidence, glossary, misfits, numbers

    keys |= {f"curve-{name}" for name in glossary._CURVES}
    keys |= {f"brief-{name}" for name in glossary._BRIEF}
    kinds = {kind.name.lower().replace("_", "-") for kind in LayerKind}
    keys |= {f"{what}-{kind}" for kind in kinds for what in ("kind", "title")}
    keys |= {f"title-{pool}-pooling" for pool in ("max", "average")}
    keys |= {"caption-pool-max", "caption-pool-average"}
    keys |= {f"caption-{name}" for name in re.findall(r"=?\"([a-z]+(?:-[a-z]+)?)\"", written)}
    names = [
        "previous",
        "next",
        "back",
        "forward",
        "in-out",
        "parameters",
        "range",
        "zeros",
        "dead",
        "window",
    ]
    keys |= {f"layers-{name}" for name in names}
    keys |= {f"sum-does-{kind}" for kind in kinds} | {"sum-kernel", "sum-weights"}
    keys |= {f"plane-{name}" for name in ("red", "green", "blue")}
    terms = ["shape", "parameters", "range", "zeros", "dead", "window"]
    called = re.findall(r"help_on\(\"([a-z-]+)\"", written)
    keys |= {f"help-{name}" for name in (*terms, *called)}
    keys |= {f"head-{name}" for name in ("softmax", "log-softmax", "logit", "sigmoid", "maps")}
    tabs = (*more._TABS, more._SOFTMAX)
    keys |= {f"tab-{name.lower().replace(' ', '-').replace(',', '')}" for name in tabs}
    keys |= {f"known-{name}" for name in ("digits", "signs", "pictures")}
    keys |= {f"switch-{name}-short" for name in ("trained", "changed")}
    keys |= {f"switch-{what}-{way}" for what in ("filter", "unit") for way in ("on", "off")}
    keys |= {"switch-times-filter", "switch-times-unit", "large-row", "large-column"}
    keys |= {f"seeks-start-{name}" for name in ("digit", "noise", "average")}
    keys |= {f"tour-{name}" for name in (*STEPS, "begin", "next", "back", "end", "done")}
    keys |= {f"count-{name}" for _, name in numbers._STEPS}
    keys |= {f"set-{name}" for name in networks.SETS}
    keys |= {f"manner-{name}" for name in MANNERS}
    keys |= {f"sure-{name}" for name in confidence.SETS}
    duel_names = {
        "for": dense.PICTURES,
        "group": everyone.GROUPS,
        "head": everyone._HEADS,
        "short": shrinking.NAMES,
        "way": shrinking.NAMES,
        "trained": moving._TRAINED,
        "slider": ("right", "down", "turn", "percent", "noise"),
    }
    keys |= {f"duel-{what}-{name}" for what, names in duel_names.items() for name in names}
    keys |= {f"duel-{name}" for name in ("parameters", "work", "total-stride", "field")}
    ways = {"right", "down", "left", "up"}
    lab_names = {
        "input": {*lab.CONV_INPUTS, *lab.POOL_INPUTS},
        "kernel": {name.replace(" ", "-") for name in KERNEL_PRESETS},
        "fill": set(lab.FILLS),
        "pool": set(lab.POOL_KINDS),
        "which": {"filter", "slice"},
        "output": {"both", "height", "width"},
        "change": {"cells", "mean", "largest", "share"},
        "changes": ways,
        "shifted": ways,
    }
    keys |= {f"lab-{what}-{name}" for what, names in lab_names.items() for name in names}
    keys |= {f"lab-{name}" for name in ways | {"height", "width", "size", "stride"}}
    settings = ("stride", "padding", "padding-mode", "kind", "kernel-size")
    keys |= {f"edit-{name}{end}" for name in settings for end in ("", "-help")}
    keys |= {"edit-stopped", "edit-finished"}
    keys |= trainings_keys()
    keys |= {f"misfit-{name}" for name in misfits._JOINS.values()}
    keys |= {f"step-pool-{kind}" for kind in ("max", "average", "none")}
    keys |= {"number-unit", "number-map", "seeks-grew-cell"}
    keys |= {"seeks-grew-map", "seeks-grew-unit"}
    keys |= {f"photo-{name}" for name in ("automatic", "dark", "light")}
    keys |= {f"take-{name}" for name in re.findall(r"_button\(\"(\w+)\"", written)}
    for chapter, lesson in CHAPTERS.items():
        keys |= {f"chapter-{chapter}", f"chapter-{chapter}.text", f"chapter-{chapter}.try"}
        keys |= set(lesson.read_on)
    from cnnviz.ui.pages.learn import QUESTIONS

    for chapter, names in QUESTIONS.items():
        keys |= {f"chapter-{chapter}.{what}-{name}" for name in names for what in ("ask", "why")}
    for pattern in patterns("en").values():
        keys |= {f"term-{name}" for name in terms_in(pattern)}
    return keys


def trainings_keys() -> set[str]:
    """What Train makes of the names of its settings, and of where things come from."""
    from dataclasses import fields as fields_of

    from cnnviz.core.learning.rules import Rule
    from cnnviz.core.networks.architectures import ARCHITECTURES, SHIPPED
    from cnnviz.core.networks.network import Origin
    from cnnviz.core.networks.plan.starts import STARTS
    from cnnviz.core.networks.plan.values import ACTIVATIONS, ENDINGS, POOLS, Block, NetworkPlan
    from cnnviz.core.training import config
    from cnnviz.core.training.search.space import POOLINGS
    from cnnviz.ui.pages.train import PARTS, code, live, plan_outline
    from cnnviz.ui.pages.train.tune import results
    from cnnviz.ui.standalone import document
    from cnnviz.ui.state import address
    from cnnviz.ui.state.look_back import PACES
    from cnnviz.ui.state.tuning import SearchSettings
    from cnnviz.ui.widgets import own_network
    from cnnviz.ui.words import glossary, learning, problems, tuning

    settings = {"loss", "optimizer", "schedule", "learning_rate", "batch_size", "epochs"}
    settings |= {"weight_decay", "label_smoothing", "average", "seed"}
    block = {each.name for each in fields_of(Block)}
    plan = {each.name for each in fields_of(NetworkPlan)} - {
        "input_shape",
        "classes",
        "blocks",
        "architecture",
    }
    pools = {*POOLS} - {"none"}
    learned = ("class", "logit", "power", "share", "before", "truth", "error")
    limits = {each.name for each in fields_of(SearchSettings)} - {"vary"}
    names = {
        "train-part": PARTS,
        "train-step": live.STEPS,
        "train-data": config.DATA,
        "optimizer": config.OPTIMIZERS,
        "schedule": config.SCHEDULES,
        "loss": config.LOSSES,
        "augment": config.AUGMENT_LIMITS,
        "data": config.DATA,
        "start": set(STARTS) - set(ARCHITECTURES),
        "choice": {*ACTIVATIONS, *POOLS, *ENDINGS},
        "break": ("kernel", "kernel-padded", "pool", "pool-padded"),
        "repair": ("no-pool", "architecture", "ending", *block - {"pool", "activation"}),
        "repair-pool": pools,
        "row-pool": pools,
        "row-global": pools,
        "define-head": plan_outline._HEADS,
        "code": code._FORMS,
        "view": ("now", "now-picture", "moment", "moment-picture", "kernels", "pixel-weights"),
        "view-same": ("colours", "axis"),
        "scrub": ("back", "forward", "play", "pause", *PACES),
        "learned": ("up", "down"),
        "learned-head": ("layer", "maps", "largest"),
        "learned-column": learned,
        "rule": (each.name.lower() for each in Rule),
        "rule-name": (each.name.lower() for each in Rule),
        "passes": (each.name.lower() for each in learning._PASSES),
        "weight": ("values", "gradients"),
        "tune": (*results._COLUMNS, "running", "complete", "pruned", "fail"),
        "tune-limit": limits,
        "vary": ("learning_rate", "augmentation", *tuning._VALUES, *POOLINGS),
        "open-setting": own_network._SETTINGS,
        "open-bad": ("input", "mean", "deviation"),
        "origin": (each.name.lower() for each in Origin),
        "page": PAGES_LINKED,
    }
    keys = {f"{what}-{name}" for what, group in names.items() for name in group}
    keys |= {"passes-max", "passes-average", "plan-width-help"}
    keys |= {f"address-{part.name}" for part in address.PARTS if not part.of}
    keys |= {f"address-{part.of}-setting" for part in address.PARTS if part.of}
    keys |= {key for key, _ in problems._templates()}
    keys |= {f"report-{name}" for name in document._TITLES}
    keys |= {f"report-{what}{of}" for what in ("sigmoids", "probabilities") for of in ("", "-of")}
    keys |= {f"about-{name}" for name in SHIPPED}
    keys |= {f"word-{name}" for name in glossary.TERMS}
    places = ("row", "column", "rows", "columns")
    keys |= {f"figure-{name}" for name in ("epoch", "step", *tuning._VALUES)}
    keys |= {f"figure-{name}" for name in ("learning-rate", "augmentation")}
    keys |= {f"unread-{last}{name}" for name in places for last in ("", "last-")}
    # With a second text each: what it means, what stands in it for example.
    keys |= {f"setting-{name}{end}" for name in settings for end in ("", "-help")}
    keys |= {f"plan-{name}{end}" for name in block | plan for end in ("", "-help")}
    keys |= {f"data-{name}-caption" for name in config.DATA}
    keys |= {f"code-{name}-about" for name in code._FORMS}
    keys |= {f"tune-limit-{name}-help" for name in limits}
    keys |= {f"vary-{name}-range" for name in ("learning_rate", "augmentation", *tuning._VALUES)}
    keys |= {f"open-setting-{name}-example" for name in own_network._SETTINGS}
    keys |= {f"normalise-{when}{red}" for when in ("before", "after") for red in ("", "-red")}
    return {key.replace("_", "-") for key in keys}


# Pages that Train leads to.
PAGES_LINKED = ("draw", "layers", "lab")


def test_no_key_is_unused() -> None:
    assert set(patterns("en")) - used_keys() == set()


def test_no_key_is_missing() -> None:
    """Whatever looks like a key of a page's kind is one."""
    kinds = {key.split("-")[0] for key in patterns("en")}
    called = {
        key
        for path in PAGES
        for key in re.findall(r"\b(?:say|prose|marked)\(\"([a-z-]+)\"", path.read_text("utf-8"))
    }
    assert called <= set(patterns("en"))
    assert {"learn", "chapter", "term", "page", "read"} <= kinds


def test_every_page_has_a_name_in_every_language() -> None:
    assert page_title("compare") == "Networks"
    assert [say_in(name, "page-layers") for name in ("en", "de")] == ["Layers", "Schichten"]


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_chapter_has_at_most_120_words_and_types_no_number(name: str) -> None:
    for chapter in LESSONS:
        pattern = patterns(name)[f"chapter-{chapter}.text"]
        text = plain(pattern)
        placeholders = sum(isinstance(e, ftl.Placeable) for e in pattern.elements)
        assert len(text.split()) + placeholders <= 120, chapter
        # Years, names, and the numbers that something is by definition: 0, 1, 3 x 3.
        text = re.sub(r"\b(19|20)\d\d\b|LeNet-5|\(n,|, 1\)|\b[35] × [35]\b|2 × 2", "", text)
        assert set(re.findall(r"\d+", text)) <= {"0", "1", "2"}, chapter


@pytest.mark.parametrize("name", LANGUAGES)
def test_all_terms_of_the_article_are_explained_and_taught(name: str) -> None:
    taught = set().union(*(terms_in(patterns(name)[f"chapter-{each}.text"]) for each in LESSONS))
    assert set(ARTICLE) <= taught
    assert {f"term-{each}" for each in taught} <= set(patterns(name))
    # And found wherever they stand.
    assert set(ARTICLE) <= set(TERMS)


def test_numbers_are_written_as_the_language_writes_them() -> None:
    fields = {"class": "3", "share": 0.9876}
    assert say_in("en", "learn-straight-answer", **fields) == "reads 3 with 98.8%"
    assert say_in("de", "learn-straight-answer", **fields) == "liest 3 mit 98,8\u00a0%"
    assert say_in("de", "learn-shown", answer=-1234567.5) == "Es ist \u22121.234.567,5."


def test_a_text_without_its_fields_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        say("learn-progress", done=3)
    with pytest.raises(KeyError):
        say("no-such-text")


def test_nothing_of_a_field_becomes_markup() -> None:
    text = prose("chapter-architectures.why-sum", f=1, x=2)
    assert "<p>" in text
    told = prose("chapter-answer.ask-share", **{"class": "<b>[[x]]__y__"}, exp=1, sum=2, classes=2)
    assert "<b>" not in told and "&lt;b&gt;" in told and "term" not in told


TYPED = re.compile(r"[A-Za-z]{2,}[,:;]? [a-z]{2,}")
# Rooms whose words all stand in the languages' files. It grows until it holds every page.
# Values of settings, which the screen never shows as they are.
VALUES = {
    "not shifted",
    "own input",
    "This map, large",
    "Switch filters",
    "Change pixels",
    "What excites it",
    "Take it away",
    "vertical edge",
    "export default function (",
    "function start(",
    "\nreturn start;})()",
    "top center",
    "`python -m cnnviz train ",
    # In the files of networks.
    ", after learning from one picture: ",
    "trained here on ",
}
SPOKEN = (
    "pages",
    "components",
    "words",
    "widgets",
    "state",
    "reels.py",
    "standalone",
    "navigation.py",
)


def typed_words(path: Path) -> list[str]:
    """What looks like words for the screen, outside of docstrings and of markup."""
    tree = ast.parse(path.read_text("utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = []
    # What these raise is caught by the pages, and none of it is shown.
    caught = ("state", "words", "figures", "standalone")
    raised = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and path.parent.name in caught
        for each in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            bare = re.sub(r"<[^>]*>|<[^>]*$|^[^<>]*>", " ", node.value)
            is_style = "{" in bare and ";" in bare
            is_value = id(node) in documents | raised or is_style or bare in VALUES
            if not is_value and TYPED.search(bare):
                found.append(node.value)
    return found


def test_no_word_is_typed_into_a_page_that_speaks_all_languages() -> None:
    spoken = [path for path in PAGES if str(path.relative_to(UI)).startswith(SPOKEN)]
    spoken += (ROOT / "cnnviz/figures").glob("*.py")
    assert len(spoken) >= 8
    assert {str(path): words for path in spoken if (words := typed_words(path))} == {}


def test_the_test_finds_typed_words(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text('"""A page."""\nst.markdown("Click here, please.")\n', "utf-8")
    assert typed_words(page) == ["Click here, please."]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("en", "0.5 −1.25 99.8% 61,706 3.2e−7% .25"),
        ("de", "0,5 −1,25 99,8\u202f% 61.706 3,2e−7\u202f% ,25"),
    ],
)
def test_figures_write_numbers_as_the_language_does(name: str, said: str) -> None:
    def page(language: str) -> None:
        import streamlit as st

        from cnnviz.figures.montage import cell_text
        from cnnviz.figures.theme import base_figure, fine_percent, grouped, number, percent
        from cnnviz.ui.words.speech import choose_language, patterns

        choose_language(language)
        numbers = (number(0.5), number(-1.25), percent(0.998), grouped(61706), fine_percent(3.2e-9))
        st.text(" ".join((*numbers, cell_text(0.25))))
        st.text(patterns({"job-stop": ()})["decimal-sign"])
        st.text(base_figure(10).layout.separators)

    shown = [each.value for each in AppTest.from_function(page, args=(name,)).run().text]
    sign = "." if name == "en" else ","
    assert shown == [said, sign, ".," if name == "en" else ",."]
