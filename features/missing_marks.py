"""Why marks of a wave are NaN."""

import numpy as np
import pandas as pd

GIVEN, ABSENT, HIDDEN, UNTRUSTED, NO_SIGNAL, OUTSIDE = range(6)
REASONS = ("", "absent", "hidden in T", "untrusted", "no signal", "outside the record")
"""The texts of the columns `MISSING`, by code."""

WAVES = {
    "p_missing": ("p_on", "p_peak", "p_off"),
    "qrs_missing": ("qrs_on", "qrs_off"),
    "t_missing": ("t_on", "t_peak", "t_off"),
}
"""The marks of which each column speaks."""

MISSING = tuple(WAVES)


def reason(*conditions: tuple[np.ndarray, int]) -> np.ndarray:
    """Code of the first condition that holds, `ABSENT` if none does.

    Parameters
    ----------
    conditions : pairs of a bool array of shape (beats,) and a code

    Returns
    -------
    numpy.ndarray of int8, shape (beats,)
    """
    masks, codes = zip(*conditions, strict=True)
    return np.select(masks, codes, ABSENT).astype(np.int8)


def with_reasons(marks: pd.DataFrame, codes: np.ndarray) -> pd.DataFrame:
    """The table of marks with one text column for each wave; empty where all are given.

    Parameters
    ----------
    marks : pandas.DataFrame, one row per beat
        The columns of `WAVES`, NaN where a mark is missing.
    codes : numpy.ndarray of int, shape (beats, 3)
        Why marks of P, QRS and T are missing, if they are.

    Returns
    -------
    pandas.DataFrame
    """
    texts = np.array(REASONS, dtype=object)
    for column, (name, of_wave) in enumerate(WAVES.items()):
        given = marks[list(of_wave)].notna().all(axis=1)
        marks[name] = texts[np.where(given, GIVEN, codes[:, column])]
    return marks
