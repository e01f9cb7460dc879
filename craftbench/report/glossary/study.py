"""Columns that say what a row is about, and on how much it rests."""

from craftbench.report.glossary.term import Term

STUDY = {
    "dataset": Term("data set", "The data set that the row is about."),
    "arm": Term("arm", "One contestant: a representation of the samples and a model."),
    "arm_key": Term("key", "Name of the arm in the card, in the files and in the tables."),
    "family": Term("family", "What the arm sees, and whether it learns its features."),
    "training_size": Term(
        "training size",
        "Number of training samples; number of groups where the data set has groups.",
    ),
    "size_unit": Term("unit of size", "What training sizes count: samples or groups."),
    "train_samples": Term("training samples", "Number of training samples, median over repeats."),
    "repeats": Term("repeats", "Number of repeats that the row is the mean of."),
    "n_test": Term("test samples", "Number of test samples."),
    "test_groups": Term("test groups", "Number of test groups."),
    "n_validation": Term("validation samples", "Number of validation samples."),
    "interval": Term("interval covers", "What the 95 % intervals cover: groups, repeats, or both."),
    "note": Term("note", "Why a value is missing, or what else to know about the row."),
    "class": Term("class", "Class of the samples."),
    "left_out": Term("without", "Test group that the scores leave out; empty for all groups."),
    "correct": Term("correct", "Test samples of the class that are predicted correctly."),
    "falsely_predicted": Term(
        "falsely predicted", "Samples of other classes that are predicted as the class."
    ),
    "most_confused_with": Term(
        "mostly predicted as", "The wrong class that most of these samples are predicted as."
    ),
    "n": Term("samples", "Number of samples that the value rests on."),
    "groups": Term("groups", "Number of groups that the value rests on."),
    "group": Term("test group", "The test group that is left out."),
    "role": Term("part", "Pool or test part."),
    "samples": Term("samples", "Number of samples."),
    "pool_samples": Term("pool samples", "Number of samples in the pool."),
    "pool_groups": Term("pool groups", "Number of groups in the pool."),
    "test_samples": Term("test samples", "Number of samples in the test part."),
    "metric": Term("metric", "The primary metric of the data set."),
    "metric_reason": Term("why this metric", "Why the data set has this primary metric."),
    "sees": Term("sees", "From which values the arm predicts."),
    "sample": Term("sample", "Number of the sample in samples.parquet."),
    "source": Term("source", "File or place that the sample comes from."),
    "label": Term("label", "Class of the sample by its annotation."),
    "true": Term("true class", "Class of the samples by their annotation."),
    "predicted": Term("predicted class", "Class that is predicted, the most frequent if several."),
    "runs_wrong": Term("runs wrong", "Number of runs that misclassify the sample."),
    "runs": Term("runs", "Number of runs that predict the sample."),
    "check": Term("check", "What is checked."),
    "value": Term("value", "Measured value."),
    "expected": Term("expected", "Value that the check expects."),
    "passed": Term("passed", "Whether the check passed."),
    "datasets": Term("data sets", "Number of data sets."),
    "families": Term("families", "Number of families that are compared."),
    "family_a": Term("family of a", "Family of the first arm of the pair."),
    "family_b": Term("family of b", "Family of the second arm of the pair."),
    "rival_family": Term("rival family", "Family of the rival arm."),
    "purpose": Term("stands for", "Whether the arm stands for its family or is the best network."),
    "step": Term("step", "Step of the workflow that failed."),
    "part": Term("part", "Part of the step that failed."),
    "reason": Term("reason", "Why it failed or was rejected."),
    "log": Term("log", "File with everything that the job printed."),
}
"""By column."""
