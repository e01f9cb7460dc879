"""What the report says about one data set."""

import pandas as pd

from craftbench.analyses.robustness.robustness import AREA
from craftbench.config.cards import Card
from craftbench.report.tables import ShownTable, shown_table
from craftbench.report.verdict_words import verdict_paragraph

OVERFITTING = {
    "memorisation": "Memorisation: shuffled training labels",
    "early_stopping": "Early stopping",
    "group_gap": "Known and new groups",
    "design_optimism": "Optimism of choosing on the design set",
    "tuning_optimism": "Optimism of tuning on the validation part",
}
MOST_BLOCKS = 10
BEST = ("best_hand_crafted", "best_learned", "best_hybrid")


def section(
    dataset: str,
    card: Card,
    tables: dict[str, pd.DataFrame],
    figures: dict[tuple[str, str], bytes],
    rejected: pd.DataFrame,
    rule: str,
) -> dict:
    """The values that the template ``dataset.html.j2`` names; parameters as in `render_report`."""
    own = {
        name: table[table["dataset"] == dataset]
        for name, table in tables.items()
        if "dataset" in table
    }
    own = {name: table for name, table in own.items() if len(table)}
    accuracy = own["accuracy"].sort_values("accuracy", ascending=False)
    order = list(accuracy["arm"])
    overfitting = own["overfitting"]
    return {
        "dataset": dataset,
        "card": card,
        "verdict": verdict_paragraph(own["verdict"], card.title) if "verdict" in own else "",
        "first": accuracy.iloc[0],
        "shown": _shown(own | {"accuracy": accuracy}),
        "overfitting": [overfitting[overfitting["arm"] == arm].to_dict("records") for arm in order],
        "overfitting_more": {
            title: shown_table(name, own[name])
            for name, title in OVERFITTING.items()
            if name in own
        },
        "cost": own["cost"].set_index("arm").loc[order].reset_index().to_dict("records"),
        "per_class": {
            arm: own["accuracy_per_class"].query("arm == @arm").to_dict("records") for arm in order
        },
        "rule": rule,
        "looked_into": {
            name: own[name]["arm"].iloc[0] for name in ("importance", "attributions") if name in own
        },
        "architectures": _architectures(own.get("architectures")),
        "failed_checks": _failed(own.get("checks")),
        "counts": _counts_by_class(own["datasets"], card.classes),
        "rejected": rejected["reason"].value_counts().to_dict(),
        "shows_heights": card.source.kind in ("depth_folder", "simulated_parcels"),
        "hardest": len(own.get("hardest", ())),
        "figures": {name: svg for (owner, name), svg in figures.items() if owner == dataset},
    }


def _shown(own: dict[str, pd.DataFrame]) -> dict[str, ShownTable]:
    """Tables by the name that the template asks for; what is missing is not in it."""
    parts = {name: own[name] for name in own if name not in ("importance", "robustness")}
    if "learning_curves" in own and own["learning_curves"]["a"].isna().all():
        del parts["learning_curves"]
    if "comparisons" in own and "verdict" in own:
        parts["families"] = _between_families(own["comparisons"], own["verdict"])
    if "importance" in own:
        table = own["importance"]
        by_kind = {str(kind): rows for kind, rows in table.groupby("kind")}
        if "permutation" in by_kind:
            shuffled = by_kind["permutation"].sort_values("lost", ascending=False)
            parts["importance"] = shuffled.head(MOST_BLOCKS)
        if "single_feature" in by_kind:
            alone = by_kind["single_feature"].sort_values("accuracy", ascending=False)
            parts["single_features"] = alone.head(MOST_BLOCKS)
        if "weight" in by_kind:
            parts["weights"] = by_kind["weight"]
        if "rule" in by_kind:
            parts["rule"] = by_kind["rule"]
    if "robustness" in own:
        parts["robustness"] = own["robustness"][own["robustness"]["severity"] == AREA]
    return {
        name: shown_table("comparisons" if name == "families" else name, table)
        for name, table in parts.items()
        if len(table)
    }


def _between_families(comparisons: pd.DataFrame, verdict: pd.DataFrame) -> pd.DataFrame:
    """The pairs among the best arms of the families, chosen on validation."""
    last = verdict.sort_values("training_size").iloc[-1]
    best = {last[column] for column in BEST if isinstance(last.get(column), str)}
    return comparisons[comparisons["arm_a"].isin(best) & comparisons["arm_b"].isin(best)]


def _architectures(table: pd.DataFrame | None) -> dict[str, dict]:
    if table is None:
        return {}
    found = {}
    for arm, layers in table.groupby("arm", sort=False):
        found[str(arm)] = {
            "model": layers["model"].iloc[0],
            "parameters": layers["parameters"].sum(),
            "multiply_adds": layers["multiply_adds"].sum(),
            "dense_share": layers["dense_share"].iloc[0],
            "layers": shown_table("architectures", layers),
        }
    return found


def _failed(checks: pd.DataFrame | None) -> list[str]:
    """Names of the checks that did not pass, with the arm."""
    if checks is None:
        return []
    failed = checks[checks["passed"].astype(str) == "False"]
    return [
        f"{row.check.replace('_', ' ')}{f' ({row.arm})' if isinstance(row.arm, str) else ''}"
        for row in failed.itertuples()
    ]


def _counts_by_class(counts: pd.DataFrame, classes: list[str]) -> list[dict]:
    """One row a class: its samples and groups in the pool and in the test part."""
    of_role = {role: rows.set_index("class") for role, rows in counts.groupby("role")}
    return [
        {"class": name, **{str(role): rows.loc[name] for role, rows in of_role.items()}}
        for name in classes
    ]
