"""``python -m cnnviz app`` and ``open``: the app, and the app with a network of one's own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cnnviz.core.images import Shape
from cnnviz.core.networks.definition import load_definition
from cnnviz.core.networks.network import Network
from cnnviz.core.networks.onnx import load_onnx
from cnnviz.core.networks.python_module import ModuleError, load_python

_EXAMPLES = """
examples:
  python -m cnnviz open path/to/model.py:build --weights w.safetensors --input 3x32x32
  python -m cnnviz open model.onnx --classes names.txt --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225
  python -m cnnviz open network.json --weights network.safetensors
"""  # noqa: E501 - a command is one line


def add_open(commands: Any) -> None:
    """Add the command to the others."""
    command = commands.add_parser(
        "open",
        help="open the app with a network of your own",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "place", help="model.py:build (runs that file), an .onnx file, or a definition (.json)"
    )
    command.add_argument("--weights", type=Path, help="a .safetensors file")
    command.add_argument("--input", type=_shape, help="channels x height x width, as 3x32x32")
    command.add_argument("--classes", type=Path, help="a text file, one class name a line")
    command.add_argument("--mean", type=_numbers, default=(), help="one number a channel")
    command.add_argument("--std", type=_numbers, default=(), help="one number a channel")
    command.add_argument("--port", type=int, default=8501)
    command.add_argument("--headless", action="store_true", help="do not open a browser")
    command.set_defaults(run=_open)


def add_app(commands: Any) -> None:
    """Add the command that runs the app."""
    command = commands.add_parser("app", help="open the app, with everything loaded beforehand")
    command.add_argument("--port", type=int, default=8501)
    command.add_argument("--address", default="localhost")
    command.add_argument("--headless", action="store_true", help="do not open a browser")
    command.set_defaults(run=_app)


def _app(options: argparse.Namespace) -> int:
    # Only now: the app's own imports take a second.
    from streamlit.runtime.caching import cache_data_api

    # Caches that are made before the server runs are kept in memory; so they are meant.
    cache_data_api._LOGGER.setLevel("ERROR")
    from cnnviz.ui.serve import serve_shipped

    serve_shipped(options.port, options.address, headless=options.headless)
    return 0


def _shape(text: str) -> Shape:
    parts = text.lower().split("x")
    if len(parts) != 3 or not all(part.isdigit() and int(part) > 0 for part in parts):
        raise argparse.ArgumentTypeError(f"write it like 3x32x32, not {text}")
    return int(parts[0]), int(parts[1]), int(parts[2])


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(word) for word in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"write numbers like 0.5,0.5,0.5, not {text}") from None


def _open(options: argparse.Namespace) -> int:
    network = read_network(options)
    # Only now: the app's own imports take a second.
    from cnnviz.ui.serve import serve

    print(f"{network.title}: http://localhost:{options.port}", flush=True)
    serve(network, options.port, headless=options.headless)
    return 0


def read_network(options: argparse.Namespace) -> Network:
    """The network that the command names.

    Raises
    ------
    ValueError
        In one sentence, if it cannot be opened.
    """
    classes = _class_names(options.classes)
    if options.place.endswith(".onnx"):
        return load_onnx(
            _content(options.place),
            title=Path(options.place).stem,
            classes=classes,
            input_shape=options.input,
            mean=options.mean,
            deviation=options.std,
        )
    if options.place.endswith(".json"):
        if options.weights is None:
            raise ModuleError("A definition needs its weights: name them with --weights.")
        return load_definition(_content(options.place), _content(options.weights))
    return load_python(
        options.place,
        weights=options.weights,
        input_shape=options.input or (3, 224, 224),
        classes=classes,
        mean=options.mean,
        deviation=options.std,
    )


def _content(place: str | Path) -> bytes:
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise ModuleError(f"{place} cannot be read ({error.strerror}).") from error


def _class_names(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModuleError(f"{path} cannot be read as text; name a file of class names.") from error
    return [line.strip() for line in lines if line.strip()]
