"""Height images of boxes, and the features of one image."""

import numpy as np

from features.parcel import extract, extract_shape

PIXEL_MM = 5.0
ANGLES = np.radians([0, 1, 7, 20, 30, 45, 60, 72, 90, 133, 179])


def box(long_mm, short_mm, angle=0.0, height=100.0, pixel_mm=PIXEL_MM, pixels=128, missing=np.nan):
    """Height image of a flat box in the middle; `height` may be a function of its own axes."""
    row, column = (np.mgrid[:pixels, :pixels] - (pixels - 1) / 2) * pixel_mm
    u = column * np.cos(angle) + row * np.sin(angle)
    v = row * np.cos(angle) - column * np.sin(angle)
    inside = (np.abs(u) < long_mm / 2) & (np.abs(v) < short_mm / 2)
    return np.where(inside, height(u, v) if callable(height) else height, missing)


def noisy_scenes(n=6, seed=0):
    rng = np.random.default_rng(seed)
    scenes = np.stack([box(*rng.uniform(60, 400, 2), rng.uniform(0, 3)) for _ in range(n)])
    scenes += rng.normal(0, 2, scenes.shape)
    scenes[rng.random(scenes.shape) < 0.2] = np.nan
    return scenes


def one(image, pixel_mm=PIXEL_MM):
    return extract(image[None], pixel_mm).iloc[0]


def one_shape(image, pixel_mm=PIXEL_MM):
    return extract_shape(image[None], pixel_mm).iloc[0]
