"""How often claims are decided in simulated studies where the truth is exactly at the threshold.

python performance/claim_error_rates.py [studies]
"""

import sys

import numpy as np
import pandas as pd

from craftbench.analyses.data_needs.crossing import crossing
from craftbench.analyses.overfitting.excess_risk import excess_risk
from craftbench.analyses.study import Study
from craftbench.analyses.verdict.findings import NOT_DECIDED, above
from performance.simulated_decisions import SIZES, World

STUDIES = 500
WORLDS = (
    *(World(groups, 60, skewed) for groups in (4, 9, 22) for skewed in (False, True)),
    World(450, 1, False),
)
RISING = (-1.2, -0.5, 0.0)
"""Logits of every family's curve, by size."""
OURS, THEIRS = "hand0", "lear0"


def decided_under_the_null(world: World, count: int, seed: int = 0) -> dict[str, float]:
    """Shares of studies with equally good families in which a claim is decided, either way.

    Returns
    -------
    dict
        ``difference``: a paired difference between two arms, as behind the claims interpretable,
        adjustable and overfits the design set; ``data ratio``, ``excess risk`` and ``excess
        drop``: those behind needs little data, overfits more than a network and does not carry
        over.
    """
    shifts = dict.fromkeys(("hand-crafted", "learned", "hybrid"), RISING)
    found = []
    for number in range(count):
        here, there = (
            world.study(shifts, np.random.default_rng([seed, number, place])) for place in (0, 1)
        )
        ratio = crossing(here).query("family == 'learned'").iloc[0]
        verdicts = {
            "difference": above(_difference(here), "difference", 0.0),
            "data ratio": above(ratio, "mean_data_ratio", 1.0),
            "excess risk": above(excess_risk(here).iloc[0], "difference", 0.0),
            "excess drop": above(_excess_drop(here, there), "excess", 0.0),
        }
        found.append({name: verdict != NOT_DECIDED for name, verdict in verdicts.items()})
    return dict(pd.DataFrame(found).mean())


def _difference(study: Study) -> pd.Series:
    found = study.bootstrap.bounded_difference(
        "difference", *study.differences(OURS, THEIRS, SIZES[-1])
    )
    return pd.Series(found | {"repeats": study.contest.repeats})


def _excess_drop(here: Study, there: Study) -> pd.Series:
    """As in `cross_dataset`: groups of the two data sets are drawn independently."""
    observed, drawn = here.differences(OURS, THEIRS, SIZES[-1])
    other, drawn_other = there.differences(OURS, THEIRS, SIZES[-1])
    order = np.random.default_rng(0).permutation(len(drawn))
    bootstrap = here.bootstrap
    found = bootstrap.bounded_difference("excess", observed - other, drawn - drawn_other[order])
    return pd.Series(found | {"repeats": here.contest.repeats})


def main(count: int) -> None:
    rows = {world.name: decided_under_the_null(world, count) for world in WORLDS}
    print(pd.DataFrame(rows).T.round(3).to_markdown())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES)
