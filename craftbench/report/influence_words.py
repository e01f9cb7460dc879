"""Test groups that decide a verdict, in words."""

import pandas as pd

MOST_NAMED = 5


def influence_sentences(influence: pd.DataFrame) -> list[str]:
    """One sentence a training size whose verdict changes if a test group is left out.

    Parameters
    ----------
    influence : DataFrame
        The rows of one data set, by rising size and falling influence.
    """
    changing = influence[influence["changes_verdict"].astype(bool)]
    return [
        f"Trained on {size:g} {rows['size_unit'].iloc[0]}, the verdict "
        f"({rows['choice'].iloc[0]}) depends on single test groups: {_without(rows)}."
        for size, rows in changing.groupby("training_size")
    ]


def _without(rows: pd.DataFrame) -> str:
    named = [
        f"without {row['group']} ({row['n_left_out']:g} samples), it is {row['choice_without']} "
        f"(difference {row['difference_without']:+.3f} instead of {row['difference']:+.3f})"
        for row in rows.head(MOST_NAMED).to_dict("records")
    ]
    more = len(rows) - MOST_NAMED
    return "; ".join([*named, f"and so for {more} more"] if more > 0 else named)
