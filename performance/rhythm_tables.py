"""P waves given by rhythm, in whole records of mitdb and in pieces of ten seconds."""

from pathlib import Path

import numpy as np
import pandas as pd
from ecg_methods import COMPARED, DELINEATORS, SLOW
from landmark_accuracy import halves_of
from rhythm_records import Rhythm, p_given, read_rhythm

PIECE_S = 10.0
SLOW_MINUTES = 5.0
FIBRILLATION = ("201", "202", "203", "210", "219", "221", "222")
"""Records with atrial fibrillation and without other atrial arrhythmias for long."""

ECTOPIC = "119"
_RHYTHMS = {"(AFIB": "atrial fibrillation", "(N": "sinus rhythm"}


def fibrillation_table(folder: Path, names: list[str], minutes: float) -> pd.DataFrame:
    """Percentage of beats with a P wave in records with atrial fibrillation, by half."""
    beats = []
    for name in names:
        lead = read_rhythm(folder / name, minutes)
        table = pd.DataFrame({"record": name, "rhythm": lead.rhythm})
        for method, landmarks in COMPARED.items():
            table[f"{method}: whole %"] = 100.0 * p_given(lead, landmarks)
        for method, landmarks in COMPARED.items():
            table[f"{method}: 10 s %"] = 100.0 * p_given(lead, landmarks, PIECE_S)
        short = _first_minutes(lead, SLOW_MINUTES)
        given = p_given(short, DELINEATORS[SLOW])
        table[f"{SLOW}: first {SLOW_MINUTES:g} minutes %"] = pd.Series(100.0 * given)
        beats.append(table[table["rhythm"].isin(_RHYTHMS)].replace({"rhythm": _RHYTHMS}))
    return _by_half(pd.concat(beats), folder, ["rhythm"])


def sinus_table(folder: Path, names: list[str], minutes: float) -> pd.DataFrame:
    """Percentage of normal beats in sinus rhythm with a P wave in pieces of 10 s, by half.

    Records in which less than half of the beats are in sinus rhythm do not count.
    """
    beats = []
    for name in names:
        lead = read_rhythm(folder / name, minutes)
        sinus = lead.rhythm == "(N"
        if sinus.mean() < 0.5:
            continue
        table = pd.DataFrame({"record": name}, index=range(len(sinus)))
        for method, landmarks in COMPARED.items():
            table[f"{method}: 10 s %"] = 100.0 * p_given(lead, landmarks, PIECE_S)
        beats.append(table[sinus & (lead.symbol == "N")])
    return _by_half(pd.concat(beats), folder, [])


def sinus_after_ectopic_table(folder: Path, minutes: float) -> pd.DataFrame:
    """Percentage of normal beats of record 119 with a P wave, after a ventricular beat or not."""
    lead = read_rhythm(folder / ECTOPIC, minutes)
    after = np.append(False, lead.symbol[:-1] == "V")
    normal = lead.symbol == "N"
    rows = []
    for title, wanted in (("after an ectopic beat", after), ("after a normal beat", ~after)):
        row: dict[str, object] = {"beats of record 119": title}
        row["n"] = int((normal & wanted).sum())
        for method, landmarks in COMPARED.items():
            row[f"{method}: P given %"] = 100 * p_given(lead, landmarks)[normal & wanted].mean()
        rows.append(row)
    return pd.DataFrame(rows)


def rhythm_tables(
    folder: Path, names: list[str], fibrillating: list[str], minutes: float
) -> dict[str, pd.DataFrame]:
    """All tables by title; `folder` is that of mitdb.

    The records without fibrillation are read for a third of `minutes`.
    """
    others = [name for name in names if name not in FIBRILLATION]
    return {
        "P waves given, records with atrial fibrillation": fibrillation_table(
            folder, fibrillating, minutes
        ),
        "P waves of normal beats in pieces of 10 s, other records": sinus_table(
            folder, others, minutes / 3
        ),
        "P waves of record 119": sinus_after_ectopic_table(folder, minutes),
    }


def _first_minutes(lead: Rhythm, minutes: float) -> Rhythm:
    samples = int(minutes * 60 * lead.fs)
    beats = int(np.searchsorted(lead.r_peaks, samples))
    return Rhythm(lead.signal[:samples], lead.fs, *(of_beats[:beats] for of_beats in lead[2:]))


def _by_half(beats: pd.DataFrame, folder: Path, by: list[str]) -> pd.DataFrame:
    """Mean of each column over the beats of all records and of each half of mitdb."""
    every = sorted(path.stem for path in folder.glob("*.dat"))
    tables = []
    for part, of_part in halves_of(every).items():
        chosen = beats[beats["record"].isin(of_part)].assign(records=part)
        if len(chosen):
            groups = chosen.groupby(["records", *by], sort=False)
            means = groups.mean(numeric_only=True)
            means.insert(0, "beats", groups.size())
            tables.append(means.reset_index())
    return pd.concat(tables, ignore_index=True)
