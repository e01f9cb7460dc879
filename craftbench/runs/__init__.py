"""Runs: one arm fitted and tested at every training size and repeat.

The samples of an arm pass through one input pipeline in training, in refits, in analyses of stored
models and in prediction. Finished runs are kept under a fingerprint of all that they depend on.

arm              the samples of one arm, and the settings of its runs
extraction       features of all samples, with their cost
input_pipeline   from samples to the input of a model: represented, checked and standardised
pretrained       features from a network that was trained elsewhere
converted_network
                 EfficientNet-lite0 from its checkpoint, as a file for such arms
arm_data         the samples of an arm, read from files
fitting          the interface of a fit
fit_classifier, fit_network, fit_latent
                 the fitters of the three kinds of arms
fitters          the fitter of an arm of any kind
run_rows         the samples of one run
prepared         the samples of one fit, prepared by its training samples
tuning           the search: the choice between candidate settings on validation
affordable       candidates within a cap of CPU seconds
final_fit        the final fit on the whole subset
before           what would fail in a run, and what it will cost, found before it
run_clock        seconds of the stages of a run
train_arm        all runs of one arm
collect          the finished runs as one table, and the stored model
model_store      a model's file, and the JSON file that describes it
stored_input     its description of the input, checked
training_range   the range of the values that a model was trained on
load_model       a stored model, loaded without pickle
archive          checks of a model's file before it is unpacked
train_step       the step that trains one arm
shards           the runs of one arm, divided among jobs
source_files     the files that a source reads, as a parameter of the step `prepare`
run_store        finished runs on disk
durable          folders that are synchronised before they count and verified before use
scoring          from predictions to scores
jobs             logs and errors of jobs
code_closure     the files that a script imports
"""
