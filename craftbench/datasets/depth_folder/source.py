"""Source `depth_folder`: depth images of a real camera."""

import logging
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from craftbench.datasets.class_folders import list_images
from craftbench.datasets.depth_folder.belt import BeltPlane, fit_belt, heights_above
from craftbench.datasets.depth_folder.files import (
    ENDINGS,
    SATURATED,
    UnusableImageError,
    files_of_csv,
    images_beside,
    measured_counts,
    read_counts,
    read_depth,
)
from craftbench.datasets.depth_folder.settings import Crop, EmptyFrame, PlaneInEachFrame
from craftbench.datasets.group_pattern import GroupPattern, groups_of_names
from craftbench.datasets.height_unit import HEIGHT_UNIT_MM
from craftbench.datasets.lookalikes import first_places, refuse_lookalike_labels
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples, other_class
from craftbench.datasets.source import SampleSource
from craftbench.errors import CraftbenchError

HIGHEST_MM = 5000.0
NEAREST_MM, FARTHEST_MM = 50.0, 20_000.0
UNITS_MM = (0.01, 0.1, 0.125, 0.25, 1.0, 10.0, 25.4, 1000.0)
"""Units of depth cameras and their files: hundredths of mm to metres."""

log = logging.getLogger(__name__)


class HeightImage(NamedTuple):
    """Heights above the belt in counts of 0.1 mm, and the side of a pixel on the belt.

    `beyond_horizon` measured pixels have no height, because their rays do not meet the belt;
    `saturated` pixels have the largest count of 16 bits, which is no measurement.
    """

    counts: np.ndarray
    pixel_mm: float
    beyond_horizon: int
    saturated: int = 0


class DepthFolderSource(SampleSource):
    """Heights above the belt in units of 0.1 mm; 0 is belt, or not measured."""

    readers = ("craftbench.datasets.depth_folder.new_image:read_camera_image",)
    ladders = ("craftbench.datasets.corruptions.heights:HEIGHT_LADDER",)
    drawings = ("craftbench.datasets.drawing:draw_heights",)
    shows_heights = True

    kind: Literal["depth_folder"] = Field(description="16-bit PNG or TIFF, or .npy of floats.")
    folder: Path | None = Field(
        None, description="Folder with one subfolder per class; or `labels`."
    )
    labels: Path | None = Field(
        None, description="CSV with the columns file, label and optionally group."
    )
    unit_mm: float = Field(
        ge=1e-4, le=1e5, description="mm per count: 0.1 for tenths, 1000 for metres."
    )
    measures: Literal["height", "distance"] = Field(
        description="Heights above the belt, or distances along the camera's optical axis."
    )
    belt: Annotated[PlaneInEachFrame | EmptyFrame, Field(discriminator="kind")] | None = Field(
        None, description="How the belt is located; for distances only."
    )
    belt_threshold_mm: float = Field(
        4.0, ge=0, le=5000, description="Heights up to this are set to 0."
    )
    unmeasured: list[float] = Field(
        [],
        description="Further counts that stand for no measurement. 0, NaN, and 65535 in 16-bit "
        "images always do.",
    )
    crop: Crop | None = Field(None, description="Part of the image; all of it if not given.")
    pixel_mm: float | None = Field(
        None, ge=0.001, le=1000, description="Side of a pixel on the belt."
    )
    focal_px: float | None = Field(
        None,
        ge=1,
        le=1e6,
        description="Focal length in pixels: gives pixel_mm and the camera's tilt.",
    )
    group_pattern: GroupPattern | None = Field(
        None, description="Regular expression for the path, with (?P<group>…) as the group."
    )

    @model_validator(mode="after")
    def _keys_go_together(self):
        if (self.folder is None) == (self.labels is None):
            raise ValueError("expected either `folder` or `labels`, and not both")
        if (self.measures == "distance") != (self.belt is not None):
            raise ValueError("`belt` is required with `measures: distance`, and only with it")
        if self.pixel_mm is None and (self.focal_px is None or self.measures == "height"):
            raise ValueError("expected `pixel_mm`, or for distances `focal_px`")
        return self

    def files(self, classes: list[str]) -> list[Path]:
        beside = [path for path in (self.labels, getattr(self.belt, "file", None)) if path]
        return [*self._files(classes)[0]["file"], *beside]

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        table, left_out = self._files(classes)
        if self.group_pattern is not None:
            groups = groups_of_names(
                [file.as_posix() for file in table["file"]], self.group_pattern
            )
            table["group"] = pd.Series(groups, index=table.index, dtype="str")
        reason = pd.Series(pd.NA, index=table.index, dtype="string")
        other = ~table["label"].isin(classes)
        reason[other] = other_class(table["label"][other])
        if "group" in table:
            reason[table["group"].isna() & reason.isna()] = "no group in the file's name or row"
        samples: dict[int, HeightImage] = {}
        for number, (i, file) in enumerate(table.loc[reason.isna(), "file"].items(), 1):
            try:
                samples[i] = self.height_image(file)
            except UnusableImageError as error:
                reason[i] = str(error)
            if number % 500 == 0:
                log.info("%d of %d depth images read", number, len(table))
        usual = _usual_size(samples.values())
        for i in [i for i, image in samples.items() if image.counts.shape != usual]:
            reason[i] = _other_size(samples.pop(i), usual)
        rejected = pd.DataFrame({"source": table["file"].astype(str), "reason": reason})
        rejected = rejected.dropna()[REJECTED_COLUMNS].reset_index(drop=True)
        if not samples:
            raise CraftbenchError(
                f"{self.folder or self.labels}: none of {len(table)} depth images can be used; "
                f"the most common reason: {rejected['reason'].mode()[0]}"
            )
        kept = table.loc[list(samples)].reset_index(drop=True)
        kept = kept.assign(
            source=kept["file"].astype(str),
            pixel_mm=[sample.pixel_mm for sample in samples.values()],
            height_unit_mm=HEIGHT_UNIT_MM,
            beyond_horizon=[sample.beyond_horizon for sample in samples.values()],
        )
        _tell_of_horizons(kept["beyond_horizon"])
        _tell_of_saturated(pd.Series([sample.saturated for sample in samples.values()]))
        values = np.stack([sample.counts for sample in samples.values()])
        rejected = pd.concat([rejected, left_out], ignore_index=True)
        return Samples(values, kept.drop(columns="file"), rejected)

    def _files(self, classes: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """``file, label`` and, where known, ``role`` or ``group``; and what is not read."""
        empty = [self.belt.file] if isinstance(self.belt, EmptyFrame) else []
        if self.labels is not None:
            table = files_of_csv(self.labels)
            places = first_places(table["label"], table["file"])
            refuse_lookalike_labels(places, classes)
            return table, images_beside([*table["file"], *empty], self.labels)
        assert self.folder is not None
        if not self.folder.is_dir():
            raise CraftbenchError(f"{self.folder}: there is no such folder; correct source.folder")
        table, left_out = list_images(self.folder, classes, ENDINGS)
        left_out["source"] = [f"{self.folder}/{name}" for name in left_out["source"]]
        known = {file.absolute() for file in empty}
        other = [Path(name).absolute() not in known for name in left_out["source"]]
        return table.drop(columns="source"), left_out[other]

    def height_image(self, file: Path) -> HeightImage:
        """The heights in one depth image; raises UnusableImageError if it has none."""
        stored = read_counts(file)
        saturated = (stored == SATURATED).sum() if stored.dtype == np.uint16 else 0
        whole = measured_counts(stored, self.unmeasured) * self.unit_mm
        image = self._cropped(whole)
        if self.measures == "distance":
            _check_distance(float(np.nanmedian(image)), self.unit_mm)
        if self.measures == "height":
            heights, camera_mm, beyond = image, np.nan, np.False_
        else:
            plane, empty = self._belt(image, self._centre(whole))
            heights, camera_mm = heights_above(image, plane, empty), plane.camera_mm
            beyond = np.isnan(plane.distance_mm)
        tallest = np.nanmax(heights, initial=0)
        if tallest > HIGHEST_MM:
            raise UnusableImageError(
                f"{tallest / 1000:.1f} m above the belt; expected less than 5 m, check unit_mm"
            )
        above = np.nan_to_num(heights, nan=0.0) > self.belt_threshold_mm
        counts = np.where(above, np.round(heights / HEIGHT_UNIT_MM), 0).astype(np.uint16)
        pixel_mm = self.pixel_mm or camera_mm / (self.focal_px or np.nan)
        beyond_horizon = int((beyond & ~np.isnan(image)).sum())
        return HeightImage(counts, float(pixel_mm), beyond_horizon, int(saturated))

    def _centre(self, whole: np.ndarray) -> tuple[float, float]:
        """Principal point within the crop: the middle of the whole image."""
        left, top = (self.crop.left, self.crop.top) if self.crop else (0, 0)
        return (whole.shape[1] - 1) / 2 - left, (whole.shape[0] - 1) / 2 - top

    def _belt(
        self, image: np.ndarray, centre: tuple[float, float]
    ) -> tuple[BeltPlane, np.ndarray | None]:
        if isinstance(self.belt, PlaneInEachFrame):
            return fit_belt(image, self.belt.tolerance_mm, self.focal_px, centre), None
        plane, empty = self._empty_belt
        if empty.shape != image.shape:
            raise UnusableImageError(
                f"{image.shape[0]} × {image.shape[1]} pixels, but the frame of the empty belt has "
                f"{empty.shape[0]} × {empty.shape[1]}"
            )
        return plane, empty

    @cached_property
    def _empty_belt(self) -> tuple[BeltPlane, np.ndarray]:
        assert isinstance(self.belt, EmptyFrame)
        file = self.belt.file
        if not file.is_file():
            raise CraftbenchError(f"{file}: there is no such file; correct source.belt.file")
        try:
            whole = read_depth(file, self.unmeasured) * self.unit_mm
            empty, centre = self._cropped(whole), self._centre(whole)
            return fit_belt(empty, self.belt.tolerance_mm, self.focal_px, centre), empty
        except UnusableImageError as error:
            raise CraftbenchError(f"{file} (source.belt.file): {error}") from None

    def _cropped(self, image: np.ndarray) -> np.ndarray:
        if self.crop is None:
            return image
        bottom, right = self.crop.top + self.crop.height, self.crop.left + self.crop.width
        if bottom > image.shape[0] or right > image.shape[1]:
            raise UnusableImageError(
                f"{image.shape[0]} × {image.shape[1]} pixels, too few for the crop down to row "
                f"{bottom} and column {right}"
            )
        part = image[self.crop.top : bottom, self.crop.left : right]
        if np.isnan(part).all():
            raise UnusableImageError("no pixel of the crop has a measurement")
        return part


def _usual_size(images: Iterable[HeightImage]) -> tuple[int, ...]:
    """The most common size; of equally common ones that of the earlier image."""
    counted = Counter(image.counts.shape for image in images)
    return counted.most_common(1)[0][0] if counted else ()


def _other_size(image: HeightImage, usual: tuple[int, ...]) -> str:
    found = image.counts.shape
    return (
        f"{found[0]} × {found[1]} pixels, expected {usual[0]} × {usual[1]} as most images have; "
        "use `crop`"
    )


def _check_distance(median_mm: float, unit_mm: float) -> None:
    """Raises UnusableImageError for a distance of no camera over a belt: another unit is meant."""
    if not NEAREST_MM <= median_mm <= FARTHEST_MM:
        nearest = min(UNITS_MM, key=lambda unit: abs(np.log(median_mm / unit_mm * unit / 1000)))
        raise UnusableImageError(
            f"half of the pixels are nearer than {median_mm:.4g} mm with unit_mm: {unit_mm:g}; "
            f"expected {NEAREST_MM:g} mm to {FARTHEST_MM / 1000:g} m. With unit_mm: {nearest:g} it "
            f"would be {median_mm / unit_mm * nearest:.4g} mm"
        )


def _tell_of_saturated(saturated: pd.Series) -> None:
    if (saturated > 0).any():
        log.info(
            "%d of %d images have pixels of %d, %d in the median; they count as not measured",
            (saturated > 0).sum(),
            len(saturated),
            SATURATED,
            saturated[saturated > 0].median(),
        )


def _tell_of_horizons(beyond: pd.Series) -> None:
    if (beyond > 0).any():
        log.warning(
            "%d of %d images have measured pixels beyond the belt's horizon, %d in the median; "
            "they have no height above the belt and count as not measured",
            (beyond > 0).sum(),
            len(beyond),
            beyond[beyond > 0].median(),
        )
