"""A few samples with their attribution maps, for a figure."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from craftbench.datasets.stored_file import reading

_MAP = "map_"


@dataclass(frozen=True)
class ShownMaps:
    """Samples with maps; empty without a network.

    Parameters
    ----------
    samples : (m, H, W), (m, H, W, C) or (m, T, leads) array
        As they are stored.
    maps : dict of (m, H, W) or (m, T) arrays
        By method. Maps of images have the size of the network's view.
    titles : list of str
        True class of each sample, and the predicted class where that is another one.
    """

    samples: np.ndarray = field(default_factory=lambda: np.zeros((0, 1, 1)))
    maps: dict[str, np.ndarray] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)

    def save(self, file: Path) -> None:
        """Write arrays and titles as ``.npz``, without pickle."""
        arrays: dict[str, Any] = {f"{_MAP}{name}": found for name, found in self.maps.items()}
        arrays |= {"samples": self.samples, "titles": np.array(self.titles, dtype=np.str_)}
        with file.open("wb") as opened:
            np.savez_compressed(opened, **arrays)

    @classmethod
    def load(cls, file: Path) -> "ShownMaps":
        """Read what `save` wrote."""
        with reading(file), np.load(file, allow_pickle=False) as stored:
            maps = {
                name.removeprefix(_MAP): stored[name]
                for name in stored.files
                if name.startswith(_MAP)
            }
            return cls(stored["samples"], maps, [str(title) for title in stored["titles"]])
