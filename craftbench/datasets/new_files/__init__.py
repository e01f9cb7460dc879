"""Readers of new files, which return samples in the form of the training samples.

arrays    pictures, and .npy arrays of images or signals
heights   height images
beats     ECG records, cut into the beats that the detector finds
"""
