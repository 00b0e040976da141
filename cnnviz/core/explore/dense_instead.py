"""What a dense layer would cost where a convolution stands."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.core.images import Shape
from cnnviz.core.windows import ConvSpec

BYTES_A_PARAMETER = 4  # float32


@dataclass(frozen=True)
class TwoCosts:
    """Two layers that make the same maps of the same picture.

    Attributes
    ----------
    output : (filters, height, width)
    convolution, dense : int
        Trained numbers: weights and biases.
    convolution_work, dense_work : int
        Multiplications, each with its addition, for one picture.
    """

    output: Shape
    convolution: int
    dense: int
    convolution_work: int
    dense_work: int

    @property
    def parameter_ratio(self) -> float:
        """How many times as many trained numbers the dense layer has."""
        return self.dense / self.convolution

    @property
    def work_ratio(self) -> float:
        """How many times as much it multiplies."""
        return self.dense_work / self.convolution_work


def dense_instead(picture: Shape, filters: int, spec: ConvSpec) -> TwoCosts:
    """A convolution, and the dense layer with as many outputs.

    Parameters
    ----------
    picture : (channels, height, width)
    filters : int
    spec : ConvSpec

    Raises
    ------
    ValueError
        If the kernel does not fit into the picture.

    Examples
    --------
    >>> costs = dense_instead((1, 28, 28), 6, ConvSpec(5))
    >>> costs.output, costs.convolution, costs.dense
    ((6, 24, 24), 156, 2712960)
    """
    channels, height, width = picture
    rows, columns = spec.output_size((height, width))
    inputs, outputs = channels * height * width, filters * rows * columns
    taps = channels * spec.kernel[0] * spec.kernel[1]
    return TwoCosts(
        (filters, rows, columns),
        filters * (taps + 1),
        outputs * (inputs + 1),
        outputs * taps,
        outputs * inputs,
    )
