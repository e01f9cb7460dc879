"""Random-label fit: accuracy after a share of the training labels was shuffled."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.refits import Refits
from craftbench.analyses.refitted_scores import about_refits
from craftbench.stats.intervals import bounded, with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "training", "shuffled_share", "training_size", "size_unit"),
    *("train_samples", "repeats", "n_test", "test_groups"),
    *with_bounds("train_accuracy", "test_accuracy", "accuracy_drop"),
    *("ended", "interval", "note"),
)
ANALYSIS = Analysis(
    name="random_label_fit",
    needs="refits",
    caption="Accuracy of the selected arm of each family after a share of its training labels was "
    "shuffled: on those training labels, and on true test labels.",
    columns=COLUMNS,
)


def random_label_fit(refits: Refits) -> pd.DataFrame:
    """One row an arm, kind of training and share of shuffled labels.

    ``accuracy_drop`` is the test accuracy without shuffled labels minus this one, in the same
    repeat. Intervals of ``train_accuracy`` cover repeats only. ``ended`` says how trainings ended,
    in how many repeats: where the budget ran out, a network might have memorised more.
    """
    bootstrap = refits.bootstrap
    rows = []
    for family in refits.arms:
        fits, about = refits.found(family).by_training, about_refits(refits, family)
        for (training, share), fit in fits.items():
            drop = fits[training, 0.0].test.astype(float) - fit.test
            rows.append(
                {
                    **about,
                    **{"training": training, "shuffled_share": share},
                    "ended": _counted(fit.ended),
                    **bootstrap.bounded_over_repeats("train_accuracy", fit.train),
                    **bootstrap.bounded("test_accuracy", *bootstrap.means(fit.test)),
                    # Without shuffled labels, the drop from itself is exactly 0.
                    **(
                        bootstrap.bounded_difference("accuracy_drop", *bootstrap.means(drop))
                        if share
                        else bounded("accuracy_drop", 0.0, (0.0, 0.0))
                    ),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _counted(ended: Sequence[str]) -> str:
    """Each ending with the number of repeats that had it, unless all had the same."""
    counts = Counter(ended)
    if len(counts) == 1:
        return ended[0]
    return "; ".join(f"{reason} ({count} of {len(ended)})" for reason, count in counts.items())
