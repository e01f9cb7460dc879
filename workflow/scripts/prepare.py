"""Cut the card's source into samples and say which may be trained on."""

from pathlib import Path

from craftbench.config.configuration import read_config
from craftbench.datasets.samples import write_samples
from craftbench.protocol.prepare import prepare
from craftbench.runs.jobs import run_job
from craftbench.stats.seeds import seed_of


def main(job):
    config, cards = read_config(job.config)
    dataset = job.wildcards.dataset
    card = cards[dataset]
    seed = seed_of(config.seed, dataset, "test part")
    samples = prepare(card.source, card.classes, card.split, seed, job.threads)
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
