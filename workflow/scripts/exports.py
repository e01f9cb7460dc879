"""Write the tables of the page as files."""

from pathlib import Path

from craftbench.analyses.own_analysis import all_analyses
from craftbench.analyses.read import read_table
from craftbench.report.exports.page_tables import export_tables
from craftbench.report.facts import DatasetFacts
from craftbench.runs.jobs import run_job


def main(job):
    given = job.params.settings
    export_tables(
        {name: DatasetFacts(**facts) for name, facts in given["datasets"].items()},
        {Path(file).stem: read_table(Path(file)) for file in job.input.tables},
        all_analyses(given["own"]).values(),
        {Path(folder).parent.name: Path(folder) for folder in job.output},
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
