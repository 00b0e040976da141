"""Figures speak here, as they do in the app."""

from __future__ import annotations

import cnnviz.ui.words.speech  # noqa: F401
