import numpy as np
import pandas as pd
import pytest

from craftbench.errors import CraftbenchError
from craftbench.runs.extraction import extract
from features import FEATURE_SETS
from features.rhythm import rhythm


def beats(records: int = 23) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    group = np.repeat([f"r{i}" for i in rng.permutation(records)], 15)
    interval = rng.uniform(0.5, 1.2, len(group))
    return pd.DataFrame(
        {
            "sample": range(len(group)),
            "group": group,
            "rr_before_s": interval,
            "rr_after_s": np.roll(interval, -1),
        }
    )


def test_chunks_of_whole_groups_give_what_one_call_gives():
    table = beats().sample(frac=1, random_state=0).sort_values("group", ignore_index=True)
    table["sample"] = range(len(table))
    features, seconds = extract("rhythm", np.zeros((len(table), 1, 1)), table)
    inputs = (table[name].to_numpy() for name in FEATURE_SETS["rhythm"].inputs)
    pd.testing.assert_frame_equal(features.drop(columns="sample"), rhythm(*inputs))
    assert len(seconds) == 10
    assert (seconds > 0).all()


def test_images_keep_their_order():
    images = np.zeros((25, 12, 12), np.uint8)
    for i, image in enumerate(images):
        image[2 : 5 + i % 6, 2:6] = 9
    table = pd.DataFrame({"sample": range(25), "source": "x"})
    features, _ = extract("geometry", images, table)
    assert features["area"].tolist() == [4 * (3 + i % 6) for i in range(25)]


def test_missing_column_names_what_the_source_gives():
    table = pd.DataFrame({"sample": [0], "source": ["x"], "label": ["a"]})
    with pytest.raises(CraftbenchError, match="rhythm needs the column rr_before_s, rr_after_s"):
        extract("rhythm", np.zeros((1, 8, 8)), table)


def test_empty_images_are_counted(caplog):
    images = np.zeros((12, 12, 12), np.uint8)
    images[4:, 3:6, 3:6] = 1
    with caplog.at_level("WARNING"):
        features, _ = extract("geometry", images, pd.DataFrame({"sample": range(12)}))
    assert "4 of 12 samples have no feature" in caplog.text
    assert features["area"].isna().sum() == 4
