"""Which deflections of an ECG are beats, and which are T waves, P waves or noise."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import maximum_filter1d, median_filter

from features.beat_windows import neighbour_sum
from features.qrs_candidates import REFRACTORY, Candidates

# All in samples or blocks at 250 Hz. Chosen on the tuning half of mitdb (every other record), by
# the number of missed and false beats, and on drawn ECGs (performance/difficult_ecg.py).
BLOCK = 375  # 1.5 s: the highest candidate in each block sets the level
_LEVEL_BLOCKS = 13  # over 19.5 s
_LEVEL_PERCENTILE = 35  # below the median, so that large ectopic beats do not hide the others
_PAUSE_BLOCKS = 3  # 4.5 s hold a beat at 20 beats a minute
_USUAL_BLOCKS, _LEAST_LEVEL = 41, 0.5  # the level is at least half the usual one of a minute
_THRESHOLD = 0.45  # share of the level that makes a beat
_T_WAVE_REACH, _T_WAVE_SHARE = 90, 0.58  # within 360 ms, lower than this share: a T wave
_T_WAVE_BAZETT = 0.36 * np.sqrt(250)  # reach of a blunt T wave: 0.36 s at an RR interval of 1 s
_LONGEST_RR = 750  # of Bazett's formula: 3 s
_BLUNT, _VERY_BLUNT = 0.5, 0.25  # shares of the sharpness of the beat before
_BLUNT_NEIGHBOURS, _BLUNT_SHARE = 12, 0.5  # candidates on either side; blunt ones by others
_SEARCH_BACK_GAP, _SEARCH_BACK_THRESHOLD = 1.4, 0.21
_SEARCH_BACK_SHARPNESS = 0.3, 2.0  # shares of that of the beat before, and of the sharper neighbour


def are_beats(candidates: Candidates, samples: int) -> np.ndarray:
    """Mask of the candidates that are beats.

    Parameters
    ----------
    candidates : Candidates
        As `features.qrs_candidates` returns them.
    samples : int
        Length of the signal at 250 Hz.

    Returns
    -------
    numpy.ndarray of bool

    Notes
    -----
    A candidate is a beat where its height exceeds 0.45 of the local level: the 35th percentile of
    the highest candidate in each of the surrounding thirteen blocks of 1.5 s. In slow hearts and
    pauses many of these blocks hold no beat. The level is therefore at least half of the usual one,
    the median over a minute of the highest candidate in 4.5 s.

    A candidate after a beat is its T wave

    - within 360 ms, if it has less than 0.58 of the beat's height [1]_;
    - within :math:`0.36 \\sqrt{RR}` s (Bazett's formula), if it has less than half of the beat's
      sharpness, however high it is. Early ventricular beats can be as blunt, but are few: from 0.25
      to 0.5 of the sharpness, most beats around must be followed by such a candidate. RR is the
      time from that beat to the next candidate.

    A pause of more than 1.4 usual RR intervals is searched again with a lower threshold. There, a
    deflection more than twice as sharp as the beats on both sides is noise.

    References
    ----------
    .. [1] Pan, J., Tompkins, W. J. (1985). A real-time QRS detection algorithm. IEEE TBME 32(3),
       230-236.
    """
    level = _local_level(candidates, samples)
    beat = _without_t_waves(candidates.height > _THRESHOLD * level, candidates)
    for _ in range(2):
        beat = _search_back(beat, candidates, level)
    return beat


def _local_level(candidates: Candidates, samples: int) -> np.ndarray:
    blocks = max(samples // BLOCK, 1)
    block = np.minimum(candidates.position // BLOCK, blocks - 1)
    of_block = np.zeros(blocks)
    np.maximum.at(of_block, block, candidates.height)
    local = _percentile_around(of_block, _LEVEL_BLOCKS // 2, _LEVEL_PERCENTILE)
    of_pause = maximum_filter1d(of_block, _PAUSE_BLOCKS)
    usual = _percentile_around(of_pause, _USUAL_BLOCKS // 2, 50)
    return np.fmax(local, _LEAST_LEVEL * usual)[block]


def _percentile_around(values: np.ndarray, reach: int, percentile: float) -> np.ndarray:
    """Of the values above 0."""
    padded = np.pad(np.where(values > 0, values, np.nan), reach, constant_values=np.nan)
    ordered = np.sort(sliding_window_view(padded, 2 * reach + 1), axis=1)  # NaN last
    known = np.isfinite(ordered).sum(axis=1)
    rank = np.floor(percentile / 100 * np.maximum(known - 1, 0)).astype(int)
    return ordered[np.arange(len(values)), rank]


def _without_t_waves(beat: np.ndarray, candidates: Candidates) -> np.ndarray:
    for _ in range(2):
        at = np.flatnonzero(beat)
        position, height, sharpness = candidates.only(at)
        since = np.diff(position, prepend=-np.inf)
        rr = np.minimum(since + np.diff(position, append=np.inf), _LONGEST_RR)
        low = height < _T_WAVE_SHARE * _previous(height)
        soon = since < _T_WAVE_BAZETT * np.sqrt(rr)
        relative = sharpness / _previous(sharpness)
        t_wave = (since < _T_WAVE_REACH) & low
        t_wave |= soon & (relative < _VERY_BLUNT)
        t_wave |= _usual(soon & (relative < _BLUNT))
        beat = beat.copy()
        beat[at[t_wave]] = False
    return beat


def _usual(blunt: np.ndarray) -> np.ndarray:
    """The blunt candidates where they are at least half as many as the others around."""
    around = neighbour_sum(blunt.astype(float), _BLUNT_NEIGHBOURS)
    others = neighbour_sum((~blunt).astype(float), _BLUNT_NEIGHBOURS)
    return blunt & (around > _BLUNT_SHARE * others)


def _previous(values: np.ndarray) -> np.ndarray:
    return np.concatenate([[np.inf], values])[: len(values)]


def _search_back(beat: np.ndarray, candidates: Candidates, level: np.ndarray) -> np.ndarray:
    position, height, sharpness = candidates
    at = np.flatnonzero(beat)
    if len(at) < 3:
        return beat
    rr = np.diff(position[at])
    long = rr > _SEARCH_BACK_GAP * median_filter(rr, 9, mode="nearest")
    following = np.searchsorted(at, np.arange(len(beat)))
    inside = ~beat & (following > 0) & (following < len(at))
    candidate = np.flatnonzero(inside & (height > _SEARCH_BACK_THRESHOLD * level))
    gap = following[candidate] - 1
    after = position[candidate] - position[at[gap]]
    ahead = position[at[gap + 1]] - position[candidate]
    fits = long[gap] & (after > _T_WAVE_REACH) & (ahead > REFRACTORY)
    before, sharper = sharpness[at[gap]], np.maximum(sharpness[at[gap]], sharpness[at[gap + 1]])
    lowest, highest = _SEARCH_BACK_SHARPNESS
    fits &= (sharpness[candidate] > lowest * before) & (sharpness[candidate] < highest * sharper)
    candidate, gap = candidate[fits], gap[fits]
    by_height = np.lexsort((height[candidate], gap))
    candidate, gap = candidate[by_height], gap[by_height]
    last = np.append(np.diff(gap) != 0, True)[: len(gap)]
    beat = beat.copy()
    beat[candidate[last]] = True
    return beat
