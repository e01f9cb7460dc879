"""One row a published figure, with what this run measures and a verdict."""

from typing import Any

import numpy as np
import pandas as pd

from craftbench.analyses.analysis import Analysis
from craftbench.analyses.joint import Joint
from craftbench.analyses.published.comparison import NOT_COMPARED, verdict_on
from craftbench.analyses.published.measured import ABOUT, measured
from craftbench.config.published_figure import PublishedFigure
from craftbench.stats.intervals import with_bounds

COLUMNS = (
    *("dataset", "arm", "family", "citation", "protocol", "measure", "class", "published"),
    *with_bounds("measured"),
    *("tolerance", "verdict", "reason", "published_training_size"),
    *(name for name in ABOUT if name != "family"),
    "note",
)
ANALYSIS = Analysis(
    name="published",
    needs="tables",
    caption="Figures that others published about an arm, beside what this run measures. A figure "
    "is reproduced if it lies in the 95 % interval of the measured value, or within the tolerance "
    "of its row.",
    columns=COLUMNS,
)


def published(joint: Joint) -> pd.DataFrame:
    """One row for each figure under ``published`` in the cards that run.

    Returns
    -------
    DataFrame
        ``published`` is what the source printed; ``measured`` what this run measures; ``verdict``
        is ``reproduced``, ``not reproduced`` or ``cannot be compared``, and ``reason`` says why.
        Rows with a measured value come first; otherwise the order is that of the cards. Without
        rows if no card has published figures.
    """
    rows = [
        _row(joint, dataset, arm, PublishedFigure.model_validate(figure))
        for dataset, arms in joint.published.items()
        for arm, figures in arms.items()
        for figure in figures
    ]
    rows.sort(key=lambda row: np.isnan(row["measured"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(joint: Joint, dataset: str, arm: str, figure: PublishedFigure) -> dict[str, Any]:
    found = measured(joint, dataset, arm, figure.measure, figure.of, figure.training_size)
    if figure.not_comparable or found.missing:
        both = [text for text in (figure.not_comparable, found.missing) if text]
        verdict, reason = NOT_COMPARED, "; ".join(both)
    else:
        verdict, reason = verdict_on(
            figure.value, found.value, found.low, found.high, figure.tolerance
        )
    return {
        "dataset": dataset,
        "arm": arm,
        **dict.fromkeys(ABOUT, pd.NA),
        **found.about,
        "citation": figure.source,
        "protocol": figure.protocol,
        "measure": figure.measure,
        "class": figure.of or "",
        "published": figure.value,
        "measured": found.value,
        "measured_low": found.low,
        "measured_high": found.high,
        "tolerance": np.nan if figure.tolerance is None else figure.tolerance,
        "verdict": verdict,
        "reason": reason,
        "published_training_size": figure.training_size or pd.NA,
        "note": figure.note,
    }
