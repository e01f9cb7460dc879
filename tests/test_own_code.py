"""Functions of the user's own: every wrong input has its outcome, and the source is followed."""

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from craftbench.analyses.own_analysis import all_analyses
from craftbench.config.cards import read_card
from craftbench.config.contest import Contest
from craftbench.datasets.corruptions.own import own_corruptions
from craftbench.datasets.registry import parse_source
from craftbench.errors import CraftbenchError
from craftbench.own import offered as offers
from craftbench.own.classifiers import check_weights
from craftbench.own.feature_sets import feature_set
from craftbench.own.models import model
from craftbench.own.offered import offered
from craftbench.own.reference import is_reference, reference
from craftbench.runs.code_closure import import_closure, own_files
from craftbench.runs.extraction import extract
from craftbench.runs.fit_classifier import fitter
from craftbench.runs.run_store import fingerprint

IMAGES = np.random.default_rng(0).integers(0, 256, (12, 8, 8)).astype(np.uint8)
TABLE = pd.DataFrame({"sample": range(12), "source": [f"s{i}" for i in range(12)]})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """An empty working folder; folders of other tests are not searched."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    sys.modules.pop("beside", None)
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def features_of(
    body: str, *, head: str = "import numpy as np\nimport pandas as pd"
) -> pd.DataFrame:
    write("own.py", f"{head}\n\n\ndef f(x):\n    {body}\n")
    return extract("own.py:f", IMAGES, TABLE, chunks=3)[0].drop(columns="sample")


# Names


@pytest.mark.parametrize("text", ["a.py:f", "x/my a.py:f", "../a.py:f", "pkg.part:f", "pkg:f"])
def test_references(text):
    assert is_reference(text)


@pytest.mark.parametrize(
    "text", ["hog", "a.py", "a.py:", "a.py:f()", "a.py:1", "http://a:f", "a b:f"]
)
def test_no_references(text):
    assert not is_reference(text)


@pytest.mark.parametrize(
    ("file", "name", "message"),
    [
        (None, "own.py:f", r"there is no file own\.py; own files are looked for in the card's"),
        (None, "no_such_package.part:f", "there is no module no_such_package.part"),
        ("def edges(x): pass", "own.py:edge", r"has no function 'edge'; did you mean 'edges'\?"),
        ("x = 1", "own.py:edge", "has no function 'edge'; it defines no function"),
        ("f = 3", "own.py:f", "expected a function, found int"),
        ("def f(x)\n    pass", "own.py:f", r"own\.py, line 1: not valid Python"),
        ("\ndef f(x):\npass", "own.py:f", r"own\.py, line 3: not valid Python"),
        ("def f(): pass", "own.py:f", "expected a function of the samples"),
        ("def f(recording): pass", "own.py:f", "expected also a parameter with a value per sample"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error_before_anything_runs(file, name, message):
    if file is not None:
        write("own.py", file)
    with pytest.raises(CraftbenchError, match=message):
        feature_set(name)


def test_a_file_is_not_run_to_find_its_function():
    write("own.py", "raise SystemExit\n\ndef f(images, pixel_mm, *, size=3): pass")
    assert feature_set("own.py:f").inputs == ("samples", "pixel_mm")


def test_a_function_that_is_not_defined_but_imported_is_found():
    write("own.py", "from numpy.linalg import norm as f")
    assert reference("own.py:f").parameters.required == ("x",)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("import no_such_module", r"ModuleNotFoundError.*own\.py, line 1.*install that package"),
        ("open('no such file')", r"FileNotFoundError.*\(own\.py, line 1, in <module>"),
        ("1 / 0", r"ZeroDivisionError: division by zero \(own\.py, line 1"),
        ("import sys\nsys.exit(3)", r"SystemExit: 3 \(own\.py, line 2"),
        ("import beside", r"cannot be imported: ValueError: no \(beside\.py, line 2"),
    ],
)
def test_an_import_that_fails_names_the_line(head, message):
    write("beside.py", "x = 1\nraise ValueError('no')")
    with pytest.raises(CraftbenchError, match=message):
        features_of("return x[:, 0, 0]", head=head)


def test_a_file_may_import_its_neighbours_and_be_called_like_a_package_of_craftbench():
    write("mine/features.py", "from near import half\n\n\ndef f(x):\n    return half(x[:, 0, 0])")
    write("mine/near.py", "def half(x):\n    return x / 2")
    found = extract("mine/features.py:f", IMAGES, TABLE)[0]
    np.testing.assert_allclose(found["f"], IMAGES[:, 0, 0] / 2)


def test_an_edited_file_is_run_again():
    assert features_of("return x[:, 0, 0]")["f"][0] == IMAGES[0, 0, 0]
    assert features_of("return x[:, 0, 0] * 1000.0")["f"][0] == 1000.0 * IMAGES[0, 0, 0]


# Feature sets


@pytest.mark.parametrize(
    ("body", "columns"),
    [
        ("return x.mean(axis=(1, 2))", ["f"]),
        ("return x[:, 0, :3]", ["f_0", "f_1", "f_2"]),
        ("return {'a': x[:, 0, 0], 'b': x[:, 0, 1] > 3}", ["a", "b"]),
        ("return pd.DataFrame({'a': x[:, 0, 0]}, index=x[:, 1, 1])", ["a"]),
        ("return pd.Series(x[:, 0, 0], name='a')", ["a"]),
        ("return [float(one.max()) for one in x]", ["f"]),
        ("return np.full(len(x), np.nan)", ["f"]),
    ],
)
def test_forms_of_features(body, columns):
    assert list(features_of(body)) == columns


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return x", r"own\.py:f returned an array of the shape \(4, 8, 8\) of uint8, expected a"),
        ("return None", "of object"),
        ("return x[:-1, 0, 0]", "returned 3 rows for 4 samples"),
        ("return x.mean()", r"the shape \(\)"),
        ("return ['a' for _ in x]", "of <U1"),
        ("return {'a': ['b'] * len(x)}", "the column 'a' holds"),
        ("return {'a': [1, 2], 'b': [1]}", "a table of what it returned failed: ValueError"),
        ("return pd.DataFrame(index=range(len(x)))", "a table without columns"),
        ("return pd.DataFrame(x[:, 0, :2], columns=['a', 'a'])", "returned two columns 'a'"),
        ("return 1 / 0", r"ZeroDivisionError: division by zero \(own\.py, line 6, in f: `return 1"),
        ("raise KeyError('pixel')", r"own\.py:f failed: KeyError: 'pixel' \(own\.py, line 6, in f"),
        (
            "return np.linalg.inv(x * 0.0)[:, 0]",
            r"own\.py:f failed: LinAlgError.*own\.py, line 6, in f",
        ),
        ("return x[:, 0, 0] / 0.0", "is infinite"),
        ("return x[:, 0, 0] - x[:, 0, 0].mean()", "'f' of a sample is 0 alone and .* expected no"),
        ("return np.random.random(len(x))", "without means over samples or random numbers"),
        ("return {f'a{len(x)}': x[:, 0, 0]}", "a sample alone has other columns than among others"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_wrong_features_name_the_function_and_the_remedy(body, message):
    with pytest.raises(CraftbenchError, match=message):
        features_of(body)


def test_columns_that_appear_for_some_samples_only():
    body = "return {'a': x[:, 0, 0]} | ({'b': x[:, 0, 0]} if (x[:, 0, 0] == 7).any() else {})"
    images = IMAGES.copy()
    images[:, 0, 0] = 1
    images[-1, 0, 0] = 7
    write("own.py", f"def f(x):\n    {body}\n")
    with pytest.raises(
        CraftbenchError, match="not all samples have the same columns, 'b' is among"
    ):
        extract("own.py:f", images, TABLE, chunks=3)


def test_a_column_that_the_source_lacks_is_named():
    write("own.py", "def f(images, pixel_mm):\n    return images[:, 0, 0] * pixel_mm")
    with pytest.raises(CraftbenchError, match="needs the column pixel_mm, the source has sample"):
        extract("own.py:f", IMAGES, TABLE)
    found = extract("own.py:f", IMAGES, TABLE.assign(pixel_mm=2.0))[0]
    np.testing.assert_allclose(found["f"], 2.0 * IMAGES[:, 0, 0])


def test_units_by_pattern_and_none_by_default():
    write("own.py", "def f(x): pass\n\n\nf.units = {'edge_*': 'mm'}\n\n\ndef g(x): pass")
    described = feature_set("own.py:f").describe(["edge_a", "b"])
    assert [described[name].unit for name in ("edge_a", "b")] == ["mm", ""]
    assert feature_set("own.py:g").describe(["c"])["c"].unit == ""
    write("other.py", "def f(x): pass\n\n\nf.units = ['mm']")
    with pytest.raises(CraftbenchError, match=r"other\.py:f\.units: expected a dictionary"):
        feature_set("other.py:f").describe(["c"])


# Cards

ARMS = {"a": {"representation": ["own.py:f"], "model": "random_forest"}}


def contest(**changes) -> Contest:
    given = {"classes": ["x", "y"], "training_sizes": [4], "arms": ARMS}
    return Contest.model_validate(given | changes)


CARD = """
title: Own
source: {{kind: function, function: own.py:load}}
classes: [x, y]
training_sizes: [4]
{more}
arms:
  a: {{representation: [{features}], model: {model}}}
"""


def card(features="own.py:f", model="random_forest", more="", place="cards/own.yaml"):
    return write(place, CARD.format(features=features, model=model, more=more))


OWN = "def f(x): pass\n\n\ndef load(): pass\n\n\ndef hog(x): pass\n\n\ndef _hidden(x): pass\n"


def test_files_of_the_cards_folder_win_over_those_of_the_working_folder():
    write("own.py", OWN)
    write("cards/own.py", OWN)
    assert read_card(card()).feature_sets() == ["cards/own.py:f"]
    Path("cards/own.py").unlink()
    assert read_card(card()).feature_sets() == ["own.py:f"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"features": "own.py:g"}, r"arms\.a\.representation: own\.py:g: .* no function 'g'"),
        ({"features": "none.py:f"}, r"arms\.a\.representation: there is no file none\.py"),
        ({"features": "own.py:f, other.py:f"}, "would have the same name 'f' in files and tables"),
        ({"features": "own.py:hog"}, "own.py:hog and the feature set hog would have the same name"),
        ({"features": "own.py:_hidden"}, "'_hidden' cannot be part of a path"),
        ({"model": "own.py:f"}, "must be given 'x' too; expected a network `def f"),
        ({"model": "own.py:load, options: {size: 3}"}, "own.py:load has no option 'size'"),
        ({"model": "random_forst"}, "no model 'random_forst'; did you mean 'random_forest'"),
        ({"more": "corruptions: {own.py:f: [1, 2, 3, 4, 5]}"}, "expected three parameters"),
        ({"more": "corruptions: {own.py:f: [1, 2]}"}, "corruptions"),
        (
            {"more": "views: {f: {kind: image, height: 8, width: 8}}"},
            "the view of this card f would",
        ),
    ],
)
def test_a_card_with_a_wrong_function_says_file_and_key(changes, message):
    write("own.py", OWN)
    write("other.py", OWN)
    with pytest.raises(CraftbenchError, match=message) as error:
        read_card(card(**changes))
    assert str(error.value).startswith("cards/own.yaml: ")


# Sources


def loaded(body: str, options: dict | None = None):
    write("own.py", f"import numpy as np\nimport pandas as pd\n\n\ndef load(n=6):\n    {body}\n")
    given = {"kind": "function", "function": "own.py:load", "options": options or {}}
    return parse_source(given).load(["x", "y"])


def test_samples_with_labels_and_with_a_table():
    samples = loaded("return np.zeros((n, 8, 8)), ['x', 'y', 'z', None, ' x', '']", {"n": 6})
    assert samples.table["label"].tolist() == ["x", "y", "x"]
    reasons = samples.rejected["reason"].tolist()
    assert reasons == ["class z is not among the card's classes", "no label", "no label"]
    assert samples.values.dtype == np.float32
    table = "pd.DataFrame({'label': ['x'] * n, 'group': [1] * n, 'pixel_mm': 2.0})"
    samples = loaded(f"return np.zeros((n, 8, 8, 1), np.uint8), {table}")
    assert samples.table["group"].tolist() == ["1"] * 6 and samples.values.shape == (6, 8, 8)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return np.zeros((n, 8, 8))", r"own\.py:load returned ndarray, expected two things"),
        ("return np.zeros((n, 8)), ['x'] * n", r"samples of the shape \(6, 8\) of float64"),
        (
            "return [np.zeros((i, 8)) for i in range(n)], ['x'] * n",
            "an array of its samples failed",
        ),
        ("return np.zeros((n, 8, 8)), ['x']", "6 samples and 1 labels, expected equal numbers"),
        ("return np.zeros((n, 8, 8)), pd.DataFrame({'class': ['x'] * n})", "a column label"),
        ("return np.zeros((n, 8, 8)), ['X'] * n", "differ only in case, blanks or unicode form"),
        ("return open('none')", r"FileNotFoundError.*own\.py, line 6, in load"),
    ],
)
def test_wrong_samples_name_the_function(body, message):
    with pytest.raises(CraftbenchError, match=message):
        loaded(body)


def test_options_and_files_of_a_source_are_checked_before_it_runs():
    with pytest.raises(CraftbenchError, match="has no parameter 'm'; its parameters: n"):
        loaded("return", {"m": 3})
    write("scans/a.npy", "x")
    given = {"kind": "function", "function": "own.py:load", "reads": ["scans", "none.csv"]}
    source = parse_source(given)
    assert source.files([]) == [Path("scans/a.npy")]
    with pytest.raises(CraftbenchError, match=r"source\.reads: there is no file or folder none"):
        source.load(["x", "y"])


# Corruptions and analyses


def corrupted(body: str) -> np.ndarray:
    write("own.py", f"def salt(images, share, rng):\n    {body}\n")
    (one,) = own_corruptions({"own.py:salt": (0.1, 0.2, 0.3, 0.4, 0.5)})
    assert (one.name, one.unit) == ("salt", "share")
    return one.of_samples(IMAGES, TABLE, 0.3, np.random.default_rng(0))


def test_a_corruption_keeps_type_and_shape_and_the_given_samples():
    before = IMAGES.copy()
    found = corrupted("images[rng.random(images.shape) < share] = 255\n    return images * 1.0")
    assert found.dtype == np.uint8 and 0.2 < ((found == 255).mean()) < 0.4
    np.testing.assert_array_equal(IMAGES, before)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return images[1:]", r"an array of the shape \(11, 8, 8\)"),
        ("return None", "of object"),
        ("return images / 0 * 0", "NaN or infinite values at the level 0.3"),
        ("return images + 'a'", r"own\.py:salt failed: .*own\.py, line 2, in salt"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_wrong_corruptions_name_the_function(body, message):
    with pytest.raises(CraftbenchError, match=message):
        corrupted(body)


class Given:
    dataset = "d"


def analysis(text: str) -> pd.DataFrame:
    write("own.py", f"import pandas as pd\n\n\n{text}\n")
    return all_analyses(["own.py:mine"])["mine"].compute(Given())


def test_an_analysis_is_a_table_with_its_data_set():
    text = 'def mine(study):\n    """One.\n\n    Two."""\n    return pd.DataFrame({"a": [1]})'
    assert analysis(text).to_dict("list") == {"dataset": ["d"], "a": [1]}
    listed = all_analyses(["own.py:mine"])["mine"]
    assert (listed.needs, listed.caption, listed.room) == ("study", "One.", "own_analyses")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def mine(runs): pass", "expected one parameter that says what it is computed from"),
        ("def mine(study, size): pass", "found study, size"),
        ("def mine(study): return 3", "returned int, expected a DataFrame"),
        ("def mine(study): return study.arms", r"AttributeError.*own\.py, line 4, in mine"),
    ],
)
def test_wrong_analyses_name_the_function(text, message):
    with pytest.raises(CraftbenchError, match=message):
        analysis(text)


def test_an_analysis_does_not_replace_another_one():
    write("own.py", "def accuracy(study): pass")
    with pytest.raises(CraftbenchError, match="there is already a table 'accuracy'"):
        all_analyses(["own.py:accuracy"])


# Classifiers


def classifier(body: str):
    write("own.py", f"def near(seed):\n    {body}\n")
    return model("own.py:near").build(0, (10, 3))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return 3", "returned int, which has no fit"),
        ("from sklearn.svm import LinearSVC\n    return LinearSVC()", "has no predict_proba"),
        (
            "from sklearn.dummy import DummyClassifier as D\n    return D",
            "returned the class Dummy",
        ),
        ("return 1 / 0", r"own\.py:near failed: ZeroDivisionError.*own\.py, line 2, in near"),
    ],
)
def test_wrong_classifiers_name_the_function(body, message):
    with pytest.raises(CraftbenchError, match=message):
        classifier(body)


def test_class_weights_that_a_classifier_cannot_take_are_told():
    near = classifier("from sklearn.neighbors import KNeighborsClassifier as K\n    return K()")
    check_weights(reference("own.py:near"), near, "none")
    with pytest.raises(CraftbenchError, match="takes no weights of samples"):
        check_weights(reference("own.py:near"), near, "balanced")


def test_number_of_fitted_values_of_a_classifier_is_left_open():
    from sklearn.neighbors import KNeighborsClassifier

    from models.parameter_count import count_parameters

    assert np.isnan(count_parameters(KNeighborsClassifier()))
    assert callable(fitter)


# Source and fingerprint


def test_the_source_is_the_file_and_the_own_files_that_it_imports():
    write("own.py", "import near, far.deep, numpy\nfrom pack import part\n\n\ndef f(x): pass")
    write("near.py", "import json, nearer")
    write("nearer.py", "import own")
    write("far/deep.py", "x = 1")
    write("pack/__init__.py", "from . import other")
    write("pack/part.py", "from .other import x\nfrom features.quant import quant")
    write("pack/other.py", "x = 1")
    write("unrelated.py", "x = 1")
    found = ["far/deep.py", "near.py", "nearer.py", "own.py", "pack/__init__.py"]
    found += ["pack/other.py", "pack/part.py"]
    assert own_files(["own.py", "features.hog"]) == found
    root = Path(__file__).parents[1]
    assert "features/quant.py" in import_closure([], ["own.py"], root)


def test_a_module_brings_its_package():
    write("pack/__init__.py", "")
    write("pack/inner/__init__.py", "")
    write("pack/inner/own.py", "from ..other import x\n\n\ndef f(x): pass")
    write("pack/other.py", "x = 1")
    files = own_files(["pack.inner.own"])
    assert {"pack/inner/own.py", "pack/inner/__init__.py", "pack/other.py"} <= set(files)
    assert feature_set("pack.inner.own:f").inputs == ("samples",)


def test_an_edit_changes_the_fingerprint_and_a_comment_does_not():
    file = write("own.py", "def f(x):\n    return x")
    first = fingerprint({}, [file])
    write("own.py", "def f(x):\n    # the same\n    return x")
    assert fingerprint({}, [file]) == first
    write("own.py", "def f(x):\n    return x + 1")
    assert fingerprint({}, [file]) != first


def test_a_neighbour_that_is_not_python_is_named():
    write("own.py", "import near\n\n\ndef f(x): pass")
    write("near.py", "def (")
    with pytest.raises(CraftbenchError, match=r"near\.py, line 1: not valid Python"):
        own_files(["own.py"])


# Packages


class Point:
    def __init__(self, name, value):
        self.name, self.value = name, value


@pytest.fixture
def points(monkeypatch):
    """Offer functions as an installed package does."""

    def offer(**groups):
        found = {f"craftbench.{kind}": [Point(*one) for one in own] for kind, own in groups.items()}
        monkeypatch.setattr(offers, "entry_points", lambda group: found.get(group, []))
        offered.cache_clear()

    yield offer
    offered.cache_clear()


def test_functions_of_a_package_have_names(points):
    points(features=[("bright", "own_package:bright")], models=[("near", "own_package:near")])
    write("own_package.py", "def bright(x): return x[:, 0, 0]\n\n\ndef near(seed): pass")
    assert feature_set("bright").module == "own_package"
    assert model("near").kind == "classifier"
    arms = {"a": {"representation": ["bright"], "model": "near"}}
    assert contest(arms=arms).feature_sets("a") == ["bright"]


def test_two_packages_with_one_name_are_told(points):
    points(features=[("bright", "one:f"), ("bright", "two:f")])
    with pytest.raises(CraftbenchError, match="two installed packages offer features of the name"):
        feature_set("bright")


# The page


def test_examples_of_the_page_are_short():
    page = (Path(__file__).parents[1] / "docs" / "own-code.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python file=(\S+)\n(.*?)^```", page, re.M | re.S)
    assert len(blocks) == 6
    for name, text in blocks:
        for function in re.split(r"^(?=def |class )", text, flags=re.M)[1:]:
            lines = [line for line in function.splitlines() if line.strip()]
            assert len(lines) <= 10, f"{name}: {lines[0]}"
