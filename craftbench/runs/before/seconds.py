"""CPU seconds of a run by kind of work, from what was measured on a few samples."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from craftbench.config.budget import candidates_of_arms
from craftbench.config.configuration import Config
from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.protocol.folds import fold_count
from craftbench.protocol.subsets import largest_size
from craftbench.runs.before.arms import TriedArms
from craftbench.runs.before.classifiers import FitTimes

OF_JOB, OF_NETWORK_JOB = 1.5, 6.0
"""Start of a job, without and with TensorFlow. Like the constants below from the benchmark files of
the default run, on one of two cores (docs/own-data.md)."""
OF_STUDY, OF_PAGE = 16.0, 25.0
"""What hardly depends on the samples: scores, comparisons, designs and figures of a data set; the
joint tables, the report and the primer."""
USUAL_EPOCHS = 45
"""Median length of the search of a network in the default run and on 12,000 photographs."""
FINAL_SHARE = 0.55
"""Mean length of the final fit of a network, as a share of its search."""
EVALUATED = 1 / 3
"""Cost of a sample that is predicted, beside one that is trained on: a pass without gradients."""
IMPORTANCE_FITS = 20
"""Classifiers that are fitted for the importance of features and the short rule."""
FAMILIES = ("hand-crafted", "fixed-filter", "pretrained", "learned")


@dataclass(frozen=True)
class Seconds:
    """CPU seconds by kind of work; of networks if they end early, as usual, or late."""

    features: float
    classifiers: float
    networks: tuple[float, float, float]
    analyses: float

    @property
    def whole(self) -> tuple[float, float, float]:
        """Of the whole run."""
        early, usual, late = (self.features + self.classifiers + self.analyses,) * 3
        return early + self.networks[0], usual + self.networks[1], late + self.networks[2]


@dataclass(frozen=True)
class Run:
    """Samples of one run of an arm: fits of the search, the final fit, and what is predicted."""

    searched: tuple[float, ...]
    final: float
    predicted: float


def seconds_of(
    contest: Contest, table: pd.DataFrame, config: Config, tried: TriedArms, levels: int
) -> Seconds:
    """The work of a whole run of one data set.

    Parameters
    ----------
    contest : Contest
        With the sizes and repeats of the budget.
    table : DataFrame
        Samples with ``role`` and, where there are groups, ``group``.
    config : Config
        Training, tuning and analyses.
    tried : TriedArms
        What was measured.
    levels : int
        Corrupted versions of each test sample that robustness is tested on.
    """
    features = sum(tried.seconds_per_sample.values()) * len(table)
    features += OF_JOB / 3 * len(tried.seconds_per_sample)
    classifiers = sum(
        seconds_of_classifier(contest, table, config, arm, times)
        for arm, times in tried.fits.items()
    )
    networks = (0.0, 0.0, 0.0)
    for arm, measured in tried.networks.items():
        own = seconds_of_network(contest, table, config, arm, measured["seconds"])
        networks = (networks[0] + own[0], networks[1] + own[1], networks[2] + own[2])
    analyses = OF_STUDY + OF_PAGE + _refits(contest, table, config, tried)
    analyses += _examined(contest, table, config, tried, levels)
    return Seconds(features, classifiers, networks, analyses)


def seconds_of_classifier(
    contest: Contest, table: pd.DataFrame, config: Config, arm: str, times: FitTimes
) -> float:
    """Of the job of an arm that is a classifier; the other parameters as in `seconds_of`."""
    runs = [_run(contest, table, size) for size in contest.training_sizes]
    candidates = candidates_of_arms(contest, config.tuning.candidates)[arm]
    of_fits = _fits(runs, times.of, candidates, contest.refit)
    of_predictions = sum(run.predicted for run in runs) * times.predicted
    return OF_JOB + contest.repeats * (of_fits + of_predictions)


def seconds_of_network(
    contest: Contest, table: pd.DataFrame, config: Config, arm: str, update: float
) -> tuple[float, float, float]:
    """Of the job of an arm that is a network, whose update takes so long.

    All its trainings end as early as the rule allows, as usual, or as late.
    """
    runs = [_run(contest, table, size) for size in contest.training_sizes]
    candidates = candidates_of_arms(contest, config.tuning.candidates)[arm]
    return _of_network(contest, runs, config.training, update, candidates)


def _run(contest: Contest, table: pd.DataFrame, size: int) -> Run:
    pool = table[table["role"] == "pool"]
    trained = size * len(pool) / largest_size(pool)
    share = contest.validation_share
    folds = fold_count(contest.validation_folds, size, share, "group" in pool)
    part = trained * (1 - 1 / folds if folds > 1 else 1 - share)
    return Run((part,) * folds, trained, trained + len(table) - len(pool))


def _fits(
    runs: list[Run], seconds: Callable[[float], float], candidates: int, refit: bool
) -> float:
    """Of the fits of one repeat at all sizes."""
    return sum(
        candidates * sum(map(seconds, run.searched)) + (seconds(run.final) if refit else 0)
        for run in runs
    )


def _of_network(
    contest: Contest,
    runs: list[Run],
    training: Training,
    update: float,
    candidates: int,
) -> tuple[float, float, float]:
    """Of all trainings of an arm: ended as early as the rule allows, as usual, and as late."""
    found = []
    fewest = min(training.warm_up + training.patience, training.epochs)
    usual = min(max(USUAL_EPOCHS, fewest), training.epochs * (1 + training.decay))
    for searched, final in (
        (fewest * (1 + training.decay), training.warm_up),
        (usual, FINAL_SHARE * usual),
        (training.epochs * (1 + training.decay),) * 2,
    ):
        total = 0.0
        for run in runs:
            per_epoch = float(sum(_updates(part, training) for part in run.searched))
            per_epoch += (
                len(run.searched)
                * EVALUATED
                * ((run.final - run.searched[0]) / training.batch_size)
            )
            total += candidates * searched * per_epoch
            # An epoch of the final fit has as many updates as one of the search.
            total += final * _updates(run.searched[0], training) if contest.refit else 0
            total += EVALUATED * run.predicted / training.batch_size
        found.append(OF_NETWORK_JOB + contest.repeats * total * update)
    return found[0], found[1], found[2]


def _updates(samples: float, training: Training) -> int:
    """Updates of an epoch: one pass, rounded up to whole blocks."""
    blocks = math.ceil(math.ceil(samples / training.batch_size) / training.block_updates)
    return blocks * training.block_updates


def _of_families(contest: Contest, cost: dict[str, float]) -> float:
    """Mean over the arms of each family, summed: any of them may represent it."""
    means = []
    for family in FAMILIES:
        own = [cost[arm] for arm in contest.arms if contest.family(arm) == family and arm in cost]
        means += [sum(own) / len(own)] if own else []
    return sum(means)


def _refits(contest: Contest, table: pd.DataFrame, config: Config, tried: TriedArms) -> float:
    """The experiments on overfitting: true and shuffled labels at the middle size."""
    settings = config.analyses.refits
    middle = contest.training_sizes[len(contest.training_sizes) // 2]
    part = min(_run(contest, table, middle).searched[0], settings.training_samples)
    repeats, shares = min(settings.repeats, contest.repeats), len(settings.shuffled_shares)
    cost = {arm: shares * repeats * times.of(part) for arm, times in tried.fits.items()}
    training = config.training
    most = min(settings.epochs or training.epochs, training.epochs) * (1 + training.decay)
    epochs = min(most, USUAL_EPOCHS * 1.5)
    again = shares * min(settings.network_repeats, repeats)
    for arm, measured in tried.networks.items():
        cost[arm] = again * epochs * _updates(part, training) * measured["seconds"]
    return OF_NETWORK_JOB * bool(tried.networks) + _of_families(contest, cost)


def _examined(
    contest: Contest, table: pd.DataFrame, config: Config, tried: TriedArms, levels: int
) -> float:
    """Robustness, importance and attributions."""
    settings, test = config.analyses, int((table["role"] == "test").sum())
    corrupted = levels * min(settings.robustness.test_samples, test)
    cost = {}
    for arm, times in tried.fits.items():
        own = sum(tried.seconds_per_sample.get(one, 0) for one in contest.feature_sets(arm))
        repeats = min(settings.robustness.repeats, contest.repeats)
        cost[arm] = corrupted * (own + repeats * times.predicted)
        if contest.family(arm) == "hand-crafted":
            most = _run(contest, table, contest.training_sizes[-1]).final
            cost[arm] += IMPORTANCE_FITS * times.of(min(most, settings.importance.training_samples))
    return OF_NETWORK_JOB * (1 + bool(tried.networks)) / 2 + _of_families(contest, cost)
