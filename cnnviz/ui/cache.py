"""The only caches that all sessions share; nothing in them belongs to one person."""

from __future__ import annotations

import streamlit as st
import torch
from torch import nn

from cnnviz.core.weights import load_pretrained

# A digit's layers are too small to share between threads: waiting for the second one takes longer
# than computing, most of all when somebody else uses the machine.
torch.set_num_threads(1)


@st.cache_resource(show_spinner=False)
def get_model(name: str) -> nn.Module:
    """A trained network. Tracing leaves it unchanged, so every session may use the same one."""
    return load_pretrained(name)
