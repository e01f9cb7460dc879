"""From files of a user to a card that runs: every kind of files, and every doubt."""

import shutil
from pathlib import Path

import made_files
import numpy as np
import pandas as pd
import pytest

from craftbench.config.cards import Card, read_card
from craftbench.config.new_dataset.given import Given
from craftbench.config.new_dataset.write import NewCard, write_card
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare


def new_card(folder, given: Given, name: str = "mine") -> tuple[Card, NewCard]:
    written = write_card(folder / "cards", name, given)
    return read_card(written.path), written


def families(card: Card) -> set[str]:
    return {card.family(arm) for arm in card.arms}


EVERY_FAMILY = {"baseline", "hand-crafted", "fixed-filter", "learned", "hybrid"}
WAYS = {
    "photos": (made_files.pictures, {"group_pattern": "(?P<group>person[0-9]+)"}, "image_folder"),
    "manifest": (made_files.manifest, {"label": "animal", "group": "owner"}, "image_manifest"),
    "windows": (made_files.windows, {}, "signal_table"),
    "long": (made_files.long_table, {}, "signal_table"),
    "depth": (made_files.depth, {"group_pattern": "(?P<group>batch[0-9]+)"}, "depth_folder"),
    "records": (made_files.records, {}, "wfdb_beats"),
    "array": (made_files.array, {}, "arrays"),
    "series": (made_files.series, {}, "ucr"),
    "features": (made_files.features, {}, "feature_table"),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_in_gives_a_card_with_every_family(way, tmp_path):
    make, options, kind = WAYS[way]
    card, written = new_card(tmp_path, Given(make(tmp_path / way), **options))
    assert card.source.kind == kind
    assert families(card) >= (EVERY_FAMILY if kind != "feature_table" else {"hand-crafted"})
    assert written.inferred
    samples = prepare(card.source, card.classes, card.split, seed=0)
    assert set(samples.table["role"]) == {"pool", "test"}
    pool = samples.table[samples.table["role"] == "pool"]
    largest = pool["group"].nunique() if "group" in pool else len(pool)
    assert card.training_sizes[-1] <= largest
    assert ("group" in pool) == (way not in ("array", "series"))


@pytest.mark.parametrize(
    ("way", "options", "plural"),
    [
        ("windows", {}, "people"),
        ("long", {}, "subjects"),
        ("records", {}, "records"),
        ("manifest", {"label": "animal", "group": "owner"}, "groups"),
        ("array", {}, "groups"),
    ],
)
def test_groups_are_called_what_their_column_says(way, options, plural, tmp_path):
    card, written = new_card(tmp_path, Given(WAYS[way][0](tmp_path / way), **options))
    assert card.group_name.plural == plural
    proposed = "# group_name: {singular: patient, plural: patients}" in written.path.read_text()
    assert proposed == (way == "manifest")


def test_a_table_of_features_has_no_network_and_says_so(tmp_path):
    card, written = new_card(tmp_path, Given(made_files.features(tmp_path)))
    assert not card.views
    assert {arm.kind for arm in card.arms.values()} == {"classifier"}
    assert any("no samples to show to a network" in line for line in written.inferred)
    assert any("would be a leak" in line for line in written.unsure)
    assert card.source.id == "id"


def test_sensor_windows_can_ask_the_question_of_the_project(tmp_path):
    card, written = new_card(tmp_path, Given(made_files.windows(tmp_path)))
    assert card.arms["catch22_forest"].representation == ["catch22"]
    assert {"quant_trees", "statistics_ridge", "minirocket", "residual_1d"} <= set(card.arms)
    assert "group is the column person" in written.inferred
    assert any("take `group` out" in line for line in written.unsure)


def test_rows_and_moments_give_the_same_signals(tmp_path):
    card, _ = new_card(tmp_path, Given(made_files.long_table(tmp_path, "csv")), "csv")
    other, _ = new_card(tmp_path, Given(made_files.long_table(tmp_path, "parquet")), "parquet")
    one, two = (each.source.load(each.classes) for each in (card, other))
    assert one.values.shape == (40, 50, 2)
    order = [
        one.table["source"].str.extract(r"\[(\d+)\]")[0].astype(int).argsort() for one in (one, two)
    ]
    np.testing.assert_allclose(one.values[order[0]], two.values[order[1]])


def test_one_file_in_arff(tmp_path):
    made_files.series(tmp_path)
    lines = (tmp_path / "mine.ts").read_text().splitlines()[3:]
    values = ["@relation mine", *(f"@attribute a{i} numeric" for i in range(40))]
    values += ["@attribute target {a,b}", "@data", *(line.replace(":", ",") for line in lines)]
    (tmp_path / "mine.ARFF").write_text("\n".join(values) + "\n")
    card, _ = new_card(tmp_path, Given(tmp_path / "mine.ARFF"))
    assert card.source.load(card.classes).values.shape == (30, 40, 1)


def test_archive_sets_keep_their_split(tmp_path):
    made_files.series(tmp_path)
    for part in ("TRAIN", "TEST"):
        shutil.copy(tmp_path / "mine.ts", tmp_path / f"mine_{part}.ts")
    (tmp_path / "mine.ts").unlink()
    card, _ = new_card(tmp_path, Given(tmp_path))
    assert card.split.kind == "published"
    assert card.source.name == "mine"


def test_photographs_are_proposed_and_grey_pictures_are_not(tmp_path):
    coloured = made_files.pictures(tmp_path / "c", colour=True)
    card, written = new_card(tmp_path, Given(coloured), "coloured")
    assert "\n# natural_images: true\n" in written.path.read_text()
    assert not card.natural_images
    assert "colour_histogram" in card.arms["union_svm"].representation
    _, written = new_card(tmp_path, Given(made_files.pictures(tmp_path / "g")), "grey")
    assert "natural_images" not in written.path.read_text()
    assert any("--group-pattern" in line for line in written.unsure)


def test_pictures_of_many_sizes_are_cut_and_it_is_said(tmp_path):
    from PIL import Image

    folder = made_files.pictures(tmp_path / "p")
    for i, side in enumerate((200, 300, 400)):
        Image.new("L", (side, 2 * side), 99).save(folder / "cat" / f"large{i}.JPG")
    card, written = new_card(tmp_path, Given(folder))
    assert card.source.odd_files == "crop"
    assert card.source.load(card.classes).values.shape == (27, 24, 24)
    assert any("differ in size" in line for line in written.unsure)


def test_a_folder_with_pictures_deeper_down_only_is_named(tmp_path):
    folder = made_files.pictures(tmp_path / "p")
    (folder / "bird").mkdir()
    (folder / "cat").rename(folder / "bird" / "cat")
    made_files.pictures(folder / "more")
    for name in made_files.CLASSES:
        (folder / "more" / name).rename(folder / f"{name}s")
    _, written = new_card(tmp_path, Given(folder))
    assert any("the folder bird has no pictures itself" in line for line in written.unsure)
    assert not any("the folder more" in line for line in written.unsure)


def test_a_column_of_the_split_is_used(tmp_path):
    path = made_files.windows(tmp_path)
    table = pd.read_csv(path)
    fold = ["Train", "test", "val", "train"] * (len(table) // 4)
    table = pd.concat([table.drop(columns="person"), pd.Series(fold, name="fold")], axis=1)
    table.to_csv(path, index=False)
    card, _ = new_card(tmp_path, Given(path))
    assert card.split.kind == "published"
    roles = card.source.load(card.classes).table["role"].value_counts()
    assert roles["test"] == 10 and roles["pool"] == 30


def test_rare_classes_are_left_out_and_named(tmp_path):
    path = made_files.windows(tmp_path)
    table = pd.read_csv(path)
    table.loc[:1, "activity"] = "jump"
    table.to_csv(path, index=False)
    card, written = new_card(tmp_path, Given(path))
    assert card.classes == ["rest", "walk"]
    assert any("class 'jump' has 2 sample(s)" in line for line in written.unsure)


def test_short_signals_leave_out_the_features_that_need_more(tmp_path):
    np.save(tmp_path / "x.npy", np.random.default_rng(0).normal(size=(40, 10, 1)))
    pd.DataFrame({"label": ["a", "b"] * 20}).to_csv(tmp_path / "x.csv", index=False)
    card, written = new_card(tmp_path, Given(tmp_path / "x.npy"))
    assert "quant_trees" in card.arms and "catch22_forest" not in card.arms
    assert any("catch22 does not fit: expected signals of at least 12" in x for x in written.unsure)


def wrong_label(folder):
    return Given(made_files.windows(folder), label="activty")


def no_label(folder):
    path = folder / "t.csv"
    pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]}).to_csv(path, index=False)
    return Given(path)


def no_labels_of_array(folder):
    path = made_files.array(folder)
    (folder / "labels.csv").unlink()
    return Given(path)


def lookalike_labels(folder):
    path = made_files.windows(folder)
    table = pd.read_csv(path)
    table.loc[0, "activity"] = "Walk"
    table.to_csv(path, index=False)
    return Given(path)


def regression(folder):
    path = folder / "t.csv"
    rng = np.random.default_rng(0)
    pd.DataFrame({"target": rng.normal(size=90), "area": rng.normal(size=90)}).to_csv(path)
    return Given(path)


def two_groups(folder):
    path = made_files.windows(folder)
    table = pd.read_csv(path)
    table["person"] = ["p", "q"] * 20
    table.to_csv(path, index=False)
    return Given(path)


def empty_folder(folder):
    (folder / "e").mkdir()
    return Given(folder / "e")


def unknown_ending(folder):
    (folder / "x.docx").write_bytes(b"x")
    return Given(folder / "x.docx")


def records_without_annotations(folder):
    root = made_files.records(folder / "r")
    for path in root.glob("*.atr"):
        path.unlink()
    return Given(root)


FAULTS = [
    (wrong_label, r"no column 'activty' \(--label\); did you mean 'activity'"),
    (no_label, "which column is the label. Name it with --label; the columns: a, b"),
    (no_labels_of_array, "where are its labels. Name a CSV with --labels"),
    (lookalike_labels, "labels 'Walk' .*line 2.* and 'walk' .*line 4"),
    (regression, r"label \(target\) has 90 different values in 90 rows, expected a few classes"),
    (two_groups, "2 groups are too few"),
    (empty_folder, "expected class folders with pictures, WFDB records"),
    (unknown_ending, r"unknown ending '\.docx'; expected a folder"),
    (records_without_annotations, "8 records .*, but none has annotations"),
    (lambda folder: Given(folder / "nothing"), "there is no such file or folder"),
]


@pytest.mark.parametrize(("make", "message"), FAULTS, ids=lambda x: getattr(x, "__name__", ""))
def test_what_cannot_be_used_is_named_with_the_remedy(make, message, tmp_path):
    with pytest.raises(CraftbenchError, match=message):
        new_card(tmp_path, make(tmp_path))
    assert not (tmp_path / "cards").exists()


def test_a_folder_is_the_one_that_was_named_although_published_data_have_its_name(
    tmp_path, monkeypatch
):
    made_files.records(tmp_path / "published" / "mine", 1)
    made_files.pictures(tmp_path / "here" / "mine")
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path / "published"))
    monkeypatch.chdir(tmp_path / "here")
    card, _ = new_card(tmp_path, Given(Path("mine")))
    assert card.source.folder == "./mine"
    assert len(card.source.load(card.classes).values) == 24


def test_a_function_of_ones_own_is_a_source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    card, written = new_card(tmp_path, Given(made_files.function(tmp_path)))
    assert card.source.kind == "function"
    assert "catch22_forest" in card.arms and "minirocket" in card.arms
    assert any("source.reads" in line for line in written.unsure)


def test_sixteen_bits_may_be_depths(tmp_path):
    from PIL import Image

    for label in ("a", "b"):
        (tmp_path / "p" / label).mkdir(parents=True)
        for i in range(8):
            pixels = np.random.default_rng(i).integers(0, 60_000, (16, 16)).astype(np.uint16)
            Image.fromarray(pixels).save(tmp_path / "p" / label / f"{i}.png")
    card, written = new_card(tmp_path, Given(tmp_path / "p"))
    assert card.source.kind == "image_folder"
    assert any("--kind depth_folder" in line for line in written.unsure)


@pytest.mark.parametrize(("factor", "unit"), [(1, 1), (10, 0.1)])
def test_the_unit_of_depths_is_guessed_and_to_be_checked(factor, unit, tmp_path):
    from PIL import Image

    folder = made_files.depth(tmp_path / "d")
    for path in folder.rglob("*.png"):
        counts = np.asarray(Image.open(path)) * np.uint16(factor) * np.uint16(3)
        Image.fromarray(counts.astype(np.uint16)).save(path)
    card, written = new_card(tmp_path, Given(folder))
    assert card.source.unit_mm == unit
    assert f"unit_mm: {unit}  # CHECK" in written.path.read_text()
    assert any("are guesses" in line for line in written.unsure)
