"""The folders of reference runs, and which of them a run is comparable with."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import Field

from craftbench.analyses.read import read_table
from craftbench.analyses.reference.comparison import Comparison
from craftbench.analyses.reference.tables import compare_tables
from craftbench.analyses.reference.this_run import ThisRun
from craftbench.analyses.reference.tolerances import Tolerances
from craftbench.settings import Settings, read_yaml, validate

MANIFEST = "manifest.yaml"


class Manifest(Settings):
    """How the tables of a reference run were made, ``results/reference/{run}/manifest.yaml``."""

    command: str = Field(description="That made them.")
    datasets: list[str] = Field(min_length=1, description="Data sets of the run.")
    tables: list[str] = Field(min_length=1, description="Names of the tables in the folder.")
    settings: dict[str, Any] = Field(
        description="Settings of the configuration that figures depend on. A run with others is "
        "not comparable."
    )
    machine: dict[str, str] = Field(description="Processor, cores, memory, system and Python.")
    libraries: dict[str, str] = Field(description="Versions of the libraries.")
    failures: list[str] = Field(
        [], description="Jobs that failed in the run; its tables lack what they would have made."
    )

    def elsewhere(self, machine: Mapping[str, str], libraries: Mapping[str, str]) -> bool:
        """Whether a run on `machine` with `libraries` has another processor or other versions."""
        here = {key: machine.get(key) for key in ("processor", "Python")} | dict(libraries)
        there = self.machine | self.libraries
        return any(there.get(key) != value for key, value in here.items())


def reference_runs(folder: Path) -> dict[str, Manifest]:
    """The manifest of each reference run below `folder`; folders without one are for docs alone."""
    return {
        path.parent.name: validate(read_yaml(path), Manifest, str(path))
        for path in sorted(folder.glob(f"*/{MANIFEST}"))
    }


def unlike(manifest: Manifest, settings: Mapping[str, Any]) -> list[str]:
    """Settings of a run that are not those of a reference run, in words."""
    expected, found = _flat(manifest.settings), _flat(settings)
    return [
        f"{key} is {found.get(key, 'not set')}, there {expected.get(key, 'not set')}"
        for key in expected | found
        if found.get(key) != expected.get(key)
    ]


def compare_run(
    folder: Path,
    manifest: Manifest,
    tables: Mapping[str, Path],
    tolerances: Tolerances,
    run: ThisRun,
    settings: Mapping[str, Any],
) -> Comparison:
    """All tables of a reference run beside those of a run.

    Parameters
    ----------
    folder : Path
        Of the reference run.
    manifest : Manifest
        Of the reference run.
    tables : mapping of Path
        The run's tables by name.
    tolerances : Tolerances
        By column.
    run : ThisRun
        The run.
    settings : mapping
        Of the run, as in `Manifest.settings`.

    Returns
    -------
    Comparison
        Without figures, and with a remark that says why, if the run has none of the data sets or
        other settings. A table that is missing on one side is a difference.
    """
    shared = [name for name in manifest.datasets if name in run.datasets]
    if not shared:
        return Comparison(folder.name, remarks=("not compared: none of its data sets run",))
    if others := unlike(manifest, settings):
        return Comparison(folder.name, remarks=(f"not compared: {'; '.join(others)}",))
    left_out = [name for name in manifest.datasets if name not in run.datasets]
    remarks = [f"not compared: {', '.join(left_out)} (not in this run)"] if left_out else []
    remarks += [f"failed in the reference run: {failure}" for failure in manifest.failures]
    figures, differences = 0, list(_unnamed(folder, manifest.tables))
    for name in manifest.tables:
        ours, theirs = tables.get(name), folder / f"{name}.csv"
        if ours is None or not ours.is_file():
            differences.append(f"{name}: the table is missing in the run")
        elif not theirs.is_file():
            differences.append(f"{name}: the table is missing in results/reference/{folder.name}/")
        else:
            found = read_table(ours), read_table(theirs)
            one = compare_tables(name, *found, tolerances, replace(run, datasets=shared))
            figures += one.figures
            differences += one.differences
            remarks += [f"otherwise on this machine: {remark}" for remark in one.remarks]
    return Comparison(folder.name, figures, tuple(differences), tuple(remarks))


def _unnamed(folder: Path, named: Collection[str]) -> list[str]:
    return [
        f"{file.stem}: the table is in results/reference/{folder.name}/, not in its {MANIFEST}"
        for file in sorted(folder.glob("*.csv"))
        if file.stem not in named
    ]


def _flat(settings: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested settings under names with dots."""
    found: dict[str, Any] = {}
    for key, value in settings.items():
        inner = isinstance(value, Mapping)
        found |= _flat(value, f"{before}{key}.") if inner else {f"{before}{key}": value}
    return found
