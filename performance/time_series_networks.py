"""Accuracy of InceptionTime and LITE on UCR sets, alone and as ensembles, beside published figures.

    python performance/time_series_networks.py [--cards gunpoint] [--networks lite] [--members 5]

The official split and the training rule of the default benchmark: a fifth of the training series
is held out for validation, redrawn for every member. An ensemble averages the probabilities of its
members, as InceptionTime and LITETime do. A line is printed after every training.
"""

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pandas as pd

from craftbench.config.cards import read_card
from craftbench.config.configuration import read_config
from craftbench.protocol.subsets import draw
from craftbench.settings import read_yaml
from models import MODELS
from models.standardisation import Standardisation
from models.training import NetworkTrainer, TrainingRule, use_threads

CARDS = ("italy_power", "gunpoint", "arrowhead", "osuleaf", "acsf1")
NETWORKS = ("lite", "inception_time")
CONFIGURATION = Path("config/config.yaml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cards", nargs="+", default=CARDS, choices=CARDS)
    parser.add_argument("--networks", nargs="+", default=NETWORKS, choices=NETWORKS)
    parser.add_argument("--members", type=int, default=5, help="networks in an ensemble")
    given = parser.parse_args()
    use_threads(1)
    print("card, network, member, accuracy, ended, epochs, seconds")
    for card in given.cards:
        for network in given.networks:
            ensemble(card, network, given.members)


def ensemble(name: str, network: str, members: int) -> None:
    """Train the members one after the other, and print their accuracy and that of their mean."""
    card = read_card(Path("config/datasets") / f"{name}.yaml")
    samples = card.source.load(card.classes)
    labels = pd.factorize(samples.table["label"], sort=True)[0]
    test = (samples.table["role"] == "test").to_numpy()
    pool, x, y = samples.table[~test].reset_index(drop=True), samples.values[~test], labels[~test]
    rule = TrainingRule(**read_config(read_yaml(CONFIGURATION))[0].training.model_dump())
    trainer = NetworkTrainer(MODELS[network].build, x.shape[1:], len(card.classes), rule)
    found, accuracies = [], []
    for member in range(members):
        start = time.perf_counter()
        parts = draw(pool, len(pool), card.validation_share, member)
        standardise = Standardisation.fit(x[parts.train])
        both = [(standardise(x[rows]), y[rows]) for rows in (parts.train, parts.validation)]
        fitted = trainer.fit(*both, member)
        found.append(fitted.probabilities(standardise(samples.values[test])))
        accuracies.append(np.mean(found[-1].argmax(axis=1) == labels[test]))
        ended, epochs = fitted.training_facts["ended"], len(fitted.history)
        seconds = time.perf_counter() - start
        row = f"{accuracies[-1]:.3f}, {ended}, {epochs}, {seconds:.0f}"
        print(f"{name}, {network}, {member}, {row}", flush=True)
    together = np.mean(np.mean(found, axis=0).argmax(axis=1) == labels[test])
    mean, spread = np.mean(accuracies), np.std(accuracies)
    print(f"{name}, {network}, all, {mean:.3f} ± {spread:.3f}, ensemble {together:.3f}", flush=True)


if __name__ == "__main__":
    main()
