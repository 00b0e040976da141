#!/bin/sh
# Put the networks written by others into .venv/zoo, unless they are there already.
set -eu
cd "$(dirname "$0")/../.."
PYTHON=${PYTHON:-.venv/bin/python}
FOLDER=.venv/zoo
cmp -s tests/zoo/requirements.txt "$FOLDER/installed.txt" && exit 0
rm -rf "$FOLDER"
"$PYTHON" -m pip install --quiet --no-deps --target "$FOLDER" --requirement tests/zoo/requirements.txt
cp tests/zoo/requirements.txt "$FOLDER/installed.txt"
