"""Predictions of stored models.

predictor   a stored model with the extraction of its features: from samples to probabilities
new_files   samples of a new file, read by the source of the training samples
printed     the output of `craftbench predict`
"""
