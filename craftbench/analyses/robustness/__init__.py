"""Accuracy of trained models on samples unlike those of training.

- `robustness`: accuracy on corrupted test samples, by corruption and severity
- `robustness_differences`: paired differences in it between the selected arms
- `corrupted_accuracies`: the accuracies behind both, computed once
- `corrupted_predictions`: the predictions behind those
- `corrupted_heartbeats`: those of heartbeats, which are detected in the corrupted recording
- `cross_dataset`: scores on another data set with the same classes
- `cross_dataset_per_class`: those of every class
- `transfer`: the predictions behind both
- `muted_warnings`: silences warnings that are the measurement itself
"""
