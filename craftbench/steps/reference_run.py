"""Keep the tables of a run as a reference: ``python -m craftbench.steps.reference_run NAME``.

Copies tables from ``results/tables/`` to ``results/reference/NAME/`` and writes the manifest that
`verify` reads: command, data sets, settings, machine and versions. Run it on the machine that made
the tables, with the ``--configfile`` and ``--config`` of the run.
"""

import argparse
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import yaml

from craftbench.analyses.read import read_cells, read_table
from craftbench.analyses.reference.runs import MANIFEST, Manifest
from craftbench.analyses.reference.tables import rows_by_name, said
from craftbench.analyses.reference.tolerances import Tolerances, read_tolerances
from craftbench.config.of_run import joined, of_run
from craftbench.errors import CraftbenchError
from craftbench.report.provenance.machine import library_versions, machine
from craftbench.steps.settings_of_all import of_reference

REFERENCE, RESULTS = Path("results/reference"), Path("results/tables")
TABLES = (
    *("accuracy", "claims", "convergence", "crossing", "learning_curves", "overfitting"),
    "verdict",
)
"""Tables that are kept where the folder has none."""


def keep_reference(
    name: str,
    files: Sequence[Path],
    pairs: Sequence[str],
    root: Path = Path(),
    tables: Sequence[str] = (),
) -> Manifest:
    """Copy tables of the run and write the manifest.

    Parameters
    ----------
    name : str
        Of the reference run.
    files, pairs : sequence
        Of the configuration, as for ``snakemake --configfile`` and ``--config``.
    root : Path
        Of the project.
    tables : sequence of str
        Names; by default those that the folder already has, or else `TABLES`.

    Raises
    ------
    CraftbenchError
        If the run has no such table, if the keys in ``tolerances.yaml`` do not name each of its
        rows, or if its data sets are not those of the configuration.
    """
    folder = root / REFERENCE / name
    kept = sorted(file.stem for file in folder.glob("*.csv"))
    names = list(dict.fromkeys(tables)) or kept or list(TABLES)
    found = _tables_of_run(names, root)
    _check_rows(found, read_tolerances(root / REFERENCE / "tolerances.yaml"))
    config = of_run(joined(files, pairs), files)
    failures = _failures(root / RESULTS / "failures.csv")
    command = ["snakemake --cores all"]
    command += [f"--configfile {' '.join(map(str, files))}"] if files else []
    command += [f"--config {shlex.join(pairs)}"] if pairs else []
    manifest = Manifest(
        command=" ".join(command),
        datasets=_datasets(found, config.datasets, failures),
        settings=of_reference(config),
        tables=names,
        machine={key: value for key, value in machine().items() if key != "system"},
        libraries=library_versions(),
        failures=[" ".join(part for part in one if part) for one in failures],
    )
    folder.mkdir(parents=True, exist_ok=True)
    for one in {*kept} - {*names}:
        (folder / f"{one}.csv").unlink()
    for one in names:
        shutil.copy2(root / RESULTS / f"{one}.csv", folder / f"{one}.csv")
    text = yaml.safe_dump(manifest.model_dump(), sort_keys=False, allow_unicode=True, width=100)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return manifest


def _tables_of_run(names: Sequence[str], root: Path) -> dict[str, pd.DataFrame]:
    files = {name: root / RESULTS / f"{name}.csv" for name in names}
    if missing := [file.name for file in files.values() if not file.is_file()]:
        raise CraftbenchError(
            f"{root / RESULTS} has no {', '.join(missing)}; run the benchmark first"
        )
    return {name: read_table(file) for name, file in files.items()}


def _check_rows(tables: Mapping[str, pd.DataFrame], tolerances: Tolerances) -> None:
    for name, table in tables.items():
        keys = tolerances.of_rows(name)
        if missing := [key for key in keys if key not in table]:
            raise CraftbenchError(f"{name}.csv: expected the column {missing[0]}, found no such")
        twice = [said(row[:-1]) for row in rows_by_name(table, keys) if len(row) > len(keys)]
        if twice:
            raise CraftbenchError(
                f"{name}.csv: several rows are named {twice[0]!r}; add a column that tells them "
                f"apart to keys.{name} in results/reference/tolerances.yaml"
            )


def _failures(file: Path) -> list[tuple[str, str, str, str]]:
    """Data set, step, arm and parts of each failed job but `verify`, which makes no table."""
    if not file.is_file():
        return []
    table = read_cells(file)[["dataset", "step", "arm", "part"]]
    return list(table[table["step"] != "verify"].itertuples(index=False, name=None))


def _datasets(
    tables: Mapping[str, pd.DataFrame],
    configured: Sequence[str],
    failures: Sequence[tuple[str, str, str, str]],
) -> list[str]:
    """Data sets with rows, in the order of the configuration."""
    with_rows: set[str] = set()
    for table in tables.values():
        if "dataset" in table:
            with_rows |= set(table["dataset"].dropna())
    failed = {dataset for dataset, *_ in failures}
    if others := sorted(with_rows - {*configured, ""}):
        raise CraftbenchError(
            f"the tables have rows of {', '.join(others)}, which this configuration does not run; "
            "give --configfile and --config as in the run"
        )
    if absent := [name for name in configured if name not in with_rows | failed]:
        raise CraftbenchError(
            f"the tables have no row of {', '.join(absent)}, which this configuration runs; give "
            "--configfile and --config as in the run, or run it"
        )
    return [name for name in configured if name in with_rows]


def main(arguments: Sequence[str] | None = None) -> int:
    """Of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("name", help="of the folder below results/reference/")
    parser.add_argument("--configfile", type=Path, nargs="+", default=[])
    parser.add_argument("--config", nargs="+", default=[], metavar="KEY=VALUE")
    parser.add_argument(
        "--tables",
        nargs="+",
        default=[],
        metavar="TABLE",
        help="names of the tables to keep; by default those that the folder has",
    )
    chosen = parser.parse_args(arguments)
    try:
        manifest = keep_reference(
            chosen.name, chosen.configfile, chosen.config, tables=chosen.tables
        )
    except CraftbenchError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{REFERENCE / chosen.name}: {', '.join(manifest.tables)}")
    for failure in manifest.failures:
        print(f"failed in this run: {failure}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
