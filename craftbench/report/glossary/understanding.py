"""Columns of robustness, of other data sets, and of interpretation."""

from craftbench.report.glossary.term import Term

UNDERSTANDING = {
    "corruption": Term("corruption", "How test samples were changed after training."),
    "severity": Term("severity", "Strength of the corruption from 0 (none) to 5; or their mean."),
    "level": Term("level", "Strength of the corruption in its own unit."),
    "unit": Term("unit", "Unit of the level."),
    "beats_missed": Term("beats missed", "Share of the beats of which no peak is detected."),
    "false_peaks_per_100_beats": Term(
        "false peaks per 100 beats", "Detected peaks that belong to no beat, for 100 beats."
    ),
    "accuracy_drop": Term("drop in accuracy", "Accuracy without the change minus accuracy with."),
    "robustness_differences.difference": Term(
        "difference", "Accuracy on corrupted samples minus that of the rival arm on the same ones."
    ),
    "robustness_differences.excess_drop": Term(
        "excess drop", "Drop from the clean samples minus that of the rival arm."
    ),
    "tested_on": Term("tested on", "Data set that the models were tested on without training."),
    "score_drop": Term("drop in score", "Score on the own test part minus score here."),
    "macro_f1_drop": Term("macro F1 drop", "Macro F1 on the own test part minus macro F1 here."),
    "compared_arm": Term("compared arm", "The arm that the drop is compared with."),
    "excess_drop": Term("excess drop", "Drop of the selected hand-crafted arm minus this drop."),
    "cross_dataset.selected": Term("selected", "Whether the arm stands for its family."),
    "cross_dataset.n": Term("samples", "Number of samples of the other data set."),
    "cross_dataset_per_class.n": Term("samples", "Samples of the class in the other data set."),
    "cross_dataset_per_class.groups": Term(
        "groups", "Groups of the other data set with the class."
    ),
    "own_n": Term("own samples", "Test samples of the class in the models' own data set."),
    "own_groups": Term("own groups", "Test groups with the class in the models' own data set."),
    "own_sensitivity": Term("own sensitivity", "Sensitivity on the models' own test part."),
    "own_precision": Term("own precision", "Precision on the models' own test part."),
    "own_f1": Term("own F1", "F1 of the class on the models' own test part."),
    "f1_drop": Term("drop in F1", "F1 on the own test part minus F1 here."),
    "method": Term("method", "How the attribution map is computed."),
    "measure": Term("measure", "What is measured."),
    "setting": Term("setting", "What the value is measured against, or by which model."),
    "kind": Term("kind", "What the row describes."),
    "architectures.kind": Term("kind of layer", "What the layer computes."),
    "features": Term("features", "Block of correlated features, or the features of the rule."),
    "most_features": Term("most features", "Most features that the rule may use."),
    "stability": Term("stability", "Overlap of the features of two repeats; 1 is the same."),
    "rule_score": Term("score of the rule", "Test score of a decision tree on few features."),
    "score_loss": Term("loss", "Score of the arm minus score of the rule."),
    "skill": Term("skill", "Score of the rule minus that of the most frequent class."),
    "weight": Term("weight", "Factor that the block of features is scaled by."),
    "gain": Term("gain", "Test score that the weight chosen on validation gains."),
    "harm": Term("harm", "Test score that the worst of the weights costs."),
}
"""By column, or by table and column."""
