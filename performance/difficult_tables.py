"""Tables of the difficult electrocardiograms, for all detectors and delineators."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import difficult_ecg as difficult
import numpy as np
import pandas as pd
from ecg_methods import COMPARED, DELINEATORS, DETECTORS, OURS
from measurement import cpu_seconds
from r_peak_accuracy import AnnotatedLead, annotated_lead, match_r_peaks, total

NEAR_S = 0.03
NEAR_UNDER_MOTION_S = {"p_peak": 0.04, "t_on": 0.1, "t_off": 0.1}
HELD_OUT = ("101", "103", "112", "114", "121")
"""Records of mitdb on which nothing was chosen."""

PEER = "NeuroKit2 prominence"


def drawn_hearts() -> Iterator[tuple[str, difficult.DrawnEcg]]:
    """Hearts that mislead detectors of R peaks."""
    for rate in (45, 60, 90, 120):
        yield f"T 1.5 times R, {rate}/min", difficult.tall_t(rate)
        yield f"small RS, tall T, {rate}/min", difficult.small_rs(rate)
        yield f"peaked T (SD 22 ms) of 1 mV, {rate}/min", difficult.peaked_t(rate)
        yield f"peaked T of 1.5 mV, {rate}/min", difficult.peaked_t(rate, height=1.5)
    for rate in (20, 22, 24, 26, 30):
        yield f"{rate}/min", difficult.slow_heart(rate)
    for pause_s in (8, 10):
        yield f"pauses of {pause_s} s", difficult.pauses(pause_s)
    for coupling_s in (0.45, 0.5, 0.55):
        yield f"bigeminy, coupling {coupling_s} s", difficult.bigeminy(coupling_s)


def drawn_r_peaks() -> pd.DataFrame:
    """Missed and false beats of drawn hearts."""
    rows = []
    for title, ecg in drawn_hearts():
        beats = np.rint(ecg.beats["r_s"].to_numpy() * ecg.fs).astype(int)
        lead = AnnotatedLead(ecg.signal, ecg.fs, beats, np.zeros(len(ecg.signal), bool))
        row = {"heart": title, "beats": len(beats)}
        for method, detect in DETECTORS.items():
            matched = match_r_peaks(lead, detect(ecg.signal, ecg.fs))
            row[f"{method}: missed / false"] = f"{matched.missed} / {matched.false}"
        rows.append(row)
    return pd.DataFrame(rows)


def disturbed_r_peaks(folder: Path, minutes: float) -> pd.DataFrame:
    """Missed and false beats of real records with hum or electrode motion."""
    disturbances: dict[str, Callable] = {
        f"60 Hz, {mv} mV": lambda lead, seed, mv=mv: difficult.with_hum(lead.signal, lead.fs, mv)
        for mv in (0.5, 1.0)
    }
    for snr in (6, 0, -6):
        disturbances[f"electrode motion, {snr} dB"] = lambda lead, seed, snr=snr: (
            difficult.with_motion(lead.signal, lead.fs, lead.beats, snr, seed)
        )
    leads = [_first_minutes(annotated_lead(folder / name), minutes) for name in HELD_OUT]
    rows = []
    for title, disturb in disturbances.items():
        signals = [disturb(lead, seed) for seed, lead in enumerate(leads)]
        row = {"disturbance": title, "beats": sum(len(lead.beats) for lead in leads)}
        for method, detect in DETECTORS.items():
            gross = total(
                [
                    match_r_peaks(lead._replace(signal=signal), detect(signal, lead.fs))
                    for lead, signal in zip(leads, signals, strict=True)
                ]
            )
            row[f"{method}: sensitivity / precision %"] = (
                f"{100 * gross.sensitivity():.2f} / {100 * gross.precision():.2f}"
            )
            row[f"{method}: missed / false"] = f"{gross.missed} / {gross.false}"
        rows.append(row)
    return pd.DataFrame(rows)


def drawn_p_waves() -> pd.DataFrame:
    """P waves within 30 ms of the true one, and those given elsewhere or where there is none."""
    hearts = {f"bigeminy, coupling {c} s": difficult.bigeminy(c) for c in (0.45, 0.5, 0.55)}
    for rate in (90, 100, 110, 120, 130, 135, 140, 145, 180, 220):
        hearts[f"sinus tachycardia, {rate}/min, PR 160 ms"] = difficult.fast_heart(rate)
    for height_mv in (0.1, 0.05, 0.03, 0.02):
        hearts[f"P of {height_mv} mV beside S of 1.2 mV"] = difficult.low_p(height_mv)
    rows = []
    for title, ecg in hearts.items():
        row = {"heart": title, "beats with P": int(ecg.beats["p_s"].notna().sum())}
        beats = np.rint(ecg.beats["r_s"] * ecg.fs).astype(int)
        for method in COMPARED:
            given = DELINEATORS[method](ecg.signal, ecg.fs, beats.to_numpy())["p_peak"] / ecg.fs
            right = (given - ecg.beats["p_s"]).abs() < NEAR_S
            true = ecg.beats["p_s"].notna()
            row[f"{method}: found %"] = 100 * right[true].mean()
            row[f"{method}: wrong %"] = 100 * (given.notna() & ~right).mean()
        rows.append(row)
    return pd.DataFrame(rows)


def marks_under_motion(folder: Path, minutes: float) -> pd.DataFrame:
    """Marks of real records with electrode motion, beside those of the same method without it."""
    leads = [_first_minutes(annotated_lead(folder / name), minutes) for name in HELD_OUT]
    rows = []
    for snr in (12, 6, 0, -6):
        shifts = {method: _shifts_by_motion(method, leads, snr) for method in COMPARED}
        for mark, near_s in NEAR_UNDER_MOTION_S.items():
            row = {"dB": snr, "mark": mark, "near ms": 1000 * near_s, "beats": len(shifts[OURS])}
            for method, shift in shifts.items():
                near = shift[mark].dropna() <= near_s
                row[f"{method}: given %"] = 100 * shift[mark].notna().mean()
                row[f"{method}: of these near %"] = 100 * near.mean()
            rows.append(row)
    return pd.DataFrame(rows)


def _shifts_by_motion(method: str, leads: list[AnnotatedLead], snr: float) -> pd.DataFrame:
    """Seconds by which marks move, one row a beat: infinite if there was none, NaN if none is."""
    shifts = []
    for seed, lead in enumerate(leads):
        noisy = difficult.with_motion(lead.signal, lead.fs, lead.beats, snr, seed)
        columns = list(NEAR_UNDER_MOTION_S)
        clean = DELINEATORS[method](lead.signal, lead.fs, lead.beats)[columns]
        marks = DELINEATORS[method](noisy, lead.fs, lead.beats)[columns]
        shift = (marks - clean).abs() / lead.fs
        shifts.append(shift.mask(marks.notna() & clean.isna(), np.inf))
    return pd.concat(shifts)


def offset_shift() -> pd.DataFrame:
    """Largest movement of a mark by a constant offset."""
    rows = []
    for fs, offset_mv in ((200.0, 50.0), (360.0, 300.0), (500.0, 300.0)):
        ecg = difficult.drawn_ecg(difficult.regular_beats(75, 60), 60, fs=fs)
        beats = np.rint(ecg.beats["r_s"] * fs).astype(int).to_numpy()
        row: dict[str, object] = {"offset": f"{offset_mv:g} mV at {fs:g} Hz"}
        for method in COMPARED:
            plain, shifted = (
                DELINEATORS[method](signal, fs, beats).select_dtypes("number")
                for signal in (ecg.signal, ecg.signal + offset_mv)
            )
            row[f"{method}: ms"] = (shifted - plain).abs().max(axis=None) / fs * 1000
        rows.append(row)
    return pd.DataFrame(rows)


def speed_by_length(folder: Path, name: str = "103") -> pd.DataFrame:
    """Beats a second of CPU time with each method's own R peaks, by length of the signal."""
    lead = _first_minutes(annotated_lead(folder / name), 20.0)
    piece = int(10 * lead.fs)
    pieces = [lead.signal[start : start + piece] for start in range(0, 60 * piece, piece)]
    rows = []
    for title, signals in (("20 minutes", [lead.signal]), ("60 pieces of 10 s", pieces)):
        beats = sum(len(DETECTORS[OURS](signal, lead.fs)) for signal in signals)
        seconds = cpu_seconds(
            {
                OURS: partial(_all_landmarks, OURS, OURS, signals, lead.fs),
                PEER: partial(_all_landmarks, "NeuroKit2", PEER, signals, lead.fs),
            },
            repeats=9,
        )
        row = {"signals": title} | {f"{name}: beats/s": beats / seconds[name] for name in seconds}
        rows.append(row | {"ratio": seconds[PEER] / seconds[OURS]})
    return pd.DataFrame(rows)


def _all_landmarks(detector: str, delineator: str, signals: list[np.ndarray], fs: float) -> None:
    for signal in signals:
        DELINEATORS[delineator](signal, fs, DETECTORS[detector](signal, fs))


def _first_minutes(lead: AnnotatedLead, minutes: float) -> AnnotatedLead:
    samples = int(minutes * 60 * lead.fs)
    beats = lead.beats[lead.beats < samples - lead.fs]
    return AnnotatedLead(lead.signal[:samples], lead.fs, beats, lead.flutter[:samples])


def difficult_tables(folder: Path, minutes: float) -> dict[str, pd.DataFrame]:
    """All tables by title; `folder` is that of mitdb."""
    return {
        "Drawn hearts: R peaks, missed / false": drawn_r_peaks(),
        "Disturbed records of mitdb: R peaks": disturbed_r_peaks(folder, minutes),
        "Drawn hearts: P waves": drawn_p_waves(),
        "Electrode motion: marks": marks_under_motion(folder, minutes),
        "Constant offset: largest movement of a mark": offset_shift(),
    }
