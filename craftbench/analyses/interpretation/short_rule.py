"""How much of a hand-crafted arm's score a rule on at most five features keeps."""

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
from craftbench.analyses.refitted_scores import about_refits, refitted_scores
from craftbench.stats.intervals import with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "training_size", "size_unit", "train_samples", "repeats"),
    *("n_test", "test_groups", "features", "most_features", "stability", "metric"),
    *with_bounds("score", "rule_score", "score_loss", "skill"),
    *("interval", "note"),
)
ANALYSIS = Analysis(
    name="short_rule",
    needs="refits",
    caption="Score, by the primary metric, of a decision tree on at most five features beside that "
    "of the selected hand-crafted arm, and how far its features are the same in other repeats.",
    columns=COLUMNS,
)


def short_rule(refits: Refits) -> pd.DataFrame:
    """One row: the rule beside the arm, fitted on the same samples; none without such an arm.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``features`` are those of the first repeat, with their units, in the order in
        which they were chosen. By the primary ``metric``, ``score_loss`` is the score of the arm
        minus that of the rule, ``skill`` the score of the rule minus that of always predicting the
        most frequent class, both within each repeat. ``stability`` is the mean Jaccard index
        between the features of two repeats; correlated features count as the same.
    """
    if FAMILY not in refits.arms:
        return pd.DataFrame(columns=list(COLUMNS))
    given, scores = RefittedFeatures(refits), refitted_scores(refits)
    block_of = {int(i): number for number, block in enumerate(given.blocks) for i in block}
    chosen, rule, usual = [], [], []
    for parts in refits.repeats:
        own = given.of(parts)
        blocks = strongest_blocks(*own.train, given.blocks, SCREENED)
        candidates = [int(block[0]) for block in blocks]
        columns, tree = rule_on_few_features(
            own.train, own.validation, candidates, scores.classes, scores.score
        )
        used = [c for c, v in zip(columns, tree.feature_importances_, strict=True) if v > 0]
        chosen.append(used)
        x, y = own.test
        rule.append(tree.predict(x[:, columns]))
        usual.append(np.full(len(y), np.bincount(own.train[1]).argmax()))
    by_rule, by_class = np.array(rule), np.array(usual)
    by_arm = refits.found(FAMILY).usual.predicted
    row: dict[str, Any] = {
        **about_refits(refits, FAMILY),
        "features": "; ".join(refits.with_unit(given.names[i]) for i in chosen[0]),
        "most_features": MOST_FEATURES,
        "stability": mean_overlap([{block_of[i] for i in own} for own in chosen]),
        "metric": scores.metric.name,
        **scores.bounded("score", by_arm),
        **scores.bounded("rule_score", by_rule),
        **scores.bounded_difference("score_loss", by_arm, by_rule),
        **scores.bounded_difference("skill", by_rule, by_class),
    }
    return pd.DataFrame([row], columns=list(COLUMNS))
