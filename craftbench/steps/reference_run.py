"""Keep the tables of a run as a reference: ``python -m craftbench.steps.reference_run NAME``.

Copies tables from ``results/tables/`` to ``results/reference/NAME/`` and writes the manifest that
`verify` reads: command, data sets, settings, machine and versions. Run it on the machine that made
the tables, with the ``--configfile`` and ``--config`` of the run.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from craftbench.analyses.reference.runs import MANIFEST, Manifest
from craftbench.config.of_run import joined, of_run
from craftbench.report.provenance.machine import library_versions, machine
from craftbench.steps.settings import of_verification

REFERENCE, RESULTS = Path("results/reference"), Path("results/tables")
TABLES = (
    *("accuracy", "claims", "convergence", "crossing", "learning_curves", "overfitting"),
    "verdict",
)
"""Tables that are kept where the folder has none."""


def keep_reference(
    name: str, files: Sequence[Path], pairs: Sequence[str], root: Path = Path()
) -> Manifest:
    """Copy the tables that the folder already has, or `TABLES`, and write the manifest.

    Parameters
    ----------
    name : str
        Of the reference run.
    files, pairs : sequence
        Of the configuration, as for ``snakemake --configfile`` and ``--config``.
    root : Path
        Of the project.

    Raises
    ------
    FileNotFoundError
        If the run has no such table.
    """
    folder = root / REFERENCE / name
    tables = sorted(file.stem for file in folder.glob("*.csv")) or list(TABLES)
    if missing := [one for one in tables if not (root / RESULTS / f"{one}.csv").is_file()]:
        raise FileNotFoundError(
            f"{root / RESULTS} has no {', '.join(f'{one}.csv' for one in missing)}; run the "
            "benchmark first"
        )
    command = ["snakemake --cores all"]
    command += [f"--configfile {' '.join(map(str, files))}"] if files else []
    command += [f'--config "{" ".join(pairs)}"'] if pairs else []
    manifest = Manifest(
        command=" ".join(command),
        **of_verification(of_run(joined(files, pairs), files)),
        tables=tables,
        machine={key: value for key, value in machine().items() if key != "system"},
        libraries=library_versions(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for one in tables:
        shutil.copy2(root / RESULTS / f"{one}.csv", folder / f"{one}.csv")
    text = yaml.safe_dump(manifest.model_dump(), sort_keys=False, allow_unicode=True, width=100)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return manifest


def main(arguments: Sequence[str] | None = None) -> int:
    """Of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("name", help="of the folder below results/reference/")
    parser.add_argument("--configfile", type=Path, nargs="+", default=[])
    parser.add_argument("--config", nargs="+", default=[], metavar="KEY=VALUE")
    chosen = parser.parse_args(arguments)
    try:
        manifest = keep_reference(chosen.name, chosen.configfile, chosen.config)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{REFERENCE / chosen.name}: {', '.join(manifest.tables)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
