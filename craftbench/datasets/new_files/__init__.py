"""Samples of new files, cut and scaled as those that a model was trained on."""
