"""ECG landmarks beside NeuroKit2 and wfdb's XQRS: accuracy and speed, in one run on one core.

    pip install neurokit2
    CRAFTBENCH_DATA=... OMP_NUM_THREADS=1 python performance/ecg_landmarks.py          # minutes
    CRAFTBENCH_DATA=... OMP_NUM_THREADS=1 python performance/ecg_landmarks.py --full   # all records

Prints Markdown tables; docs/ecg-landmarks.md explains how they are scored.
"""

import argparse
import time
import warnings
from pathlib import Path

import landmark_accuracy as qt
import neurokit2
import numpy as np
import pandas as pd
import wfdb
from difficult_tables import difficult_tables, speed_by_length
from ecg_methods import DELINEATORS, DETECTORS, OURS, SLOW
from heart_tables import heart_tables
from low_p import low_p_table
from measurement import data_folder, markdown
from r_peak_accuracy import annotated_lead, match_r_peaks, total
from rhythm_tables import FIBRILLATION, rhythm_tables

from features.ecg import detect_r_peaks

QUICK_MITDB = ("100", "104", "105", "108", "119", "201", "207", "208", "222", "233")
MARGIN_S = 20.0


def r_peak_table(folder: Path, names: list[str]) -> pd.DataFrame:
    leads = {name: annotated_lead(folder / name) for name in names}
    rows = []
    for method, detect in DETECTORS.items():
        matches, seconds = {}, 0.0
        for name, lead in leads.items():
            begin = time.perf_counter()
            peaks = detect(lead.signal, lead.fs)
            seconds += time.perf_counter() - begin
            matches[name] = match_r_peaks(lead, peaks)
        for part, part_names in (
            qt.halves_of(names).items() if len(names) == 48 else [("all", names)]
        ):
            gross = total([matches[name] for name in part_names])
            rows.append(
                {
                    "detector": method,
                    "records": f"{part} ({len(part_names)})",
                    "beats": gross.found + gross.missed,
                    "sensitivity %": 100 * gross.sensitivity(),
                    "precision %": 100 * gross.precision(),
                    "missed": gross.missed,
                    "false": gross.false,
                    "beats/s": (gross.found + gross.missed) / seconds if part == "all" else np.nan,
                }
            )
    return pd.DataFrame(rows)


def qtdb_errors(folder: Path, names: list[str]):
    """Errors on both leads by method and record, manual marks, false P waves, height of P."""
    errors = {method: {} for method in DELINEATORS}
    shares = {}
    manual, false_p = {}, {method: [] for method in DELINEATORS}
    for name in names:
        marks = qt.manual_marks(folder / name)
        signals, fields = wfdb.rdsamp(str(folder / name))
        fs = float(fields["fs"])
        begin = max(int(marks["r_peak"].min() - MARGIN_S * fs), 0)
        signals = signals[begin : int(marks["r_peak"].max() + MARGIN_S * fs)]
        manual[name] = marks - begin
        shares[name] = [qt.share_of_p(lead, manual[name], fs) for lead in signals.T]
        peaks = [detect_r_peaks(lead, fs) for lead in signals.T]
        for method, landmarks in DELINEATORS.items():
            tables = [landmarks(lead, fs, r) for lead, r in zip(signals.T, peaks, strict=True)]
            errors[method][name] = qt.mark_errors(manual[name], tables, fs)
            false_p[method] += [qt.p_waves_where_none_is_marked(manual[name], t) for t in tables]
    invented = {method: np.concatenate(flags) for method, flags in false_p.items()}
    return errors, manual, invented, shares


def accuracy_tables(folder: Path, names: list[str]) -> dict[str, pd.DataFrame]:
    errors, manual, false_p, shares = qtdb_errors(folder, names)
    better = {
        method: {name: qt.better_lead(error) for name, error in of_method.items()}
        for method, of_method in errors.items()
    }
    every_record = (folder / "RECORDS").read_text().split()
    parts = {
        part: [name for name in records if name in names]
        for part, records in qt.halves_of(every_record).items()
    }
    tables = {
        f"{method}, better lead, {part} ({len(records)} records)": qt.summarise_errors(
            {name: better[method][name] for name in records}, manual
        )
        for method in DELINEATORS
        for part, records in parts.items()
    }
    for lead in (0, 1):
        tables[f"{OURS}, lead {lead} alone ({len(names)} records)"] = qt.summarise_errors(
            {name: errors[OURS][name][lead] for name in names}, manual
        )
    tables["Low P, QT Database, each lead by itself"] = low_p_table(
        shares, errors, manual, every_record
    )
    rows = [
        {"method": method, "beats × leads": len(flags), "with a P wave %": 100 * flags.mean()}
        for method, flags in false_p.items()
        if len(flags)
    ]
    tables["P waves reported where the cardiologist marked none (QTDB)"] = pd.DataFrame(rows)
    return tables


def speed_table(folder: Path, names: list[str], slow_names: list[str]) -> pd.DataFrame:
    rows = []
    for method, landmarks in DELINEATORS.items():
        beats, detecting, delineating = 0, 0.0, 0.0
        for name in slow_names if method == SLOW else names:
            lead = annotated_lead(folder / name)
            begin = time.perf_counter()
            peaks = detect_r_peaks(lead.signal, lead.fs)
            middle = time.perf_counter()
            landmarks(lead.signal, lead.fs, peaks)
            delineating += time.perf_counter() - middle
            detecting += middle - begin
            beats += len(peaks)
        rows.append(
            {
                "method": method,
                "beats": beats,
                "landmarks alone, beats/s": beats / delineating,
                "with our R peaks, beats/s": beats / (detecting + delineating),
                "seconds": detecting + delineating,
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="all 48 + 105 records")
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")  # NeuroKit2 warns for every beat it cannot delineate
    print(f"NeuroKit2 {neurokit2.__version__}, wfdb {wfdb.__version__}")
    for part in arguments.parts:
        for title, table in PARTS[part](data_folder(), arguments.full).items():
            print(f"\n### {title}\n\n{markdown(table)}", flush=True)


def _mitdb(data: Path, full: bool) -> list[str]:
    every = sorted(path.stem for path in (data / "mitdb").glob("*.dat"))
    return every if full else [name for name in every if name in QUICK_MITDB]


def _r_peaks(data: Path, full: bool) -> dict[str, pd.DataFrame]:
    return {"R peaks, mitdb": r_peak_table(data / "mitdb", _mitdb(data, full))}


def _landmarks(data: Path, full: bool) -> dict[str, pd.DataFrame]:
    every = sorted((data / "qtdb" / "RECORDS").read_text().split())
    return accuracy_tables(data / "qtdb", every if full else every[::5])


def _rhythms(data: Path, full: bool) -> dict[str, pd.DataFrame]:
    names = _mitdb(data, full)
    if full:
        return rhythm_tables(data / "mitdb", names, list(FIBRILLATION), 30.1)
    return rhythm_tables(data / "mitdb", names[:4], list(FIBRILLATION[:2]), 5.0)


def _difficult(data: Path, full: bool) -> dict[str, pd.DataFrame]:
    return difficult_tables(data / "mitdb", 5.0 if full else 3.0) | heart_tables()


def _speed(data: Path, full: bool) -> dict[str, pd.DataFrame]:
    names = _mitdb(data, full)
    return {
        "Speed by length, each with its own R peaks": speed_by_length(data / "mitdb"),
        "Speed, mitdb, one core": speed_table(data / "mitdb", names, names[: 4 if full else 1]),
    }


PARTS = {
    "r_peaks": _r_peaks,
    "landmarks": _landmarks,
    "rhythms": _rhythms,
    "difficult": _difficult,
    "speed": _speed,
}


if __name__ == "__main__":
    main()
