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
from craftbench.report.not_drawn import not_drawn
from craftbench.report.pareto_figure import plot_pareto
from craftbench.report.picture import svg
from craftbench.report.reliability_figure import plot_reliability
from craftbench.report.robustness_figure import plot_robustness
from craftbench.report.sample_figures import DrawnSamples, plot_examples, plot_most_misclassified
from craftbench.runs.jobs import run_job
from craftbench.runs.parts import make_parts


def main(job):
    draw = figures(job)
    make_parts(
        job.output,
        lambda file: file.write_bytes(svg(draw[file.stem]())),
        lambda file: file.write_bytes(svg(not_drawn(file.stem, job.log[0]))),
        job.params.without,
    )


def figures(job):
    """By name: a function that draws the figure."""
    given = job.params.settings
    files = {Path(file).stem: Path(file) for file in job.input.tables}

    def table(name):
        return read_table(files[name])

    def samples():
        values, about = read_values(Path(job.input.values)), read_parquet(job.input.table)
        return DrawnSamples(values, about, parse_source(given["source"]), given["view_kinds"])

    def attributions():
        maps = ShownMaps.load(Path(job.input.maps))
        return plot_attributions(maps.samples, maps.maps, maps.titles)

    return {
        "learning_curves": lambda: plot_learning_curves(table("learning_curves")),
        "examples": lambda: plot_examples(samples(), given["classes"]),
        "confusions": lambda: plot_confusions(table("confusions"), Selection(table("selection"))),
        "most_misclassified": lambda: plot_most_misclassified(
            samples(), table("most_misclassified")
        ),
        "reliability": lambda: plot_reliability(table("reliability")),
        "robustness": lambda: plot_robustness(table("robustness")),
        "pareto": lambda: plot_pareto(table("pareto")),
        "attributions": attributions,
    }


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
