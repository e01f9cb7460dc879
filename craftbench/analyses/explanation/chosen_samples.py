"""Which test samples stand for the cells of the confusion matrices of some arms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Cell(NamedTuple):
    """A cell of the confusion matrix of one arm, by its position among the arms."""

    arm: int
    true: int
    predicted: int


@dataclass(frozen=True)
class ChosenSamples:
    """Samples by cell.

    Parameters
    ----------
    samples : list of int
        Positions among the test samples, each once, the first chosen first.
    cells : dict of list of int
        By cell: places in `samples`, the most certain prediction first.
    """

    samples: list[int]
    cells: dict[Cell, list[int]]

    def first(self, count: int) -> "ChosenSamples":
        """The first so many samples, and the cells that still have one."""
        cells = {
            cell: [place for place in places if place < count]
            for cell, places in self.cells.items()
        }
        return ChosenSamples(
            self.samples[:count], {cell: places for cell, places in cells.items() if places}
        )


def counts(true: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Confusion matrix (classes, classes) of the most probable classes; rows are true classes."""
    classes = probabilities.shape[1]
    codes = true * classes + probabilities.argmax(axis=1)
    return np.bincount(codes, minlength=classes**2).reshape(classes, classes)


def choose_samples(
    true: np.ndarray, probabilities: Sequence[np.ndarray], most: int, a_cell: int
) -> ChosenSamples:
    """The samples of each cell whose prediction is most certain.

    Parameters
    ----------
    true : (n,) int array
        Class codes.
    probabilities : sequence of (n, classes) arrays
        Of each arm.
    most : int
        Number of samples of all cells together.
    a_cell : int
        Number of samples of a cell.

    Notes
    -----
    First every cell gets its most certain sample, cells of errors before those of the diagonal;
    then each gets its second, and so on, until there are `most` samples. A sample serves a cell of
    every arm for which it is among the most certain.
    """
    ranked = _ranked(true, probabilities, a_cell)
    errors_first = sorted(ranked, key=lambda cell: cell.true == cell.predicted)
    samples: list[int] = []
    cells: dict[Cell, list[int]] = {}
    places: dict[int, int] = {}
    for turn in range(a_cell):
        for cell in errors_first:
            if turn >= len(ranked[cell]):
                continue
            sample = ranked[cell][turn]
            if sample not in places:
                if len(samples) == most:
                    continue
                places[sample] = len(samples)
                samples.append(sample)
            cells.setdefault(cell, []).append(places[sample])
    return ChosenSamples(samples, cells)


def _ranked(
    true: np.ndarray, probabilities: Sequence[np.ndarray], a_cell: int
) -> dict[Cell, list[int]]:
    """By cell: its most certain samples, the most certain first; of equal ones the first."""
    found: dict[Cell, list[int]] = {}
    for arm, of_arm in enumerate(probabilities):
        certain = of_arm.max(axis=1)
        predicted = of_arm.argmax(axis=1)
        for sample in np.argsort(-certain, kind="stable").tolist():
            own = found.setdefault(Cell(arm, int(true[sample]), int(predicted[sample])), [])
            if len(own) < a_cell:
                own.append(sample)
    return found
