"""Write the report page."""

from pathlib import Path

import pandas as pd

from craftbench.config.configuration import read_config
from craftbench.report.page import render_report
from craftbench.runs.jobs import run_job


def main(job):
    config, cards = read_config(job.config)
    names = ("class", "note", "severity", "setting", "true", "predicted", "receptive_field", "jump")
    text = dict.fromkeys(names, str)
    tables = {
        Path(file).stem: pd.read_csv(file, dtype=text).fillna({"note": ""})
        for file in job.input.tables
    }
    figures = {(Path(f).parts[-3], Path(f).stem): Path(f).read_bytes() for f in job.input.figures}
    figures["", "ranks"] = Path(job.input.ranks).read_bytes()
    rejected = {Path(file).parent.name: pd.read_csv(file, dtype=str) for file in job.input.rejected}
    rules = {Path(file).parent.name: Path(file).read_text("utf-8") for file in job.input.rules}
    page = render_report(config, cards, tables, figures, rejected, rules)
    Path(job.output[0]).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
