"""Distance of automatic ECG landmarks from a cardiologist's marks in the QT Database."""

from pathlib import Path

import numpy as np
import pandas as pd
import wfdb

MARKS = ("p_on", "p_peak", "p_off", "qrs_on", "r_peak", "qrs_off", "t_on", "t_peak", "t_off")
SCORED = ("p_on", "p_peak", "p_off", "qrs_on", "qrs_off", "t_on", "t_peak", "t_off")
MATCH_WINDOW_S = 0.150
_QRS_SYMBOLS = tuple("NBAVQ")
_QRS_S = 0.06  # on either side of the R peak
_FEWEST_BEATS = 5


def tuning_records(records: list[str]) -> list[str]:
    """Every other record in alphabetical order: thresholds were chosen on these only."""
    return sorted(records)[::2]


def held_out_records(records: list[str]) -> list[str]:
    """The other records, on which nothing was chosen."""
    return sorted(records)[1::2]


def halves_of(records: list[str]) -> dict[str, list[str]]:
    """All records and both halves, by the title of a table."""
    return {
        "all": sorted(records),
        "tuning half": tuning_records(records),
        "held-out half": held_out_records(records),
    }


def manual_marks(record: Path, extension: str = "q1c") -> pd.DataFrame:
    """The cardiologist's marks of a QT Database record, one row per annotated beat.

    Parameters
    ----------
    record : pathlib.Path
        Path of the record without extension.
    extension : str
        Annotator: ``q1c`` (105 records) or ``q2c`` (11 records).

    Returns
    -------
    pandas.DataFrame
        Columns `MARKS` in samples, NaN where the cardiologist set no mark.

    Notes
    -----
    A wave is written as ``(``, its peak (``p``, a beat symbol or ``t``) and ``)``; the opening
    bracket of T is mostly left out. A P wave belongs to the next QRS, a T wave to the one before.
    """
    annotation = wfdb.rdann(str(record), extension)
    symbol = np.array(annotation.symbol)
    sample = annotation.sample.astype(float)
    before, after = np.roll(symbol, 1) == "(", np.roll(symbol, -1) == ")"
    waves = pd.DataFrame(
        {
            "on": np.where(before, np.roll(sample, 1), np.nan),
            "peak": sample,
            "off": np.where(after, np.roll(sample, -1), np.nan),
        }
    )
    qrs = waves[np.isin(symbol, _QRS_SYMBOLS)].set_axis(["qrs_on", "r_peak", "qrs_off"], axis=1)
    p = waves[symbol == "p"].set_axis(["p_on", "p_peak", "p_off"], axis=1)
    t = waves[symbol == "t"].set_axis(["t_on", "t_peak", "t_off"], axis=1)
    beat_of_p = np.searchsorted(qrs["r_peak"], p["p_peak"])
    beat_of_t = np.searchsorted(qrs["r_peak"], t["t_peak"]) - 1
    qrs = qrs.reset_index(drop=True)
    p = p.set_axis(beat_of_p).groupby(level=0).last()
    t = t.set_axis(beat_of_t).groupby(level=0).first()
    return qrs.join(p).join(t)[list(MARKS)]


def mark_errors(manual: pd.DataFrame, leads: list[pd.DataFrame], fs: float) -> np.ndarray:
    """Automatic minus manual position of every mark on every lead.

    Parameters
    ----------
    manual : pandas.DataFrame
        As `manual_marks` returns it, `n` beats.
    leads : list of pandas.DataFrame
        One table of landmarks per lead, as `features.ecg.delineate` returns it.
    fs : float
        Samples per second.

    Returns
    -------
    numpy.ndarray, shape (leads, n, len(SCORED))
        Milliseconds; NaN where there is no manual mark, no beat within 150 ms of the manual R
        peak, or no automatic mark in that beat.
    """
    return np.stack([_errors_of_lead(manual, lead, fs) for lead in leads])


def _errors_of_lead(manual: pd.DataFrame, lead: pd.DataFrame, fs: float) -> np.ndarray:
    if lead.empty:
        return np.full((len(manual), len(SCORED)), np.nan)
    automatic_r = lead["r_peak"].to_numpy()
    nearest = np.abs(automatic_r[None, :] - manual["r_peak"].to_numpy()[:, None]).argmin(axis=1)
    matched = lead.iloc[nearest].reset_index(drop=True)
    errors = (matched[list(SCORED)] - manual[list(SCORED)]).to_numpy(float)
    far = np.abs(matched["r_peak"] - manual["r_peak"]) > MATCH_WINDOW_S * fs
    return np.where(far.to_numpy()[:, None], np.nan, errors / fs * 1000)


def better_lead(errors: np.ndarray) -> np.ndarray:
    """For each mark the error on the better lead, the usual score of single-lead methods."""
    magnitude = np.where(np.isnan(errors), np.inf, np.abs(errors))
    return np.take_along_axis(errors, magnitude.argmin(axis=0)[None], axis=0)[0]


def summarise_errors(
    errors: dict[str, np.ndarray], manual: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Mean, SD and sensitivity of every mark over records.

    Parameters
    ----------
    errors : dict from record name to numpy.ndarray of shape (beats, len(SCORED))
        Milliseconds, one lead (or the better of two).
    manual : dict from record name to pandas.DataFrame
        The manual marks of the same records.

    Returns
    -------
    pandas.DataFrame, one row per mark
        ``manual`` marks, ``sensitivity_pct`` (automatic mark within 150 ms), ``mean_ms`` and
        ``sd_ms`` as defined in the literature (mean over records of the record's mean and of the
        record's SD), ``pooled_mean_ms`` and ``pooled_sd_ms`` over all marks together.
        Errors beyond 150 ms count as missed.
    """
    rows = []
    for column, mark in enumerate(SCORED):
        of_record = [e[:, column] for e in errors.values()]
        of_record = [e[np.abs(e) <= MATCH_WINDOW_S * 1000] for e in of_record]
        total = sum(int(manual[name][mark].notna().sum()) for name in errors)
        pooled = np.concatenate(of_record)
        rows.append(
            {
                "mark": mark,
                "manual": total,
                "sensitivity_pct": 100 * len(pooled) / max(total, 1),
                "mean_ms": np.mean([e.mean() for e in of_record if len(e)]),
                "sd_ms": np.mean([e.std(ddof=1) for e in of_record if len(e) > 1]),
                "pooled_mean_ms": pooled.mean(),
                "pooled_sd_ms": pooled.std(ddof=1),
            }
        )
    return pd.DataFrame(rows).set_index("mark")


def p_waves_where_none_is_marked(manual: pd.DataFrame, lead: pd.DataFrame) -> np.ndarray:
    """Whether the lead's table has a P wave, for each annotated beat without one (bool)."""
    beats = manual.loc[manual["p_peak"].isna(), "r_peak"].to_numpy()
    if len(beats) == 0 or lead.empty:
        return np.zeros(len(beats), dtype=bool)
    distance = np.abs(lead["r_peak"].to_numpy()[None, :] - beats[:, None])
    return lead["p_peak"].notna().to_numpy()[distance.argmin(axis=1)]


def share_of_p(lead: np.ndarray, manual: pd.DataFrame, fs: float) -> float:
    """Height of P over that of the QRS complex on one lead, medians over the annotated beats.

    Parameters
    ----------
    lead : numpy.ndarray, shape (samples,)
    manual : pandas.DataFrame
        Marks in samples of the lead, as `manual_marks` returns them.
    fs : float

    Returns
    -------
    float
        NaN if fewer than five beats have a P wave. Heights are peak to peak, of P from its onset to
        its end, of the QRS complex within 60 ms of the R peak.
    """
    beats = manual.dropna(subset=["p_on", "p_peak", "p_off"])
    if len(beats) < _FEWEST_BEATS:
        return np.nan
    reach, last = round(_QRS_S * fs), len(lead) - 1
    marks = beats[["p_on", "p_off", "r_peak"]].round().astype(int).clip(0, last)
    p = [np.ptp(lead[on : off + 1]) for on, off in zip(marks["p_on"], marks["p_off"], strict=True)]
    qrs = [np.ptp(lead[max(r - reach, 0) : r + reach + 1]) for r in marks["r_peak"]]
    return float(np.median(p) / np.median(qrs))
