"""Memory of a job, from the number of samples and of the numbers that each has."""

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
