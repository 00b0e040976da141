"""Names for layers that a person recognises: the exporter's module paths, or kind and number."""

from __future__ import annotations

import ast
import re

from cnnviz.core.networks.graph.model import LONGEST_NAME, is_free_name

# What exporters put around a network's own names.
_WRAPPERS = re.compile(
    r"(StatefulPartitionedCall|PartitionedCall|sequential|functional|model|node|n|main_graph|jax2tf"
    r"|gpu_\d+)?(_?\d+)?"
)
# The last part of a path names the operation where exporters write both.
_PLAIN = re.compile(
    r"(node_)?(conv|convolution|conv2d|relu|gemm|linear|add|mul|maxpool|max_pool2d|matmul|reshape"
    r"|biasadd|batchnormalization|softmax|transpose|n)?_*\d*",
    re.IGNORECASE,
)
_SHORT = {
    "convolution": "conv",
    "transposed_convolution": "deconv",
    "max_pool": "maxpool",
    "mean_pool": "meanpool",
    "global_mean_pool": "globalpool",
    "global_max_pool": "globalpool",
    "batch_norm": "norm",
    "local_response_norm": "lrn",
    "concatenate": "concat",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "power": "pow",
}


class Names:
    """Gives each node a name that no other one has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def take(self, wish: str | None, op: str) -> str:
        """A free name: the wish where there is one, else as ``conv1``, ``conv2``."""
        short = _SHORT.get(op, op)
        clean = cleaned(wish) if wish else ""
        if not clean:
            while True:
                self._counts[short] = self._counts.get(short, 0) + 1
                name = f"{short}{self._counts[short]}"
                if name not in self._taken and is_free_name(name):
                    self._taken.add(name)
                    return name
        name, count = clean, 1
        if name in self._taken:
            # Several operations of one layer: "conv1", then "conv1_relu".
            name = clean = f"{clean}_{short}"
        while name in self._taken or not is_free_name(name):
            count += 1
            name = f"{clean}_{count}"
        self._taken.add(name)
        return name


def cleaned(wish: str) -> str:
    """Letters, digits and underscores, starting with a letter; the end counts most.

    Examples
    --------
    >>> cleaned("features.0/conv-1:0")
    'features_0_conv_1_0'
    """
    plain = re.sub(r"[^A-Za-z0-9]+", "_", wish).strip("_")
    if len(plain) > LONGEST_NAME - 8:
        plain = plain[-(LONGEST_NAME - 8) :].partition("_")[2] or plain[-(LONGEST_NAME - 8) :]
    plain = plain.strip("_")
    return plain if plain[:1].isalpha() else (f"layer_{plain}" if plain else "")


def wished_name(
    node_name: str, scopes: str | None = None, weight: str | None = None, root: str = ""
) -> str | None:
    """What a layer should be called, or None where the file says nothing worth reading.

    Parameters
    ----------
    node_name : str
        As in the file.
    scopes : str or None
        PyTorch's list of module paths around the operation.
    weight : str or None
        Name of its kernels or weights.
    root : str
        What all names in the file begin with, which says nothing.

    Examples
    --------
    >>> wished_name("node_Conv_138", "['', 'norm1', 'batch_norm']", "conv1.weight")
    'conv1'
    >>> wished_name("node_relu", "['', 'relu1', 'relu']")
    'relu1'
    >>> wished_name("node_add_3", "['', 'block1', 'add_3']")
    'block1_add'
    >>> wished_name("/layer1/layer1.0/conv1/Conv")
    'layer1_0_conv1'
    >>> wished_name("StatefulPartitionedCall/net_1/conv2d/Conv2D", root="net_1")
    'conv2d'
    >>> wished_name("Conv_12", None, "onnx::Conv_196") is None
    True
    """
    if weight and "." in weight and weight.endswith(".weight"):
        return weight.removesuffix(".weight").replace(".", "_")
    if scopes:
        return _from_scopes(scopes)
    parts = [part for part in re.split(r"[/;]", node_name) if part]
    if len(parts) < 2:
        return None if _PLAIN.fullmatch(node_name) else node_name
    path: list[str] = []
    for part in parts[:-1]:
        if _WRAPPERS.fullmatch(part) or part == root:
            continue
        # "layer1/layer1.0/conv1": each part repeats what is around it, or does not.
        if path and part.startswith(path[-1] + "."):
            path[-1] = part
        else:
            path.append(part)
    return "_".join(path).replace(".", "_") if path else None


def _from_scopes(text: str) -> str | None:
    """``['', 'block1', 'block1.conv1', 'conv2d']`` -> ``block1_conv1``."""
    try:
        scopes = ast.literal_eval(text[:2000])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if not isinstance(scopes, list) or not all(isinstance(s, str) for s in scopes):
        return None
    path = scopes[-2] if len(scopes) > 1 else ""
    operation = re.sub(r"_\d+$", "", scopes[-1]) if scopes else ""
    last = path.rpartition(".")[2]
    # A module that only holds others adds what it calls itself: "block1_add".
    if not path:
        return None
    if _names_operation(last, operation):
        return path.replace(".", "_")
    return f"{path}_{operation}".replace(".", "_")


def _names_operation(module: str, operation: str) -> bool:
    """Whether the module is called after what it does, or only holds one operation."""
    kinds = {
        *("conv2d", "linear", "relu", "max_pool2d", "mean", "view", "softmax", "gelu", "dropout"),
        *("avg_pool2d", "adaptive_avg_pool2d", "flatten", "silu", "hardtanh", "hardswish"),
        *("sigmoid", "tanh", "batch_norm", "hardsigmoid", "elu", "leaky_relu", "prelu"),
    }
    return operation in kinds or "norm" in operation or "upsample" in operation


def common_root(node_names: list[str]) -> str:
    """The part that all paths among the names begin with, beside wrappers; "" if they differ.

    Examples
    --------
    >>> common_root(["net/conv1/Conv", "net/conv2/Conv", "Transpose_3"])
    'net'
    """
    roots = set()
    for name in node_names:
        parts = [p for p in name.split("/") if p and not _WRAPPERS.fullmatch(p)]
        if len(parts) > 1:
            roots.add(parts[0])
    return roots.pop() if len(roots) == 1 else ""
