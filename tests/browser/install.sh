#!/bin/sh
# Put a Chromium on this machine unless there is one: Playwright's own, else the system's package.
set -eu
PYTHON=${PYTHON:-python3}

found() {
    "$PYTHON" -m tests.browser.chromium >/dev/null 2>&1
}

found && exit 0
echo "No browser found; installing one ..."
"$PYTHON" -m playwright install --with-deps chromium >/dev/null 2>&1 && found && exit 0
if command -v apt-get >/dev/null 2>&1; then
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    $sudo apt-get update -qq && $sudo apt-get install -y -qq chromium >/dev/null && found && exit 0
fi
echo "Install Chromium or Chrome, or name one with CHROMIUM=/path/to/it, and run again." >&2
exit 1
