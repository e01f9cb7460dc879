"""Columns of data needs, convergence and overfitting."""

from craftbench.report.glossary.term import Term

CURVES = {
    "smallest_size": Term("smallest size", "Smallest training size that was measured."),
    "largest_size": Term("largest size", "Largest training size that was measured."),
    "status": Term("rival is", "How the rival arm compares at the sizes where it is decided."),
    "decided_ahead_at": Term("decided ahead at", "Training sizes at which the rival is ahead."),
    "decided_behind_at": Term("decided behind at", "Training sizes at which the rival is behind."),
    "p_ahead_at_largest": Term(
        "P(ahead at the largest size)", "Share of bootstrap draws in which the rival is ahead."
    ),
    "crossing": Term("crossing", "Training size at which the rival arm overtakes."),
    "crossing_extrapolated": Term(
        "crossing, extrapolated", "Crossing of fitted curves beyond the measured sizes."
    ),
    "equal_score": Term("equal score", "Highest score that both arms reach."),
    "data_ratio": Term(
        "data ratio", "How many times the data of the first arm the rival needs for that score."
    ),
    "mean_data_ratio": Term(
        "data ratio, whole curve", "Mean data ratio over all scores that both arms reach."
    ),
    "target_arm": Term("target arm", "The arm whose score is the target."),
    "target_score": Term("target score", "Score of the selected hand-crafted arm at most data."),
    "size_to_target": Term("size to target", "Training size at which the target is reached."),
    "basis": Term("basis", "How the size was found: measured, interpolated or extrapolated."),
    "plateau": Term("plateau", "Score that the fitted curve approaches with more data."),
    "size_to_plateau": Term("size to plateau", "Training size at 95 % of the plateau."),
    "area": Term("area", "Mean score over the logarithm of the training size."),
    "sizes": Term("sizes", "Number of training sizes that the curve is fitted to."),
    "monotone": Term("never falls", "Whether the measured scores never fall with more data."),
    "shape": Term("law", "Law that is fitted to the error."),
    "a": Term("coefficient a", "Height of the fitted law, see the caption."),
    "b": Term("coefficient b", "Speed of the fitted law, see the caption."),
    "c": Term("coefficient c", "Error that the fitted law approaches."),
    "residual": Term("residual", "Root mean squared distance of the law from the points."),
    "extrapolated_to": Term("extrapolated to", "Training size of the extrapolated score."),
    "extrapolated_score": Term("extrapolated score", "Score that the laws predict there."),
    "train_score": Term("training score", "Score on the training samples."),
    "train_accuracy": Term("training accuracy", "Accuracy on the training samples."),
    "validation_accuracy": Term("validation accuracy", "Accuracy on the validation samples."),
    "test_accuracy": Term("test accuracy", "Accuracy on the test samples."),
    "converged": Term("converged", "Whether training ended because validation stopped improving."),
    "converged_repeats": Term("repeats converged", "Number of repeats that converged."),
    "underfit": Term("underfits", "Whether the arm does not even fit its training samples."),
    "classical_test_accuracy": Term(
        "best classical test accuracy", "Test accuracy of the best arm that is no network."
    ),
    "epochs": Term("epochs", "Number of epochs, mean over repeats."),
    "updates": Term("updates", "Number of updates of the weights, mean over repeats."),
    "validation_slope": Term(
        "validation slope", "Change of validation accuracy per epoch in the last epochs."
    ),
    "ended": Term("training ended", "Why the training ended."),
    "overfitting.gap": Term("gap", "Training accuracy minus test accuracy."),
    "gap": Term("gap", "Accuracy on known groups minus accuracy on new groups."),
    "excess_risk": Term("excess risk", "Test error above the asymptote of the learning curve."),
    "rival_excess_risk": Term("rival excess risk", "Excess risk of the rival arm."),
    "training": Term("training", "Whether training is stopped early or goes on to the end."),
    "shuffled_share": Term("labels shuffled", "Share of the training labels that are shuffled."),
    "random_label_fit.accuracy_drop": Term("drop", "Test accuracy lost to the shuffled labels."),
    "best_epoch": Term("best epoch", "Epoch with the best validation loss."),
    "final_gap": Term("final gap", "Training minus test accuracy without early stopping."),
    "accuracy_saved": Term("accuracy saved", "Test accuracy that early stopping gains."),
    "n_same_groups": Term("samples, known groups", "Number of samples of known groups."),
    "same_groups": Term("known groups", "Number of groups that were trained on."),
    "n_new_groups": Term("samples, new groups", "Number of samples of new groups."),
    "new_groups": Term("new groups", "Number of groups that were not trained on."),
    "same_group_accuracy": Term("accuracy, known groups", "Accuracy on known groups."),
    "new_group_accuracy": Term("accuracy, new groups", "Accuracy on new groups."),
    "candidates": Term("tried", "Number of settings that were tried, mean over repeats."),
    "design_optimism.candidates": Term("designs", "Number of designs that were compared."),
    "design_optimism.selected": Term("selected design", "Score by which the design was chosen."),
    "tuning_optimism.selected": Term("validation score", "Score by which the setting was chosen."),
    "nested": Term("nested score", "Score of the same choice on samples that did not choose."),
    "tested": Term("test score", "Test score of the chosen setting."),
    "optimism": Term("optimism", "How much too high the score is by which the choice was made."),
    "redraws": Term("redraws", "Number of bootstrap redraws, holding the designs fixed."),
}
"""By column, or by table and column."""
