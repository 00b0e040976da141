"""Step 4, define, in Keras: the same layers, with PyTorch's paddings and curves."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from cnnviz.core.export.values import Section, Subject
from cnnviz.core.export.writing import call, indented, lines, list_of, number, quoted
from cnnviz.core.networks.architectures import ARCHITECTURES
from cnnviz.core.networks.plan.build import build

# Curves that are the same in both; LeakyReLU's slope and ELU's alpha are said, for defaults differ.
_CURVES: dict[type[nn.Module], tuple[str, list[str]]] = {
    nn.ReLU: ("layers.ReLU", []),
    nn.LeakyReLU: ("layers.LeakyReLU", ["negative_slope=0.01"]),
    nn.ELU: ("layers.ELU", ["alpha=1.0"]),
    # Keras' own "gelu" is the exact one, as PyTorch's.
    nn.GELU: ("layers.Activation", ['"gelu"']),
    nn.SiLU: ("layers.Activation", ['"silu"']),
    nn.Sigmoid: ("layers.Activation", ['"sigmoid"']),
    nn.Tanh: ("layers.Activation", ['"tanh"']),
}

_RESNET = '''\
def convolution(x, filters, kernel_size, strides, name):
    """Without a bias: the batch norm after it has one of its own."""
    padding = kernel_size // 2
    if padding:
        x = layers.ZeroPadding2D(padding)(x)
    make = layers.Conv2D(
        filters, kernel_size, strides=strides, use_bias=False, name=name
    )
    return make(x)


def norm(x, name):
    """Batch norm with PyTorch's momentum and epsilon."""
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name=name)(x)


def residual_block(x, filters, strides, name):
    """Two convolutions whose result is added to the block's own input."""
    shortcut = x
    if strides != 1 or x.shape[-1] != filters:
        shortcut = convolution(x, filters, 1, strides, f"{name}_shortcut")
        shortcut = norm(shortcut, f"{name}_shortcut_norm")
    x = convolution(x, filters, 3, strides, f"{name}_conv1")
    x = layers.ReLU()(norm(x, f"{name}_norm1"))
    x = norm(convolution(x, filters, 3, 1, f"{name}_conv2"), f"{name}_norm2")
    return layers.ReLU()(layers.Add()([x, shortcut]))


def define():
    """A network with its first, random weights."""
    keras.utils.set_random_seed(SEED)
    pictures = keras.Input(SHAPE)
    x = norm(convolution(pictures, 32, 5, 1, "conv1"), "norm1")
    x = layers.MaxPooling2D(2)(layers.ReLU()(x))
    x = residual_block(x, 32, 1, "block1")
    x = residual_block(x, 64, 2, "block2")
    x = residual_block(x, 96, 2, "block3")
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(pictures, layers.Dense(10, name="output")(x))
    begin_as_pytorch(model)
    return model'''

_BEGIN = '''\
def begin_as_pytorch(model):
    """First weights drawn as PyTorch draws them: even, from -1 to 1 over root(inputs)."""
    random = np.random.default_rng(SEED)
    for layer in model.layers:
        if isinstance(layer, (layers.Conv2D, layers.Dense)):
            limit = np.prod(layer.kernel.shape[:-1]) ** -0.5
            shapes = [weight.shape for weight in layer.weights]
            layer.set_weights([random.uniform(-limit, limit, s) for s in shapes])'''

_BEGIN_AS_ALEXNET = '''\
def begin_as_pytorch(model):
    """First weights as He proposed: bell-shaped, and biases of 0."""
    random = np.random.default_rng(SEED)
    for layer in model.layers:
        if isinstance(layer, (layers.Conv2D, layers.Dense)):
            spread = (2 / np.prod(layer.kernel.shape[:-1])) ** 0.5
            kernel = random.normal(0, spread, layer.kernel.shape)
            layer.set_weights([kernel, np.zeros(layer.bias.shape)])'''

_LOAD_WEIGHTS = '''\
def load_weights(model, path):
    """Weights from the app or from the PyTorch script, with their axes in Keras' order."""
    tensors = load_file(path)
    maps = None
    for layer in model.layers:
        if isinstance(layer, layers.Flatten):
            maps = layer.input.shape[1:]
        if not layer.weights:
            continue
        name = NAME
        weight = tensors[f"{name}.weight"]
        if isinstance(layer, layers.Conv2D):
            # From (out, in, height, width).
            weight = weight.transpose(2, 3, 1, 0)
        elif isinstance(layer, layers.Dense):
            if maps is not None:
                # PyTorch flattens channel after channel, Keras pixel after pixel.
                height, width, channels = maps
                weight = weight.reshape(-1, channels, height, width)
                weight = weight.transpose(0, 2, 3, 1).reshape(len(weight), -1)
                maps = None
            weight = weight.T
        names = [f"{name}.{part}" for part in ("bias", "running_mean", "running_var")]
        others = [tensors[name] for name in names if name in tensors]
        layer.set_weights([weight, *others])'''


def define_section(subject: Subject) -> Section:
    """The network, layer by layer, its first weights, and how weights from the app get in."""
    name = subject.plan.network.architecture
    # An impossible network is refused here.
    model = build(subject.plan.network)
    define = _RESNET if name == "resnet" else _layer_by_layer(model)
    words = (
        "The layers, with the names they have in the app. PyTorch pads both sides alike, so "
        'padding="same" stands only where it means the same.'
    )
    if name:
        words = f"{ARCHITECTURES[name].title}, after {ARCHITECTURES[name].paper}. {words}"
    begin = _BEGIN_AS_ALEXNET if name == "alexnet" else _BEGIN
    # Layers inside a block are called block1.conv1 in PyTorch, which Keras does not take.
    is_nested = any("." in key.rsplit(".", 1)[0] for key in model.state_dict())
    torch_name = 'layer.name.replace("_", ".", 1)' if is_nested else "layer.name"
    load = _LOAD_WEIGHTS.replace("NAME", torch_name)
    return Section(
        "4. Define",
        words,
        "\n\n\n".join([begin, define, load]),
        "model = define()\nmodel.summary()",
    )


def _layer_by_layer(model: nn.Module) -> str:
    rows = ["keras.Input(SHAPE)"]
    for name, module in model.named_modules():
        if not list(module.children()):
            rows += _rows(name.replace(".", "_"), module)
    return lines(
        "def define():",
        '    """A network with its first, random weights."""',
        "    keras.utils.set_random_seed(SEED)",
        indented(f"model = keras.Sequential(\n{list_of('', rows, indent=4)}\n)"),
        "    begin_as_pytorch(model)",
        "    return model",
    )


def _rows(name: str, module: nn.Module) -> list[str]:
    """A layer, after a padding where it needs one of its own."""
    kind, arguments = keras_layer(module)
    rows = []
    if isinstance(module, nn.Conv2d) and module.padding[0] and 'padding="same"' not in arguments:
        rows.append(f"layers.ZeroPadding2D({module.padding[0]})")
    made = call(kind, [*arguments, f"name={quoted(name)}"], indent=12, after=",")
    return [*rows, made.removesuffix(",")]


def keras_layer(module: nn.Module) -> tuple[str, list[str]]:
    """A layer of PyTorch as one of Keras: what makes it, and its arguments.

    Examples
    --------
    >>> keras_layer(nn.Conv2d(1, 8, 5, padding=2))
    ('layers.Conv2D', ['8', '5', 'padding="same"'])
    >>> keras_layer(nn.Conv2d(1, 8, 5, stride=2, padding=2))
    ('layers.Conv2D', ['8', '5', 'strides=2'])
    """
    if type(module) in _CURVES:
        return _CURVES[type(module)]
    return _LAYERS[type(module)](module)


def _conv(module: nn.Conv2d) -> tuple[str, list[str]]:
    size, stride, padding = module.kernel_size[0], module.stride[0], module.padding[0]
    arguments = [str(module.out_channels), str(size)]
    if stride != 1:
        arguments.append(f"strides={stride}")
    # With a stride, or an even kernel, "same" pads the far side more than the near one.
    if padding and stride == 1 and 2 * int(padding) == size - 1:
        arguments.append('padding="same"')
    if module.bias is None:
        arguments.append("use_bias=False")
    return "layers.Conv2D", arguments


def _pool(kind: str) -> Callable[..., tuple[str, list[str]]]:
    def written(module: nn.MaxPool2d | nn.AvgPool2d) -> tuple[str, list[str]]:
        strides = [] if module.stride == module.kernel_size else [f"strides={module.stride}"]
        return f"layers.{kind}", [str(module.kernel_size), *strides]

    return written


_LAYERS: dict[type[nn.Module], Callable[..., tuple[str, list[str]]]] = {
    nn.Conv2d: _conv,
    nn.BatchNorm2d: lambda m: (
        "layers.BatchNormalization",
        [f"momentum={number(1 - m.momentum)}", f"epsilon={number(m.eps)}"],
    ),
    nn.MaxPool2d: _pool("MaxPooling2D"),
    nn.AvgPool2d: _pool("AveragePooling2D"),
    nn.AdaptiveAvgPool2d: lambda m: ("layers.GlobalAveragePooling2D", ["keepdims=True"]),
    nn.AdaptiveMaxPool2d: lambda m: ("layers.GlobalMaxPooling2D", ["keepdims=True"]),
    nn.Flatten: lambda m: ("layers.Flatten", []),
    nn.Dropout: lambda m: ("layers.Dropout", [number(m.p)]),
    nn.Linear: lambda m: ("layers.Dense", [str(m.out_features)]),
}
# Kinds of layers that `keras_layer` can write.
KERAS_LAYERS = frozenset((*_CURVES, *_LAYERS))
