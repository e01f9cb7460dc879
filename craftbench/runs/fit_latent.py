"""Fitting of arms that are a classifier on the last hidden layer of a network."""

from dataclasses import replace
from functools import lru_cache, partial

import pandas as pd

from craftbench.runs import fit_network
from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitting import Fitted, Fitter, Fitting
from models.latent import penultimate
from models.latent_classifier import fit_latent_classifier


def fitter(task: ArmTask, data: ArmData) -> Fitter:
    """The fitter of a latent arm: its network is trained first, then its classifier is fitted.

    Raises
    ------
    CraftbenchError
        Naming the data set and the arm whose network cannot be built for its samples.
    """
    train_network = fit_network.fitter(task, data)
    model, classes = task.contest.model(task.arm), len(task.contest.classes)
    # All runs train the same network object: the extractor is built and traced once.
    extractor_of = lru_cache(maxsize=1)(penultimate)

    def fit(given: Fitting) -> tuple[Fitted, pd.DataFrame | None]:
        own = {name: value for name, value in given.setting.items() if name != "learning_rate"}
        x, y = given.train
        assert not isinstance(x, tuple)

        def classify(network):
            extractor, build = extractor_of(network.model), partial(model.build, **own)
            weights = task.contest.weighting(task.arm)
            facts = network.training_facts
            return fit_latent_classifier(
                extractor, facts, build, given.seed, x, y, classes, weights
            )

        def classify_too(network):
            given.after_all_epochs(classify(network))

        network, history = train_network(
            replace(given, after_all_epochs=given.after_all_epochs and classify_too)
        )
        return classify(network), history

    return fit
