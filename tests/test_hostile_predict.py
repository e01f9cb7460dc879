"""Stored models and new files as they are found in the world: each input with its outcome.

`craftbench predict` either predicts, or ends with one line that names the file and what to do.
"""

import copy
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skimage.io import imsave
from stored_models import MADE, digits, edit_member, edit_sidecar, made_classifier, store

from craftbench.cli.main import main
from craftbench.errors import CraftbenchError
from craftbench.predict.predictor import load_predictor
from craftbench.predict.printed import predictions_of
from craftbench.runs import load_model
from craftbench.runs.load_model import load_classifier

FORESTS = ["random_forest", "extra_trees"]
TREES = [*FORESTS, "gradient_boosting", "rotation_forest"]


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    return {name: store(folder, name, made_classifier(name)) for name in MADE}


@pytest.fixture
def forest(stored, tmp_path) -> Path:
    """A copy of a stored random forest, to be damaged."""
    for ending in (".skops", ".json"):
        shutil.copy(stored["random_forest"].with_suffix(ending), tmp_path / f"forest{ending}")
    return tmp_path / "forest.skops"


@pytest.fixture
def image(tmp_path) -> Path:
    np.save(tmp_path / "x.npy", digits()[0][:2])
    return tmp_path / "x.npy"


def told(capsys, *arguments: object) -> str:
    """The one line that the command ends with."""
    assert main(["predict", *map(str, arguments)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("craftbench: ") and error.count("\n") == 1, error
    return error


@pytest.mark.parametrize("name", MADE)
def test_what_was_stored_predicts(stored, name, image, capsys):
    assert main(["predict", str(stored[name]), str(image)]) == 0
    assert capsys.readouterr().out.count("%") == 20


def first_tree(estimator: Any) -> Any:
    """The arrays of one tree by name, whatever the classifier."""
    if hasattr(estimator, "_predictors"):
        nodes = estimator._predictors[0][0].nodes
        names = {"left": "left", "right": "right", "feature": "feature_idx", "value": "value"}
        return {name: nodes[field] for name, field in names.items()}
    trees = estimator.trees if hasattr(estimator, "trees") else estimator.estimators_
    tree = trees[0].tree_
    return {
        "left": tree.children_left,
        "right": tree.children_right,
        "feature": tree.feature,
        "value": tree.value,
        "threshold": tree.threshold,
    }


def child_out_of_range(tree):
    tree["left"][0] = 30_000


def cycle(tree):
    tree["left"][1], tree["right"][1] = 0, 0


def shared_child(tree):
    tree["right"][0] = tree["left"][0]


def feature_out_of_range(tree):
    tree["feature"][0] = 999


def negative_feature(tree):
    tree["feature"][0] = -7


def value_of_infinity(tree):
    tree["value"][...] = np.inf


DAMAGES = {
    "child out of range": (child_out_of_range, "has the child 30000"),
    "cycle": (cycle, "has a cycle"),
    "shared child": (shared_child, "two nodes of a tree have the same child"),
    "feature out of range": (feature_out_of_range, "splits a feature that is none of"),
    "negative feature": (negative_feature, "splits a feature that is none of"),
    "value of infinity": (value_of_infinity, "not finite"),
}


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize(("damage", "message"), DAMAGES.values(), ids=DAMAGES)
def test_a_tree_that_is_none_is_not_loaded(tmp_path, name, damage, message):
    estimator = made_classifier(name)
    damage(first_tree(estimator))
    model = store(tmp_path, name, estimator)
    with pytest.raises(CraftbenchError, match=message):
        load_classifier(model, 10)


@pytest.mark.parametrize("name", FORESTS)
def test_a_forest_of_trees_on_other_features_is_not_loaded(tmp_path, name):
    estimator = made_classifier(name)
    estimator.n_features_in_ = 99
    with pytest.raises(CraftbenchError, match="differ in their number of features"):
        load_classifier(store(tmp_path, name, estimator), 10)


def test_a_tree_that_states_more_nodes_than_it_has_is_read_or_told(forest, image):
    def more_nodes(schema: bytes) -> bytes:
        content = json.loads(schema)
        for part in every_mapping(content):
            if "node_count" in part:
                part["node_count"].update(content="1000000", __id__=1)
        return json.dumps(content).encode()

    edit_member(forest, "schema.json", more_nodes)
    found = outcome(forest, image)
    assert found == "predicted" or "nodes with memory for" in found


def every_mapping(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        yield content
    inner = content.values() if isinstance(content, dict) else content
    for one in inner if isinstance(content, dict | list) else ():
        yield from every_mapping(one)


def fewer_vectors(svm):
    svm.support_vectors_ = svm.support_vectors_[:-3]


def fewer_weights(svm):
    svm._dual_coef_ = svm._dual_coef_[:, :-3]


def more_vectors_of_a_class(svm):
    svm._n_support = svm._n_support + 1


def vectors_of_other_features(svm):
    svm.support_vectors_ = np.ascontiguousarray(svm.support_vectors_[:, :4])


def other_kernel(svm):
    svm.kernel = "poly"


def no_width(svm):
    svm._gamma = np.nan


MACHINES = {
    "fewer support vectors": (fewer_vectors, "of a support vector machine has not the shape"),
    "fewer weights": (fewer_weights, "of a support vector machine has not the shape"),
    "more support vectors of a class": (more_vectors_of_a_class, "another number of support"),
    "support vectors of other features": (vectors_of_other_features, "has not the shape"),
    "another kernel": (other_kernel, "another kernel than in training"),
    "a kernel without a width": (no_width, "another kernel than in training"),
}


@pytest.mark.parametrize(("damage", "message"), MACHINES.values(), ids=MACHINES)
def test_a_support_vector_machine_of_other_sizes_is_not_loaded(tmp_path, damage, message):
    estimator = made_classifier("rbf_svm")
    damage(estimator.svm)
    with pytest.raises(CraftbenchError, match=message):
        load_classifier(store(tmp_path, "rbf_svm", estimator), 10)


def test_classes_that_the_description_does_not_have_are_told(forest):
    edit_sidecar(forest, lambda content: content.update(classes=["a", "b"]))
    with pytest.raises(CraftbenchError, match="expected 0 to 1"):
        load_predictor(forest)


# The description of a model.

VALUES = (
    *(None, -1, 0, 1.5, "", "x", True, [], {}, [1], {"a": 1}, "../../x", ["x"] * 3),
    *(float("nan"), float("inf"), 10**30, 1e300),
)


def places(content: Any, path: tuple = ()) -> Iterator[tuple]:
    """Paths of all parts, and of the first two of each list."""
    yield path
    items: Any = ()
    if isinstance(content, dict):
        items = content.items()
    elif isinstance(content, list):
        items = enumerate(content[:2])
    for key, inner in items:
        yield from places(inner, (*path, key))


def changed(content: Any, path: tuple, value: Any, remove: bool = False) -> Any:
    if not path:
        return value
    content = copy.deepcopy(content)
    inside = content
    for key in path[:-1]:
        inside = inside[key]
    if remove:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return content


def outcome(model: Path, file: Path) -> str:
    """`predicted`, or the error; nothing else may happen."""
    try:
        lines = list(predictions_of(file, load_predictor(model), {}))
    except CraftbenchError as error:
        assert "\n" not in str(error)
        return str(error)
    assert lines and all("nan" not in line for line in lines)
    return "predicted"


def test_a_changed_description_is_read_or_told(forest, image, monkeypatch):
    """Every part of it replaced by values of other kinds, and removed: about 900 descriptions."""
    loaded = load_classifier(forest, 10)
    monkeypatch.setattr(load_model, "load_classifier", lambda path, classes, own=(): loaded)
    sidecar = forest.with_suffix(".json")
    good = json.loads(sidecar.read_text())
    outcomes = []
    for path in places(good):
        sidecar.write_text(json.dumps(changed(good, path, None, remove=True)))
        outcomes += [outcome(forest, image)] if path else []
        for value in VALUES:
            sidecar.write_text(json.dumps(changed(good, path, value)))
            outcomes.append(outcome(forest, image))
    assert len(outcomes) > 700
    assert sum(one != "predicted" for one in outcomes) > 0.8 * len(outcomes)


DESCRIPTIONS = {
    "empty": (b"", "not the description of a stored model (Expecting value"),
    "cut in half": (None, "not the description of a stored model"),
    "zeros": (b"\0" * 100, "not the description of a stored model"),
    "another encoding": ("{}".encode("utf-16"), "not the description of a stored model"),
    "a list": (b"[]", "expected a mapping"),
    "nothing": (b"null", "expected a mapping"),
    "a mapping of nothing": (b"{}", "it has no 'latent_standardisation'"),
    "lists, 100,000 deep": (b"[" * 100_000, "maximum recursion depth exceeded"),
    "a number of 5,001 digits": (b"1" * 5001, "not the description of a stored model"),
}


@pytest.mark.parametrize(("content", "message"), DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_a_description_that_is_none_is_told(forest, image, capsys, content, message):
    sidecar = forest.with_suffix(".json")
    whole = sidecar.read_bytes()
    sidecar.write_bytes(whole[: len(whole) // 2] if content is None else content)
    error = told(capsys, forest, image)
    assert "forest.json" in error and message in error and "again" in error


CHANGES = {
    "a later version's key": (lambda c: c.update(later=1), "later: Unexpected keyword"),
    "an earlier version without the range": (
        lambda c: c["input"].pop("trained_on"),
        "trained_on: Field required",
    ),
    "no range": (lambda c: c["input"].update(trained_on=None), "train the arm again"),
    "two classes of one name": (lambda c: c.update(classes=["a"] * 10), "expected different names"),
    "another kind of source": (lambda c: c.update(source={"kind": "x"}), "source.kind: 'x'"),
    "a source's unknown key": (lambda c: c["source"].update(later=1), "source: later: unknown key"),
    "no source": (lambda c: c.update(source=None), "was not stored with the model"),
    "a later feature set": (
        lambda c: c["input"].update(feature_sets=["later"]),
        "the feature set later is unknown",
    ),
    "fewer features": (
        lambda c: c["input"].update(feature_names=c["input"]["feature_names"][:3]),
        "a standardisation of 13 values, expected 3",
    ),
    "a scale of 0": (
        lambda c: c["input"]["standardisations"][0]["scale"].__setitem__(0, 0.0),
        "scale.0: Input should be greater",
    ),
}


@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES)
def test_a_description_of_another_version_is_told(forest, image, capsys, change, message):
    edit_sidecar(forest, change)
    assert message in told(capsys, forest, image)


# The file of a model.


def empty(model):
    model.write_bytes(b"")


def cut_short(model):
    model.write_bytes(model.read_bytes()[:-1000])


def half_of_it(model):
    model.write_bytes(model.read_bytes()[: model.stat().st_size // 2])


def a_web_page(model):
    model.write_bytes(b"<html>404</html>")


def an_empty_archive(model):
    with zipfile.ZipFile(model, "w"):
        pass


def a_bomb(model):
    with zipfile.ZipFile(model, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("schema.json", b" " * 40_000_000)


def a_folder(model):
    model.unlink()
    model.mkdir()


def a_pipe(model):
    model.unlink()
    os.mkfifo(model)


FILES = {
    "empty": (empty, "the file is empty; copy it again"),
    "cut short": (cut_short, "the file is cut short or damaged"),
    "half of it": (half_of_it, "the file is cut short or damaged"),
    "a web page": (a_web_page, "the file is cut short or damaged"),
    "an empty archive": (an_empty_archive, "not a classifier in skops format"),
    "an archive that unpacks to 40 MB": (a_bomb, "bytes that would unpack to 40,000,000"),
    "a folder": (a_folder, "not an ordinary file"),
    "a pipe": (a_pipe, "not an ordinary file"),
}


@pytest.mark.parametrize(("damage", "message"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_model_is_told(forest, image, capsys, damage, message):
    damage(forest)
    assert message in told(capsys, forest, image)


@pytest.mark.parametrize("seed", range(12))
def test_a_model_with_changed_bytes_is_loaded_or_told(forest, image, seed):
    random = np.random.default_rng(seed)
    content = bytearray(forest.read_bytes())
    for place in random.integers(len(content), size=5):
        content[place] = random.integers(256)
    forest.write_bytes(bytes(content))
    outcome(forest, image)


# New files.


def array(values: Any):
    def write(folder: Path) -> Path:
        np.save(folder / "new.npy", values)
        return folder / "new.npy"

    return write


def picture(values: np.ndarray):
    def write(folder: Path) -> Path:
        imsave(folder / "new.png", values, check_contrast=False)
        return folder / "new.png"

    return write


def content(name: str, data: bytes):
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return write


def folder_of_files(folder: Path) -> Path:
    (folder / "new.png").mkdir()
    return folder / "new.png"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "new.npy")
    return folder / "new.npy"


SEVEN = digits()[0][7]
HEADER = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }"
NEW_FILES = {
    "no file": (lambda folder: folder / "new.png", "there is no such file"),
    "a folder": (folder_of_files, "a folder, expected a file"),
    "a pipe": (pipe, "not an ordinary file"),
    "a name without ending": (content("new", b"x"), "found the ending of no kind"),
    "a text": (content("new.txt", b"x"), "found the ending .txt"),
    "a picture of nothing": (content("new.png", b""), "the file is empty"),
    "a picture that is a web page": (
        content("new.png", b"<html>"),
        "expected a picture (.png, .tif, .tiff) or .npy that can be read",
    ),
    "an array of nothing": (content("new.npy", b""), "the file is empty"),
    "an array that claims 80 TB": (
        content("new.npy", (HEADER % (10**7, 10**6)).ljust(128) + b"\0" * 64),
        "cut short or damaged",
    ),
    "an array of texts": (array(np.array(["x"])), "expected numbers"),
    "an array of complex numbers": (array(SEVEN * 1j), "or .npy of numbers, found complex128"),
    "an array without a sample": (
        array(np.zeros((0, 8, 8))),
        "or .npy with a sample, found shape (0, 8, 8)",
    ),
    "an array of one number": (array(np.float64(3)), "two to four axes"),
    "an array of five axes": (array(np.zeros((1, 1, 1, 8, 8))), "two to four axes"),
    "an array with gaps": (array(SEVEN * np.nan), "sample 0 has NaN"),
    "images of another size": (
        array(np.ones((2, 9, 9))),
        "9 × 9, but the model was trained on 8 × 8",
    ),
    "a picture in colour": (
        picture(np.stack([SEVEN] * 3, -1)),
        "8 × 8 × 3, but the model was trained on 8 × 8",
    ),
    "a picture of 12 by 8 pixels": (
        picture(np.ones((12, 8), np.uint8)),
        "12 × 8, but the model was trained on 8 × 8",
    ),
    "a picture from 0 to 255": (
        picture((SEVEN * 15.9).astype(np.uint8)),
        "but the model was trained on uint8 values from 0 to 16",
    ),
    "a picture of 16 bits": (
        picture(SEVEN.astype(np.uint16) * 4000),
        "but the model was trained on uint8 values from 0 to 16",
    ),
    "an image from 0 to 1": (
        array(SEVEN / 16),
        "values from 0 to 1, but the model was trained on uint8 values from 0 to 16",
    ),
    "an image from minus 1 to 1": (
        array(SEVEN / 8 - 1),
        "values from -1 to 1, but the model was trained on uint8 values from 0 to 16",
    ),
    "a picture of one value": (
        picture(np.full((8, 8), 9, np.uint8)),
        "which spread by at least 15 in a sample; here they spread by 0",
    ),
    "an image of halves": (array(SEVEN + 0.5), "whole numbers from 0 to 255"),
    "numbers of 300 digits": (
        array(SEVEN * 1e300),
        "but the model was trained on uint8 values from 0 to 16",
    ),
}


@pytest.mark.parametrize(("write", "message"), NEW_FILES.values(), ids=NEW_FILES)
def test_a_new_file_that_does_not_suit_the_model_is_told(stored, tmp_path, capsys, write, message):
    file = write(tmp_path)
    error = told(capsys, stored["random_forest"], file)
    assert str(file) in error and message in error


SUITABLE = {
    "floats of whole numbers": array(SEVEN.astype(float)),
    "16 bits from 0 to 16": picture(SEVEN.astype(np.uint16)),
    "a sample axis of 1": array(SEVEN[None]),
    "a channel axis of 1": array(SEVEN[..., None]),
    "a fainter digit": array(SEVEN // 2),
}


@pytest.mark.parametrize("write", SUITABLE.values(), ids=SUITABLE)
def test_a_new_file_that_suits_is_predicted(stored, tmp_path, capsys, write):
    assert main(["predict", str(stored["random_forest"]), str(write(tmp_path))]) == 0
    assert capsys.readouterr().out.count("%") == 10


def test_the_error_names_both_ranges_and_the_remedy(stored, tmp_path, capsys):
    file = picture((SEVEN * 15.9).astype(np.uint8))(tmp_path)
    error = told(capsys, stored["random_forest"], file)
    assert f"values from 0 to {(SEVEN * 15.9).astype(np.uint8).max()}, but the model" in error
    assert "Give the values in the unit and range of training" in error


def test_single_samples_out_of_range_are_listed_and_the_others_predicted(stored, tmp_path, capsys):
    values = digits()[0][:4].astype(np.uint16)
    values[2] *= 100
    file = array(values)(tmp_path)
    assert main(["predict", str(stored["random_forest"]), str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[0][-3:] for line in lines] == ["[0]", "[1]", "[3]", "[2]"]
    assert "not predicted, values from 0 to 1" in lines[3] and "%" not in lines[3]


OPTIONS = ["pixel_mm", "=1", "pixel_mm=x", "pixel_mm=nan", "pixel_mm=inf", "pixel_mm="]


@pytest.mark.parametrize("option", OPTIONS)
def test_a_setting_that_is_no_number_is_told(stored, image, capsys, option):
    error = told(capsys, stored["random_forest"], image, "--set", option)
    assert f"--set {option}: expected NAME=NUMBER" in error


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
@pytest.mark.parametrize("ending", [".skops", ".json", ".npy"])
def test_a_file_that_may_not_be_read_is_told(forest, image, capsys, ending):
    file = image if ending == ".npy" else forest.with_suffix(ending)
    file.chmod(0)
    assert str(file) in told(capsys, forest, image)
