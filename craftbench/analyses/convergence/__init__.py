"""Whether every arm was trained to the end: a comparison with one that was not proves nothing.

convergence    how the runs of each arm ended, and which arms underfit
"""
