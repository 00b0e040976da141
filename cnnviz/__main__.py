"""``python -m cnnviz``: see `cnnviz.command_line`."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    try:
        # Importing PyTorch takes seconds, in which somebody may think better of it.
        from cnnviz.command_line import run

        return run(arguments)
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
