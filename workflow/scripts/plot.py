"""Draw the pictures and charts of one data set."""

import json
from pathlib import Path

from craftbench.analyses.read import read_table
from craftbench.datasets.registry import parse_source
from craftbench.datasets.samples import read_values
from craftbench.datasets.stored_file import read_parquet
from craftbench.report.charts.export import exported
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.registry import draw, missing
from craftbench.report.not_drawn import not_drawn
from craftbench.report.pareto_figure import plot_pareto
from craftbench.report.picture import svg
from craftbench.report.reliability_figure import plot_reliability
from craftbench.report.robustness_figure import plot_robustness
from craftbench.report.sample_figures import DrawnSamples, plot_examples
from craftbench.runs.jobs import run_job
from craftbench.runs.parts import make_parts


def main(job):
    pictures = figures(job)

    def make(file):
        if file.suffix == ".json":
            write_chart(job, file, draw(file.stem, tables_of(job), labels_of(job)))
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
    for ending, content in exported(spec).items():
        own = next(f for f in job.output.exported if Path(f).name == file.stem + ending)
        Path(own).write_bytes(content)


def tables_of(job):
    return {Path(file).stem: read_table(file) for file in job.input.tables}


def labels_of(job):
    return Labels(**job.params.settings["labels"])


def figures(job):
    """By name: a function that draws the picture."""
    given = job.params.settings
    files = {Path(file).stem: Path(file) for file in job.input.tables}

    def table(name):
        return read_table(files[name])

    def samples():
        values, about = read_values(Path(job.input.values)), read_parquet(job.input.table)
        return DrawnSamples(values, about, parse_source(given["source"]), given["view_kinds"])

    return {
        "examples": lambda: plot_examples(samples(), given["classes"]),
        "reliability": lambda: plot_reliability(table("reliability")),
        "robustness": lambda: plot_robustness(table("robustness")),
        "pareto": lambda: plot_pareto(table("pareto")),
    }


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
