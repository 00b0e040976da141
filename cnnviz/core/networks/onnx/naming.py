"""Names for layers that a person recognises: the exporter's module paths, or kind and number."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from cnnviz.core.networks.graph.model import LONGEST_NAME, is_free_name

# What exporters put around a network's own names.
_WRAPPERS = re.compile(
    r"(StatefulPartitionedCall|PartitionedCall|sequential|functional|model|node|n|main_graph|jax2tf"
    r"|gpu_\d+)?(_?\d+)?"
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
                joint = "_" if short[-1].isdigit() else ""
                name = f"{short}{joint}{self._counts[short]}"
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
    node_name: str,
    op_type: str,
    scopes: str | None = None,
    weight: str | None = None,
    root: str = "",
    holders: Collection[str] = (),
) -> str | None:
    """What a layer should be called, or None where the file says nothing worth reading.

    Parameters
    ----------
    node_name, op_type : str
        As in the file.
    scopes : str or None
        PyTorch's list of module paths around the operation.
    weight : str or None
        Name of its kernels or weights.
    root : str
        What all names in the file begin with, which says nothing.
    holders : collection of str
        Paths of modules that hold others.

    Examples
    --------
    >>> wished_name("node_Conv_138", "Conv", "['', 'norm1', 'batch_norm']", "conv1.weight")
    'conv1'
    >>> wished_name("node_relu", "Relu", "['', 'relu1', 'relu']")
    'relu1'
    >>> wished_name("node_add_3", "Add", "['', 'block1', 'add_3']", holders={"block1"})
    'block1_add'
    >>> wished_name("/layer1/layer1.0/conv1/Conv", "Conv")
    'layer1_0_conv1'
    >>> wished_name("StatefulPartitionedCall/net_1/conv2d/Conv2D", "Conv", root="net_1")
    'conv2d'
    >>> wished_name("Conv_12", "Conv", None, "onnx::Conv_196") is None
    True
    """
    if weight and "." in weight and weight.endswith(".weight"):
        return weight.removesuffix(".weight").replace(".", "_")
    if scopes:
        return _from_scopes(scopes, holders)
    path = module_path(node_name, root)
    if path is None:
        # "Conv_12", "node_Conv_138", "n7": the exporter's numbers, which say less than ours.
        bare = node_name.strip("/").lower().removeprefix("node_")
        numbered = re.fullmatch(rf"({re.escape(op_type.lower())}|n)?_*\d*", bare)
        return None if numbered or node_name.startswith("node_") else node_name
    if path in holders:
        path = f"{path}_{op_type.lower()}"
    return path.replace(".", "_") or None


def module_path(node_name: str, root: str = "") -> str | None:
    """The module that a node's name tells of, with dots; None if it is no path.

    Examples
    --------
    >>> module_path("/block1/block1.conv1/Conv"), module_path("net/conv2d/BiasAdd", "net")
    ('block1.conv1', 'conv2d')
    """
    parts = [part for part in re.split(r"[/;]", node_name) if part]
    if len(parts) < 2:
        return None
    path: list[str] = []
    for part in parts[:-1]:
        if _WRAPPERS.fullmatch(part) or part == root:
            continue
        # "layer1/layer1.0/conv1": each part repeats what is around it, or does not.
        if path and part.startswith(path[-1] + "."):
            path[-1] = part
        else:
            path.append(part)
    return ".".join(path)


def _from_scopes(text: str, holders: Collection[str]) -> str | None:
    """``['', 'block1', 'block1.conv1', 'conv2d']`` -> ``block1_conv1``."""
    scopes = scopes_in(text)
    path = scopes[-2] if len(scopes) > 1 else ""
    if not path:
        return None
    # What a module does beside the modules that it holds is called after it: "block1_add".
    operation = re.sub(r"_\d+$", "", scopes[-1])
    return (f"{path}_{operation}" if path in holders else path).replace(".", "_")


def scopes_in(text: str) -> list[str]:
    """PyTorch's list of module paths, as it is written into a file; empty if it is none."""
    try:
        scopes = ast.literal_eval(text[:2000])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return []
    if not isinstance(scopes, list) or not all(isinstance(s, str) for s in scopes):
        return []
    return scopes


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
