"""The points of the reliability diagrams of a data set."""

import pandas as pd

from craftbench.analyses.accuracy.calibration import reliability
from craftbench.analyses.study import Study
from craftbench.analyses.verdict.verdict import FAMILIES

COLUMNS = (
    *("dataset", "arm", "family", "bin", "n"),
    *("confidence", "accuracy", "accuracy_low", "accuracy_high"),
)


def reliability_of_best(study: Study) -> pd.DataFrame:
    """`craftbench.analyses.accuracy.calibration.reliability` of each family's best arm by validation, largest size."""
    parts = []
    for family in FAMILIES:
        arm = study.best_arm(family, study.largest_size)
        if arm is not None:
            points = reliability(study, arm)
            parts.append(points.assign(dataset=study.dataset, arm=arm, family=family))
    found = [part for part in parts if len(part)]
    return pd.concat(found)[list(COLUMNS)] if found else pd.DataFrame(columns=COLUMNS)
