"""The tables of a finished run become a reference that `verify` can use."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from craftbench.analyses.read import read_table
from craftbench.analyses.reference.runs import compare_run, reference_runs
from craftbench.analyses.reference.this_run import ThisRun
from craftbench.analyses.reference.tolerances import read_tolerances
from craftbench.errors import CraftbenchError
from craftbench.steps.reference_run import keep_reference, main

REFERENCE = Path(__file__).parents[1] / "results" / "reference"
FAILURES = "dataset,step,arm,part,reason,log\n"


@pytest.fixture
def root(tmp_path) -> Path:
    """A project with the tables of a finished default run, and no reference run."""
    tables = tmp_path / "results" / "tables"
    shutil.copytree(REFERENCE / "default", tables)
    (tables / "manifest.yaml").unlink()
    (tables / "failures.csv").write_text(FAILURES)
    (tmp_path / "results" / "reference").mkdir()
    shutil.copy2(REFERENCE / "tolerances.yaml", tmp_path / "results" / "reference")
    return tmp_path


def kept(root: Path, name: str = "mine") -> list[str]:
    return sorted(file.stem for file in (root / "results" / "reference" / name).glob("*.csv"))


def change(root: Path, name: str, change) -> None:
    file = root / "results" / "tables" / f"{name}.csv"
    change(read_table(file)).to_csv(file, index=False)


def test_the_run_agrees_with_the_reference_that_is_made_of_it(root):
    made = keep_reference("mine", [], ["seed=7", "training={epochs: 9}"], root)
    folder = root / "results" / "reference"
    assert made == reference_runs(folder)["mine"]
    assert made.settings["seed"] == 7 and made.settings["analyses"]["margin"] == 0.01
    assert made.command == "snakemake --cores all --config seed=7 'training={epochs: 9}'"
    tables = {file.stem: file for file in (root / "results" / "tables").glob("*.csv")}
    tolerances = read_tolerances(folder / "tolerances.yaml")
    run = ThisRun(made.datasets)
    found = compare_run(folder / "mine", made, tables, tolerances, run, made.settings)
    assert found.agrees and not found.remarks


def test_named_tables_are_kept_and_then_those_that_the_folder_has(root):
    keep_reference("mine", [], [], root, ["accuracy", "verdict"])
    assert kept(root) == ["accuracy", "verdict"]
    assert keep_reference("mine", [], [], root).tables == ["accuracy", "verdict"]
    keep_reference("mine", [], [], root, ["claims", "accuracy"])
    assert kept(root) == ["accuracy", "claims"]


def test_a_table_that_the_run_lacks_is_named_and_nothing_is_kept(root):
    (root / "results" / "tables" / "claims.csv").unlink()
    with pytest.raises(CraftbenchError, match=r"has no claims\.csv; run the benchmark first"):
        keep_reference("mine", [], [], root)
    assert not kept(root)


def test_a_table_whose_rows_have_no_names_is_refused(root):
    (root / "results" / "tables" / "own.csv").write_text("dataset,x\nd,1\n")
    with pytest.raises(CraftbenchError, match="keys has no entry for the table own"):
        keep_reference("mine", [], [], root, ["own"])
    change(root, "accuracy", lambda table: pd.concat([table, table.iloc[[3]]]))
    with pytest.raises(CraftbenchError, match="several rows are named 'digits .* 450'.*keys"):
        keep_reference("mine", [], [], root)


def test_tables_of_another_configuration_are_refused(root):
    with pytest.raises(CraftbenchError, match="rows of ecg_simulated, .*does not run"):
        keep_reference("mine", [], ["datasets=[digits]"], root)
    more = "datasets=[digits, parcels, ecg_simulated, gunpoint, italy_power, mitdb]"
    with pytest.raises(CraftbenchError, match="no row of mitdb, which this configuration runs"):
        keep_reference("mine", [], [more], root)


def test_failed_jobs_are_in_the_manifest_and_a_failed_data_set_is_not_expected(root):
    failed = FAILURES + "digits,train,lenet5,,no memory,log\nmitdb,prepare,,,no files,log\n"
    failed += ",verify,,,differences,log\n"
    (root / "results" / "tables" / "failures.csv").write_text(failed)
    more = "datasets=[digits, parcels, ecg_simulated, gunpoint, italy_power, mitdb]"
    made = keep_reference("mine", [], [more], root)
    assert "mitdb" not in made.datasets and "digits" in made.datasets
    assert made.failures == ["digits train lenet5", "mitdb prepare"]


def test_the_command_says_what_is_wrong_without_a_stack_trace(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    assert main(["mine", "--tables", "accuracy"]) == 0
    assert capsys.readouterr().out == "results/reference/mine: accuracy\n"
    assert main(["mine", "--tables", "speed"]) == 1
    assert "speed.csv" in capsys.readouterr().err
    assert main(["mine", "--config", "dataset=[digits]"]) == 1
    assert "datasets" in capsys.readouterr().err
