"""Draw the figures of one data set."""

from pathlib import Path

from craftbench.analyses.interpretation.shown_maps import ShownMaps
from craftbench.analyses.read import read_table
from craftbench.analyses.selection import Selection
from craftbench.datasets.registry import parse_source
from craftbench.datasets.samples import read_values
from craftbench.datasets.stored_file import read_parquet
from craftbench.report.attribution_figure import plot_attributions
from craftbench.report.confusions_figure import plot_confusions
from craftbench.report.learning_curves_figure import plot_learning_curves
from craftbench.report.pareto_figure import plot_pareto
from craftbench.report.picture import svg
from craftbench.report.reliability_figure import plot_reliability
from craftbench.report.robustness_figure import plot_robustness
from craftbench.report.sample_figures import DrawnSamples, plot_examples, plot_most_misclassified
from craftbench.runs.jobs import run_job


def main(job):
    given = job.params.settings
    tables = {Path(file).stem: read_table(Path(file)) for file in job.input.tables}
    maps = ShownMaps.load(Path(job.input.maps))
    samples = DrawnSamples(
        read_values(Path(job.input.values)),
        read_parquet(job.input.table),
        parse_source(given["source"]),
        given["view_kinds"],
    )
    figures = {
        "learning_curves": plot_learning_curves(tables["learning_curves"]),
        "examples": plot_examples(samples, given["classes"]),
        "confusions": plot_confusions(tables["confusions"], Selection(tables["selection"])),
        "most_misclassified": plot_most_misclassified(samples, tables["most_misclassified"]),
        "reliability": plot_reliability(tables["reliability"]),
        "robustness": plot_robustness(tables["robustness"]),
        "pareto": plot_pareto(tables["pareto"]),
        "attributions": plot_attributions(maps.samples, maps.maps, maps.titles),
    }
    for file in map(Path, job.output):
        file.write_bytes(svg(figures[file.stem]))


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
