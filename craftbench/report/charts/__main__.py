"""Draw a chart again from the tables of a run: see ``--help``."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from craftbench.errors import CraftbenchError
from craftbench.report.charts.export import ENDINGS, exported
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.registry import CHARTS, Spec, draw
from craftbench.report.charts.tables_of_run import tables_of_run

LABELS = "labels.json"
"""Beside the files of the charts: names of arms and units, which the tables do not have."""


def main(arguments: list[str] | None = None) -> None:
    """Write one file of one chart."""
    given = _parser().parse_args(arguments)
    out = Path(given.out)
    ending = next((one for one in ENDINGS if out.name.endswith(one)), None)
    if ending is None:
        raise CraftbenchError(f"--out {out}: expected a name that ends in {', '.join(ENDINGS)}")
    spec = redraw(given.results, given.dataset, given.chart)
    out.write_bytes(exported(chosen(spec, dict(given.choose)))[ending])


def chosen(spec: Spec, choices: Mapping[str, str]) -> Spec:
    """A chart with other values of its parameters: what a reader chooses on the page.

    Raises
    ------
    CraftbenchError
        If the chart has no such parameter, or not this value.
    """
    params = {one["name"]: one for one in spec.get("params", []) if "bind" in one}
    for name, value in choices.items():
        if name not in params:
            found = ", ".join(params) or "none"
            raise CraftbenchError(f"--choose {name}: the chart has no such choice; it has {found}")
        options = {str(option): option for option in params[name]["bind"]["options"]}
        if value not in options:
            found = ", ".join(options)
            raise CraftbenchError(f"--choose {name}={value}: expected one of {found}")
        params[name]["value"] = options[value]
    return spec


def redraw(results: str | Path, dataset: str, chart: str) -> Spec:
    """The specification of a chart, from the tables in ``{results}/{dataset}``.

    Raises
    ------
    CraftbenchError
        If there are no such tables.
    """
    folder = Path(results) / dataset
    files = sorted((folder / "tables").glob("*.csv"))
    if not files:
        raise CraftbenchError(f"{folder}/tables: no tables; expected those of a finished run")
    history = sorted((folder / "history").glob("*.parquet"))
    fits = [folder / "fits" / file.name for file in history]
    tables = tables_of_run(files, history, fits)
    absent = [name for name in CHARTS[chart].needs if name not in tables]
    if absent:
        raise CraftbenchError(f"{folder}/tables: {absent[0]}.csv is missing, {chart} needs it")
    stored = Path(results) / "exports" / dataset / "figures" / LABELS
    labels = json.loads(stored.read_text("utf-8")) if stored.exists() else {"title": dataset}
    return draw(chart, tables, Labels(**labels))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m craftbench.report.charts", description=__doc__)
    parser.add_argument("dataset", help="name of the data set")
    parser.add_argument("chart", choices=CHARTS, metavar="chart", help=", ".join(CHARTS))
    parser.add_argument("--out", required=True, help=f"file to write: {', '.join(ENDINGS)}")
    parser.add_argument(
        "--choose",
        action="append",
        default=[],
        type=lambda text: text.partition("=")[::2],
        metavar="NAME=VALUE",
        help="another choice than the first one, such as part='test and training'",
    )
    parser.add_argument("--results", default="results", help="folder of the run")
    return parser


if __name__ == "__main__":
    main()
