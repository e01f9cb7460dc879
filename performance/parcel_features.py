"""Parcel features beside scikit-image's region properties: images per CPU second, one thread.

    python performance/parcel_features.py [--images 2000]

Both work on the same rendered scenes in the same process. Area and perimeter are checked equal.
"""

import os

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import argparse  # noqa: E402
from functools import partial  # noqa: E402

import numpy as np  # noqa: E402
from measurement import cpu_seconds  # noqa: E402
from skimage.measure import regionprops_table  # noqa: E402

from features.parcel import extract, extract_shape  # noqa: E402

PIXEL_MM = 10.0
PROPERTIES = (
    "area",
    "perimeter",
    "area_convex",
    "feret_diameter_max",
    "axis_major_length",
    "axis_minor_length",
    "intensity_mean",
    "eccentricity",
    "solidity",
)


def scenes(n: int, missing: float, rng: np.random.Generator) -> np.ndarray:
    """Heights [mm] of one or two noisy boxes an image of 96 × 96 pixels; NaN is the belt."""
    row, column = np.mgrid[:96, :96]
    heights = np.full((n, 96, 96), np.nan, dtype=np.float32)
    for image in heights:
        for _ in range(rng.integers(1, 3)):
            x, y = column - rng.uniform(30, 66), row - rng.uniform(30, 66)
            angle, (long, short) = rng.uniform(0, np.pi), rng.uniform(12, 60, 2)
            u = x * np.cos(angle) + y * np.sin(angle)
            v = y * np.cos(angle) - x * np.sin(angle)
            image[(np.abs(u) <= long / 2) & (np.abs(v) <= short / 2)] = rng.uniform(5, 400)
    heights += rng.normal(0, 1.4, heights.shape).astype(np.float32)
    heights[rng.random(heights.shape) < missing] = np.nan
    return np.where(heights > 0, heights, np.nan)


def region_properties(heights: np.ndarray) -> dict[str, np.ndarray]:
    rows = []
    for image in heights:
        mask = np.isfinite(image)
        filled = np.where(mask, image, 0)
        rows.append(regionprops_table(mask.astype(np.uint8), filled, properties=PROPERTIES))
    return {name: np.concatenate([row[name] for row in rows]) for name in PROPERTIES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=5, help="rounds; the fastest counts")
    options = parser.parse_args()

    print(f"{options.images} images of 96 × 96 pixels")
    print(f"one thread, CPU time, fastest of {options.repeats}\n")
    print(f"{'scenes':<34}{'function':<20}{'images/s':>10}{'ratio':>8}")
    for title, missing in (("boxes", 0.0), ("boxes, 5 % missing", 0.05)):
        heights = scenes(options.images, missing, np.random.default_rng(1))
        title = f"{title} ({np.isfinite(heights).mean():.0%} filled)"
        theirs, ours = region_properties(heights), extract(heights, PIXEL_MM)
        np.testing.assert_allclose(ours["area"], theirs["area"] * PIXEL_MM**2, rtol=1e-12)
        np.testing.assert_allclose(ours["perimeter"], theirs["perimeter"] * PIXEL_MM, rtol=1e-12)
        timed = cpu_seconds(
            {
                "regionprops_table": partial(region_properties, heights),
                "extract": partial(extract, heights, PIXEL_MM),
                "extract_shape": partial(extract_shape, heights, PIXEL_MM),
            },
            options.repeats,
        )
        rival = timed["regionprops_table"]
        for name, spent in timed.items():
            print(f"{title:<34}{name:<20}{options.images / spent:>10.0f}{rival / spent:>8.1f}")
    print("\narea and perimeter equal to scikit-image's on every image")


if __name__ == "__main__":
    main()
