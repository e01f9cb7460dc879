"""The report: one page that opens offline."""

import base64

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from benchmark.cards import Card
from benchmark.config import Config

SCORES = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_f1": "macro F1",
}


def render_report(
    config: Config,
    cards: dict[str, Card],
    tables: dict[str, pd.DataFrame],
    figures: dict[tuple[str, str], bytes],
    rejected: dict[str, pd.DataFrame],
) -> str:
    """HTML of the whole report; everything from the data is escaped.

    Parameters
    ----------
    config, cards
        What was run.
    tables : dict of DataFrame
        The comparison tables over all data sets, by name.
    figures : dict of bytes
        SVG images by data set and name.
    rejected : dict of DataFrame
        What could not be used, by data set.
    """
    environment = Environment(
        loader=PackageLoader("benchmark"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        estimate=_estimate, seconds=_seconds, count=_count, data_uri=_data_uri
    )
    sections = [
        _section(dataset, card, tables, figures, rejected[dataset])
        for dataset, card in cards.items()
    ]
    return environment.get_template("report.html.j2").render(
        config=config, sections=sections, scores=SCORES
    )


def _section(
    dataset: str,
    card: Card,
    tables: dict[str, pd.DataFrame],
    figures: dict[tuple[str, str], bytes],
    rejected: pd.DataFrame,
) -> dict:
    own = {name: table[table["dataset"] == dataset] for name, table in tables.items()}
    accuracy = own["accuracy"].sort_values("accuracy", ascending=False)
    order = list(accuracy["arm"])
    overfitting = own["overfitting"]
    return {
        "dataset": dataset,
        "card": card,
        "counts": _counts_by_class(own["datasets"], card.classes),
        "accuracy": accuracy.to_dict("records"),
        "overfitting": [overfitting[overfitting["arm"] == arm].to_dict("records") for arm in order],
        "cost": own["cost"].set_index("arm").loc[order].reset_index().to_dict("records"),
        "per_class": {
            arm: own["accuracy_per_class"].query("arm == @arm").to_dict("records") for arm in order
        },
        "rejected": rejected["reason"].value_counts().to_dict(),
        "shows_heights": card.source.kind in ("depth_folder", "simulated_parcels"),
        "hardest": len(own["hardest"]),
        "figures": {name: svg for (owner, name), svg in figures.items() if owner == dataset},
    }


def _counts_by_class(counts: pd.DataFrame, classes: list[str]) -> list[dict]:
    """One row a class: its samples and groups in the pool and in the test part."""
    of_role = {role: rows.set_index("class") for role, rows in counts.groupby("role")}
    return [
        {"class": name, **{role: rows.loc[name] for role, rows in of_role.items()}}
        for name in classes
    ]


def _estimate(row: dict, name: str, digits: int = 3) -> str:
    """``0.912 (0.893–0.930)``, or a dash where the estimate does not exist."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if pd.isna(value):
        return "–"
    if pd.isna(low):
        return f"{value:.{digits}f}"
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def _seconds(value: float) -> str:
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e6:.2g} µs" if value else "none"


def _count(value: float | None) -> str:
    return "–" if pd.isna(value) else f"{value:,.0f}"


def _data_uri(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")
