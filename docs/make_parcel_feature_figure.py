"""Draw the picture of docs/parcel-features.md: what the features measure on one example.

python docs/make_parcel_feature_figure.py
"""

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402

from features.convex_hull import convex_hulls  # noqa: E402
from features.height_distribution import BIN_MM  # noqa: E402
from features.minimum_area_rectangle import extents, minimum_area_rectangles  # noqa: E402
from features.parcel import extract  # noqa: E402

PICTURE = Path(__file__).parent / "images" / "parcel_features.png"
PIXEL_MM = 8.0
PIXELS = 96
INK, BLUE, ORANGE, GREEN, GREY = "#222222", "#0072b2", "#d55e00", "#009e73", "#999999"


def parcel_beside_parcel() -> np.ndarray:
    """Two boxes, 360 × 260 × 180 mm and 140 × 150 × 110 mm, side by side and turned by 25°."""
    rng = np.random.default_rng(5)
    row, column = (np.mgrid[:PIXELS, :PIXELS] - (PIXELS - 1) / 2) * PIXEL_MM
    angle = np.radians(25)
    u = column * np.cos(angle) + row * np.sin(angle)
    v = row * np.cos(angle) - column * np.sin(angle)
    heights = np.full((PIXELS, PIXELS), np.nan)
    heights[(np.abs(u + 70) < 180) & (np.abs(v) < 130)] = 180.0
    heights[(np.abs(u - 180) < 70) & (np.abs(v + 55) < 75)] = 110.0
    heights += rng.normal(0, 2, heights.shape)
    heights[rng.random(heights.shape) < 0.03] = np.nan
    return heights


def frame(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=11, color=INK)
    side = PIXELS * PIXEL_MM
    axes.set(xlim=(60, side - 60), ylim=(side - 40, 100), aspect="equal")
    axes.set_xticks([])
    axes.set_yticks([])


def draw_area_and_perimeter(axes: Axes, heights: np.ndarray, features: dict[str, float]) -> None:
    mask = np.isfinite(heights)
    side = PIXELS * PIXEL_MM
    shown = np.where(mask, heights, np.nan)
    image = axes.imshow(shown, extent=(0, side, side, 0), cmap="viridis", vmin=0, vmax=200)
    axes.figure.colorbar(image, ax=axes, label="height above the belt [mm]", shrink=0.9)
    fine = np.kron(mask, np.ones((8, 8)))
    at = (np.arange(PIXELS * 8) + 0.5) * PIXEL_MM / 8
    axes.contour(at, at, fine, levels=[0.5], colors=ORANGE, linewidths=1.2)
    frame(axes, "Area and perimeter")
    axes.text(
        0.02,
        0.02,
        f"area {features['area'] / 100:.0f} cm²   coverage {features['coverage']:.0%}\n"
        f"perimeter {features['perimeter']:.0f} mm (orange, holes included)",
        transform=axes.transAxes,
        va="bottom",
        color=INK,
    )


def arrow(axes: Axes, start: np.ndarray, end: np.ndarray, colour: str, **line: object) -> None:
    style = {"arrowstyle": "<|-|>", "color": colour, "lw": 1.6, "shrinkA": 0, "shrinkB": 0, **line}
    axes.annotate("", end, start, arrowprops=style)


def label(axes: Axes, at: np.ndarray, along: np.ndarray, text: str, colour: str) -> None:
    turn = np.degrees(np.arctan2(-along[1], along[0]))
    turn = (turn + 90) % 180 - 90
    axes.text(
        *at,
        text,
        rotation=turn,
        rotation_mode="anchor",
        ha="center",
        va="center",
        color=colour,
    )


def draw_rectangle(axes: Axes, heights: np.ndarray, features: dict[str, float]) -> None:
    mask = np.isfinite(heights)
    side = PIXELS * PIXEL_MM
    axes.imshow(np.where(mask, 0.82, 1.0), extent=(0, side, side, 0), cmap="gray", vmin=0, vmax=1)
    corners = convex_hulls(mask[None])
    rectangle = minimum_area_rectangles(corners)
    points = (corners[0, :, ::-1] + 0.5) * PIXEL_MM
    angle = rectangle.angle[0]
    u, v = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    middle = sum(((points @ d).max() + (points @ d).min()) / 2 * d for d in (u, v))
    long, short = features["side_long"] * u, features["side_short"] * v
    outline = np.array([middle + (a * long + b * short) / 2 for a, b in BOX])
    axes.plot(*outline.T, color=BLUE, lw=1.6)

    opening = np.arctan2(features["side_short"], features["side_long"])
    for turn in (opening, -opening):
        direction = np.array([np.cos(angle + turn), np.sin(angle + turn)])
        length = extents(corners, np.array([[angle + turn]]))[0, 0] * PIXEL_MM
        reach = points @ direction
        centre = middle + ((reach.max() + reach.min()) / 2 - middle @ direction) * direction
        name = "long" if np.isclose(length, features["diagonal_long"]) else "short"
        colour = GREEN if name == "long" else ORANGE
        arrow(axes, centre - length / 2 * direction, centre + length / 2 * direction, colour)
        across = np.array([-direction[1], direction[0]])
        for end in (centre - length / 2 * direction, centre + length / 2 * direction):
            axes.plot(*np.array([end - 45 * across, end + 45 * across]).T, color=colour, lw=1)
        # on the upper half of one and the left half of the other, clear of where they cross
        up_or_left = -direction * np.sign(direction[1 if name == "short" else 0])
        above = across * -np.sign(across[1])
        spot = centre + 0.23 * length * up_or_left + 16 * above
        label(axes, spot, direction, f"diagonal_{name} {length:.0f}", colour)
    label(axes, middle + short / 2 + 32 * v, u, f"side_long {features['side_long']:.0f}", BLUE)
    label(axes, middle - long / 2 - 36 * u, v, f"side_short {features['side_short']:.0f}", BLUE)
    frame(axes, "Minimum-area rectangle and diagonals [mm]")
    axes.text(
        0.02,
        0.02,
        f"diagonal of the rectangle {features['diagonal']:.0f} mm\n"
        f"diagonal_ratio {features['diagonal_ratio']:.2f}",
        transform=axes.transAxes,
        va="bottom",
        color=INK,
    )


def draw_heights(axes: Axes, heights: np.ndarray, features: dict[str, float]) -> None:
    measured = heights[np.isfinite(heights)]
    edges = features["height_q50"] + BIN_MM * (np.arange(-20, 8) - 0.5)
    weights = np.full(measured.size, 100 / measured.size)
    axes.hist(measured, bins=edges, weights=weights, color=GREY, rwidth=0.9)
    axes.set_title("Distribution of heights", loc="left", fontsize=11, color=INK)
    axes.set(xlabel="height above the belt [mm]", ylabel="share of measured pixels [%]")
    top = axes.get_ylim()[1]
    axes.set_ylim(0, top * 1.3)
    axes.axvline(features["average_height"], 0, 0.74, color=ORANGE, lw=1.8)
    axes.text(features["average_height"] - 2, top * 0.9, "average", color=ORANGE, ha="right")
    for name in ("height_q05", "height_q50", "height_q95"):
        axes.axvline(features[name], 0, 0.78, color=BLUE, lw=1.2, ls="--")
    axes.text(features["height_q05"], top * 1.03, "5 %", color=BLUE, ha="center")
    axes.text(features["height_q50"] - 1, top * 1.03, "50 %", color=BLUE, ha="right")
    axes.text(features["height_q95"] + 1, top * 1.03, "95 %", color=BLUE, ha="left")
    axes.text(
        0.02,
        0.97,
        f"sd {features['height_sd']:.1f} mm   skewness {features['height_skewness']:.2f}\n"
        f"entropy {features['height_entropy']:.2f} bit   levels {features['height_levels']:.0f}",
        transform=axes.transAxes,
        va="top",
        color=INK,
    )
    axes.spines[["top", "right"]].set_visible(False)


BOX = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]


def main() -> None:
    heights = parcel_beside_parcel()
    features = extract(heights[None], PIXEL_MM).iloc[0].to_dict()
    figure, axes = plt.subplots(1, 3, figsize=(15, 4.8), width_ratios=[1.22, 1, 0.95])
    draw_area_and_perimeter(axes[0], heights, features)
    draw_rectangle(axes[1], heights, features)
    draw_heights(axes[2], heights, features)
    figure.subplots_adjust(left=0.01, right=0.99, wspace=0.14)
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, dpi=110, bbox_inches="tight", pad_inches=0.1)


if __name__ == "__main__":
    main()
