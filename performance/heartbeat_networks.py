"""Networks on heartbeats by cross-validation inside the pool of a data set, one row per arm.

    snakemake --cores all --config "datasets=[mitdb]" -- results/mitdb/samples.npy
    python performance/heartbeat_networks.py results/mitdb config/datasets/mitdb.yaml --arms lite

Nothing is read of the test part, so views and networks may be chosen by these figures. To try a
view, add an arm to a copy of the card. Records are in one fold each. Networks are trained on every
ectopic beat of the other folds and a quarter of their N beats, for 8 epochs and 4 of decay, and
tested on all beats of the fold. They serve to compare: the card trains longer and on all N beats.
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

import numpy as np
import pandas as pd

from craftbench.config.cards import read_card
from craftbench.config.contest import Contest
from craftbench.datasets.samples import Samples, read_recordings, read_values
from craftbench.runs.arm import ArmData
from craftbench.runs.extraction import extract
from craftbench.runs.fit_network import build_network
from craftbench.runs.input_pipeline import InputPipeline
from models.training import NetworkTrainer, TrainingRule, use_threads

FOLDS, SHARE_OF_N, MONITORED = 3, 0.25, 20
# Validation never begins the decay, so all arms get the same epochs.
RULE = TrainingRule(3e-3, 32, 50, 8, 99, 1, 0.5, 0.02, 0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="with samples.npy, samples.parquet, recordings/")
    parser.add_argument("card", type=Path)
    parser.add_argument("--arms", nargs="+", required=True, help="networks of the card")
    chosen = parser.parse_args()
    use_threads(1)
    contest, samples = read_card(chosen.card), pool(chosen.folder)
    classes = contest.classes
    print(f"{len(samples.table)} beats of {samples.table['group'].nunique()} records")
    print(f"| arm | accuracy | {' | '.join(f'F1 of {name}' for name in classes)} |")
    print("|---" * (2 + len(classes)) + "|")
    for arm in chosen.arms:
        counts = confusion(contest, arm, samples)
        f1 = 2 * np.diag(counts) / (counts.sum(axis=0) + counts.sum(axis=1))
        figures = [np.trace(counts) / counts.sum(), *f1]
        print(f"| {arm} | {' | '.join(f'{one:.3f}' for one in figures)} |", flush=True)


def pool(folder: Path) -> Samples:
    """Samples of the pool."""
    table = pd.read_parquet(folder / "samples.parquet")
    rows = np.flatnonzero(table["role"] == "pool")
    recordings = read_recordings(folder / "recordings")
    return Samples(read_values(folder / "samples.npy"), table, recordings=recordings).at(rows)


def confusion(contest: Contest, arm: str, samples: Samples) -> np.ndarray:
    """Beats by true and predicted class, each predicted while its record is held out."""

    def of_set(name: str) -> pd.DataFrame:
        found, _ = extract(name, samples.values, samples.table, samples.recordings)
        return found.drop(columns="sample")

    data = InputPipeline.of_arm(contest, arm).represent(samples.values, samples.table, of_set)
    y = pd.Categorical(samples.table["label"], contest.classes).codes.astype(np.int64)
    trainer = _trainer(contest, arm, data)
    counts = np.zeros((len(contest.classes),) * 2, int)
    for number, held_out in enumerate(_folds(samples.table["group"])):
        usual = np.random.default_rng(number).random(len(y)) < SHARE_OF_N
        train = np.flatnonzero(~held_out & ((y > 0) | usual))
        test = np.flatnonzero(held_out)
        pipeline = InputPipeline.of_arm(contest, arm).fit(data, train)
        last: list[list[np.ndarray]] = []
        fitted = trainer.fit(
            (pipeline.transform(data, train), y[train]),
            (pipeline.transform(data, test[::MONITORED]), y[test[::MONITORED]]),
            number,
            after_all_epochs=lambda now, last=last: last.append(now.model.get_weights()),
        )
        # The weights of the last epoch: the best one would be chosen on the held-out fold.
        fitted.model.set_weights(last[0])
        predicted = fitted.probabilities(pipeline.transform(data, test)).argmax(axis=1)
        np.add.at(counts, (y[test], predicted), 1)
    return counts


def _trainer(contest: Contest, arm: str, data: ArmData) -> NetworkTrainer:
    shapes = tuple(x.shape[1:] for x in data.inputs)
    network = contest.arms[arm]
    return NetworkTrainer(
        lambda _, classes: build_network(network, shapes, classes),
        shapes if len(shapes) > 1 else shapes[0],
        len(contest.classes),
        RULE,
        contest.class_weights,
        network.augmentation,
    )


def _folds(group: pd.Series) -> list[np.ndarray]:
    """Masks of the samples of each fold; every record is in one."""
    records = np.random.default_rng(0).permutation(sorted(group.unique()))
    return [group.isin(records[fold::FOLDS]).to_numpy() for fold in range(FOLDS)]


if __name__ == "__main__":
    main()
