"""Columns of scores, pairs, calibration and variance."""

from craftbench.report.glossary.term import Term

SCORES = {
    "score": Term("score", "Test score by the primary metric, mean over repeats."),
    "accuracy": Term("accuracy", "Share of correctly predicted test samples."),
    "balanced_accuracy": Term("balanced accuracy", "Mean of the sensitivities of all classes."),
    "macro_f1": Term("macro F1", "Mean of the F1 scores of all classes."),
    "kappa": Term("κ", "Cohen's kappa: agreement with the labels beyond chance; 1 is perfect."),
    "j_kappa": Term(
        "j-κ", "Mean of κ and half of the j index, for heartbeats in AAMI classes; 1 is perfect."
    ),
    "sensitivity": Term("sensitivity", "Share of the samples of a class that are predicted as it."),
    "precision": Term("precision", "Share of the predictions of a class that are right."),
    "f1": Term("F1", "Harmonic mean of sensitivity and precision of the class."),
    "share": Term("share", "Share of the true class that is predicted as this class."),
    "arm_a": Term("arm a", "First arm of the pair."),
    "arm_b": Term("arm b", "Second arm of the pair."),
    "score_a": Term("score of a", "Test score of the first arm."),
    "score_b": Term("score of b", "Test score of the second arm."),
    "comparisons.difference": Term("a − b", "Test score of the first arm minus the second's."),
    "p": Term("p", "Below 0.05 exactly where the 95 % interval of the difference excludes 0."),
    "p_holm": Term("p, corrected", "p, corrected by Holm for all pairs; published recipes apart."),
    "margin": Term("margin", "Differences up to this are of no practical importance."),
    "p_a_better": Term("P(a better)", "Share of bootstrap draws in which a leads by the margin."),
    "p_equivalent": Term("P(equal)", "Share of draws in which the difference is in the margin."),
    "p_b_better": Term("P(b better)", "Share of bootstrap draws in which b leads by the margin."),
    "only_a_right": Term("only a right", "Test predictions that only the first arm gets right."),
    "only_b_right": Term("only b right", "Test predictions that only the second arm gets right."),
    "mcnemar_p": Term("p, McNemar", "p of McNemar's test, which ignores groups."),
    "mcnemar_p_holm": Term("p, McNemar, corrected", "McNemar's p, corrected for all pairs."),
    "bins": Term("bins", "Number of bins of the calibration error."),
    "bin": Term("bin", "Bin of test samples by rising confidence."),
    "confidence": Term("confidence", "Mean probability of the predicted class."),
    "ece": Term("ECE", "Expected calibration error: mean distance of accuracy and confidence."),
    "ece_floor": Term(
        "ECE floor", "ECE that perfectly calibrated probabilities would show with as many samples."
    ),
    "ece_scaled": Term("ECE after scaling", "ECE after temperature scaling on validation samples."),
    "temperature": Term("temperature", "Divisor of the logits; above 1 the arm is overconfident."),
    "brier": Term("Brier", "Mean squared distance of the probabilities from the labels."),
    "seeds": Term("seeds", "Number of trainings on the same subset, each with another seed."),
    "subsets": Term("subsets", "Number of trainings on another subset with another seed each."),
    "sd_seed": Term("SD: seed", "Standard deviation of the score over seeds on the same subset."),
    "sd_repeats": Term("SD: repeats", "Standard deviation over repeats: subset and seed together."),
    "sd_subset": Term("SD: subset", "Standard deviation of the score by the training subset."),
    "share_subset": Term(
        "share: subset", "Share of the variance over repeats by the training subset."
    ),
    "sd_groups": Term("SD: test groups", "Standard deviation of the score by the test groups."),
    "sd_training": Term("SD: training", "Standard deviation of the score by the training."),
    "sd_both": Term("SD: both", "Standard deviation by groups and training acting together."),
    "share_groups": Term("share: test groups", "Share of the variance by the test groups."),
    "share_training": Term("share: training", "Share of the variance by the training."),
    "share_both": Term("share: both", "Share of the variance by both together."),
    "repeats_redraw": Term("a repeat redraws", "What differs between two repeats of the arm."),
    "mean_rank": Term("mean rank", "Mean rank over the data sets; 1 is the best."),
    "friedman_p": Term("Friedman p", "p of Friedman's test that all families rank alike."),
    "critical_difference": Term(
        "critical difference", "Mean ranks that are further apart than this differ significantly."
    ),
    "shared_dataset": Term("split that leaks", "The data set whose groups are also trained on."),
    "separate": Term("new groups", "Score on groups that were not trained on."),
    "shared": Term("shared groups", "Score on groups that were also trained on."),
    "drop": Term("leakage", "Score on shared groups minus score on new groups."),
    "separate_n_test": Term("test samples, new groups", "Number of test samples of new groups."),
    "shared_n_test": Term("test samples, shared groups", "Number of samples of shared groups."),
}
"""By column, or by table and column."""
