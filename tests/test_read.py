"""What is read from a table of results is what was written."""

import numpy as np
import pandas as pd

from craftbench.analyses.read import read_cells, read_table


def test_numbers_are_read_to_the_last_digit(tmp_path):
    drawn = np.random.default_rng(0).random(20_000)
    written = pd.DataFrame({"accuracy": drawn * 10.0 ** np.random.default_rng(1).integers(-9, 9)})
    written.to_csv(tmp_path / "accuracy.csv", index=False)
    pd.testing.assert_frame_equal(
        read_table(tmp_path / "accuracy.csv"), written, check_exact=True, rtol=0, atol=0
    )


def test_names_stay_text_and_only_an_empty_cell_is_missing(tmp_path):
    names = ["None", "NA", "null", "nan", "007", "1.0"]
    written = pd.DataFrame({"class": names, "true": names, "group": names, "value": range(6)})
    written.to_csv(tmp_path / "classes.csv", index=False)
    found = read_table(tmp_path / "classes.csv")
    for column in ("class", "true", "group"):
        assert found[column].tolist() == names
    assert found["value"].tolist() == list(range(6))


def test_notes_are_never_missing_and_values_may_be(tmp_path):
    (tmp_path / "table.csv").write_text("class,value,note\n0,1.5,\n1,,undefined\n")
    found = read_table(tmp_path / "table.csv")
    assert found["note"].tolist() == ["", "undefined"]
    assert found["value"].isna().tolist() == [False, True]


def test_cells_are_kept_as_written(tmp_path):
    (tmp_path / "rejected.csv").write_text("source,reason\n007,class NA is unknown\nNone,\n")
    found = read_cells(tmp_path / "rejected.csv").to_dict("list")
    assert found == {"source": ["007", "None"], "reason": ["class NA is unknown", ""]}
