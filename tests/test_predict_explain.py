"""`craftbench predict --explain`: a page for each file in a folder, or one page."""

from pathlib import Path

import made_files
import numpy as np
import pandas as pd
import pytest
from made_records import list_checksums, write_record
from PIL import Image
from sklearn.ensemble import RandomForestClassifier
from stored_models import digits, edit_sidecar, made_classifier, store

from craftbench.cli.main import main
from craftbench.config.cards import read_card
from craftbench.datasets.registry import parse_source
from craftbench.datasets.samples import Samples
from craftbench.protocol.prepare import prepare
from craftbench.runs.extraction import extract
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.model_store import ModelDescription, save_model
from models.classical import FittedClassifier


def forest_on(samples: Samples, source, classes: list[str], folder: Path, *sets: str) -> Path:
    """A stored forest on feature sets of all samples."""
    table = samples.table.assign(sample=range(len(samples.table)))
    pipeline = InputPipeline(sets)

    def of_set(name: str) -> pd.DataFrame:
        return extract(name, samples.values, table, samples.recordings)[0].drop(columns="sample")

    data = pipeline.represent(samples.values, table, of_set)
    pipeline = pipeline.fit(data, np.arange(len(table)))
    codes = pd.Categorical(table["label"], categories=classes).codes
    fitted = RandomForestClassifier(5, random_state=0).fit(pipeline.transform(data), codes)
    about = ModelDescription(
        *("d", "forest", "hand-crafted", "random_forest", "classifier", classes, 2),
        source.model_dump(mode="json"),
    )
    (folder / "models").mkdir()
    return save_model(
        FittedClassifier(fitted, len(classes)), about, pipeline, folder / "models" / "forest"
    )


@pytest.fixture
def forest(tmp_path):
    (tmp_path / "models").mkdir()
    return store(tmp_path / "models", "random_forest", made_classifier("random_forest"))


@pytest.fixture
def seven(tmp_path):
    file = tmp_path / "seven of <mine>.png"
    Image.fromarray(digits()[0][7].astype(np.uint8)).save(file)
    return file


def test_a_folder_gets_a_page_for_each_file(forest, seven, tmp_path, capsys):
    np.save(tmp_path / "two.npy", digits()[0][:2])
    files = [str(seven), str(tmp_path / "two.npy")]
    assert main(["predict", str(forest), *files, "--explain", str(tmp_path / "pages")]) == 0
    pages = sorted((tmp_path / "pages").iterdir())
    told = capsys.readouterr().out
    assert len(pages) == 2 and all(f"{page} written" in told for page in pages)
    two = (tmp_path / "pages" / "two.npy.html").read_text("utf-8")
    assert two.count('class="explained"') == 2 and "What the features measured" in two
    assert "area" in two and "px²" in two and "<mine>" not in two


def test_one_page_holds_all_files(forest, seven, tmp_path):
    np.save(tmp_path / "two.npy", digits()[0][:2])
    page = tmp_path / "new" / "all.html"
    files = [str(seven), str(tmp_path / "two.npy")]
    assert main(["predict", str(forest), *files, "--explain", str(page)]) == 0
    text = page.read_text("utf-8")
    assert text.count('class="explained"') == 3 and "&lt;mine&gt;" in text
    assert "http" not in text.replace("http://www.w3.org", "")  # opens offline


def test_files_of_one_name_do_not_overwrite_each_other(forest, seven, tmp_path):
    (tmp_path / "other").mkdir()
    same = tmp_path / "other" / seven.name
    same.write_bytes(seven.read_bytes())
    arguments = ["predict", str(forest), str(seven), str(same), "--explain", str(tmp_path / "p")]
    assert main(arguments) == 0 and len(list((tmp_path / "p").iterdir())) == 2


def test_a_second_model_stands_beside(forest, seven, tmp_path):
    other = store(tmp_path / "models", "extra_trees", made_classifier("extra_trees"))
    page = tmp_path / "all.html"
    given = ["--explain", str(page), "--beside", str(other)]
    assert main(["predict", str(forest), str(seven), *given]) == 0
    assert "random_forest" in page.read_text("utf-8") and "extra_trees" in page.read_text("utf-8")


def test_models_of_other_data_do_not_stand_beside_each_other(forest, seven, tmp_path, capsys):
    other = store(tmp_path / "models", "extra_trees", made_classifier("extra_trees"))
    edit_sidecar(other, lambda content: content.update(dataset="letters"))
    given = ["--explain", str(tmp_path / "all.html"), "--beside", str(other)]
    assert main(["predict", str(forest), str(seven), *given]) == 1
    assert "--beside: extra_trees was trained on letters" in capsys.readouterr().err


def test_beside_needs_explain(forest, seven, capsys):
    assert main(["predict", str(forest), str(seven), "--beside", str(forest)]) == 1
    assert "--beside: expected with --explain" in capsys.readouterr().err


def test_a_file_that_cannot_be_used_is_named_and_the_others_are_explained(
    forest, seven, tmp_path, capsys
):
    (tmp_path / "broken.png").write_bytes(b"nothing")
    files = [str(tmp_path / "broken.png"), str(seven)]
    assert main(["predict", str(forest), *files, "--explain", str(tmp_path / "p")]) == 1
    assert "broken.png" in capsys.readouterr().err
    assert [page.suffix for page in (tmp_path / "p").iterdir()] == [".html"]


def test_a_folder_that_cannot_be_written_is_an_error(forest, seven, tmp_path, capsys):
    (tmp_path / "taken").write_text("a file")
    arguments = ["predict", str(forest), str(seven), "--explain", str(tmp_path / "taken")]
    assert main(arguments) == 1
    assert f"--explain {tmp_path / 'taken'}" in capsys.readouterr().err


def test_a_frame_of_parcels_shows_rectangle_and_heights(tmp_path):
    card = read_card(Path(__file__).parent / "cards" / "parcels_tiny.yaml")
    samples = prepare(card.source, card.classes, card.split, 0)
    model = forest_on(samples, card.source, card.classes, tmp_path, "parcel", "parcel_shape")
    np.save(tmp_path / "frame.npy", samples.values[3] * 0.1)
    given = ["--set", f"pixel_mm={samples.table['pixel_mm'][3]}", "--set", "height_unit_mm=1"]
    page = tmp_path / "frame.html"
    command = ["predict", str(model), str(tmp_path / "frame.npy"), *given, "--explain", str(page)]
    assert main(command) == 0
    text = page.read_text("utf-8")
    for word in ("minimum-area rectangle", "diagonals", "outline", "height in mm", " mm<"):
        assert word in text


def test_a_record_shows_waves_and_intervals_of_each_beat(tmp_path, monkeypatch):
    (tmp_path / "made").mkdir()
    for seed, name in enumerate("ab"):
        write_record(tmp_path / "made", name, fs=360, seed=seed)
    list_checksums(tmp_path / "made")
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path))
    source = parse_source(
        {"kind": "wfdb_beats", "folder": "made", "url": "https://127.0.0.1:9/", "lead": "MLII"}
        | {"before_s": 0.28, "after_s": 0.5, "records": ["a", "b"]}
    )
    model = forest_on(source.load(["N", "V"]), source, ["N", "V"], tmp_path, "rhythm", "landmarks")
    folder = tmp_path / "pages"
    command = ["predict", str(model), str(tmp_path / "made" / "a.hea"), "--explain", str(folder)]
    assert main(command) == 0
    text = (folder / "a.hea.html").read_text("utf-8")
    assert text.count('class="explained"') > 20
    for word in ("QRS", "RR ", "PR ", "QT ", " ms<", " mV"):
        assert word in text


def test_a_row_of_features_shows_its_values(tmp_path):
    file = made_files.features(tmp_path)
    columns = {"label": "diagnosis", "group": "patient"}
    source = parse_source(
        {"kind": "feature_table", "file": str(file), "columns": columns, "id": "id"}
    )
    model = forest_on(source.load(["ill", "well"]), source, ["ill", "well"], tmp_path, "table")
    (tmp_path / "new.csv").write_text("area,perimeter\n2.5,0.1\n")
    page = tmp_path / "new.html"
    assert main(["predict", str(model), str(tmp_path / "new.csv"), "--explain", str(page)]) == 0
    text = page.read_text("utf-8")
    assert "area" in text and "2.5" in text and " SD" in text
