"""Coverage of the intervals of accuracies and of differences, on studies with known truth.

python performance/interval_coverage.py [studies]
"""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd

from craftbench.stats.bootstrap import Bootstrap
from craftbench.stats.intervals import interval
from performance.interval_sharpness import PATIENTS, logistic

STUDIES, RESAMPLES = 500, 600
MEAN, SD_BOTH = 2.0, 0.5
"""Mean logit of the accuracy, and standard deviation of the effects of a patient in a repeat."""
TRAININGS = (
    *((22, 100, repeats, 1.0, sd) for sd in (0.3, 1.0) for repeats in (3, 5)),
    (450, 1, 3, 2.5, 0.1),
    (450, 1, 3, 2.5, 0.5),
    (450, 1, 5, 2.5, 0.3),
    (30, 20, 3, 0.7, 0.3),
    (22, 100, 1, 1.0, 0.3),
)
"""Groups, samples in each, repeats, and standard deviations over groups and over repeats."""
PATIENT_SAMPLES = 100
UNEVEN: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = PATIENTS | {
    "logit 4.0, SD 2.0": lambda rng, n: 4 + 2 * rng.standard_normal(n)
}
WIDE = 10**6


def of_trainings(
    groups: int, samples: int, repeats: int, sd_group: float, sd_repeat: float, studies: int
) -> dict[str, float]:
    """Coverage where trainings vary: of an accuracy, of percentiles, and of a difference of 0."""
    rng = np.random.default_rng([groups, samples, repeats, round(10 * sd_repeat)])
    bootstrap = Bootstrap(np.arange(groups), RESAMPLES, seed=0)
    if samples > 1:
        bootstrap = Bootstrap(np.repeat(np.arange(groups), 2), RESAMPLES, seed=0)
    sd = np.sqrt(sd_group**2 + sd_repeat**2 + SD_BOTH**2)
    truth = logistic(MEAN + sd * rng.standard_normal(WIDE)).mean()
    found = []
    for _ in range(studies):
        effect = MEAN + sd_group * rng.standard_normal(groups)
        ours, theirs = (
            rng.binomial(
                samples,
                logistic(
                    effect
                    + sd_repeat * rng.standard_normal((repeats, 1))
                    + SD_BOTH * rng.standard_normal((repeats, groups))
                ),
            )
            / samples
            for _ in range(2)
        )
        observed, drawn = bootstrap.means(_rows(ours, bootstrap))
        other, drawn_other = bootstrap.means(_rows(theirs, bootstrap))
        low, high = bootstrap.interval(observed, drawn)
        places = rng.integers(repeats, size=(RESAMPLES, repeats))
        plain = np.take_along_axis(drawn, places, axis=1).mean(axis=1)
        difference = bootstrap.bounded_difference("d", observed - other, drawn - drawn_other)
        found.append(
            {
                "accuracy": low <= truth <= high,
                "percentile": np.quantile(plain, 0.025) <= truth <= np.quantile(plain, 0.975),
                "difference": difference["d_low"] <= 0 <= difference["d_high"],
            }
        )
    return dict(pd.DataFrame(found).mean())


def of_patients(
    groups: int, effects: Callable[[np.random.Generator, int], np.ndarray], studies: int
) -> tuple[float, float]:
    """Coverage with one training, without and with the group that was not seen."""
    rng = np.random.default_rng(groups)
    bootstrap = Bootstrap(np.arange(groups), RESAMPLES, seed=0)
    truth = logistic(effects(rng, WIDE)).mean()
    found = []
    for _ in range(studies):
        scores = rng.binomial(PATIENT_SAMPLES, logistic(effects(rng, groups))) / PATIENT_SAMPLES
        observed, drawn = bootstrap.means(scores[None])
        bounds = interval(bootstrap.draws(observed, drawn, (0, 1)))
        with_unseen = bootstrap.interval(observed, drawn)
        found.append([low <= truth <= high for low, high in (bounds, with_unseen)])
    plain, covered = np.mean(found, axis=0)
    return float(plain), float(covered)


def _rows(values: np.ndarray, bootstrap: Bootstrap) -> np.ndarray:
    """One value for each row of the bootstrap, from one for each group."""
    return values[:, bootstrap.group]


def main(studies: int) -> None:
    """Print both tables of docs/statistics.md."""
    rows = []
    for groups, samples, repeats, sd_group, sd_repeat in TRAININGS:
        about = {"groups × samples": f"{groups} × {samples}", "repeats": repeats}
        about |= {"SD patient, repeat": f"{sd_group}, {sd_repeat}"}
        given = groups, samples, repeats, sd_group, sd_repeat, studies
        rows.append(about | of_trainings(*given))
    print(pd.DataFrame(rows).to_markdown(index=False, floatfmt=".3f"))
    table = {
        name: {
            f"{part}{groups}": value
            for groups in (9, 14, 22)
            for part, value in zip(
                ("plain, ", "with it, "), of_patients(groups, effects, studies), strict=True
            )
        }
        for name, effects in UNEVEN.items()
    }
    print(pd.DataFrame(table).T.to_markdown(floatfmt=".2f"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES)
