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
import numpy as np
import pandas as pd
import wfdb
from difficult_tables import difficult_tables
from ecg_methods import DELINEATORS, DETECTORS, OURS
from measurement import data_folder, markdown
from r_peak_accuracy import annotated_lead, match_r_peaks, total

from features.ecg import detect_r_peaks

QUICK_MITDB = ("100", "104", "105", "108", "119", "201", "207", "208", "222", "233")
FIBRILLATION = ("201", "202", "203", "210", "219", "221", "222")
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
        halves = {"all": names, "tuning half": names[::2], "held-out half": names[1::2]}
        for part, part_names in halves.items() if len(names) == 48 else [("all", names)]:
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
    """Errors on both leads by method and record, manual marks, and false P waves by method."""
    errors = {method: {} for method in DELINEATORS}
    manual, false_p = {}, {method: [] for method in DELINEATORS}
    for name in names:
        marks = qt.manual_marks(folder / name)
        signals, fields = wfdb.rdsamp(str(folder / name))
        fs = float(fields["fs"])
        begin = max(int(marks["r_peak"].min() - MARGIN_S * fs), 0)
        signals = signals[begin : int(marks["r_peak"].max() + MARGIN_S * fs)]
        manual[name] = marks - begin
        peaks = [detect_r_peaks(lead, fs) for lead in signals.T]
        for method, landmarks in DELINEATORS.items():
            tables = [landmarks(lead, fs, r) for lead, r in zip(signals.T, peaks, strict=True)]
            errors[method][name] = qt.mark_errors(manual[name], tables, fs)
            false_p[method] += [qt.p_waves_where_none_is_marked(manual[name], t) for t in tables]
    return errors, manual, {method: np.concatenate(flags) for method, flags in false_p.items()}


def accuracy_tables(folder: Path, names: list[str]) -> dict[str, pd.DataFrame]:
    errors, manual, false_p = qtdb_errors(folder, names)
    better = {
        method: {name: qt.better_lead(error) for name, error in of_method.items()}
        for method, of_method in errors.items()
    }
    every_record = (folder / "RECORDS").read_text().split()
    tuning = [name for name in qt.tuning_records(every_record) if name in names]
    held_out = [name for name in qt.held_out_records(every_record) if name in names]
    parts = {"all": names, "tuning half": tuning, "held-out half": held_out}
    tables = {
        f"{OURS}, better lead, {part} ({len(records)} records)": qt.summarise_errors(
            {name: better[OURS][name] for name in records}, manual
        )
        for part, records in parts.items()
    }
    for lead in (0, 1):
        tables[f"{OURS}, lead {lead} alone ({len(names)} records)"] = qt.summarise_errors(
            {name: errors[OURS][name][lead] for name in names}, manual
        )
    for method in DELINEATORS:
        if method != OURS:
            tables[f"{method}, better lead ({len(names)} records)"] = qt.summarise_errors(
                better[method], manual
            )
    rows = [
        {"method": method, "beats × leads": len(flags), "with a P wave %": 100 * flags.mean()}
        for method, flags in false_p.items()
        if len(flags)
    ]
    tables["P waves reported where the cardiologist marked none (QTDB)"] = pd.DataFrame(rows)
    return tables


def fibrillation_table(folder: Path, names: list[str], minutes: float) -> pd.DataFrame:
    """Percentage of beats with a P wave, by annotated rhythm."""
    flags = []
    for name in names:
        signals, fields = wfdb.rdsamp(str(folder / name))
        fs = float(fields["fs"])
        annotation = wfdb.rdann(str(folder / name), "atr")
        notes = pd.Series([note.strip("\x00") for note in annotation.aux_note])
        rhythm = notes.where(notes.str.startswith("(")).ffill().to_numpy()
        wanted = np.isin(annotation.symbol, list("NLRAV")) & (annotation.sample < minutes * 60 * fs)
        r_peaks, rhythm = annotation.sample[wanted], rhythm[wanted]
        signal = signals[: int(minutes * 60 * fs), 0]
        for method, landmarks in DELINEATORS.items():
            present = landmarks(signal, fs, r_peaks)["p_peak"].notna().to_numpy()
            flags.append(pd.DataFrame({"method": method, "rhythm": rhythm, "p": 100 * present}))
    table = pd.concat(flags)
    table = table[table["rhythm"].isin(["(AFIB", "(N"])]
    names = {"(AFIB": "atrial fibrillation, P %", "(N": "sinus rhythm, P %"}
    means = table.pivot_table(index="method", columns="rhythm", values="p").rename(columns=names)
    return means.reindex(list(DELINEATORS)).reset_index()


def speed_table(folder: Path, names: list[str], slow_names: list[str]) -> pd.DataFrame:
    rows = []
    for method, landmarks in DELINEATORS.items():
        beats, detecting, delineating = 0, 0.0, 0.0
        for name in slow_names if method == "NeuroKit2 dwt" else names:
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
    full = parser.parse_args().full
    data = data_folder()
    warnings.filterwarnings("ignore")  # NeuroKit2 warns for every beat it cannot delineate
    every_mitdb = sorted(path.stem for path in (data / "mitdb").glob("*.dat"))
    every_qtdb = sorted((data / "qtdb" / "RECORDS").read_text().split())
    mitdb = every_mitdb if full else [name for name in every_mitdb if name in QUICK_MITDB]
    qtdb = every_qtdb if full else every_qtdb[::5]

    print(f"\n### R peaks, mitdb\n\n{markdown(r_peak_table(data / 'mitdb', mitdb))}")
    for title, table in accuracy_tables(data / "qtdb", qtdb).items():
        print(f"\n### {title}\n\n{markdown(table)}")
    fibrillation = FIBRILLATION if full else FIBRILLATION[:2]
    table = fibrillation_table(data / "mitdb", list(fibrillation), 30.1 if full else 5.0)
    print(f"\n### P waves by rhythm, mitdb\n\n{markdown(table)}")
    for title, table in difficult_tables(data / "mitdb", 10.0 if full else 3.0).items():
        print(f"\n### {title}\n\n{markdown(table)}")
    table = speed_table(data / "mitdb", mitdb, mitdb[: 4 if full else 1])
    print(f"\n### Speed, mitdb, one core\n\n{markdown(table)}")


if __name__ == "__main__":
    main()
