"""Difficult electrocardiograms with known landmarks: drawn waves, and noise on real records."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from craftbench.datasets.corruptions.ecg_noise import electrode_motion, qrs_power
from craftbench.datasets.simulated_ecg.dynamics import GaussianWaves, electrocardiogram
from craftbench.datasets.simulated_ecg.noise import f_waves

NORMAL_WAVES = {
    "p": (-0.170, 0.020, 0.15),
    "q": (-0.030, 0.008, -0.10),
    "r": (0.0, 0.010, 1.00),
    "s": (0.030, 0.009, -0.20),
    "t": (0.280, 0.045, 0.30),
}
"""Centre after the R peak in s, standard deviation in s, height in mV, at RR = 0.8 s."""

ECTOPIC_WAVES = {"r": (0.02, 0.030, 1.5), "s": (0.10, 0.030, -0.5), "t": (0.33, 0.050, -0.5)}
"""A ventricular beat: wide, without a P wave, its T wave opposite."""

MUSCLE_MV = 0.01


class DrawnEcg(NamedTuple):
    """Signal in mV, samples per second, and per beat the R peak and the true P and T peaks in s."""

    signal: np.ndarray
    fs: float
    beats: pd.DataFrame


def drawn_ecg(
    r_s: np.ndarray,
    seconds: float,
    fs: float = 250.0,
    waves: dict[str, tuple[float, float, float]] = NORMAL_WAVES,
    ectopic: np.ndarray | None = None,
    noise_mv: float = MUSCLE_MV,
    seed: int = 0,
) -> DrawnEcg:
    """Beats at given times, with white noise.

    Parameters
    ----------
    r_s : (n,) array
        R peaks in s.
    seconds : float
        Length of the signal.
    fs : float
        Samples per second.
    waves : dict
        As `NORMAL_WAVES`, for all beats that are not ectopic; used as given, without QT scaling.
    ectopic : (n,) bool array, optional
        Beats that have `ECTOPIC_WAVES` instead.
    noise_mv : float
        Standard deviation of the noise.
    seed : int

    Returns
    -------
    DrawnEcg
    """
    ectopic = np.zeros(len(r_s), bool) if ectopic is None else ectopic
    names = [*waves, *(f"v{name}" for name in ECTOPIC_WAVES)]
    centre, width, height = np.array([*waves.values(), *ECTOPIC_WAVES.values()]).T
    own = np.array([name in waves for name in names])
    shown = np.where(own, ~ectopic[:, None], ectopic[:, None])
    drawn = GaussianWaves(height * shown, centre + 0 * shown, width + 0 * shown)
    signal = electrocardiogram(r_s, drawn, np.zeros(round(seconds * fs)), fs)
    signal += noise_mv * np.random.default_rng(seed).standard_normal(len(signal))
    beats = pd.DataFrame({"r_s": r_s, "ectopic": ectopic})
    for wave in ("p", "t"):
        place = waves[wave][0] if wave in waves else np.nan
        beats[f"{wave}_s"] = np.where(ectopic, np.nan, r_s + place)
    return DrawnEcg(signal, fs, beats)


def regular_beats(rate: float, seconds: float, seed: int = 0, jitter: float = 0.02) -> np.ndarray:
    """R peaks in s at `rate` beats a minute; RR intervals vary by the share `jitter` (SD)."""
    rng = np.random.default_rng(seed)
    rr = 60 / rate * (1 + jitter * rng.standard_normal(int(seconds * rate / 60) + 2))
    r_s = 0.6 + np.cumsum(rr) - rr[0]
    return r_s[r_s < seconds - 0.6]


def stretched_t(waves: dict, rate: float) -> dict:
    """The waves with the T wave where Bazett's formula puts it at that heart rate."""
    centre, width, height = waves["t"]
    stretch = np.sqrt(60 / rate / 0.8)
    return {**waves, "t": (centre * stretch, width * stretch, height)}


def tall_t(rate: float, seconds: float = 60.0, ratio: float = 1.5) -> DrawnEcg:
    """T waves `ratio` times as high as R."""
    waves = {**NORMAL_WAVES, "t": (0.28, 0.045, ratio)}
    return drawn_ecg(regular_beats(rate, seconds), seconds, waves=stretched_t(waves, rate))


def small_rs(rate: float, seconds: float = 60.0) -> DrawnEcg:
    """A small RS complex before a T wave twice as high, as in V2 to V4."""
    waves = {
        "p": (-0.17, 0.02, 0.1),
        "r": (0.0, 0.01, 0.4),
        "s": (0.03, 0.011, -0.4),
        "t": (0.28, 0.045, 0.8),
    }
    return drawn_ecg(regular_beats(rate, seconds), seconds, waves=stretched_t(waves, rate))


def peaked_t(rate: float, seconds: float = 60.0, height: float = 1.0) -> DrawnEcg:
    """Tented T waves with a standard deviation of 22 ms, as with a high potassium."""
    stretch = np.sqrt(60 / rate / 0.8)
    waves = {**NORMAL_WAVES, "t": (0.28 * stretch, 0.022, height)}
    return drawn_ecg(regular_beats(rate, seconds), seconds, waves=waves)


def slow_heart(rate: float, seconds: float = 180.0, t_height: float = 0.4) -> DrawnEcg:
    """A heart of 20 to 30 beats a minute; its T wave is late and high."""
    waves = {**NORMAL_WAVES, "t": (0.28, 0.045, t_height)}
    return drawn_ecg(regular_beats(rate, seconds), seconds, waves=stretched_t(waves, rate))


def pauses(pause_s: float, seconds: float = 120.0, every_s: float = 30.0) -> DrawnEcg:
    """Sinus rhythm of 70 beats a minute with a pause every half minute."""
    r_s = regular_beats(70, seconds)
    for start in np.arange(20.0, seconds, every_s):
        r_s = r_s[(r_s < start) | (r_s > start + pause_s)]
    waves = {**NORMAL_WAVES, "t": (0.28, 0.045, 0.5)}
    return drawn_ecg(r_s, seconds, waves=waves)


def bigeminy(coupling_s: float, seconds: float = 60.0, rr_s: float = 0.85) -> DrawnEcg:
    """A ventricular beat after every sinus beat, with a compensatory pause."""
    sinus = np.arange(0.6, seconds - 1.5, 2 * rr_s)
    rng = np.random.default_rng(1)
    ectopic_s = sinus + coupling_s + 0.01 * rng.standard_normal(len(sinus))
    r_s = np.concatenate([sinus, ectopic_s])
    order = np.argsort(r_s)
    is_ectopic = np.repeat([False, True], len(sinus))[order]
    return drawn_ecg(r_s[order], seconds, ectopic=is_ectopic)


def fast_heart(rate: float, seconds: float = 60.0, pr_s: float = 0.16) -> DrawnEcg:
    """Sinus tachycardia; PR is the time from P's onset (2.5 SD before its peak) to QRS onset."""
    waves = stretched_t(NORMAL_WAVES, rate)
    qrs_onset = -0.05
    waves["p"] = (qrs_onset - pr_s + 2.5 * 0.02, 0.02, 0.15)
    return drawn_ecg(regular_beats(rate, seconds, jitter=0.01), seconds, waves=waves)


def low_p(height: float, seconds: float = 60.0, noise_mv: float = MUSCLE_MV) -> DrawnEcg:
    """P of a given height in mV, in front of deep S waves (V2-like)."""
    waves = {
        **NORMAL_WAVES,
        "p": (-0.17, 0.02, height),
        "r": (0.0, 0.01, 0.5),
        "s": (0.035, 0.012, -1.2),
        "t": (0.28, 0.045, 0.5),
    }
    return drawn_ecg(regular_beats(70, seconds), seconds, waves=waves, noise_mv=noise_mv)


def fibrillation(
    seconds: float = 10.0, rate: float = 90.0, f_mv: float = 0.05, seed: int = 0
) -> DrawnEcg:
    """Atrial fibrillation: irregular beats without P waves over f waves of 4 to 9 Hz."""
    rng = np.random.default_rng(seed)
    rr = 60 / rate * rng.gamma(16, 1 / 16, int(seconds * rate / 60) * 2 + 4)
    r_s = 0.4 + np.cumsum(np.maximum(rr, 0.33))
    r_s = r_s[r_s < seconds - 0.5]
    waves = {name: wave for name, wave in NORMAL_WAVES.items() if name != "p"}
    ecg = drawn_ecg(r_s, seconds, waves=waves, seed=seed)
    f_hz = rng.uniform(4.5, 8.5)
    return ecg._replace(signal=ecg.signal + f_waves(len(ecg.signal), ecg.fs, f_mv, f_hz, rng))


def with_hum(signal: np.ndarray, fs: float, amplitude_mv: float, hz: float = 60.0) -> np.ndarray:
    """The signal with a mains hum of that amplitude."""
    return signal + amplitude_mv * np.sin(2 * np.pi * hz * np.arange(len(signal)) / fs + 1.0)


def with_motion(
    signal: np.ndarray, fs: float, r_peaks: np.ndarray, snr_db: float, seed: int = 0
) -> np.ndarray:
    """The signal with electrode motion at that ratio, by the noise stress test's convention."""
    noise = electrode_motion(len(signal), fs, np.random.default_rng(seed))
    power = qrs_power(signal, fs, r_peaks) / 10 ** (snr_db / 10)
    return signal + np.sqrt(power) * noise
