"""Made the files beside it, once: a small Keras network as both its exporters write it.

Run with tensorflow-cpu 2.21.0, keras 3.15.1, tf2onnx 1.17.0 and onnx 1.23.2, which no test needs.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def network():  # type: ignore[no-untyped-def]
    import keras
    import numpy as np
    from keras import layers

    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            layers.Input((32, 32, 3), name="picture"),
            layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False, name="conv1"),
            layers.BatchNormalization(name="norm1"),
            layers.ReLU(name="relu1"),
            layers.Conv2D(12, 3, padding="same", activation="relu", name="conv2"),
            layers.MaxPooling2D(3, strides=2, padding="same", name="pool1"),
            layers.DepthwiseConv2D(3, strides=2, padding="same", name="depthwise"),
            layers.AveragePooling2D(2, padding="same", strides=1, name="pool2"),
            layers.Flatten(name="flatten"),
            layers.Dense(16, activation="relu", name="dense1"),
            layers.Dense(5, activation="softmax", name="dense2"),
        ],
        name="small",
    )
    for weight in model.weights:
        if "moving_mean" in weight.path:
            weight.assign(np.random.default_rng(0).normal(size=weight.shape) * 0.2)
        if "moving_variance" in weight.path:
            weight.assign(np.random.default_rng(1).uniform(0.5, 2, size=weight.shape))
        if weight.path.endswith("bias"):
            weight.assign(np.random.default_rng(2).normal(size=weight.shape) * 0.2)
    return model


def main() -> None:
    import numpy as np
    import tensorflow as tf
    import tf2onnx

    model = network()
    x = np.random.default_rng(3).random((2, 32, 32, 3), dtype=np.float32)
    np.savez_compressed(HERE / "answers.npz", x=x, y=model.predict(x, verbose=0))
    signature = [tf.TensorSpec((None, 32, 32, 3), tf.float32, name="picture")]
    function = tf.function(lambda t: model(t, training=False), input_signature=signature)
    proto, _ = tf2onnx.convert.from_function(function, input_signature=signature, opset=18)
    (HERE / "tf2onnx.onnx").write_bytes(proto.SerializeToString())
    model.export(str(HERE / "keras.onnx"), format="onnx")


if __name__ == "__main__":
    main()
