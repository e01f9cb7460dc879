"""Drawn electrocardiograms of ten seconds with ectopic beats, in sinus rhythm or fibrillation."""

import numpy as np
from difficult_ecg import NORMAL_WAVES, DrawnEcg, drawn_ecg, fibrillation

ECTOPIC_RHYTHMS = ("none", "bigeminy", "trigeminy", "couplets", "interpolated", "mixed")
_RR_S, _RR_SHARE = 0.85, 0.03
_P_MV = 0.08
_SMOOTH_S = 0.06


def sinus_with_ectopic_beats(
    kind: str, seed: int, seconds: float = 10.0, noise_mv: float = 0.03
) -> DrawnEcg:
    """Sinus rhythm with low P waves and ventricular beats.

    Parameters
    ----------
    kind : str
        Of `ECTOPIC_RHYTHMS`. A ventricular beat after every sinus beat (bigeminy) or every second
        (trigeminy), two after every second (couplets), one without a compensatory pause after every
        second (interpolated), or at random: single early ones, couplets and late ones (mixed).
    seed : int
    seconds, noise_mv : float
        Length; standard deviation of the white noise, and of noise smoothed over 60 ms.

    Returns
    -------
    DrawnEcg
    """
    rng = np.random.default_rng(seed)
    beats: list[tuple[float, bool]] = []
    begin, number = 0.6, 0
    while begin < seconds:
        coupling_s, length = _cycle(kind, number, rng)
        number += 1
        beats += [(begin, False), *((begin + after, True) for after in coupling_s)]
        begin += length * _RR_S * (1 + _RR_SHARE * rng.standard_normal())
    table = np.array([beat for beat in sorted(beats) if beat[0] < seconds - 0.6])
    waves = {**NORMAL_WAVES, "p": (*NORMAL_WAVES["p"][:2], _P_MV)}
    ectopic = table[:, 1].astype(bool)
    ecg = drawn_ecg(
        table[:, 0], seconds, waves=waves, ectopic=ectopic, noise_mv=noise_mv, seed=seed
    )
    width = round(_SMOOTH_S * ecg.fs)
    white = noise_mv * rng.standard_normal(len(ecg.signal) + width - 1)
    slow = np.convolve(white, np.full(width, width**-0.5), "valid")
    return ecg._replace(signal=ecg.signal + slow)


def _cycle(kind: str, number: int, rng: np.random.Generator) -> tuple[list[float], float]:
    """Ectopic beats after a sinus beat in s, and the RR intervals to the next sinus beat."""
    early = rng.uniform(0.45, 0.55)
    if kind == "mixed":
        kind = str(rng.choice(["bigeminy", "couplets", "late", "none"], p=[0.35, 0.15, 0.1, 0.4]))
    elif kind != "bigeminy" and number % 2 == 0:
        kind = "none"
    patterns: dict[str, tuple[list[float], float]] = {
        "none": ([], 1.0),
        "bigeminy": ([early], 2.0),
        "trigeminy": ([early], 2.0),
        "couplets": ([early, early + 0.42], 3.0),
        "interpolated": ([0.42], 1.05),
        "late": ([rng.uniform(0.6, 0.75)], 1.7),
    }
    return patterns[kind]


def fibrillation_with_ectopic_beats(seed: int, share: float = 0.25) -> DrawnEcg:
    """Ten seconds of atrial fibrillation, a share of whose beats are ventricular and early."""
    rng = np.random.default_rng(seed)
    ecg = fibrillation(10.0, 70 + rng.uniform(0, 50), rng.uniform(0.02, 0.1), seed)
    r_s = ecg.beats["r_s"].to_numpy()
    waves = {name: wave for name, wave in NORMAL_WAVES.items() if name != "p"}
    f_waves = ecg.signal - drawn_ecg(r_s, 10.0, waves=waves, seed=seed).signal
    ectopic = rng.random(len(r_s)) < share
    ectopic[0] = False
    early = np.append(r_s[0], np.clip(r_s[1:], r_s[:-1] + 0.4, r_s[:-1] + 0.55))
    moved = np.where(ectopic, early, r_s)
    order = np.argsort(moved)
    drawn = drawn_ecg(moved[order], 10.0, waves=waves, ectopic=ectopic[order], seed=seed)
    return drawn._replace(signal=drawn.signal + f_waves)
