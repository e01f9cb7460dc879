"""Predictions of stored models.

predictor   a stored model with the extraction of its features: from samples to probabilities
new_files   samples of a new file, read by the source of the training samples
as_trained  new samples beside those of training: size, range, type, rate
printed     the output of `craftbench predict`
"""
