"""Statistics as pure functions of arrays: intervals, tests, scores and curve fits.

Nothing here knows of data sets, arms or files.

- `bootstrap`: the one bootstrap: draws of groups, shared by all arms and sizes
- `intervals`: from draws to intervals that cover groups and repeats
- `unseen`: what few groups may lack, and bounds where nothing varies
- `repeat_multipliers`: random numbers for the spread of repeats
- `metrics`: scores from confusion matrices
- `predicted_scores`: scores of predicted codes by the primary metric, with intervals
- `heartbeat_index`: jκ of heartbeat classification
- `paired_tests`: McNemar, Holm
- `tails`: p-values and intervals of any level from draws, which agree
- `simultaneous`: the correction for several differences with joint draws
- `power`: the smallest detectable difference, and how many groups or repeats would decide
- `calibration_error`: expected calibration error and temperature scaling
- `curve_fit`: power laws and exponentials over training size, and where curves cross
- `extrapolation`: learning curves beyond the largest size, by several laws together
- `variance_split`: the variance of a score by test groups, training and both
- `seed_split`: the variance over repeats by the seed of a fit and the training subset
- `pareto_front`: points that no other point beats in both cost and score
- `seeds`: seeds that follow from names
"""
