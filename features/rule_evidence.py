"""Hand-crafted features of heartbeats: the few facts from which an expert decides the class.

The rules of an expert:

- A beat of usual QRS that is early against the sinus rhythm is supraventricular, and so are the
  beats of a run that begins early, until the pause (`features.sinus_interval`).
- In atrial fibrillation no beat is early. It is there if no P wave repeats nearby (strength of
  `features.p_repetition` below -0.75) *and* RR is irregular (median change over 8 % of the
  median RR among the 61 beats around).
- Elsewhere an early beat counts as far as the 61 beats around have P waves: with their share s,
  an RR ratio r below 1 becomes 1 + min(2 s, 1)(r - 1), as in `features.rhythm_with_p`.
- A beat whose QRS differs from the regular ones is ventricular, the more so if the beats of
  this shape are as a rule early and followed by a pause (`features.qrs_clusters`).
- Unless it is *aberrated*: it is early (below 0.9), its QRS begins as that of regular beats
  (`features.qrs_beginning` below 0.65), and RR before and after in its cluster have a mean
  below 0.95, so that their pause does not compensate. Its shape is only a matter of
  conduction, so its eight columns on shape and cluster are those of the last beat before it
  whose QRS is usual. Its timing and P wave remain its own.

Regular beats have both RR intervals within 12 % of the median of the 21 beats around and are
of the cluster that has most of these; with fewer than 20, all its beats count. Differences are
those of `features.qrs_shape`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.beat_alignment import LARGEST_SHIFT_MS, aligned, correlation
from features.feature import Feature
from features.heartbeat_landmarks import landmarks
from features.heartbeat_template import PARTS_MS
from features.p_repetition import p_repetition
from features.p_waves_nearby import share_around
from features.qrs_beginning import qrs_beginning
from features.qrs_clusters import qrs_clusters
from features.qrs_shape import qrs_shape, rows_of_leads
from features.record_scaled import RecordScaled
from features.sinus_interval import sinus_interval

REGULAR, AROUND_BEATS, LEAST_REGULAR = 0.12, 21, 20
USUAL_QRS, USUAL_P, P_BELOW_MEDIAN = 0.85, 0.5, 0.2
IN_TIME = (0.8, 1.25)
FIBRILLATION_P, FIBRILLATION_JUMP, JUMP_BEATS = -0.75, 0.08, 61
ENOUGH_P = 0.5
OTHER_QRS, SAME_QRS, SAME_BEGINNING = 1.0, 0.7, 0.65
EARLY, NOT_COMPENSATORY = 0.9, 0.95
SHAPE = [
    *("qrs_difference", "lead_difference", "qrs_width", "t_difference"),
    *("cluster_qrs_difference", "cluster_early", "cluster_pause", "cluster_p"),
]

RULE_COLUMNS = {
    "rule_early": Feature(
        "1", "RR before over the sinus interval, drawn to 1 without P waves nearby"
    ),
    "rule_pause": Feature("1", "RR after over the sinus interval"),
    "rule_p_missing": Feature("1", "usual likeness of P nearby minus the beat's: 1 without P"),
    "rule_qrs_difference": Feature(
        "1", "ln of the RMS difference of QRS over that of regular beats"
    ),
    "rule_lead_difference": Feature("1", "loss of correlation of QRS in the lead that loses most"),
    "rule_qrs_width": Feature("1", "spread of the slopes of QRS over that of regular beats"),
    "rule_t_difference": Feature("1", "ln of the RMS difference of T over that of regular beats"),
    "rule_cluster_qrs_difference": Feature("1", "median of rule_qrs_difference in its QRS cluster"),
    "rule_cluster_early": Feature("1", "median in its QRS cluster of RR over the sinus interval"),
    "rule_cluster_pause": Feature("1", "median of rule_pause in its QRS cluster"),
    "rule_cluster_p": Feature("1", "median likeness of P to that nearby in its QRS cluster"),
}


def rule_evidence(
    leads_mv: np.ndarray,
    fs: float,
    r_peaks: np.ndarray,
    rr_before_s: np.ndarray,
    rr_after_s: np.ndarray,
) -> pd.DataFrame:
    """Timing, QRS shape and P wave of each beat, against the sinus rhythm of its record.

    Parameters
    ----------
    leads_mv : (samples, leads) array
        The leads of one record in mV; NaN where nothing was measured.
    fs : float
        Samples per second, 100 to 1000.
    r_peaks : (n,) array of int
        Increasing sample numbers.
    rr_before_s, rr_after_s : (n,) float arrays
        Seconds to the neighbouring beats; NaN where a beat has none.

    Returns
    -------
    DataFrame
        n rows, the columns of `RULE_COLUMNS`. A beat whose window has a missing value in a used
        lead is NaN, and so is every beat without a usable lead.

    Raises
    ------
    ValueError
        As `features.ecg.delineate` raises it.

    Notes
    -----
    Record statistics: **the tested record, unlabelled**, looking ahead. The rules are those of this
    module.
    """
    scaled = [RecordScaled(np.ascontiguousarray(lead), fs, r_peaks) for lead in leads_mv.T]
    leads = [lead for lead in scaled if np.isfinite(lead.signal).all()]
    if not leads or not len(r_peaks):
        return pd.DataFrame(np.nan, range(len(r_peaks)), list(RULE_COLUMNS))
    first = np.ascontiguousarray(leads_mv[:, scaled.index(leads[0])])
    p_present = landmarks(first, fs, r_peaks, rr_before_s)["p_present"]
    before, after = pd.Series(rr_before_s, dtype=float), pd.Series(rr_after_s, dtype=float)
    features = _facts(leads, before, after, p_present)
    window = (PARTS_MS["p"][0] - LARGEST_SHIFT_MS, PARTS_MS["t"][1] + LARGEST_SHIFT_MS)
    features[~np.logical_and.reduce([lead.seen(window) for lead in leads])] = np.nan
    return features.add_prefix("rule_")[list(RULE_COLUMNS)]


def _facts(
    leads: Sequence[RecordScaled], before: pd.Series, after: pd.Series, p_present: pd.Series
) -> pd.DataFrame:
    """All columns, without their prefix, of beats of which every lead is seen."""
    centres = aligned(leads)
    cluster = qrs_clusters(rows_of_leads(leads, centres, PARTS_MS["qrs"]))
    regular = _regular(cluster, before, after)
    features = pd.DataFrame(qrs_shape(leads, centres, regular))
    usual_qrs = _likeness(leads, centres, regular, "qrs") > USUAL_QRS
    p_likeness = _likeness(leads, centres, regular, "p")
    usual_p = p_likeness > max(USUAL_P, np.nanmedian(p_likeness[regular]) - P_BELOW_MEDIAN)
    interval = sinus_interval(before.to_numpy(), usual_qrs, usual_p)
    early = before / interval
    p = p_repetition(leads, centres, usual_qrs & early.between(*IN_TIME).to_numpy())
    fibrillation = (p.strength < FIBRILLATION_P) & (_jump(before) > FIBRILLATION_JUMP)
    features["early"] = _as_far_as_p(early.where(~fibrillation, np.maximum(early, 1.0)), p_present)
    features["pause"] = after / interval
    features["p_missing"] = p.missing
    of_cluster = {"early": early, "pause": features["pause"], "p": pd.Series(p.likeness)}
    of_cluster["qrs_difference"] = features["qrs_difference"]
    for name, values in of_cluster.items():
        features[f"cluster_{name}"] = values.groupby(cluster).transform("median")
    begins_as_usual = qrs_beginning(leads, centres, regular) < SAME_BEGINNING
    aberrated = begins_as_usual & _early_and_wide(features, early)
    return _with_the_usual_shape(features, aberrated, usual_qrs)


def _regular(cluster: np.ndarray, before: pd.Series, after: pd.Series) -> np.ndarray:
    """Mask of the beats in time that are of the QRS cluster with most of these."""
    usual = before.rolling(AROUND_BEATS, center=True, min_periods=1).median()
    steady = ((before / usual - 1).abs() < REGULAR) & ((after / usual - 1).abs() < REGULAR)
    beats, steady_beats = np.bincount(cluster), np.bincount(cluster, weights=steady)
    dominant = cluster == (steady_beats + 1e-3 * beats).argmax()
    regular = dominant & steady.to_numpy()
    return regular if regular.sum() >= LEAST_REGULAR else dominant


def _likeness(leads, centres: np.ndarray, regular: np.ndarray, part: str) -> np.ndarray:
    rows = rows_of_leads(leads, centres, PARTS_MS[part])
    return correlation(rows, np.median(rows[regular], axis=0))


def _jump(before: pd.Series) -> np.ndarray:
    """Median |change of RR| over the median RR nearby, among the beats around."""
    usual = before.rolling(AROUND_BEATS, center=True, min_periods=1).median()
    change = before.diff().abs() / usual
    return change.rolling(JUMP_BEATS, center=True, min_periods=1).median().to_numpy()


def _as_far_as_p(early: pd.Series, p_present: pd.Series) -> pd.Series:
    """Early beats drawn to 1 if fewer than half of the 61 beats around have a P wave."""
    weight = (share_around(p_present, JUMP_BEATS).fillna(0.0) / ENOUGH_P).clip(0.0, 1.0)
    return early.where(~(early < 1), 1 + weight * (early - 1))


def _early_and_wide(features: pd.DataFrame, early: pd.Series) -> pd.Series:
    """Early beats of another shape whose cluster has no compensatory pause."""
    both = (features["cluster_early"] + features["cluster_pause"]) / 2
    return (features["qrs_difference"] > OTHER_QRS) & (early < EARLY) & (both < NOT_COMPENSATORY)


def _with_the_usual_shape(
    features: pd.DataFrame, aberrated: pd.Series, usual_qrs: np.ndarray
) -> pd.DataFrame:
    """The shape of an aberrated beat is that of the last beat before it with the usual one."""
    usual = (features["qrs_difference"] < SAME_QRS) & usual_qrs & ~aberrated
    last = features[SHAPE].where(usual).ffill().bfill()
    return features.assign(**{name: last[name].where(aberrated, features[name]) for name in SHAPE})
