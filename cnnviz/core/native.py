"""Layers that PyTorch computes in another way as soon as somebody watches.

`torch.nn.MultiheadAttention` and the transformer encoder take a fast path, with other rounding, if
no function mode is active. They are left alone while they run: the mode is taken off when their
`forward` begins and put back when it returns, so that their answer is that of a plain call. How
each of their numbers came about is then not known.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode, _pop_mode, _push_mode

_FORWARDS: dict[CodeType, tuple[str, ...]] = {
    nn.MultiheadAttention.forward.__code__: ("query", "key", "value"),
    nn.TransformerEncoderLayer.forward.__code__: ("src",),
    nn.TransformerEncoder.forward.__code__: ("src",),
}


def is_native(code: CodeType) -> bool:
    """Whether this is the code of such a layer's `forward`."""
    return code in _FORWARDS


def is_native_layer(module: nn.Module) -> bool:
    """Whether this is such a layer."""
    return isinstance(module, _LAYERS) and not isinstance(module, torch.jit.ScriptModule)


_LAYERS = (nn.MultiheadAttention, nn.TransformerEncoderLayer, nn.TransformerEncoder)


class NativeRun:
    """Takes a mode off for the rest of one call of `forward`.

    Parameters
    ----------
    frame : FrameType
        Of that call.
    mode : TorchFunctionMode
        The topmost mode of this thread.
    done : callable
        Called with the module, the tensors that it read, all its arguments, and its result.
    """

    def __init__(
        self,
        frame: FrameType,
        mode: TorchFunctionMode,
        done: Callable[[nn.Module, list[torch.Tensor], dict[str, Any], Any], None],
    ) -> None:
        self._frame, self._mode, self._done = frame, mode, done
        local = frame.f_locals
        self._module: nn.Module = local["self"]
        self._read = [local[name] for name in _FORWARDS[frame.f_code]]
        code = frame.f_code
        self._given = {n: local.get(n) for n in code.co_varnames[1 : code.co_argcount]}
        self._off = False
        self._profile = sys.getprofile()
        sys.setprofile(self._watch)

    def _watch(self, frame: FrameType, event: str, value: Any) -> None:
        """Called by Python when a function of this thread is entered or left."""
        # The mode cannot be taken off while it is asked: only once `forward` goes on.
        if not self._off and event in ("call", "c_call") and self._goes_on(frame, event):
            self._off = True
            _pop_mode()  # type: ignore[no-untyped-call]
        if frame is self._frame and event == "return":
            sys.setprofile(self._profile)
            if self._off:
                _push_mode(self._mode)  # type: ignore[no-untyped-call]
            self._done(self._module, self._read, self._given, value)

    def _goes_on(self, frame: FrameType, event: str) -> bool:
        """Whether `forward` itself calls something; what asks the mode is not yet past it."""
        caller = frame if event == "c_call" else frame.f_back
        return caller is self._frame and frame.f_code.co_name != "__torch_function__"
