"""Draw the contact sheet of the simulated heartbeats.

python performance/ecg_contact_sheet.py docs/images/ecg_contact_sheet.png
"""

import argparse
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from PIL import Image

from craftbench.datasets.simulated_ecg.settings import EcgSettings
from craftbench.datasets.simulated_ecg.simulate import Recording, simulate

COLUMNS = 4
COLOURS = 64
AROUND_S = 1.4
ROWS = {
    "N": "label == 'N' and kind == 'sinus'",
    "N, block": "label == 'N' and kind == 'block'",
    "N, fibrillation": "label == 'N' and kind == 'fibrillation'",
    "S": "label == 'S' and not aberrant",
    "S, aberrant": "label == 'S' and aberrant",
    "V": "label == 'V' and circumstance == ''",
    "V, interpolated": "circumstance == 'interpolated'",
    "F": "label == 'F'",
}
SPANS = {"p": "tab:green", "qrs": "tab:red", "t": "tab:blue"}


def contact_sheet(recordings: list[Recording]) -> plt.Figure:
    """Draw beats of four patients for each class and circumstance, with their neighbours.

    Grey is the recording, black the noise-free signal; the bars below show the extent of the P
    wave, QRS complex and T wave of each beat.
    """
    beats = pd.concat(
        recording.beats.assign(patient=number, kind=recording.patient.kind)
        for number, recording in enumerate(recordings)
    )
    figure, axes = plt.subplots(len(ROWS), COLUMNS, figsize=(2.7 * COLUMNS, 1.3 * len(ROWS)))
    for row, (title, condition) in zip(axes, ROWS.items(), strict=True):
        of_row = beats.query(condition).groupby("patient").nth(2)
        for axis, (_, beat) in zip(row, of_row.iloc[:COLUMNS].iterrows(), strict=False):
            _draw(axis, recordings[beat["patient"]], beat["r_peak"])
        for axis in row:
            axis.set_xticks([])
            axis.tick_params(labelsize=6)
        row[0].set_ylabel(title, fontsize=8)
    figure.tight_layout(pad=0.4)
    return figure


def _draw(axis: plt.Axes, recording: Recording, r_peak: float) -> None:
    rate = recording.sampling_rate_hz
    begin, end = (int(r_peak + side * AROUND_S * rate) for side in (-1, 1))
    places = np.arange(max(begin, 0), min(end, len(recording.signal_mv)))
    axis.plot(places, recording.signal_mv[places], "0.65", linewidth=0.6)
    axis.plot(places, recording.clean_mv[places], "k", linewidth=0.7)
    low = recording.signal_mv[places].min()
    shown = recording.beats.query("@begin < r_peak < @end")
    for wave, colour in SPANS.items():
        axis.hlines(
            np.full(len(shown), low - 0.15), shown[f"{wave}_on"], shown[f"{wave}_off"], colour
        )
    for _, beat in shown.iterrows():
        axis.text(beat["r_peak"], low - 0.5, beat["label"], fontsize=6, ha="center")
    axis.set_ylim(low - 0.55, None)
    axis.set_xlim(begin, end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("picture", type=Path)
    figure = contact_sheet(simulate(EcgSettings(), seed=2, patients=60, seconds=(120, 180)))
    figure.set_dpi(75)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    picture = Image.fromarray(np.ascontiguousarray(pixels)).quantize(COLOURS)
    picture.save(parser.parse_args().picture, optimize=True)


if __name__ == "__main__":
    main()
