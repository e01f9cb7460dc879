"""A first card for a user's own samples."""

from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from craftbench.config.cards import Card
from craftbench.datasets.arrays import ArraysSource, label_places, read_labels
from craftbench.datasets.lookalikes import refuse_lookalikes
from craftbench.errors import CraftbenchError
from craftbench.protocol.splits import hold_out
from craftbench.protocol.subsets import largest_size
from craftbench.settings import validate
from craftbench.settings.names import check_name

HEAD = """\
# yaml-language-server: $schema=../schemas/dataset.schema.json
# Written by `craftbench new-dataset`. The keys are explained in config/README.md.
"""
LARGEST_SIDE = 64
SIZES = 5
TEST_SHARE = 0.25
SMALLEST_CLASS_SHARE = 4


def write_card(folder: Path, name: str, samples: Path, labels: Path) -> Path:
    """Look at the samples and write a card that runs on them as they are.

    Parameters
    ----------
    folder : Path
        Folder of the cards.
    name : str
        Name of the data set.
    samples, labels : Path
        See `craftbench.datasets.arrays.ArraysSource`.

    Returns
    -------
    Path
        The new card.

    Raises
    ------
    CraftbenchError
        If the card is there already, or the samples cannot be used.
    """
    path = folder / f"{check_name(name, 'NAME')}.yaml"
    if path.exists():
        raise CraftbenchError(f"{path} is there already; choose another name or delete it")
    source = {"kind": "arrays", "samples": str(samples), "labels": str(labels)}
    classes = _classes(labels)
    loaded = ArraysSource.model_validate(source).load(classes)
    split, pool = _split(loaded.table)
    card = {
        "title": name,
        "source": source,
        "classes": classes,
        "split": split,
        "training_sizes": _training_sizes(pool, len(classes)),
        "repeats": 5,
        "validation_share": 0.2,
        **(_for_signals() if _are_signals(loaded.values) else _for_images(loaded.values)),
    }
    validate(card, Card, str(path))
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + yaml.safe_dump(card, sort_keys=False, allow_unicode=True))
    return path


def _classes(labels: Path) -> list[str]:
    places = label_places(labels, read_labels(labels))
    refuse_lookalikes(places, "labels")
    return sorted(places)


def _split(table: pd.DataFrame) -> tuple[dict, pd.DataFrame]:
    if "role" in table:
        return {"kind": "published"}, table[table["role"] == "pool"]
    role = hold_out(table, TEST_SHARE, seed=0)
    return {"kind": "hold_out", "share": TEST_SHARE}, table[role == "pool"]


def _training_sizes(pool: pd.DataFrame, classes: int) -> list[int]:
    largest = largest_size(pool)
    smallest = min(4 if "group" in pool else SMALLEST_CLASS_SHARE * classes, largest)
    return sorted({int(size) for size in np.geomspace(smallest, 0.9 * largest, SIZES)})


def _are_signals(values: np.ndarray) -> bool:
    """(n, T, leads) has few leads, (n, H, W) many columns."""
    return values.ndim == 3 and values.shape[2] < 8 <= values.shape[1]


def _for_images(values: np.ndarray) -> dict:
    side = min(LARGEST_SIDE, max(32, *values.shape[1:3]))
    view = {"kind": "image", "height": side, "width": side, "method": "resize"}
    return {
        "views": {"pixels": view},
        "arms": {
            "majority": {"representation": [], "model": "majority"},
            "hog_logistic": {"representation": ["hog"], "model": "logistic_regression"},
            "hog_svm": {"representation": ["hog"], "model": "rbf_svm"},
            "geometry_forest": {"representation": ["geometry"], "model": "random_forest"},
            "pixel_mlp": {"representation": ["pixels"], "model": "pixel_mlp"},
            "lenet5": {"representation": ["pixels"], "model": "lenet5"},
        },
    }


def _for_signals() -> dict:
    return {
        "views": {"signal": {"kind": "signal"}},
        "arms": {
            "majority": {"representation": [], "model": "majority"},
            "signal_mlp": {"representation": ["signal"], "model": "pixel_mlp"},
            "lenet5_1d": {"representation": ["signal"], "model": "lenet5_1d"},
        },
    }
