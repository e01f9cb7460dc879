"""Compare what was produced with the reference tables."""

import logging
from pathlib import Path

from craftbench.analyses.read import read_table
from craftbench.analyses.reference.bounds import compare_counts, compare_scores
from craftbench.analyses.reference.lines import told
from craftbench.analyses.reference.runs import compare_run, reference_runs
from craftbench.analyses.reference.this_run import ThisRun
from craftbench.analyses.reference.tolerances import read_tolerances
from craftbench.report.provenance.machine import library_versions, machine
from craftbench.runs.jobs import run_job

log = logging.getLogger("craftbench.verify")


def main(job):
    tables = {Path(file).stem: Path(file) for file in job.input.tables}
    folder = Path(job.input.tolerances).parent
    given = job.params.settings
    datasets = given["datasets"]
    manifests = reference_runs(folder)
    here = machine(), library_versions()
    comparisons = [
        compare_counts(
            read_table(tables["datasets"]), read_table(job.input.reference_counts), datasets
        ),
        compare_scores(read_table(tables["accuracy"]), read_table(job.input.reference), datasets),
    ]
    tolerances = read_tolerances(Path(job.input.tolerances))
    for name, manifest in manifests.items():
        run = ThisRun(datasets, given["networks"], manifest.elsewhere(*here))
        one = compare_run(folder / name, manifest, tables, tolerances, run, given["settings"])
        comparisons.append(one)
    for line in told(comparisons, manifests, *here):
        log.info("%s", line)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
