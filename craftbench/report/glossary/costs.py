"""Columns of cost: time, memory, design effort, layers of networks."""

from craftbench.report.glossary.term import Term

COSTS = {
    "extract_seconds_per_sample": Term("extract", "Time per sample to extract the features."),
    "fit_seconds": Term("fit", "Time to fit the arm, median over repeats."),
    "tuning_seconds": Term("search", "Time to try all settings, median over repeats."),
    "predict_seconds_per_sample": Term("predict", "Time per sample to predict."),
    "prediction_seconds": Term("prediction", "CPU time to predict as many samples as priced."),
    "peak_memory_mib": Term("memory", "Largest memory of the job, libraries included."),
    "model_bytes": Term("model", "Size of the stored model."),
    "parameters": Term(
        "parameters", "Number of fitted values that a prediction uses, such as weights."
    ),
    "multiply_adds": Term("multiply-adds", "Multiplications with additions for one sample."),
    "design_lines": Term("design lines", "Lines of code that someone designed."),
    "design_constants": Term("design constants", "Numbers in this code that someone chose."),
    "design_libraries": Term("libraries", "Libraries that this code uses, not counted."),
    "arms": Term("arms", "Number of arms of the family."),
    "candidates_planned": Term("planned", "Number of settings that were to be tried."),
    "cpu_seconds": Term("CPU", "CPU time of extraction, search and training."),
    "cap_seconds": Term("cap", "CPU time after which no further setting is started."),
    "capped_repeats": Term("repeats capped", "Number of repeats that reached the cap."),
    "selected": Term("selected", "Whether the arm stands for its family at this size."),
    "labelled_samples": Term("labelled samples", "Number of samples that need a label."),
    "price": Term("price", "Price of labels, training and predictions, as the card sets them."),
    "cpu_seconds_front": Term("front: CPU", "Whether no arm of the family is cheaper and better."),
    "labelled_samples_front": Term(
        "front: samples", "Whether no arm of the family needs fewer samples and is better."
    ),
    "price_front": Term("front: price", "Whether no arm of the family is cheaper and better."),
    "predictions": Term("predictions", "Number of predictions in the price."),
    "model": Term("model", "Model of the arm."),
    "cost.model_bytes": Term("model size", "Size of the stored model."),
    "layer": Term("layer", "Name of the layer in the network."),
    "output_shape": Term("output", "Shape of the output of the layer."),
    "parameters_formula": Term("parameters", "Number of parameters, and how it comes about."),
    "receptive_field": Term("receptive field", "Input values that one output depends on."),
    "jump": Term("jump", "Distance of two neighbouring outputs in the input."),
    "start": Term("start", "Centre of the first output in the input."),
    "jobs": Term("jobs", "Number of jobs of the step."),
    "wall_seconds": Term("wall time", "Sum of the wall times of the jobs."),
    "longest_seconds": Term("longest job", "Wall time of the longest job."),
    "job_memory_mib": Term("memory of a job", "Largest memory of a job of the step."),
    "dense_share": Term("dense share", "Share of the parameters in dense layers."),
}
"""By column, or by table and column."""
