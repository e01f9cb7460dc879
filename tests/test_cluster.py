"""Running elsewhere: a memory limit, Kubernetes without a cluster, and the comparison on Slurm."""

import dataclasses
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from conftest import PROJECT, snakemake

sys.path.insert(0, str(PROJECT / "performance"))
from slurm_cluster import comparable, differences, most_at_once  # noqa: E402
from slurm_node import NoCluster, install  # noqa: E402

ONE_DATASET = ("--configfile", "tests/tiny.yaml", "--config", "datasets=[digits_tiny]")


def started_together(output: str) -> int:
    return max(int(number) for number in re.findall(r"Execute (\d+) jobs", output))


@pytest.mark.parametrize(("limit", "together"), [(1000, 1), (1300, 2)])
def test_jobs_that_do_not_fit_into_the_memory_together_do_not_overlap(project, limit, together):
    """Two extractions of 600 MB each; what they need is not known before the samples are there."""
    run = snakemake(project, *ONE_DATASET, "--until", "extract", "--resources", f"mem_mb={limit}")
    assert run.returncode == 0, run.stderr
    assert started_together(run.stdout + run.stderr) == together


def test_kubernetes_plans_a_run_without_a_cluster(project):
    pytest.importorskip("snakemake_executor_plugin_kubernetes")
    pytest.importorskip("snakemake_storage_plugin_fs")
    options = ("--profile", "profiles/kubernetes", "--container-image", "example.org/craftbench")
    run = snakemake(project, *ONE_DATASET, "--dry-run", *options, "--quiet", "progress")
    output = run.stdout + run.stderr
    assert run.returncode == 0, output
    assert len(re.findall(r"^rule train_network:$", output, re.M)) == 2
    # A job with an input outside of the storage would run on the machine that starts the workflow.
    inputs = re.findall(r"^ +input: (.*)$", output, re.M)
    assert len(inputs) > 10
    outside = [
        one
        for line in inputs
        for one in line.split(", ")
        if not one.endswith("(retrieve from storage)")
    ]
    assert outside == []


def test_the_executors_accept_their_settings():
    registry = pytest.importorskip("snakemake_interface_executor_plugins.registry")
    for name in ("slurm", "kubernetes"):
        pytest.importorskip(f"snakemake_executor_plugin_{name}")
        profile = yaml.safe_load((PROJECT / "profiles" / name / "profile.yaml").read_text())
        assert profile["executor"] == name
        plugin = registry.ExecutorPluginRegistry().get_plugin(name)
        fields = dataclasses.fields(plugin.settings_cls)
        known = {f"{name}-{field.name.replace('_', '-')}" for field in fields}
        own = {key for key in profile if key.startswith(f"{name}-")}
        assert own <= known
    from snakemake_executor_plugin_kubernetes import ExecutorSettings, parse_persistent_volumes

    volumes = parse_persistent_volumes([profile["kubernetes-persistent-volumes"]])
    assert str(volumes[0].path) == profile["default-storage-prefix"]
    plugin.validate_settings(ExecutorSettings(persistent_volumes=volumes))


def test_jobs_of_which_one_ends_when_the_other_starts_do_not_overlap():
    assert most_at_once([], []) == 0
    assert most_at_once(["10:00", "10:05"], ["10:05", "10:06"]) == 1
    assert most_at_once(["10:00", "10:04", "10:05"], ["10:05", "10:06", "10:07"]) == 2


def test_tables_may_differ_in_what_a_machine_decides_alone(tmp_path: Path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, seconds, score in ((one, 1.0, 0.5), (other, 2.0, 0.5)):
        folder.mkdir()
        pd.DataFrame({"fit_seconds": [seconds], "score": [score]}).to_csv(folder / "a.csv")
    assert list(differences(one, other)) == []
    pd.DataFrame({"fit_seconds": [1.0], "score": [0.5000001]}).to_csv(other / "a.csv")
    (other / "b.csv").write_text("x\n1\n")
    assert list(differences(one, other)) == ["a.csv: score", "b.csv: only one run has it"]


def test_joint_tables_are_compared_only_between_the_same_data_sets(tmp_path: Path):
    local, cluster = tmp_path / "local", tmp_path / "cluster"
    for folder in (local / "tables", local / "digits" / "tables", local / "exports" / "digits"):
        folder.mkdir(parents=True)
    for folder in (cluster / "tables", cluster / "digits" / "tables"):
        folder.mkdir(parents=True)
    assert comparable(local, cluster) == ["digits/tables", "tables"]
    (cluster / "tables").rmdir()
    assert comparable(local, cluster) == ["digits/tables"]
    (cluster / "tables").mkdir()
    (local / "ecg" / "tables").mkdir(parents=True)
    assert comparable(local, cluster) == ["digits/tables"]


RECIPES = PROJECT / "workflow" / "containers"


def recipes() -> list[str]:
    return [(RECIPES / name).read_text() for name in ("Dockerfile", "apptainer.def")]


def test_both_images_have_the_python_of_the_environment_and_the_pinned_versions():
    environment = yaml.safe_load((PROJECT / "workflow" / "envs" / "craftbench.yaml").read_text())
    python = environment["dependencies"][0].removeprefix("python =")
    install = 'pip install --no-cache-dir --constraint constraints.txt ".[cluster]"'
    for recipe in recipes():
        assert re.findall(r"(?:FROM|From:) (\S+)", recipe) == [f"python:{python}-slim-bookworm"]
        assert install in recipe
        # The image is built from this project: nothing is fetched from another place.
        assert not re.search(r"https?://|curl|wget|git clone|:latest", recipe)


def test_both_images_are_built_from_the_same_files():
    docker, apptainer = recipes()
    copied = {
        name for line in re.findall(r"^COPY (.*) \S+$", docker, re.M) for name in line.split()
    }
    files = apptainer.split("%files")[1].split("%post")[0].split("\n")
    pairs = dict(line.split() for line in files if line.strip())
    assert copied == set(pairs)
    assert all(target == f"/opt/craftbench/{name}" for name, target in pairs.items())
    sent = set((PROJECT / ".dockerignore").read_text().split("\n"))
    assert {f"!{name}" for name in copied} <= sent
    for name in copied:
        assert (PROJECT / name).exists(), name


def test_a_run_with_an_image_of_the_user_can_be_planned(project, monkeypatch):
    monkeypatch.setenv("CRAFTBENCH_IMAGE", "craftbench.sif")
    run = snakemake(project, *ONE_DATASET, "--dry-run", "--until", "prepare")
    assert run.returncode == 0, run.stderr


def test_a_machine_without_slurm_is_told_apart_from_another_table(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("slurm_node.shutil.which", lambda *_, **__: None)
    with pytest.raises(NoCluster, match="slurm-wlm and munge cannot be installed"):
        install()
