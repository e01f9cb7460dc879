import numpy as np
import pandas as pd

from craftbench.datasets.simulated_parcels.source import SimulatedParcelsSource
from craftbench.runs.extraction import extract

CLASSES = ["ENVELOPE", "PARCEL", "DOUBLE"]
SOURCE = SimulatedParcelsSource.model_validate(
    {"kind": "simulated_parcels", "scenes": 130, "assumptions": {"batches": {"scenes": 13}}}
)


def test_processes_change_nothing():
    one, two = (SOURCE.load(CLASSES, threads) for threads in (1, 2))
    assert np.array_equal(one.values, two.values)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.values.dtype == np.uint16
    assert one.table["group"].nunique() == 10


def test_features_see_millimetres_and_the_truth_stays_beside():
    samples = SOURCE.load(CLASSES)
    table = samples.table.assign(sample=range(len(samples.table)))
    features, _ = extract("parcel", samples.values, table)
    assert features["average_height"].between(3, 450).all()
    of_pixels = (samples.values > 0).sum(axis=(1, 2)) * table["pixel_mm"] ** 2
    assert np.allclose(features["area"], of_pixels)
    items = samples.truth["items"]
    counts = items.groupby("scene").size().to_numpy()
    assert np.array_equal(counts == 2, (table["label"] == "DOUBLE").to_numpy())
    assert samples.truth["masks"].shape == samples.values.shape
    assert not {"thickness_mm", "kind"} & set(table.columns)


def test_class_that_the_card_leaves_out_is_listed():
    samples = SOURCE.load(["ENVELOPE", "PARCEL"])
    assert len(samples.table) + len(samples.rejected) == 130
    assert set(samples.rejected["reason"]) == {"class DOUBLE is not among the card's classes"}
    assert len(samples.truth["masks"]) == len(samples.values)
