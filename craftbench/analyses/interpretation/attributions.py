"""The rows of attributions.csv: what a network looks at, and whether its maps can be trusted."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.interpretation.deletion import (
    SHARES,
    maps_of_others,
    probability_lost,
    random_maps,
)
from craftbench.analyses.interpretation.grad_cam import grad_cam
from craftbench.analyses.interpretation.network_scores import last_convolution
from craftbench.analyses.interpretation.randomisation import (
    Part,
    map_correlation,
    with_random_weights,
)
from craftbench.analyses.interpretation.resampling import ResampledGroups
from craftbench.analyses.interpretation.saliency import saliency
from craftbench.analyses.interpretation.wave_shares import WAVES, landmarks_of, wave_shares
from craftbench.analyses.robustness.robustness import Bootstrap
from craftbench.analyses.tested_samples import select_tested
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import Predictor
from craftbench.stats.intervals import bounded
from craftbench.stats.seeds import seed_of
from models.model_input import ModelInput

MOST_SAMPLES = 200
RANDOMISED: tuple[Part, ...] = ("last layer", "all layers")

Method = Callable[[Any, ModelInput, np.ndarray], np.ndarray]


def methods_for(predictor: Predictor) -> dict[str, Method]:
    """Attribution methods by name that a network allows: Grad-CAM needs a convolution."""
    if last_convolution(predictor.model) is None:  # type: ignore[arg-type]
        return {"saliency": saliency}
    return {"saliency": saliency, "grad_cam": grad_cam}


def attribution_rows(
    predictor: Predictor, samples: Samples, bootstrap: Bootstrap, most: int = MOST_SAMPLES
) -> pd.DataFrame:
    """Numbers about the attribution maps of a network for its predicted classes.

    Parameters
    ----------
    predictor : Predictor
        Of a learned or hybrid arm.
    samples : Samples
        With ``role``; test samples are looked at, with recordings for an ECG.
    bootstrap : Bootstrap
        Intervals draw test groups.
    most : int
        Test samples that are used, stratified by class.

    Returns
    -------
    DataFrame
        ``dataset, arm, family, method, measure, setting, n, value`` with bounds. Measures:

        - ``rank_correlation``: of maps with those of random weights in the last or in all layers;
          maps that hardly change do not show what was learned;
        - ``probability_lost``: mean over deleted shares of 5 to 50 %, by setting
          ``attributed`` pixels, ``random`` pixels, or those of the map of ``another sample``;
        - ``deletion_gain``: attributed minus random, attributed minus another sample's, paired;
        - ``share_of_attribution`` and ``share_of_time`` on the waves P, QRS and T, for an ECG.

    Raises
    ------
    CraftbenchError
        If the arm sees no raw samples.
    """
    how = predictor.about
    if predictor.pipeline.view is None:
        raise CraftbenchError(
            f"{how.dataset} {how.arm} is {how.family}; expected an arm with a view, whose input "
            "has pixels or samples to attribute to"
        )
    seed = seed_of(bootstrap.seed, how.dataset, "attributions")
    part = select_tested(samples.table, how.classes, most, seed)
    x = predictor.prepare(samples, part.rows)
    target = predictor.probabilities(x).argmax(axis=1)
    found: list[tuple[str, str, str, np.ndarray]] = []
    randomised = {part: with_random_weights(predictor.model, part, seed) for part in RANDOMISED}  # type: ignore[arg-type]
    for name, method in methods_for(predictor).items():
        maps = method(predictor.model, x, target)
        for layers, random in randomised.items():
            alike = map_correlation(maps, method(random, x, target))
            found.append((name, "rank_correlation", layers, alike))
        found += [(name, *each) for each in _deletion(predictor, x, target, maps, seed)]
        found += [(name, *each) for each in _on_waves(predictor, samples, part.rows, maps)]
    rows, groups = [], ResampledGroups(part.group, bootstrap.resamples, bootstrap.seed)
    for method_name, measure, setting, values in found:
        rows.append(
            {
                "dataset": how.dataset,
                "arm": how.arm,
                "family": how.family,
                "method": method_name,
                "measure": measure,
                "setting": setting,
                "n": int((~np.isnan(values)).sum()),
                **bounded("value", *groups.mean(values)),
            }
        )
    return pd.DataFrame(rows)


def _deletion(
    predictor: Predictor, x: ModelInput, target: np.ndarray, maps: np.ndarray, seed: int
) -> list[tuple[str, str, np.ndarray]]:
    rng = np.random.default_rng(seed)
    ranked = {
        "attributed": maps,
        "random": random_maps(maps, rng),
        "another sample": maps_of_others(maps, rng),
    }
    lost = {
        name: np.mean(
            [probability_lost(predictor.probabilities, x, target, each, share) for share in SHARES],
            axis=0,
        )
        for name, each in ranked.items()
    }
    return [
        *(("probability_lost", name, values) for name, values in lost.items()),
        *(
            ("deletion_gain", f"against {name}", lost["attributed"] - lost[name])
            for name in ("random", "another sample")
        ),
    ]


def _on_waves(
    predictor: Predictor, samples: Samples, rows: np.ndarray, maps: np.ndarray
) -> list[tuple[str, str, np.ndarray]]:
    window = None if predictor.source is None else predictor.source.window_s
    if samples.recordings is None or window is None:
        return []
    table = samples.table.reset_index(drop=True)
    # Landmarks follow from neighbouring beats too: whole recordings are delineated.
    whole = table[table["group"].isin(table["group"].iloc[rows].unique())]
    marks = landmarks_of(samples.recordings, whole).loc[rows]
    chosen = table.iloc[rows]
    rate = samples.recordings.of(str(chosen["group"].iloc[0]))[1]
    before = round(window[0] * rate)
    shares = wave_shares(
        _as_long_as(maps, samples.values.shape[1]), marks, chosen["r_peak"].to_numpy(), before
    )
    return [
        (measure, wave, shares[wave + ending].to_numpy())
        for wave in WAVES
        for measure, ending in (("share_of_attribution", ""), ("share_of_time", "_time"))
    ]


def _as_long_as(maps: np.ndarray, length: int) -> np.ndarray:
    """Maps (n, T) of a view that was resampled, at the samples' own rate: the nearest value."""
    places = (np.arange(length) + 0.5) * maps.shape[1] / length
    return maps[:, np.minimum(places.astype(np.int64), maps.shape[1] - 1)]
