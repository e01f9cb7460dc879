"""The part of the input that one unit of a layer sees."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from craftbench.analyses.cost.architecture.weights import Dimensions


@dataclass(frozen=True)
class Axis:
    """Receptive field of the units of a layer along one axis of the input.

    Unit ``i`` sees the pixels ``first + i · jump`` to ``last + i · jump``; pixels before 0 or
    beyond the end are padding.

    Parameters
    ----------
    first, last : int
        Pixels that the first unit sees.
    jump : int
        Pixels between the fields of neighbouring units; 0 where all units see the same.
    units : int
        Number of units along this axis.
    """

    first: int
    last: int
    jump: int
    units: int

    @property
    def size(self) -> int:
        """The receptive field in pixels, padding included."""
        return self.last - self.first + 1

    @property
    def start(self) -> float:
        """Centre of the first unit's field; the first pixel is 0."""
        return (self.first + self.last) / 2


ReceptiveField = tuple[Axis, ...]


def field_of_input(shape: Dimensions) -> ReceptiveField:
    """Each pixel sees itself; a vector of features has no axes."""
    return tuple(Axis(0, 0, 1, length) for length in shape[:-1])


def window(axis: Axis, kernel: int, stride: int, before: int, units: int) -> Axis:
    """ReceptiveField after a window of `kernel` units that moves by `stride`.

    With r the receptive field and j the jump of the layer before: r' = r + (kernel − 1) · j and
    j' = j · stride. `before` units of padding stand before the first one.

    References
    ----------
    A. Araujo, W. Norris, J. Sim: Computing receptive fields of convolutional neural networks.
    Distill (2019), doi:10.23915/distill.00021.
    """
    return Axis(
        axis.first - before * axis.jump,
        axis.last + (kernel - 1 - before) * axis.jump,
        axis.jump * stride,
        units,
    )


def convolution(layer: Any, fields: list[ReceptiveField], made: Dimensions) -> ReceptiveField:
    """ReceptiveField after a convolution."""
    kernel = [(k - 1) * d + 1 for k, d in zip(layer.kernel_size, layer.dilation_rate, strict=True)]
    return _windows(layer, fields, kernel, made)


def pooling(layer: Any, fields: list[ReceptiveField], made: Dimensions) -> ReceptiveField:
    """ReceptiveField after a pooling."""
    return _windows(layer, fields, layer.pool_size, made)


def _windows(
    layer: Any, fields: list[ReceptiveField], kernel: Any, made: Dimensions
) -> ReceptiveField:
    (field,) = fields
    return tuple(
        window(axis, length, stride, _padding_before(layer, axis, length, stride, units), units)
        for axis, length, stride, units in zip(field, kernel, layer.strides, made[:-1], strict=True)
    )


def _padding_before(layer: Any, axis: Axis, kernel: int, stride: int, units: int) -> int:
    if layer.padding == "valid":
        return 0
    if layer.padding == "causal":
        return kernel - 1
    return max((units - 1) * stride + kernel - axis.units, 0) // 2


def whole(layer: Any, fields: list[ReceptiveField], made: Dimensions) -> ReceptiveField:
    """ReceptiveField after global pooling: that of all units together."""
    (field,) = fields
    return tuple(Axis(axis.first, axis.last + (axis.units - 1) * axis.jump, 0, 1) for axis in field)


def dense(layer: Any, fields: list[ReceptiveField], made: Dimensions) -> ReceptiveField:
    """ReceptiveField after a dense layer: all of a flat input, otherwise position by position."""
    return whole(layer, fields, made) if len(made) == 1 else unchanged(layer, fields, made)


def unchanged(layer: Any, fields: list[ReceptiveField], made: Dimensions) -> ReceptiveField:
    """ReceptiveField after a layer that treats each unit separately."""
    (field,) = fields
    return field


def union(layer: Any, fields: list[ReceptiveField], made: Dimensions) -> ReceptiveField:
    """ReceptiveField after a layer that joins several; features have none.

    Raises
    ------
    ValueError
        If the units of the joined layers move over the input in different steps.
    """
    with_axes = [field for field in fields if field]
    return tuple(_joined(axes) for axes in zip(*with_axes, strict=True))


def _joined(axes: tuple[Axis, ...]) -> Axis:
    steps = {(axis.jump, axis.units) for axis in axes}
    if len(steps) > 1:
        found = " and ".join(f"{units} of {jump}" for jump, units in sorted(steps))
        raise ValueError(f"expected inputs with equal steps over the samples, found {found} pixels")
    first, last = min(axis.first for axis in axes), max(axis.last for axis in axes)
    return replace(axes[0], first=first, last=last)


FieldRule = Callable[[Any, list[ReceptiveField], Dimensions], ReceptiveField]
