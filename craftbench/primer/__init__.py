"""The primer: what a convolutional network does, computed on samples of the run."""
