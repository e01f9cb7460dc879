"""Estimated seconds of a run beside those that the benchmark files of a finished run have.

python performance/run_estimates.py [RESULTS] [--datasets digits parcels]
"""

import argparse
from pathlib import Path

import pandas as pd

from craftbench.cli.check_configuration import joined, of_run
from craftbench.config.cards import find_card, read_card
from craftbench.config.configuration import Config, within_budget
from craftbench.runs.before.arms import try_arms
from craftbench.runs.before.check import levels_of
from craftbench.runs.before.described import prepared
from craftbench.runs.before.findings import Findings
from craftbench.runs.before.seconds import OF_PAGE, seconds_of

ANALYSES = ("compare", "design", "examine", "refit")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="?", default=Path("results"))
    parser.add_argument("--datasets", nargs="+")
    chosen = parser.parse_args()
    config = of_run(joined([], []))
    rows = [compared(name, config, chosen.results) for name in chosen.datasets or config.datasets]
    table = pd.DataFrame(rows).set_index("dataset")
    print(table.round().to_string())
    whole = table.sum()
    estimated = sum(whole[name] for name in table if not name.endswith("recorded"))
    recorded = sum(whole[name] for name in table if name.endswith("recorded"))
    print(f"estimated / recorded: {estimated / recorded:.2f}")


def compared(dataset: str, config: Config, results: Path) -> dict[str, object]:
    """Seconds by kind of work; the pages, which have no benchmark file, are left out."""
    card = within_budget(config, read_card(find_card(config.cards, dataset)))
    samples = prepared(card, dataset, config.seed)
    tried = try_arms(card, samples, config.training, Findings())
    found = seconds_of(card, samples.table, config, tried, levels_of(card, samples))
    took = {
        path.stem: float(pd.read_csv(path, sep="\t")["s"].iloc[0])
        for path in (results / "benchmarks" / dataset).glob("*.tsv")
    }
    trained = {job for job in took if job.startswith("train_")}
    of_networks = {f"train_{arm}" for arm in tried.networks}
    networks = {job for job in trained if job.split("_shard_")[0] in of_networks}
    return {
        "dataset": dataset,
        "features": found.features,
        "features recorded": sum(took[job] for job in took if job.startswith("extract_")),
        "classifiers": found.classifiers,
        "classifiers recorded": sum(took[job] for job in trained - networks),
        "networks": found.networks[1],
        "networks recorded": sum(took[job] for job in networks),
        "analyses": found.analyses - OF_PAGE,
        "analyses recorded": sum(took[job] for job in ANALYSES),
    }


if __name__ == "__main__":
    main()
