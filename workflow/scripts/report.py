"""Write the report page."""

from pathlib import Path

import pandas as pd

from benchmark.config import read_config
from benchmark.jobs import run_job
from benchmark.report import render_report


def main(job):
    config, cards = read_config(job.config)
    text = {"class": str, "note": str}
    tables = {
        Path(file).stem: pd.read_csv(file, dtype=text).fillna({"note": ""})
        for file in job.input.tables
    }
    figures = {(Path(f).parts[-3], Path(f).stem): Path(f).read_bytes() for f in job.input.figures}
    rejected = {Path(file).parent.name: pd.read_csv(file, dtype=str) for file in job.input.rejected}
    page = render_report(config, cards, tables, figures, rejected)
    Path(job.output[0]).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
