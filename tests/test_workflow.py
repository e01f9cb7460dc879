"""The workflow as a user runs it."""

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from conftest import TINY, snakemake

from craftbench.analyses.analysis import analyses
from craftbench.analyses.read import read_cells, read_table
from craftbench.runs.code_closure import import_closure

# One row or more for each arm.
ARM_TABLES = ["accuracy", "accuracy_per_class", "confusions", "learning_curves", "overfitting"]
ARM_TABLES += ["cost", "pareto", "data_needs", "learning_curve_fits", "calibration"]
HEADER_ONLY = ["cross_dataset", "cross_dataset_per_class"]
HEADER_ONLY += ["leakage_comparison", "tuning_optimism", "group_gap"]
HEADER_ONLY += ["excess_risk"]  # no card has three sizes
HEADER_ONLY += ["seed_variance"]  # on request
HEADER_ONLY += ["influence", "group_errors"]  # no card has groups
ALL_TABLES = ["selection", *analyses()]


def table(folder: Path, name: str) -> pd.DataFrame:
    return read_table(folder / "results" / "tables" / f"{name}.csv")


@pytest.fixture
def copy(finished, tmp_path) -> Path:
    """The finished project once more, to be changed; modification times are kept."""
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def planned(folder: Path, *arguments: str) -> set[str]:
    """Rules that a dry run would run."""
    run = snakemake(folder, "--dry-run", *(arguments or TINY))
    assert run.returncode == 0, run.stdout + run.stderr
    return set(re.findall(r"^(\w+) +\d+$", run.stdout + run.stderr, re.M)) - {"total", "all"}


@pytest.mark.parametrize("name", ALL_TABLES)
def test_tables_have_the_agreed_columns(finished, name):
    found = table(finished, name)
    assert bool(len(found)) == (name not in HEADER_ONLY)
    expected = {"dataset", "arm", "family"} if name in ARM_TABLES else set()
    assert expected <= set(found.columns)
    estimates = [c.removesuffix("_low") for c in found.columns if c.endswith("_low")]
    for estimate in estimates:
        bounds = found[[f"{estimate}_low", estimate, f"{estimate}_high"]].dropna()
        assert (bounds.diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None), estimate
    assert not estimates or "interval" in found, "says what its intervals cover"


def test_every_arm_is_in_every_table_at_every_size(finished):
    arms = {"majority", "hog_logistic", "geometry_mlp", "lenet5", "scattering"}
    for name in ARM_TABLES:
        assert set(table(finished, name)["arm"]) == arms
    sizes = table(finished, "learning_curves").groupby("arm")["training_size"].agg(list)
    assert all(found == [60, 120] for found in sizes)


def test_figures_are_plausible(finished):
    accuracy = table(finished, "accuracy").set_index("arm")
    assert accuracy.loc["majority", "accuracy"] == pytest.approx(0.1, abs=0.03)
    assert accuracy.loc["majority", "balanced_accuracy"] == pytest.approx(0.1)
    assert 0.75 < accuracy.loc["hog_logistic", "accuracy"] < 0.98
    assert accuracy.loc["hog_logistic", "n_test"] == 450
    cost = table(finished, "cost").set_index("arm")
    assert cost.loc["lenet5", "parameters"] == 61_706
    gap = table(finished, "overfitting").set_index(["arm", "training_size"])
    assert (gap["gap"] - (gap["train_accuracy"] - gap["test_accuracy"])).abs().max() < 1e-12


def test_files_are_where_the_contract_says(finished):
    results = finished / "results" / "digits_tiny"
    assert np.load(results / "samples.npy", allow_pickle=False).shape == (1797, 8, 8)
    for file in (
        "samples.parquet",
        "rejected.csv",
        "features/hog.parquet",
        "features/hog.json",
        "runs/lenet5.parquet",
        "predictions/lenet5.parquet",
        "history/lenet5.parquet",
        "models/lenet5.keras",
        "models/hog_logistic.skops",
    ):
        assert (results / file).stat().st_size > 0, file


def test_report_is_one_file_that_opens_offline(finished):
    page = (finished / "results" / "report.html").read_text(encoding="utf-8")
    assert "lenet5" in page and "hog_logistic" in page
    # Scripts hold a library that makes addresses of its own; they may load nothing themselves.
    assert not re.search(r"<script[^>]+src=", page)
    shown = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", shown)
    assert "data:image/svg+xml;base64," in page and "digits_tiny-side-by-side" in page


def test_progress_and_log(finished):
    log = (finished / "results" / "logs" / "digits_tiny" / "train_lenet5.log").read_text()
    assert "size 120, repeat 2 of 2 (run 4 of 4)" in log


def test_second_run_has_nothing_to_do(copy):
    run = snakemake(copy, *TINY)
    assert run.returncode == 0
    assert "Nothing to be done" in run.stdout + run.stderr


TRAINING = {"train_classifier", "train_network"}
ANALYSES = {"compare", "refit", "examine", "design", "architectures"}
AFTER_TABLES = {"collect_tables", "compare_datasets", "report", "exports"}


@pytest.mark.parametrize(
    ("file", "runs", "stays"),
    [
        ("features/image.py", {"extract", *TRAINING, *ANALYSES, *AFTER_TABLES}, {"prepare"}),
        ("features/perimeter.py", set(), None),
        (
            "models/lenet5.py",
            {"train_network", "refit", "compare"},
            {"train_classifier", "extract"},
        ),
        ("models/classical.py", {"train_classifier", "refit", "design"}, {"train_network"}),
        ("models/training.py", {"train_network", "refit"}, {"train_classifier", "design"}),
        ("craftbench/datasets/digits.py", {"prepare", *TRAINING, *ANALYSES}, set()),
        ("craftbench/datasets/idx.py", set(), None),
        (
            "craftbench/datasets/corruptions/images.py",
            {"examine", "plot", *AFTER_TABLES},
            {"prepare", "extract", *TRAINING, "refit", "compare"},
        ),
        (
            "craftbench/stats/paired_tests.py",
            {"compare", *AFTER_TABLES},
            {"prepare", "extract", *TRAINING, "score", "refit", "design", "examine"},
        ),
        (
            "craftbench/analyses/overfitting/group_gap.py",
            {"refit", *AFTER_TABLES},
            {"prepare", "extract", *TRAINING, "score", "compare", "design", "examine"},
        ),
        (
            "craftbench/report/templates/report.html.j2",
            {"report", "exports"},
            {"compare", "plot", *TRAINING},
        ),
        ("craftbench/primer/pooling.py", {"primer"}, {"report", *TRAINING, *ANALYSES}),
        ("README.md", set(), None),
    ],
)
def test_an_edit_runs_what_depends_on_it_and_nothing_else(copy, file, runs, stays):
    path = copy / file
    path.write_text(path.read_text() + ("\n# edited\n" if file.endswith(".py") else "\n"))
    found = planned(copy)
    assert runs <= found
    assert not found if stays is None else not stays & found


def test_every_rule_names_the_code_of_its_script(copy):
    run = snakemake(copy, "--dry-run", "--forceall", "--workflow-profile", "none", *TINY)
    blocks = re.findall(r"^rule (\w+):\n    input: (.*)$", run.stdout + run.stderr, re.M)
    inputs = {rule: set(files.split(", ")) for rule, files in blocks}
    scripts = {
        rule: script
        for file in (copy / "workflow" / "rules").glob("*.smk")
        for rule, script in re.findall(
            r"rule (\w+)(?::| with:)(?:(?!\n(?:use )?rule ).)*?scripts/(\w+)\.py",
            file.read_text(),
            re.S,
        )
    }
    assert {"prepare", "train_network", "compare", "examine", "report", "primer"} <= set(inputs)
    for rule, files in inputs.items():
        if rule == "all":
            continue
        closure = import_closure([f"workflow/scripts/{scripts[rule]}.py"], root=copy)
        assert set(closure) <= files, rule


def change_card(folder: Path, **changes) -> None:
    path = folder / "tests" / "cards" / "digits_tiny.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | changes))


def test_changing_a_size_trains_again_and_extracts_nothing(copy):
    change_card(copy, training_sizes=[60, 100])
    rules = planned(copy)
    assert {"train_classifier", "train_network", "score", "compare", "report"} <= rules
    assert not {"prepare", "extract"} & rules


def test_any_change_of_sizes_repeats_arms_and_order_works_after_any_other(copy):
    card = copy / "tests" / "cards" / "digits_tiny.yaml"
    arms = yaml.safe_load(card.read_text())["arms"]
    backwards = dict(reversed(arms.items()))
    for change in (
        {"training_sizes": [60]},
        {"training_sizes": [60, 90], "repeats": 1},
        {"arms": {name: arms[name] for name in list(arms)[:3]}},
        {"arms": backwards, "repeats": 2, "training_sizes": [60, 120]},
    ):
        change_card(copy, **change)
        run = snakemake(copy, *TINY)
        assert run.returncode == 0, run.stdout + run.stderr
    trained = re.findall(r"run \d of 4\): \d", run.stdout + run.stderr)
    assert not trained, "runs of the first setting were kept"


def test_changing_a_title_trains_nothing(copy):
    change_card(copy, title="Digits")
    assert not {"prepare", "extract", "train_classifier", "train_network"} & planned(copy)


def test_changing_the_source_prepares_again(copy):
    change_card(copy, split={"kind": "hold_out", "share": 0.3})
    assert "prepare" in planned(copy)


def test_second_clean_run_gives_the_same_tables(finished, project):
    run = snakemake(project, *TINY)
    assert run.returncode == 0, run.stdout + run.stderr
    for name in ALL_TABLES:
        first, second = (table(folder, name) for folder in (finished, project))
        words = ("seconds", "memory", "bytes")
        measured = [column for column in first if any(word in column for word in words)]
        pd.testing.assert_frame_equal(
            first.drop(columns=measured), second.drop(columns=measured), check_exact=True
        )


def test_snakemake_report_works(copy):
    run = snakemake(copy, *TINY, "--report", "snakemake_report.html")
    assert run.returncode == 0, run.stdout + run.stderr
    page = (copy / "snakemake_report.html").read_text(encoding="utf-8")
    assert "Tables" in page and "learning curves" in page


def test_two_records_of_mitdb(real_data, project):
    arguments = ("--configfile", "tests/tiny.yaml", "--config", "datasets=[mitdb_tiny]")
    run = snakemake(project, *arguments)
    assert run.returncode == 0, run.stdout + run.stderr
    counts = table(project, "datasets").set_index(["role", "class"])["samples"]
    # Record 119: 1543 N, 444 V; 208: 1586 N, 992 V; 200: 1743 N + 30 S, 826 V (and 2 F). The last
    # beats of 208 and 200 are too near the end of the record.
    assert counts.to_dict() == {
        ("pool", "N"): 1543 + 1585,
        ("pool", "V"): 444 + 992,
        ("test", "N"): 1742,
        ("test", "V"): 826,
    }
    accuracy = table(project, "accuracy").set_index("arm")
    assert accuracy.loc["rhythm_svm", "test_groups"] == 1
    assert accuracy.loc["majority", "accuracy"] == pytest.approx(1742 / (1742 + 826))
    rejected = read_cells(project / "results" / "mitdb_tiny" / "rejected.csv")
    assert len(rejected) > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--config", "datasets=[digit]"), "did you mean 'digits'"),
        (("--config", "datasets=[digits]", "sede=1"), "sede: unknown key; did you mean 'seed'"),
    ],
)
def test_wrong_configuration_is_told_without_a_stack_trace(project, arguments, message):
    run = snakemake(project, "--dry-run", *arguments)
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert message in output
    assert "Traceback" not in output


def test_failing_job_says_what_to_do_without_a_stack_trace(project):
    change_card(project, classes=["0", "ten"])
    run = snakemake(project, *TINY)
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert "no usable sample of class 'ten'" in output
    assert "Traceback" not in output


def test_verify_tells_agreement_and_difference(copy):
    reference = copy / "results" / "reference" / "datasets.csv"
    head = "dataset,role,class,samples,source\n"
    zeros = table(copy, "datasets").query("role == 'pool' and `class` == '0'")["samples"].iloc[0]
    reference.write_text(head + f"digits_tiny,pool,0,{zeros},here\n")
    agreed = snakemake(copy, "verify", *TINY)
    assert agreed.returncode == 0, agreed.stdout + agreed.stderr
    reference.write_text(head + "digits_tiny,pool,0,1,here\n")
    differs = snakemake(copy, "verify", *TINY)
    assert differs.returncode != 0
    output = differs.stdout + differs.stderr
    assert "DIFFERS digits_tiny pool class 0" in output
    assert "differences from results/reference/: 1 (1 figures compared)" in output
    reference.write_text(head)
    nothing = snakemake(copy, "verify", *TINY)
    assert nothing.returncode != 0
    assert "0 figures compared" in nothing.stdout + nothing.stderr
