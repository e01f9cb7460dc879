"""Corruptions of grey and colour images, most of them kinds of MNIST-C.

References
----------
N. Mu, J. Gilmer: MNIST-C: a robustness benchmark for computer vision. arXiv:1906.02337 (2019).
D. Hendrycks, T. Dietterich: Benchmarking neural network robustness to common corruptions and
perturbations. ICLR 2019.

Notes
-----
Black and white are the lowest and highest value of the given samples. Lengths are shares of the
shorter side, so that a level means the same on 8 × 8 and on 28 × 28 pixels.
"""

import numpy as np
import pandas as pd

from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.corruptions.number_type import in_type_of
from craftbench.datasets.corruptions.warp import rotations, shears, signs, warped, zooms

_BLUR_STEPS = 9


def shot_noise(
    values: np.ndarray, table: pd.DataFrame, photons: float, rng: np.random.Generator
) -> np.ndarray:
    """Poisson noise of so many photons at white."""
    black, white = _range(values)
    counts = rng.poisson((values - black) / (white - black) * photons)
    return in_type_of(values, black + counts / photons * (white - black))


def impulse_noise(
    values: np.ndarray, table: pd.DataFrame, share: float, rng: np.random.Generator
) -> np.ndarray:
    """A share of the values replaced by black or white."""
    hit, white = rng.random(values.shape) < share, rng.random(values.shape) < 0.5
    return in_type_of(values, np.where(hit, np.where(white, *_range(values)[::-1]), values))


def motion_blur(
    values: np.ndarray, table: pd.DataFrame, length: float, rng: np.random.Generator
) -> np.ndarray:
    """Mean of the image along a short way, a share of its side, in any direction."""
    n, angle = len(values), rng.uniform(0, np.pi, len(values))
    way = np.stack([np.sin(angle), np.cos(angle)], axis=1) * length * _side(values)
    along = np.linspace(-0.5, 0.5, _BLUR_STEPS)
    matrices = rotations(np.zeros(n))
    return in_type_of(values, np.mean([_moved(values, matrices, t * way) for t in along], axis=0))


def rotation(
    values: np.ndarray, table: pd.DataFrame, degrees: float, rng: np.random.Generator
) -> np.ndarray:
    """Turned about the centre, to either side."""
    return in_type_of(values, _moved(values, rotations(degrees * signs(len(values), rng))))


def scale(
    values: np.ndarray, table: pd.DataFrame, factor: float, rng: np.random.Generator
) -> np.ndarray:
    """Made smaller about the centre."""
    return in_type_of(values, _moved(values, zooms(np.full(len(values), factor))))


def shear(
    values: np.ndarray, table: pd.DataFrame, slope: float, rng: np.random.Generator
) -> np.ndarray:
    """Rows moved sideways in proportion to their distance from the middle."""
    return in_type_of(values, _moved(values, shears(slope * signs(len(values), rng))))


def translation(
    values: np.ndarray, table: pd.DataFrame, share: float, rng: np.random.Generator
) -> np.ndarray:
    """Moved in any direction by a share of the side."""
    n, angle = len(values), rng.uniform(0, 2 * np.pi, len(values))
    way = np.stack([np.sin(angle), np.cos(angle)], axis=1) * share * _side(values)
    return in_type_of(values, _moved(values, rotations(np.zeros(n)), way))


def brightness(
    values: np.ndarray, table: pd.DataFrame, share: float, rng: np.random.Generator
) -> np.ndarray:
    """Brighter by a share of the range from black to white."""
    black, white = _range(values)
    return in_type_of(values, np.minimum(values + share * (white - black), white))


def contrast(
    values: np.ndarray, table: pd.DataFrame, kept: float, rng: np.random.Generator
) -> np.ndarray:
    """Differences from the image's mean, multiplied by a share."""
    mean = values.mean(axis=tuple(range(1, values.ndim)), keepdims=True)
    return in_type_of(values, mean + kept * (values - mean))


def stripe(
    values: np.ndarray, table: pd.DataFrame, share: float, rng: np.random.Generator
) -> np.ndarray:
    """A vertical stripe in the middle, a share of the width, with black and white exchanged."""
    width = values.shape[2]
    distance = np.abs(np.arange(width) - (width - 1) / 2)
    covered = np.clip(share * width / 2 - distance + 0.5, 0, 1)
    covered = covered.reshape(1, 1, width, *(1,) * (values.ndim - 3))
    black, white = _range(values)
    return in_type_of(values, values + covered * (black + white - 2.0 * values))


def _moved(
    values: np.ndarray, matrices: np.ndarray, shifts: np.ndarray | None = None
) -> np.ndarray:
    shifts = np.zeros((len(values), 2)) if shifts is None else shifts
    return warped(values, matrices, shifts, smooth=True, ground=_range(values)[0])


def _range(values: np.ndarray) -> tuple[float, float]:
    black, white = float(values.min()), float(values.max())
    return black, white if white > black else black + 1


def _side(values: np.ndarray) -> int:
    return min(values.shape[1:3])


IMAGE_LADDER = (
    Corruption("shot_noise", "photons", "few photons", (60, 25, 12, 5, 3), shot_noise),
    Corruption(
        "impulse_noise",
        "share",
        "black and white pixels",
        (0.03, 0.06, 0.1, 0.2, 0.3),
        impulse_noise,
    ),
    Corruption("motion_blur", "share", "camera moved", (0.1, 0.2, 0.3, 0.4, 0.5), motion_blur),
    Corruption("rotation", "degrees", "turned", (5, 10, 20, 30, 45), rotation),
    Corruption("scale", "factor", "smaller", (0.95, 0.9, 0.8, 0.7, 0.6), scale),
    Corruption("shear", "slope", "slanted", (0.1, 0.2, 0.3, 0.45, 0.6), shear),
    Corruption("translation", "share", "moved", (0.04, 0.08, 0.12, 0.16, 0.2), translation),
    Corruption("brightness", "share", "brighter", (0.1, 0.2, 0.3, 0.4, 0.5), brightness),
    Corruption("contrast", "share", "less contrast", (0.8, 0.6, 0.4, 0.25, 0.1), contrast),
    Corruption("stripe", "share", "inverted stripe", (0.1, 0.2, 0.3, 0.4, 0.5), stripe),
)
