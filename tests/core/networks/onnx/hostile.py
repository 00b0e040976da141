"""Files that nobody should have to open: mutations of good ones, and ones made to hurt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper

FLOAT = TensorProto.FLOAT


def tensor(name: str, *shape: int, seed: int = 0) -> TensorProto:
    values = np.random.default_rng(seed).normal(size=shape).astype(np.float32) * 0.3
    return onnx.numpy_helper.from_array(values, name)


def good() -> ModelProto:
    """A small classifier with most kinds of operators a CNN has."""
    make = helper.make_node
    nodes = [
        make("Conv", ["x", "w1", "b1"], ["a"], name="conv1", pads=[1, 1, 1, 1]),
        make("Relu", ["a"], ["b"], name="relu1"),
        make("MaxPool", ["b"], ["c"], name="pool1", kernel_shape=[2, 2], strides=[2, 2]),
        make("BatchNormalization", ["c", "s", "t", "m", "v"], ["d"], name="norm1"),
        make("Conv", ["d", "w2"], ["e"], name="conv2", auto_pad="SAME_UPPER", strides=[2, 2]),
        make("Sigmoid", ["e"], ["f"], name="gate"),
        make("Mul", ["e", "f"], ["g"], name="mul1"),
        make("Shape", ["g"], ["h"], name="shape"),
        make("Gather", ["h", "zero"], ["i"], name="gather"),
        make("Concat", ["i", "minus"], ["j"], name="sizes", axis=0),
        make("Reshape", ["g", "j"], ["k"], name="flat"),
        make("Gemm", ["k", "w3", "b3"], ["l"], name="dense", transB=1),
        make("Softmax", ["l"], ["y"], name="soft", axis=1),
    ]
    weights = [
        tensor("w1", 4, 1, 3, 3),
        tensor("b1", 4),
        *(tensor(name, 4, seed=i) for i, name in enumerate("stm")),
        onnx.numpy_helper.from_array(np.ones(4, np.float32), "v"),
        tensor("w2", 6, 4, 3, 3, seed=5),
        onnx.numpy_helper.from_array(np.array([0]), "zero"),
        onnx.numpy_helper.from_array(np.array([-1]), "minus"),
        tensor("w3", 5, 24, seed=6),
        tensor("b3", 5),
    ]
    graph = helper.make_graph(
        nodes,
        "good",
        [helper.make_tensor_value_info("x", FLOAT, ["n", 1, 8, 8])],
        [helper.make_tensor_value_info("y", FLOAT, ["n", 5])],
        weights,
    )
    opsets = [helper.make_opsetid("", 18)]
    model: ModelProto = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    return model


def cyclic(model: ModelProto) -> None:
    model.graph.node[0].input[0] = "e"


def reads_itself(model: ModelProto) -> None:
    model.graph.node[1].input[0] = "b"


def huge_constant(model: ModelProto) -> None:
    shape = onnx.numpy_helper.from_array(np.array([1 << 20, 1 << 20]), "huge")
    model.graph.initializer.append(shape)
    model.graph.node.insert(0, helper.make_node("ConstantOfShape", ["huge"], ["q"]))


def huge_tile(model: ModelProto) -> None:
    repeats = onnx.numpy_helper.from_array(np.array([1, 1, 30000, 30000]), "repeats")
    model.graph.initializer.append(repeats)
    model.graph.node.insert(0, helper.make_node("Tile", ["x", "repeats"], ["q"]))
    model.graph.node[1].input[0] = "q"


def huge_pad(model: ModelProto) -> None:
    model.graph.node[0].attribute[0].ints[:] = [2**30] * 4


def long_pads(model: ModelProto) -> None:
    model.graph.node[0].attribute[0].ints.extend([1] * 100_000)


def huge_range(model: ModelProto) -> None:
    for name, value in (("r0", 0), ("r1", 2**62), ("r2", 1)):
        model.graph.initializer.append(onnx.numpy_helper.from_array(np.array(value), name))
    model.graph.node.insert(0, helper.make_node("Range", ["r0", "r1", "r2"], ["q"]))


def huge_resize(model: ModelProto) -> None:
    scales = onnx.numpy_helper.from_array(np.array([1, 1, 9000, 9000], np.float32), "scales")
    model.graph.initializer.append(scales)
    node = helper.make_node("Resize", ["x", "", "scales"], ["q"])
    model.graph.node.insert(0, node)
    model.graph.node[1].input[0] = "q"


def huge_input(model: ModelProto) -> None:
    dims = model.graph.input[0].type.tensor_type.shape.dim
    dims[2].dim_value = dims[3].dim_value = 1 << 40


def huge_dims(model: ModelProto) -> None:
    model.graph.initializer[0].dims[:] = [1 << 30, 1 << 30, 3, 3]


def doubling(model: ModelProto) -> None:
    """Forty operators, each twice as large as the one before."""
    last = "x"
    for i in range(40):
        node = helper.make_node("Concat", [last, last], [f"q{i}"], axis=2)
        model.graph.node.insert(i, node)
        last = f"q{i}"
    model.graph.node[40].input[0] = last


def doubling_constants(model: ModelProto) -> None:
    last = "w1"
    for i in range(40):
        model.graph.node.insert(i, helper.make_node("Concat", [last, last], [f"q{i}"], axis=0))
        last = f"q{i}"


def much_work(model: ModelProto) -> None:
    """Little memory, days of multiplications."""
    model.graph.initializer.extend([tensor("wide", 200, 1, 3, 3), tensor("deep", 200, 200, 3, 3)])
    model.graph.node.append(helper.make_node("Conv", ["x", "wide"], ["q0"]))
    for i in range(200):
        node = helper.make_node("Conv", [f"q{i}", "deep"], [f"q{i + 1}"], pads=[1, 1, 1, 1])
        model.graph.node.append(node)


def much_on_the_way(model: ModelProto) -> None:
    """A small answer whose computation passes through something huge."""
    equation = "abcd,aefg,ahij,aklm,anop,aqrs->as"
    node = helper.make_node("Einsum", ["x"] * 6, ["q"], equation=equation)
    model.graph.node.append(node)


def unknown_operator(model: ModelProto) -> None:
    model.graph.node[1].op_type = "RunShellCommand"


def foreign_domain(model: ModelProto) -> None:
    model.graph.node[1].domain = "com.microsoft"
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def external_data(model: ModelProto) -> None:
    weights = model.graph.initializer[0]
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    entry = weights.external_data.add()
    entry.key, entry.value = "location", "../../../../etc/passwd"


def external_constant(model: ModelProto) -> None:
    value = TensorProto(name="v", data_type=FLOAT, dims=[2], data_location=TensorProto.EXTERNAL)
    entry = value.external_data.add()
    entry.key, entry.value = "location", "/dev/zero"
    model.graph.node.insert(0, helper.make_node("Constant", [], ["q"], value=value))


def negative_dims(model: ModelProto) -> None:
    model.graph.initializer[0].dims[0] = -4


def negative_input(model: ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[2].dim_value = -8


def twice(model: ModelProto) -> None:
    model.graph.node[2].output[0] = "a"


def given_twice(model: ModelProto) -> None:
    model.graph.initializer.append(model.graph.initializer[0])


def missing_input(model: ModelProto) -> None:
    model.graph.node[5].input[0] = "nowhere"


def missing_weight(model: ModelProto) -> None:
    del model.graph.initializer[0]


def no_inputs(model: ModelProto) -> None:
    del model.graph.node[0].input[:]


def wrong_kind(model: ModelProto) -> None:
    model.graph.initializer[0].CopyFrom(
        onnx.numpy_helper.from_array(np.ones((4, 1, 3, 3), np.int64), "w1")
    )


def text_weights(model: ModelProto) -> None:
    model.graph.initializer[0].CopyFrom(helper.make_tensor("w1", TensorProto.STRING, [1], [b"rm"]))


def nan_weights(model: ModelProto) -> None:
    values = np.full((4, 1, 3, 3), np.nan, np.float32)
    model.graph.initializer[0].CopyFrom(onnx.numpy_helper.from_array(values, "w1"))


def huge_weights(model: ModelProto) -> None:
    values = np.full((4, 1, 3, 3), 3e38, np.float32)
    model.graph.initializer[0].CopyFrom(onnx.numpy_helper.from_array(values, "w1"))


def short_data(model: ModelProto) -> None:
    model.graph.initializer[0].raw_data = model.graph.initializer[0].raw_data[:-5]


def branch(model: ModelProto) -> None:
    inner = helper.make_graph([helper.make_node("Identity", ["a"], ["o"])], "g", [], [])
    node = helper.make_node("If", ["zero"], ["q"], then_branch=inner, else_branch=inner)
    model.graph.node.insert(1, node)


def deep_nesting(model: ModelProto) -> None:
    """Networks in networks, as deep as the format's reader lets them be."""
    graph = helper.make_graph([helper.make_node("Identity", ["a"], ["o"])], "g", [], [])
    for _ in range(20):
        node = helper.make_node("Loop", ["zero"], ["o"], body=graph)
        graph = helper.make_graph([node], "g", [], [])
    model.graph.node.insert(1, helper.make_node("Loop", ["zero"], ["q"], body=graph))


def functions_in_a_circle(model: ModelProto) -> None:
    add_functions(model, [("f", ["g"]), ("g", ["f"])])


def function_bomb(model: ModelProto) -> None:
    """Twenty functions, each calling the next one ten times."""
    add_functions(model, [(f"f{i}" if i else "f", [f"f{i + 1}"] * 10) for i in range(20)])


def add_functions(model: ModelProto, bodies: list[tuple[str, list[str]]]) -> None:
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("own", 1)]
    model.opset_import.append(helper.make_opsetid("own", 1))
    for name, called in bodies:
        nodes, last = [], "i"
        for k, other in enumerate(called):
            nodes.append(helper.make_node(other, [last], [f"v{k}"], domain="own"))
            last = f"v{k}"
        nodes.append(helper.make_node("Identity", [last], ["o"]))
        model.functions.append(helper.make_function("own", name, ["i"], ["o"], nodes, opsets))
    model.graph.node.insert(0, helper.make_node("f", ["x"], ["q"], domain="own"))


def two_pictures(model: ModelProto) -> None:
    model.graph.input.append(helper.make_tensor_value_info("x2", FLOAT, ["n", 1, 8, 8]))
    model.graph.node.insert(0, helper.make_node("Add", ["x", "x2"], ["q"]))


def no_output(model: ModelProto) -> None:
    del model.graph.output[:]


def constant_output(model: ModelProto) -> None:
    model.graph.output[0].name = "b3"


def no_network(model: ModelProto) -> None:
    model.ClearField("graph")


def many_nodes(model: ModelProto) -> None:
    last = "y"
    for i in range(12_000):
        model.graph.node.append(helper.make_node("Relu", [last], [f"q{i}"]))
        last = f"q{i}"


def strange_opset(model: ModelProto) -> None:
    model.opset_import[0].version = 10_000


def zero_kernel(model: ModelProto) -> None:
    model.graph.node[2].attribute[0].ints[:] = [0, 0]


def zero_stride(model: ModelProto) -> None:
    model.graph.node[2].attribute[1].ints[:] = [0, -1]


def no_groups(model: ModelProto) -> None:
    model.graph.node[0].attribute.append(helper.make_attribute("group", 0))


def strange_names(model: ModelProto) -> None:
    """Names that torch, an address or a page could stumble over; the file itself is good."""
    names = ["forward", "../../x", "<script>", "é" * 3000, "", "training"]
    for node, name in zip(model.graph.node, names, strict=False):
        node.name = name


def not_text(model: ModelProto) -> None:
    model.graph.node[0].name = "RELU1RELU1"


def bad_take(model: ModelProto) -> None:
    index = onnx.numpy_helper.from_array(np.array([99]), "index")
    model.graph.initializer.append(index)
    model.graph.node.insert(1, helper.make_node("Gather", ["a", "index"], ["q"], axis=1))


MADE: dict[str, Callable[[ModelProto], None]] = {
    function.__name__: function
    for function in (
        *(cyclic, reads_itself, huge_constant, huge_tile, huge_pad, long_pads, huge_range),
        *(
            huge_resize,
            huge_input,
            huge_dims,
            doubling,
            doubling_constants,
            much_work,
            much_on_the_way,
        ),
        *(unknown_operator, foreign_domain, external_data, external_constant, negative_dims),
        *(negative_input, twice, given_twice, missing_input, missing_weight, no_inputs, wrong_kind),
        *(text_weights, nan_weights, huge_weights, short_data, branch, deep_nesting),
        *(functions_in_a_circle, function_bomb, two_pictures, no_output, constant_output),
        *(
            no_network,
            many_nodes,
            strange_opset,
            zero_kernel,
            zero_stride,
            no_groups,
            bad_take,
            not_text,
        ),
    )
}


def made(name: str) -> bytes:
    model = good()
    MADE[name](model)
    content: bytes = model.SerializeToString()
    # A message that Python writes holds text; one that is made by hand holds what it likes.
    return content.replace(b"RELU1RELU1", b"\xff\xfe\x80RELU12")


def mutations(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Bytes flipped, cut off, repeated; fields of the message changed to other fields' values."""
    rng = np.random.default_rng(seed)
    whole = np.frombuffer(good().SerializeToString(), np.uint8)
    for i in range(count):
        kind = ("flip", "flips", "cut", "repeat", "zeros", "field", "field", "field")[i % 8]
        if kind == "field":
            yield f"{kind} {i}", changed_field(rng)
            continue
        data = whole.copy()
        if kind == "flip":
            data[rng.integers(len(data))] ^= np.uint8(1 << rng.integers(8))
        elif kind == "flips":
            data[rng.integers(len(data), size=20)] = rng.integers(256, size=20)
        elif kind == "cut":
            data = data[: rng.integers(len(data))]
        elif kind == "repeat":
            start, stop = sorted(rng.integers(len(data), size=2))
            data = np.concatenate([data[:stop], data[start:]])
        else:
            start = rng.integers(len(data))
            data[start : start + 40] = 0
        yield f"{kind} {i}", data.tobytes()


STRANGE = (-1, 0, 1, 2, 3, 7, 2**31 - 1, 2**31, -(2**31), 2**62, -(2**63), 255, 1000)


def changed_field(rng: Any) -> bytes:
    """A whole message with a few values that do not fit."""
    model = good()
    for _ in range(rng.integers(1, 3)):
        node = model.graph.node[rng.integers(len(model.graph.node))]
        what = rng.integers(6)
        if what == 0 and node.attribute:
            attribute = node.attribute[rng.integers(len(node.attribute))]
            if attribute.ints:
                attribute.ints[rng.integers(len(attribute.ints))] = int(rng.choice(STRANGE))
            else:
                attribute.i = int(rng.choice(STRANGE))
        elif what == 1:
            node.input[rng.integers(len(node.input))] = str(rng.choice(list("abcdefghijklxy")))
        elif what == 2:
            others = ["Conv", "Add", "Concat", "Resize", "Slice", "Transpose", "Pad", "Split"]
            node.op_type = str(rng.choice([*others, "MatMul", "Gather", "Tile", "Einsum", "LRN"]))
        elif what == 3:
            weights = model.graph.initializer[rng.integers(len(model.graph.initializer))]
            weights.dims[rng.integers(len(weights.dims))] = int(rng.choice(STRANGE))
        elif what == 4:
            names = ["axis", "pads", "group", "axes", "to", "mode", "perm", "blocksize"]
            value: Any = int(rng.choice(STRANGE)) if rng.integers(2) else [int(rng.choice(STRANGE))]
            node.attribute.append(helper.make_attribute(str(rng.choice(names)), value))
        else:
            dims = model.graph.input[0].type.tensor_type.shape.dim
            dims[rng.integers(4)].dim_value = int(rng.choice(STRANGE))
    content: bytes = model.SerializeToString()
    return content
