"""Source `simulated_parcels`: depth images of a sorting belt, made by a physical simulation."""

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import starmap
from multiprocessing import get_context
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.height_unit import HEIGHT_UNIT_MM
from craftbench.datasets.samples import REJECTED_COLUMNS, Samples, other_class
from craftbench.datasets.simulated_parcels.settings import RESOLUTION, ParcelSettings
from craftbench.datasets.source import SampleSource

if TYPE_CHECKING:
    from craftbench.datasets.simulated_parcels.simulate import Scenes

_SCENES_A_CALL = 60

log = logging.getLogger(__name__)


class SimulatedParcelsSource(SampleSource):
    """Heights above the belt in units of 0.1 mm, 0 where nothing was measured; group = batch."""

    readers = ("craftbench.datasets.new_files.heights:read_heights",)
    ladders = ("craftbench.datasets.corruptions.heights:HEIGHT_LADDER",)
    drawings = ("craftbench.datasets.drawing:draw_heights",)
    shows_heights = True

    kind: Literal["simulated_parcels"] = Field(description="A simulated sorting belt.")
    scenes: int = Field(2400, gt=0, le=10_000_000, description="Number of samples.")
    seed: int = Field(
        0, ge=0, description="Seed; scene i depends on it, on i and on the assumptions."
    )
    assumptions: ParcelSettings = Field(
        ParcelSettings(), description="Items, mixture, camera, sensor and batches."
    )

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """Simulate in `threads` processes; their number has no effect on the samples."""
        from craftbench.datasets.simulated_parcels.simulate import simulate

        calls = [
            (self.assumptions, self.seed, first, min(_SCENES_A_CALL, self.scenes - first))
            for first in range(0, self.scenes, _SCENES_A_CALL)
        ]
        if threads == 1:
            return self._joined(_counted(starmap(simulate, calls), self.scenes), classes)
        with ProcessPoolExecutor(threads, mp_context=get_context("spawn")) as processes:
            parts = processes.map(simulate, *zip(*calls, strict=True))
            return self._joined(_counted(parts, self.scenes), classes)

    def _joined(self, parts: Iterable["Scenes"], classes: list[str]) -> Samples:
        """One array of all scenes, filled part by part: 40,000 scenes have 1.1 GB."""
        heights = np.empty((self.scenes, RESOLUTION, RESOLUTION), np.uint16)
        masks = np.empty(heights.shape, np.uint8)
        tables, items, redrawn, done = [], [], [], 0
        for part in parts:
            own = slice(done, done := done + len(part.label))
            heights[own], masks[own] = part.heights, part.masks
            tables.append(_table(part, own.start))
            items.append(part.items)
            redrawn.append(part.redrawn)
        table, counts = pd.concat(tables, ignore_index=True), pd.DataFrame(redrawn).sum()
        log.info("rejected draws: %s", ", ".join(f"{n} {reason}" for reason, n in counts.items()))
        used = table["label"].isin(classes).to_numpy()
        rejected = table.loc[~used, ["source"]]
        rejected = rejected.assign(reason=other_class(table.loc[~used, "label"]))
        every = bool(used.all())
        return Samples(
            heights if every else heights[used],
            table[used].reset_index(drop=True),
            rejected[REJECTED_COLUMNS],
            {
                "masks": masks if every else masks[used],
                "items": pd.concat(items, ignore_index=True),
                "redrawn": counts.rename_axis("reason").rename("draws").reset_index(),
            },
        )


def _counted(parts: Iterable["Scenes"], scenes: int) -> Iterator["Scenes"]:
    done = 0
    for part in parts:
        done += len(part.label)
        log.info("%d of %d scenes simulated", done, scenes)
        yield part


def _table(part: "Scenes", first: int) -> pd.DataFrame:
    """Rows of `Samples.table` for some scenes, of which the first has the number `first`."""
    numbers = range(first, first + len(part.label))
    arrangement = part.items.groupby("scene")["arrangement"].first()
    return pd.DataFrame(
        {
            "label": part.label,
            "group": [f"batch {batch:03d}" for batch in part.batch],
            "source": [f"scene {i}" for i in numbers],
            "arrangement": arrangement.reindex(numbers).to_numpy(),
            "pixel_mm": part.pixel_mm,
            "height_unit_mm": HEIGHT_UNIT_MM,
        }
    )
