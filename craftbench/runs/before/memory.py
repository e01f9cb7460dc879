"""Memory of a job, from the number of samples and of the numbers that each has."""

import math
from functools import cache
from pathlib import Path

from craftbench.config.cards import Card
from craftbench.config.contest import Contest
from craftbench.datasets.views import shown_shape
from craftbench.errors import CraftbenchError
from models.blocks import BLOCK_BYTES

TENSORFLOW_BYTES, PYTHON_BYTES = 700e6, 250e6
"""Of a process that trains a network, and of one that fits a classifier (docs/architecture.md)."""
COPIES = 3
"""Of features, and of the samples in the form of the view, in the memory of a job ..."""
BLOCKS = 12
"""... of these up to so many blocks (`models.blocks`): more samples stay on disk (docs/size.md)."""
FLOAT = 4


def of_classifier(samples: int, columns: int, shown: int = 0) -> float:
    """Bytes of a job with so many features, and so many numbers in the view, of each sample."""
    return PYTHON_BYTES + _held(samples, shown) + COPIES * FLOAT * samples * columns


def of_network(samples: int, shown: int, columns: int = 0) -> float:
    """Bytes of the same job if it runs TensorFlow."""
    return of_classifier(samples, columns, shown) + TENSORFLOW_BYTES - PYTHON_BYTES


def _held(samples: int, numbers: int) -> float:
    return min(COPIES * FLOAT * samples * numbers, BLOCKS * BLOCK_BYTES)


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
