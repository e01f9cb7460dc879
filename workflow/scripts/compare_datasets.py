"""Compute the tables over all data sets, the claims last: they read the others."""

from pathlib import Path

from craftbench.analyses.analysis import analyses
from craftbench.analyses.joint import Joint
from craftbench.analyses.write import leave_table_empty, write_table
from craftbench.runs.jobs import run_job
from craftbench.runs.parts import make_parts


def main(job):
    files, outputs = list(map(Path, job.input.tables)), list(map(Path, job.output))
    first = [file for file in outputs if analyses()[file.stem].needs == "tables"]
    rest = [file for file in outputs if file not in first]

    def make(file):
        made = [] if file in first else [one for one in first if one.exists()]
        write_table(Joint.read([*files, *made], **job.params.settings), file)

    make_parts([*first, *rest], make, leave_table_empty, job.params.without)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
