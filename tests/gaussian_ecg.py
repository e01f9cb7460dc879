"""An ECG made of Gaussian waves, so that every landmark is known exactly."""

import numpy as np

# centre after the R peak in s, standard deviation in s, height in mV
WAVES = {
    "p": (-0.170, 0.020, 0.15),
    "q": (-0.030, 0.008, -0.10),
    "r": (0.0, 0.010, 1.00),
    "s": (0.030, 0.009, -0.20),
    "t": (0.280, 0.040, 0.30),
}


def gaussian_ecg(fs, seconds=60.0, rr_s=0.8, waves=WAVES, noise_mv=0.0, jitter_s=0.02, seed=0):
    """Signal in mV and the times of the R peaks in s; `jitter_s` varies the RR intervals."""
    random = np.random.default_rng(seed)
    intervals = rr_s + jitter_s * random.standard_normal(int(seconds / rr_s) + 2)
    r_s = 0.5 + np.cumsum(intervals) - intervals[0]
    r_s = r_s[r_s < seconds - 0.6]
    time = np.arange(int(seconds * fs)) / fs
    signal = np.zeros(len(time))
    for centre, width, height in waves.values():
        for peak in r_s + centre:
            near = slice(*np.searchsorted(time, [peak - 8 * width, peak + 8 * width]))
            signal[near] += height * np.exp(-0.5 * ((time[near] - peak) / width) ** 2)
    return signal + noise_mv * random.standard_normal(len(signal)), r_s
