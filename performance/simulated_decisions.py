"""Simulated studies with known accuracies, for the error rates of intervals and decisions."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from craftbench.analyses.arm_result import ArmResult
from craftbench.analyses.selection import Selection
from craftbench.analyses.study import Study
from craftbench.analyses.test_predictions import TestPredictions
from craftbench.config.contest import Contest
from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.metrics import scores

SIZES = (10, 30, 90)
FAMILIES = {"hand-crafted": 3, "learned": 2, "hybrid": 1}
"""Number of exchangeable arms of each family; noisy validation selects one of them."""
_SETTINGS = {
    "hand-crafted": {"representation": ["hog"], "model": "rbf_svm"},
    "learned": {"representation": ["pixels"], "model": "lenet5"},
    "hybrid": {"representation": ["hog", "pixels"], "model": "lenet5"},
}
_EVEN, _BAD_SHARE, _GOOD, _BAD = 2.7, 0.15, 4.0, 0.4
"""Logits of the accuracy: even groups; and the share and the logits of good and bad groups."""


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


@dataclass(frozen=True)
class World:
    """How studies are made.

    The logit of an arm's accuracy on a group is the sum of an effect of the group, which all arms
    share, of the arm on the group, of the training (one for each arm, size and repeat, shared by
    nothing else), of the training on the group, and of the arm's family. A group of `samples`
    counts binomially. With one sample a group, groups are samples.

    Parameters
    ----------
    groups, samples : int
        Test groups, and samples in each.
    skewed : bool
        Whether 15 % of the groups are bad (accuracy about 0.6) and the others good; groups are
        even otherwise. Overall accuracy is about 0.92 in both.
    rare : float
        Share of a second class, Beta-distributed over the groups with most of it in few of them, so
        that the metric is macro F1; 0 for accuracy. Both classes are equally hard.
    repeats, resamples : int
    sd_arm_group, sd_training, sd_both : float
        Standard deviations of the effects on the logit.
    """

    groups: int
    samples: int
    skewed: bool
    rare: float = 0.0
    repeats: int = 3
    resamples: int = 500
    sd_arm_group: float = 0.3
    sd_training: float = 0.25
    sd_both: float = 0.3

    @property
    def name(self) -> str:
        suffix = f", macro F1, {self.rare:.0%} rare" if self.rare else ""
        if self.samples == 1:
            return f"{self.groups} samples{suffix}"
        return f"{self.groups} {'skewed' if self.skewed else 'even'} groups{suffix}"

    @property
    def arms(self) -> dict[str, str]:
        """Family of each arm."""
        return {f"{f[:4]}{i}": f for f, count in FAMILIES.items() for i in range(count)}

    @cached_property
    def contest(self) -> Contest:
        return Contest.model_validate(
            {
                "classes": ["a", "b"],
                "metric": "macro_f1" if self.rare else "accuracy",
                "training_sizes": list(SIZES),
                "repeats": self.repeats,
                "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
                "arms": {arm: _SETTINGS[family] for arm, family in self.arms.items()},
            }
        )

    @cached_property
    def _table(self) -> pd.DataFrame:
        pool = 2 * SIZES[-1]
        table = pd.DataFrame({"label": "a", "source": "", "role": ["pool"] * pool})
        test = pd.DataFrame({"label": "a", "source": "", "role": ["test"] * self._n_test})
        if self.samples > 1:
            table["group"] = [f"p{i}" for i in range(pool)]
            test["group"] = np.repeat([f"t{i}" for i in range(self.groups)], self.samples)
        return pd.concat([table, test], ignore_index=True)

    @property
    def _n_test(self) -> int:
        return self.groups * self.samples

    @cached_property
    def _bootstrap(self) -> Bootstrap:
        return Bootstrap(np.repeat(np.arange(self.groups), self.samples), self.resamples, seed=1)

    @cached_property
    def _runs(self) -> pd.DataFrame:
        index = pd.MultiIndex.from_product(
            [SIZES, range(self.repeats), ["train", "validation", "test"]],
            names=["training_size", "repeat", "split"],
        )
        runs = index.to_frame(index=False)
        return runs.assign(fit_seconds=1.0, parameters=7, ended="solved", at_edge="", accuracy=1.0)

    def group_effects(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Logits of so many groups."""
        if self.samples == 1:
            return 4.5 + 2.5 * rng.standard_normal(count)
        if self.skewed:
            bad = rng.random(count) < _BAD_SHARE
            return np.where(bad, _BAD, _GOOD) + 0.2 * rng.standard_normal(count)
        return _EVEN + 0.4 * rng.standard_normal(count)

    def score(self, shift: float, count: int = 400_000) -> float:
        """Expected score of an arm whose logits are shifted, over groups and trainings."""
        rng = np.random.default_rng(99)
        sd = np.sqrt(self.sd_arm_group**2 + self.sd_training**2 + self.sd_both**2)
        effects = self.group_effects(count, rng) + sd * rng.standard_normal(count)
        right = float(logistic(effects + shift).mean())
        shares = np.array([1 - self.rare, self.rare])
        expected = [[shares[0] * right, shares[0] * (1 - right)]]
        expected += [[shares[1] * (1 - right), shares[1] * right]]
        return float(scores(np.array(expected))["macro_f1"]) if self.rare else right

    @cached_property
    def _accuracies(self) -> tuple[np.ndarray, np.ndarray]:
        shifts = np.linspace(-4, 0, 60)
        return shifts, np.array([self.score(shift, 100_000) for shift in shifts])

    def shift_for(self, difference: float) -> float:
        """Shift of the logits that lowers the expected score by `difference`."""
        shifts, accuracies = self._accuracies
        return float(np.interp(accuracies[-1] - difference, accuracies, shifts))

    def study(self, shifts: dict[str, tuple[float, ...]], rng: np.random.Generator) -> Study:
        """One study; `shifts` of the logits by family, one for each training size."""
        arms, sizes = list(self.arms), len(SIZES)
        per_family = np.array([shifts.get(self.arms[arm], (0.0,) * sizes) for arm in arms])
        shape = len(arms), sizes, self.repeats
        training = per_family[:, :, None] + self.sd_training * rng.standard_normal(shape)
        of_group = self.group_effects(self.groups, rng)
        of_group = of_group + self.sd_arm_group * rng.standard_normal((len(arms), self.groups))
        logits = training[..., None] + of_group[:, None, None]
        logits = logits + self.sd_both * rng.standard_normal((*shape, self.groups))
        chance = np.repeat(logistic(logits), self.samples, axis=-1)
        correct = rng.random(chance.shape) < chance
        # Forty validation samples, of other groups.
        others = self.group_effects(40, rng) + training[..., None]
        validation = (rng.random(others.shape) < logistic(others)).mean(axis=(2, 3))
        return self._as_study(arms, correct, self._true(rng), validation)

    def _true(self, rng: np.random.Generator) -> np.ndarray:
        """Class codes of the test samples."""
        if self.samples == 1:
            return (rng.random(self._n_test) < self.rare).astype(np.int64)
        share = rng.beta(3 * self.rare, 3 - 3 * self.rare, self.groups) if self.rare else 0.0
        return (rng.random((self.samples, self.groups)) < share).T.ravel().astype(np.int64)

    def _as_study(
        self, arms: list[str], correct: np.ndarray, true: np.ndarray, validation: np.ndarray
    ) -> Study:
        families = np.array([self.arms[arm] for arm in arms])
        rows = [
            (size, "family", family, arms[own[validation[own, number].argmax()]])
            for number, size in enumerate(SIZES)
            for family in FAMILIES
            for own in [np.flatnonzero(families == family)]
        ]
        selection = pd.DataFrame(rows, columns=["training_size", "purpose", "family", "arm"])
        table = self._table.copy()
        table.loc[len(table) - self._n_test :, "label"] = np.array(["a", "b"])[true]
        study = Study(
            dataset="simulated",
            contest=self.contest,
            samples=table,
            arms={arm: ArmResult(self._runs, pd.DataFrame()) for arm in arms},
            selection=Selection(selection),
            extraction=pd.DataFrame({"feature_set": "hog", "seconds_per_sample": [0.001]}),
            resamples=self.resamples,
            seed=0,
        )
        samples = np.arange(len(self._table) - self._n_test, len(self._table))
        given = {
            (arm, size): TestPredictions(
                samples=samples,
                true=true,
                predicted=np.where(correct[a, s], true, 1 - true),
                repeats=np.arange(self.repeats),
            )
            for a, arm in enumerate(arms)
            for s, size in enumerate(SIZES)
        }
        study.__dict__.update(predictions=given, bootstrap=self._bootstrap)
        return study
