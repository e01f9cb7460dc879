"""The final fit of a run: on the whole subset, with what the search has chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from craftbench.errors import CraftbenchError
from craftbench.runs.fitting import Fitted, Fitter, Fitting
from craftbench.runs.tuning import Try
from models.endings import CONVERGED, FIXED, Length
from models.model_input import LabelledInput

AVERAGED = ("epochs", "best_epoch", "plateau_epoch", "updates", "validation_slope")
"""Facts of the search that are averaged over its fits."""


def refit(fit: Fitter, chosen: Try, train: LabelledInput, given: Fitting) -> Fitted:
    """Fit on all samples of a subset: with the chosen setting, a network for the chosen length.

    Parameters
    ----------
    fit : Fitter
        Of the arm.
    chosen : Try
        The fits of the search with the chosen setting.
    train : (x, y)
        All samples of the subset, its validation part among them, standardised by themselves.
    given : Fitting
        Seed and name of the run.

    Raises
    ------
    CraftbenchError
        If the training of a network diverges.
    """
    length = chosen_length(chosen.facts)
    try:
        return fit(
            replace(given, train=train, validation=None, setting=chosen.setting, length=length)
        )[0]
    except (ValueError, RuntimeError) as error:
        raise CraftbenchError(
            f"final fit on all {len(train[1])} samples of the subset, after the fits that have a "
            f"validation part: {error}. `refit: false` in the card leaves it out"
        ) from error


def chosen_length(facts: Sequence[Mapping[str, Any]]) -> Length | None:
    """The length of training that validation chose; None for an arm that is not a network.

    The epochs at the constant rate are those up to the lowest averaged validation loss, as a mean
    over the fits of the search. An epoch has as many updates as in the search, whatever the number
    of samples.
    """
    if "plateau_epoch" not in facts[0]:
        return None
    per_epoch = [one["updates"] / one["epochs"] for one in facts]
    constant = [one["plateau_epoch"] * n for one, n in zip(facts, per_epoch, strict=True)]
    return Length(float(np.mean(constant)), round(max(per_epoch)))


def facts_of(chosen: Try, final: Mapping[str, Any]) -> dict[str, Any]:
    """How the training of a run ended: in the search, and for a classifier in the final fit.

    Parameters
    ----------
    chosen : Try
        The fits of the search with the chosen setting.
    final : mapping
        Facts of the final fit.

    Returns
    -------
    dict
        ``ended``: the first ending that is not that of a converged training, if there is one; for
        networks also means over the fits of the search, and ``final_updates``.
    """
    endings = [one["ended"] for one in (*chosen.facts, final)]
    bad = [ended for ended in endings if ended not in (*CONVERGED, FIXED)]
    facts = {"ended": bad[0] if bad else endings[0]}
    for name in AVERAGED:
        if name in chosen.facts[0]:
            facts[name] = float(np.mean([one[name] for one in chosen.facts]))
    return facts | ({"final_updates": final["updates"]} if "updates" in final else {})
