"""Make the comparison tables of one data set."""

from functools import partial
from pathlib import Path

import pandas as pd

from craftbench.analyses.accuracy.reliability import reliability_of_best
from craftbench.analyses.accuracy.tables import comparison_tables
from craftbench.analyses.cost.cost import arm_facts
from craftbench.analyses.overfitting.tuning_optimism import tuning_optimism
from craftbench.analyses.study import ArmResult, Study
from craftbench.config.cards import Card
from craftbench.config.configuration import read_config
from craftbench.datasets.samples import read_values
from craftbench.runs.jobs import run_job


def read_probabilities(file: Path, card: Card) -> pd.DataFrame:
    """Validation and test rows of the largest training size, nothing else."""
    columns = ["repeat", "role", "sample", *(f"p_{name}" for name in card.classes)]
    rows = [
        ("training_size", "==", card.training_sizes[-1]),
        ("role", "in", ["validation", "test"]),
    ]
    return pd.read_parquet(file, columns=columns, filters=rows)


def main(job):
    config, cards = read_config(job.config)
    dataset = job.wildcards.dataset
    columns = ["training_size", "repeat", "role", "sample", "predicted"]
    arms = {
        arm: ArmResult(
            pd.read_parquet(Path(job.input.runs, f"{arm}.parquet")),
            pd.read_parquet(predictions, columns=columns),
            partial(read_probabilities, Path(predictions), cards[dataset]),
        )
        for arm, predictions in zip(cards[dataset].arms, job.input.predictions, strict=True)
    }
    extraction = [
        pd.read_csv(file).assign(feature_set=Path(file).name.split(".")[0])
        for file in job.input.extraction
    ]
    networks = pd.read_csv(job.input.architectures)
    models = dict(zip(cards[dataset].arms, map(Path, job.input.models), strict=True))
    study = Study(
        dataset,
        cards[dataset],
        pd.read_parquet(job.input.table),
        arms,
        pd.concat(extraction) if extraction else pd.DataFrame(),
        config.bootstrap,
        config.seed,
        read_values(Path(job.input.values)),
        arm_facts(cards[dataset], models, networks),
    )
    tried = {Path(file).stem: pd.read_parquet(file) for file in job.input.candidates}
    tables = comparison_tables(study) | {
        "reliability": reliability_of_best(study),
        "tuning_optimism": tuning_optimism(dataset, cards[dataset], tried),
    }
    for file in job.output:
        tables[Path(file).stem].to_csv(file, index=False)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
