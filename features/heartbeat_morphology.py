"""Hand-crafted features of heartbeats: the shape of the wave, alone and against its record."""

import numpy as np
import pandas as pd
from scipy.signal import butter, sosfiltfilt

from features.beat_windows import windows
from features.ecg_arguments import checked_r_peaks, checked_signal
from features.feature import Feature
from features.usable_signal import bridged

HIGH_PASS_HZ = 0.5
HAAR_MS = (-240.0, 400.0)
HAAR_BLOCKS = 20
HERMITE_ORDERS = 6
HERMITE_MS = 120.0
HERMITE_SIGMA_MS = 25.0
PARTS_MS = {"p": (-240.0, -70.0), "qrs": (-70.0, 80.0), "t": (80.0, 400.0)}
LAG_MS = 40.0

MORPHOLOGY_COLUMNS = {
    **{
        f"haar_{i:02d}": Feature("1", "Haar approximation: mean of a 32 ms block around R")
        for i in range(HAAR_BLOCKS)
    },
    **{
        f"hermite_{i}": Feature("1", f"QRS coefficient of the Hermite function of order {i}")
        for i in range(HERMITE_ORDERS)
    },
    **{
        f"{part}_likeness": Feature("1", f"correlation of the {part.upper()} part with the median beat's")
        for part in PARTS_MS
    },
    **{
        f"{part}_size_to_record": Feature("1", f"RMS of the {part.upper()} part over the median beat's")
        for part in PARTS_MS
    },
    "qrs_distance": Feature("1", "RMS difference of the QRS part from the median beat's over its RMS"),
}


def morphology(signal_mv: np.ndarray, fs: float, r_peaks: np.ndarray) -> pd.DataFrame:
    signal, fs = checked_signal(signal_mv, fs)
    r = checked_r_peaks(r_peaks, len(signal))
    filled, missing = bridged(np.asarray(signal, float))
    filtered = sosfiltfilt(butter(2, HIGH_PASS_HZ, "high", fs=fs, output="sos"), filled)
    scale = np.median(np.ptp(windows(filtered, r, *_samples((-70, 80), fs)), axis=1))
    filtered = filtered / scale
    features = {}
    beats = _window(filtered, r, HAAR_MS, fs)
    blocks = np.array_split(np.arange(beats.shape[1]), HAAR_BLOCKS)
    for i, block in enumerate(blocks):
        features[f"haar_{i:02d}"] = beats[:, block].mean(axis=1)
    qrs = _window(filtered, r, (-HERMITE_MS, HERMITE_MS), fs)
    t = np.linspace(-HERMITE_MS, HERMITE_MS, qrs.shape[1]) / HERMITE_SIGMA_MS
    basis = _hermite(t)
    for i in range(HERMITE_ORDERS):
        features[f"hermite_{i}"] = qrs @ basis[i] * (t[1]-t[0])
    lag = round(LAG_MS * fs / 1000)
    # align
    base = _window(filtered, r, PARTS_MS["qrs"], fs)
    template = np.median(base, axis=0)
    shifts = np.arange(-lag, lag + 1, max(1, lag // 8))
    corr = np.stack([_corr(_window(filtered, np.clip(r + s, 0, len(signal) - 1), PARTS_MS["qrs"], fs), template) for s in shifts])
    best = corr.argmax(axis=0)
    aligned = np.clip(r + shifts[best], 0, len(signal) - 1)
    for part, span in PARTS_MS.items():
        w = _window(filtered, aligned, span, fs)
        t_ = np.median(w, axis=0)
        features[f"{part}_likeness"] = _corr(w, t_)
        features[f"{part}_size_to_record"] = w.std(axis=1) / t_.std()
        if part == "qrs":
            features["qrs_distance"] = np.sqrt(((w - t_) ** 2).mean(axis=1)) / t_.std()
    return pd.DataFrame(features)[list(MORPHOLOGY_COLUMNS)]


def _samples(span, fs):
    return round(-span[0] * fs / 1000), round(span[1] * fs / 1000)


def _window(signal, r, span, fs):
    begin, end = round(span[0] * fs / 1000), round(span[1] * fs / 1000)
    before = max(-begin, 0); after = max(end, 0)
    w = windows(signal, r, before, after)
    return w[:, (begin + before):(end + before + 1)]


def _corr(rows, template):
    a = rows - rows.mean(axis=1, keepdims=True)
    b = template - template.mean()
    return (a @ b) / np.maximum(np.sqrt((a**2).sum(axis=1) * (b**2).sum()), 1e-12)


def _hermite(t):
    from scipy.special import eval_hermite, factorial
    return np.stack([np.exp(-t**2 / 2) * eval_hermite(n, t) / np.sqrt(2.0**n * factorial(n) * np.sqrt(np.pi)) for n in range(HERMITE_ORDERS)])
