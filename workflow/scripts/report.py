"""Write the report page."""

import json
from pathlib import Path

from craftbench.analyses.own_analysis import all_analyses
from craftbench.analyses.read import read_cells, read_table
from craftbench.report.charts.export import write_files
from craftbench.report.charts.joint import draw_joint
from craftbench.report.facts import DatasetFacts
from craftbench.report.page import render_report
from craftbench.report.provenance.made import made
from craftbench.runs.jobs import run_job


def main(job):
    given = job.params.settings
    tables = {Path(file).stem: read_table(Path(file)) for file in job.input.tables}
    joint = draw_joint(tables)
    for name, spec in joint.items():
        write_files(spec, name, job.output.exported)
    datasets = {name: DatasetFacts(**facts) for name, facts in given["datasets"].items()}
    benchmarks = Path(job.output.page).parent / "benchmarks"
    page = render_report(
        datasets,
        tables,
        {(Path(f).parts[-3], Path(f).stem): Path(f).read_bytes() for f in job.input.figures},
        {Path(file).parent.name: read_cells(file) for file in job.input.rejected},
        {Path(file).parent.name: Path(file).read_text("utf-8") for file in job.input.rules},
        given["seed"],
        given["resamples"],
        all_analyses(given["own"]).values(),
        failures=given["failures"],
        charts=charts_of(job) | {"all": joint},
        samples={Path(file).parent.name: Path(file).parent for file in job.input.samples},
        made=made(datasets, given["hashes"], job.params.sources, benchmarks),
    )
    Path(job.output.page).write_text(page, encoding="utf-8")


def charts_of(job):
    """Specifications of charts by data set and name."""
    charts = {}
    for file in map(Path, job.input.charts):
        charts.setdefault(file.parts[-3], {})[file.stem] = json.loads(file.read_text("utf-8"))
    return charts


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
