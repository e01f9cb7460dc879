"""Weights and multiply-adds, summed over the stages of a network."""

from collections.abc import Iterable
from dataclasses import dataclass

from craftbench.analyses.cost.architecture.stages import Stage

CONVOLUTIONS = ("Conv1D", "Conv2D")


@dataclass(frozen=True)
class VolumeFacts:
    """Sums over the layers of a network.

    Parameters
    ----------
    first, last : Stage
        The input, and the last stage whose output has positions.
    weights, convolution_weights : int
        Of the whole network, and of its convolutions.
    multiply_adds, convolution_multiply_adds : int
        For one sample.
    """

    first: Stage
    last: Stage
    weights: int
    convolution_weights: int
    multiply_adds: int
    convolution_multiply_adds: int


def volume_facts(stages: list[Stage]) -> VolumeFacts:
    """Sums over the stages of a network, from `craftbench.analyses.cost.architecture.stages`."""
    convolutions = [stage for stage in stages if stage.kind in CONVOLUTIONS]
    return VolumeFacts(
        stages[0],
        [stage for stage in stages if len(stage.output_shape) > 1][-1],
        _weights(stages),
        _weights(convolutions),
        _multiply_adds(stages),
        _multiply_adds(convolutions),
    )


def _weights(stages: Iterable[Stage]) -> int:
    return sum(stage.weights.count for stage in stages)


def _multiply_adds(stages: Iterable[Stage]) -> int:
    return sum(stage.multiply_adds or 0 for stage in stages)
