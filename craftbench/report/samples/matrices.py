"""A confusion matrix as a table whose cells are buttons."""

from collections.abc import Mapping
from dataclasses import dataclass

from craftbench.analyses.explanation.chosen_samples import Cell
from craftbench.analyses.explanation.shown_samples import ShownArm, ShownSamples


@dataclass(frozen=True)
class MatrixCell:
    """One cell.

    Parameters
    ----------
    count : int
        Test samples.
    share : float
        Of those of the true class.
    correct : bool
        Whether it lies on the diagonal.
    places : list of int
        Places of its samples among those that are shown; none where it cannot be chosen.
    told : str
        The cell in words.
    """

    count: int
    share: float
    correct: bool
    places: list[int]
    told: str


@dataclass(frozen=True)
class Matrix:
    """The confusion matrix of one arm: its name, family, and cells by true class."""

    arm: str
    family: str
    accuracy: float
    n: int
    rows: list[list[MatrixCell]]


def matrices(
    shown: ShownSamples, arm_names: Mapping[str, str], sample_name: Mapping[str, str]
) -> list[Matrix]:
    """The matrices of the shown arms.

    Parameters
    ----------
    shown : ShownSamples
        Of a data set.
    arm_names : mapping
        Names of arms for readers.
    sample_name : mapping
        ``singular`` and ``plural``.
    """
    return [
        _matrix(shown, place, one, arm_names.get(one.arm, one.arm), sample_name)
        for place, one in enumerate(shown.arms)
    ]


def _matrix(
    shown: ShownSamples, place: int, one: ShownArm, name: str, words: Mapping[str, str]
) -> Matrix:
    total = sum(map(sum, one.counts))
    right = sum(row[i] for i, row in enumerate(one.counts))
    rows = [
        [
            MatrixCell(
                count,
                count / sum(row) if count else 0.0,
                i == j,
                shown.cells.get(Cell(place, i, j), []),
                f"{count:,} {words['singular' if count == 1 else 'plural']} of class "
                f"{shown.classes[i]} that {name} predicts as {shown.classes[j]}",
            )
            for j, count in enumerate(row)
        ]
        for i, row in enumerate(one.counts)
    ]
    return Matrix(name, one.family, right / total if total else 0.0, total, rows)


def first_choice(found: list[Matrix]) -> tuple[int, int, int] | None:
    """Matrix, row and column of the most frequent error that has samples, else of a hit."""
    places = [
        (cell.correct, -cell.count, i, j, k)
        for i, matrix in enumerate(found)
        for j, row in enumerate(matrix.rows)
        for k, cell in enumerate(row)
        if cell.places
    ]
    return min(places)[2:] if places else None
