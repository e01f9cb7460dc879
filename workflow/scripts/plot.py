"""Draw the pictures and charts of one data set."""

import json
from pathlib import Path

from craftbench.datasets.registry import parse_source
from craftbench.datasets.samples import read_values
from craftbench.datasets.stored_file import read_parquet
from craftbench.report.charts.export import write_files
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.registry import draw, missing
from craftbench.report.charts.tables_of_run import tables_of_run
from craftbench.report.not_drawn import not_drawn
from craftbench.report.picture import svg
from craftbench.report.sample_figures import DrawnSamples, plot_examples
from craftbench.runs.jobs import run_job
from craftbench.runs.parts import make_parts


def main(job):
    labels = job.params.settings["labels"]
    Path(job.output.labels).write_text(json.dumps(labels), encoding="utf-8")
    pictures = figures(job)

    def make(file):
        if file.suffix == ".json":
            tables = tables_of_run(job.input.tables, job.input.history, job.input.fits)
            write_chart(job, file, draw(file.stem, tables, Labels(**labels)))
        else:
            file.write_bytes(svg(pictures[file.stem]()))

    def leave_empty(file):
        if file.suffix == ".json":
            write_chart(job, file, missing(file.stem, f"it failed, see {job.log[0]}"))
        else:
            file.write_bytes(svg(not_drawn(file.stem, job.log[0])))

    make_parts([*job.output.pictures, *job.output.charts], make, leave_empty, job.params.without)


def write_chart(job, file, spec):
    """The specification for the page, and the chart as files."""
    file.write_text(json.dumps(spec, allow_nan=False), encoding="utf-8")
    write_files(spec, file.stem, job.output.exported)


def figures(job):
    """By name: a function that draws the picture."""
    given = job.params.settings

    def samples():
        values, about = read_values(Path(job.input.values)), read_parquet(job.input.table)
        return DrawnSamples(values, about, parse_source(given["source"]), given["view_kinds"])

    return {"examples": lambda: plot_examples(samples(), given["classes"])}


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
