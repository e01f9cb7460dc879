"""Cut the card's source into samples and say which may be trained on."""

from pathlib import Path

from craftbench.datasets.registry import parse_source
from craftbench.datasets.rejected import tell_of_rejected
from craftbench.datasets.samples import write_samples
from craftbench.protocol.one_part import tell_of_one_part
from craftbench.protocol.prepare import prepare
from craftbench.protocol.reported_groups import refuse_unknown_groups
from craftbench.protocol.splits import parse_split
from craftbench.runs.jobs import run_job
from craftbench.runs.source_files import keep_read_files
from craftbench.stats.seeds import seed_of


def main(job):
    given = job.params.settings
    seed = seed_of(given["seed"], job.wildcards.dataset, "test part")
    source, split = parse_source(given["source"]), parse_split(given["split"])
    samples = prepare(source, given["classes"], split, seed, job.threads)
    refuse_unknown_groups(job.wildcards.dataset, samples.table, given.get("report_without", ()))
    tell_of_rejected(samples.rejected, job.output.rejected)
    tell_of_one_part(samples.table, given["classes"])
    keep_read_files(job.wildcards.dataset, source, given["classes"], job.params.files)
    write_samples(
        samples,
        Path(job.output.values),
        Path(job.output.table),
        Path(job.output.rejected),
        Path(job.output.truth),
        Path(job.output.recordings),
    )


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
