"""Attribution maps of the selected network: measures of the maps."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.examined import Examined
from craftbench.analyses.interpretation.deletion import (
    maps_of_others,
    mean_probability_drop,
    random_maps,
)
from craftbench.analyses.interpretation.map_methods import methods_for
from craftbench.analyses.interpretation.randomisation import (
    RANDOMISED_LAYERS,
    map_correlation,
    with_random_weights,
)
from craftbench.analyses.interpretation.wave_shares import shares_of_waves
from craftbench.analyses.test_samples import select_test_samples
from craftbench.datasets.signal_view import SignalView
from craftbench.own.loading import in_words
from craftbench.own.models import OwnModel
from craftbench.predict.predictor import Predictor
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import with_bounds
from craftbench.stats.seeds import seed_of
from models.model_input import ModelInput

log = logging.getLogger(__name__)

COLUMNS = (
    *("dataset", "arm", "family", "method", "measure", "setting", "n"),
    *with_bounds("value"),
    "interval",
)
ANALYSIS = Analysis(
    name="attributions",
    needs="models",
    caption="Measures of the attribution maps of the selected network: correlation with maps of "
    "random weights, probability drop after deletion, and shares on the waves of a heartbeat.",
    columns=COLUMNS,
)
NOT_AVAILABLE = "not available"
SHARES = ("share_of_attribution", "share_of_time")


@dataclass(frozen=True)
class MapMeasure:
    """One value a sample, (n,), NaN where it does not exist."""

    method: str
    measure: str
    setting: str
    values: np.ndarray


def attributions(examined: Examined) -> pd.DataFrame:
    """One row a method, measure and setting, for the predicted classes of test samples.

    Returns
    -------
    DataFrame
        `COLUMNS`; no rows without a network. ``value`` is the mean over samples. Measures:

        - ``rank_correlation`` with maps of random weights in the last or in all layers; maps that
          hardly change do not depend on what was learned;
        - ``probability_drop``: drop of the class's probability, averaged over shares of deleted
          pixels, by setting: the ``attributed`` pixels, ``random`` ones, or those that the map of
          ``another sample`` attributes to;
        - ``deletion_gain``: drop for the attributed pixels minus that of another setting, paired;
        - ``share_of_attribution`` and ``share_of_time`` on the waves P, QRS and T of an ECG;
        - ``not available``: the only row of a network of the user's own that has no maps; its
          setting is the reason.
    """
    arm = examined.network
    if arm is None:
        return pd.DataFrame(columns=list(COLUMNS))
    seed = seed_of(examined.seed, examined.dataset, "attributions")
    part = select_test_samples(
        examined.samples.table,
        examined.contest.classes,
        examined.settings.attributions.test_samples,
        seed,
    )
    bootstrap = part.bootstrap(examined.resamples, examined.seed)
    about = {"dataset": examined.dataset, "arm": arm, "family": examined.contest.family(arm)}
    try:
        measures = list(_measures(examined, examined.predictor(arm), part.rows, seed))
    except Exception as error:  # layers of the user's own may fail in any way
        return pd.DataFrame([about | _not_available(examined, arm, error)], columns=list(COLUMNS))
    rows = [about | _row(found, bootstrap) for found in measures]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _not_available(examined: Examined, arm: str, error: Exception) -> dict[str, Any]:
    """The row of a network of the user's own that has no maps, with the reason."""
    if not isinstance(examined.contest.arms[arm].network_model, OwnModel):
        raise error
    reason = shorten(in_words(error), 200)
    log.warning("%s %s: no attribution maps: %s", examined.dataset, arm, reason)
    return {"method": "none", "measure": NOT_AVAILABLE, "setting": reason, "n": 0}


def _measures(
    examined: Examined, predictor: Predictor, rows: np.ndarray, seed: int
) -> Iterator[MapMeasure]:
    samples, network = examined.samples, predictor.model
    x = predictor.prepare(samples, rows)
    target = predictor.probabilities(x).argmax(axis=1)
    window_s = _shown_seconds(predictor)
    randomised = {
        layers: with_random_weights(network, layers, seed) for layers in RANDOMISED_LAYERS
    }
    for name, method in methods_for(network).items():
        maps = method(network, x, target)
        for layers, random in randomised.items():
            alike = map_correlation(maps, method(random, x, target))
            yield MapMeasure(name, "rank_correlation", layers, alike)
        shares = examined.settings.attributions.deleted_shares
        drops = _probability_drops(predictor, x, target, maps, shares, seed)
        for setting, drop in drops.items():
            yield MapMeasure(name, "probability_drop", setting, drop)
        for other in ("random", "another sample"):
            gain = drops["attributed"] - drops[other]
            yield MapMeasure(name, "deletion_gain", f"against {other}", gain)
        if samples.recordings is not None and window_s is not None:
            on_waves = shares_of_waves(samples, rows, maps, window_s)
            for (measure, wave), share in on_waves.items():
                yield MapMeasure(name, measure, wave, share)


def _shown_seconds(predictor: Predictor) -> tuple[float, float] | None:
    """Seconds before and after the R peak that the network sees, if it sees heartbeats."""
    view = predictor.pipeline.view
    if isinstance(view, SignalView) and view.seconds is not None:
        return view.seconds
    window = None if predictor.source is None else predictor.source.window
    return None if window is None else window.seconds


def _probability_drops(
    predictor: Predictor,
    x: ModelInput,
    target: np.ndarray,
    maps: np.ndarray,
    shares: tuple[float, ...],
    seed: int,
) -> dict[str, np.ndarray]:
    """By what is deleted: the mean drop over `shares` of each sample."""
    rng = np.random.default_rng(seed)
    ranked = {
        "attributed": maps,
        "random": random_maps(maps, rng),
        "another sample": maps_of_others(maps, rng),
    }
    return {
        name: mean_probability_drop(predictor.probabilities, x, target, each, shares)
        for name, each in ranked.items()
    }


def _row(found: MapMeasure, bootstrap: Bootstrap) -> dict[str, Any]:
    known = ~np.isnan(found.values)
    groups = len(np.unique(bootstrap.group[known]))
    limits = (0, 1) if found.measure in SHARES else (-1, 1)
    return {
        "method": found.method,
        "measure": found.measure,
        "setting": found.setting,
        "n": int(known.sum()),
        **bootstrap.bounded("value", *bootstrap.means([found.values]), limits, groups),
        "interval": bootstrap.covers(repeats=1, groups=groups),
    }
