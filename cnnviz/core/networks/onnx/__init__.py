"""ONNX files as networks, opened where they can do no harm."""

from cnnviz.core.networks.onnx.loading import OnnxError, load_onnx

__all__ = ["OnnxError", "load_onnx"]
