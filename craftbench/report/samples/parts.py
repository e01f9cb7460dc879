"""What the templates of a data set are given of its samples."""

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from craftbench.report.facts import DatasetFacts
from craftbench.report.samples.importance import (
    importance_on_image,
    readable_features,
    rule_is_better,
    rule_sentence,
)
from craftbench.report.samples.section import section

FILTERS = {
    "readable_features": readable_features,
    "rule_is_better": rule_is_better,
    "rule_sentence": rule_sentence,
}
"""Filters of the templates."""
NO_PARTS = {"samples": Markup(""), "on_image": Markup("")}


def sample_parts(
    dataset: str, folder: Path, facts: DatasetFacts, importance: pd.DataFrame | None
) -> dict[str, Markup]:
    """``samples``: the confusion matrices with their samples; ``on_image``: importance on an image.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    folder : Path
        Holds ``shown_samples.json``.
    facts : DatasetFacts
    importance : DataFrame or None
        ``importance.csv`` of all data sets.
    """
    own = pd.DataFrame(columns=["dataset", "kind"]) if importance is None else importance
    return {
        "samples": section(dataset, folder, facts),
        "on_image": importance_on_image(own[own["dataset"] == dataset], folder),
    }
