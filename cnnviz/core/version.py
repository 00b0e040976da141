"""Which version of cnnviz this is."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def version() -> str:
    """The version in the project file beside the package, else the installed package's.

    The project file comes first: it belongs to these very sources, while an installed package of
    the same name may be another one.
    """
    try:
        project = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]
        if project["name"] == "cnnviz":
            return str(project["version"])
    except (OSError, ValueError, KeyError):
        pass
    try:
        return metadata.version("cnnviz")
    except metadata.PackageNotFoundError:
        return "unknown"
