"""Fits of one arm under changed conditions, at one moderate training size.

- `parts`: the samples of each repeat
- `refit`: fits one arm on given samples and labels
- `shuffled_labels`: fits it with a share of the training labels shuffled
"""
