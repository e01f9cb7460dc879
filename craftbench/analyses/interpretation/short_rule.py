"""How much of a hand-crafted arm's accuracy a rule on at most five features keeps."""

from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.interpretation.few_features import (
    MOST_FEATURES,
    SCREENED,
    mean_overlap,
    rule_on_few_features,
    strongest_blocks,
)
from craftbench.analyses.interpretation.refitted_features import FAMILY, RefittedFeatures
from craftbench.analyses.refits import Refits
from craftbench.stats.intervals import with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "train_samples", "repeats"),
    *("n_test", "test_groups", "features", "most_features", "stability"),
    *with_bounds("accuracy", "rule_accuracy", "accuracy_loss", "skill"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="short_rule",
    needs="refits",
    caption="Accuracy of a decision tree on at most five features beside that of the selected "
    "hand-crafted arm, and how far its features are the same in other repeats.",
    columns=COLUMNS,
)


def short_rule(refits: Refits) -> pd.DataFrame:
    """One row: the rule beside the arm, fitted on the same samples; none without such an arm.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``features`` are those of the first repeat, with their units, in the order in
        which they were chosen. ``accuracy_loss`` is the accuracy of the arm minus that of the
        rule, ``skill`` the accuracy of the rule minus that of the most frequent class, both within
        each repeat. ``stability`` is the mean Jaccard index between the features of two repeats;
        correlated features count as the same.
    """
    if FAMILY not in refits.arms:
        return pd.DataFrame(columns=list(COLUMNS))
    given, y_codes = RefittedFeatures(refits), len(refits.contest.classes)
    block_of = {int(i): number for number, block in enumerate(given.blocks) for i in block}
    chosen, right, usual = [], [], []
    for parts in refits.repeats:
        own = given.of(parts)
        blocks = strongest_blocks(*own.train, given.blocks, SCREENED)
        candidates = [int(block[0]) for block in blocks]
        columns, tree = rule_on_few_features(own.train, own.validation, candidates, y_codes)
        used = [c for c, v in zip(columns, tree.feature_importances_, strict=True) if v > 0]
        chosen.append(used)
        x, y = own.test
        right.append(tree.predict(x[:, columns]) == y)
        usual.append(y == np.bincount(own.train[1]).argmax())
    arm = refits.found(FAMILY).usual.test.astype(float)
    rule, majority = np.array(right, float), np.array(usual, float)
    bootstrap, repeats = refits.bootstrap, refits.repeats
    row: dict[str, Any] = {
        "dataset": refits.dataset,
        "arm": given.arm,
        "family": FAMILY,
        "training_size": refits.training_size,
        "size_unit": refits.size_unit,
        "train_samples": np.mean([len(parts.train) for parts in repeats]),
        "repeats": len(repeats),
        "n_test": len(repeats[0].test),
        "test_groups": bootstrap.groups if refits.has_groups else pd.NA,
        "features": "; ".join(refits.with_unit(given.names[i]) for i in chosen[0]),
        "most_features": MOST_FEATURES,
        "stability": mean_overlap([{block_of[i] for i in own} for own in chosen]),
        **bootstrap.bounded("accuracy", *bootstrap.means(arm)),
        **bootstrap.bounded("rule_accuracy", *bootstrap.means(rule)),
        **bootstrap.bounded_difference("accuracy_loss", *bootstrap.means(arm - rule)),
        **bootstrap.bounded_difference("skill", *bootstrap.means(rule - majority)),
        "interval": bootstrap.covers(len(repeats)),
        "note": refits.limits_of_interval(FAMILY),
    }
    return pd.DataFrame([row], columns=list(COLUMNS))
