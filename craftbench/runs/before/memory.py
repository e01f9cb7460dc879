"""Memory of a job, from the number of samples and of the numbers that each has."""

import math
from functools import cache
from pathlib import Path

from craftbench.config.cards import Card
from craftbench.config.contest import Contest
from craftbench.datasets.views import shown_shape
from craftbench.errors import CraftbenchError

TENSORFLOW_BYTES, PYTHON_BYTES = 700e6, 250e6
"""Of a process that trains a network, and of one that fits a classifier (docs/architecture.md)."""
COPIES = 3
"""Of the samples in the form of the view, in the memory of a training."""
FLOAT = 4


def of_classifier(samples: int, columns: int) -> float:
    """Bytes of a job that fits classifiers on so many features of each sample."""
    return PYTHON_BYTES + COPIES * FLOAT * samples * columns


def of_network(samples: int, numbers: int) -> float:
    """Bytes of a job that trains networks on so many numbers of each sample."""
    return TENSORFLOW_BYTES + COPIES * FLOAT * samples * numbers


def shown_numbers(contest: Contest, arm: str, sample: tuple[int, ...]) -> int:
    """Numbers of a sample of this shape in the view of an arm; 0 without a view."""
    view = contest.view(arm)
    return math.prod(shown_shape(sample, view)) if view else 0


def bytes_of_source(card: Card) -> int:
    """Size of the files that the source of a card reads, as far as they are there."""
    try:
        return _size_of(tuple(card.source.files(card.classes)))
    except (CraftbenchError, OSError):  # The step `prepare` says what is wrong.
        return 0


@cache
def _size_of(files: tuple[Path, ...]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())
