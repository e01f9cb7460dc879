"""How a training ended, in words; and the length of one that ends after a fixed time."""

from dataclasses import dataclass

PLATEAU, BUDGET = "validation stopped improving", "budget ran out"
"""How a training with a validation part ended: only the first has converged."""
FITTED, NO_BETTER_FIT = "training labels fitted", "training accuracy stopped rising"
"""How a training ended that was to fit its training labels; or `BUDGET`."""
FIXED = "length chosen before"
"""The ending of a training without a validation part, see `Length`."""
CONVERGED = (PLATEAU, "solved")
"""Endings of networks and of classifiers that need no further look."""


@dataclass(frozen=True)
class Length:
    """The length of a training that another one, with a validation part, has chosen.

    Parameters
    ----------
    constant_updates : float
        Updates before the decay of the learning rate, with the warm-up.
    updates_per_epoch : int
        As in the training that chose, whatever the number of samples.
    """

    constant_updates: float
    updates_per_epoch: int
