"""Headings of columns, in tables of the report and of the documentation."""

HEADS = {
    "arm_a": "a",
    "arm_b": "b",
    "difference": "a − b",
    "p_a_better": "P(a better)",
    "p_equivalent": "P(no difference)",
    "p_b_better": "P(b better)",
    "p_better": "P(better)",
    "p_worse": "P(worse)",
    "p_holm": "p, corrected",
    "mcnemar_p_holm": "p, McNemar, corrected",
    "undecided_because": "because",
    "detectable_difference": "detectable",
    "mean_data_ratio": "data ratio, whole curve",
    "macro_f1": "macro F1",
    "macro_f1_drop": "macro F1 drop",
    "f1": "F1",
    "kappa": "κ",
    "j_kappa": "j-κ",
    "ece": "ECE",
    "ece_floor": "ECE floor",
    "ece_scaled": "ECE after scaling",
    "brier": "Brier",
    "extract_seconds_per_sample": "extract",
    "fit_seconds": "fit",
    "predict_seconds_per_sample": "predict",
    "peak_memory_mib": "memory",
    "model_bytes": "model",
    "multiply_adds": "multiply-adds",
    "parameters_formula": "parameters",
    "n_test": "test samples",
    "separate": "new groups",
    "shared": "shared groups",
    "drop": "leakage",
    "dataset": "data set",
    "friedman_p": "Friedman p",
    "cpu_seconds": "CPU",
    "cap_seconds": "cap",
    "candidates_planned": "planned",
    "cpu_seconds_front": "front: CPU",
    "labelled_samples_front": "front: samples",
    "price_front": "front: price",
}
"""By column; underscores of all others become spaces."""


def heading(column: str) -> str:
    """Heading of a column."""
    return HEADS.get(column, column.replace("_", " "))
