"""Why marks of a wave are NaN."""

import numpy as np
import numpy.typing as npt

GIVEN, ABSENT, HIDDEN, UNTRUSTED, NO_SIGNAL, OUTSIDE = range(6)
REASONS = ("", "absent", "hidden in T", "untrusted", "no signal", "outside the record")
"""What the codes in the columns `MISSING` mean."""

WAVES: dict[str, tuple[str, ...]] = {
    "p_missing": ("p_on", "p_peak", "p_off"),
    "qrs_missing": ("qrs_on", "qrs_off"),
    "t_missing": ("t_on", "t_peak", "t_off"),
}
"""The marks of which each column speaks."""

MISSING = tuple(WAVES)


def reason(*conditions: tuple[npt.ArrayLike, int]) -> np.ndarray:
    """Code of the first condition that holds, `ABSENT` if none does.

    Parameters
    ----------
    conditions : pairs of an array of bool, shape (beats,), and a code

    Returns
    -------
    numpy.ndarray of int8, shape (beats,)
    """
    masks, codes = zip(*conditions, strict=True)
    return np.select([np.asarray(mask) for mask in masks], codes, ABSENT).astype(np.int8)


def codes_of(lost: np.ndarray, why: tuple[np.ndarray, ...]) -> np.ndarray:
    """One column for each wave: `GIVEN` where all its marks are, otherwise the reason.

    Parameters
    ----------
    lost : numpy.ndarray of bool, shape (beats, 9)
        Marks that are NaN, in the order of `features.delineation.LANDMARKS`.
    why : three numpy.ndarray of int, shape (beats,)
        Why marks of P, QRS and T are missing, if they are.

    Returns
    -------
    numpy.ndarray of int, shape (beats, 3)
    """
    of_wave = lost.reshape(len(lost), 3, 3).any(axis=2)
    return np.where(of_wave, np.stack(why, axis=1), GIVEN)
