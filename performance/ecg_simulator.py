"""Accuracy of the landmark detector on simulated electrocardiograms, whose landmarks are known.

    python performance/ecg_simulator.py [--patients 60] [--seed 0]

Prints Markdown tables for the recordings with and without noise; docs/ecg-simulator.md shows them.
"""

import argparse

import numpy as np
import pandas as pd
from landmark_accuracy import mark_errors, p_waves_where_none_is_marked, summarise_errors
from measurement import markdown
from r_peak_accuracy import AnnotatedLead, match_r_peaks, total

from craftbench.datasets.simulated_ecg.landmarks import LANDMARKS
from craftbench.datasets.simulated_ecg.settings import EcgSettings
from craftbench.datasets.simulated_ecg.simulate import Recording, simulate
from features.ecg import delineate, detect_r_peaks

SECONDS = (120.0, 180.0)


def r_peak_line(recordings: list[Recording], noisy: bool) -> dict[str, object]:
    """Sensitivity and precision over all beats of all recordings."""
    matches = []
    for recording in recordings:
        signal = recording.signal_mv if noisy else recording.clean_mv
        beats = recording.beats["r_peak"].round().astype(int).to_numpy()
        lead = AnnotatedLead(signal, recording.sampling_rate_hz, beats, np.zeros(len(signal), bool))
        matches.append(match_r_peaks(lead, detect_r_peaks(signal, recording.sampling_rate_hz)))
    gross = total(matches)
    return {
        "recordings": "noisy" if noisy else "noise-free",
        "beats": gross.found + gross.missed,
        "sensitivity %": 100 * gross.sensitivity(),
        "precision %": 100 * gross.precision(),
        "missed": gross.missed,
        "false": gross.false,
    }


def landmark_tables(recordings: list[Recording], noisy: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Errors of each mark at the true R peaks, and P waves found, by class and rhythm."""
    errors, true, p_found = {}, {}, []
    for number, recording in enumerate(recordings):
        rate = recording.sampling_rate_hz
        signal = recording.signal_mv if noisy else recording.clean_mv
        beats = recording.beats
        marks = beats[list(LANDMARKS)]
        found = delineate(signal, rate, beats["r_peak"].round().astype(int))
        errors[number] = mark_errors(marks, [found], rate)[0]
        true[number] = marks
        absent = beats[beats["p_peak"].isna()]
        p_found.append(
            pd.DataFrame(
                {
                    "rhythm": recording.patient.kind,
                    "class": absent["label"].to_numpy(),
                    "found": 100.0 * p_waves_where_none_is_marked(absent, found),
                }
            )
        )
    invented = pd.concat(p_found).groupby(["rhythm", "class"])["found"].agg(["size", "mean"])
    return summarise_errors(errors, true), invented.set_axis(["beats", "with a P wave %"], axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    recordings = simulate(EcgSettings(), arguments.seed, arguments.patients, SECONDS)
    print(markdown(pd.DataFrame([r_peak_line(recordings, noisy) for noisy in (False, True)]), 1))
    for noisy in (False, True):
        errors, invented = landmark_tables(recordings, noisy)
        print(f"\n### {'noisy' if noisy else 'noise-free'}\n\n{markdown(errors, 1)}")
        print(f"\n{markdown(invented.reset_index(), 1)}")


if __name__ == "__main__":
    main()
