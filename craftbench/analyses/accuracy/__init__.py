"""How accurate each arm is, how certain that is, and whether the scores can be trusted.

Tables, one a module:

- `accuracy`: overall scores of every arm
- `accuracy_per_class`: sensitivity, precision and F1 score of every class
- `group_errors`: how each test group is predicted, class by class
- `confusions`: confusion matrices
- `most_misclassified`: the test samples that most runs misclassify
- `comparisons`: every two arms against each other
- `variance`: what accuracies vary with: test groups, training
- `seed_variance`: training on the same subset with other seeds, against training on other subsets
- `calibration`: calibration of predicted probabilities
- `reliability`: points of reliability diagrams
- `checks`: floors and bounds of scores, duplicates across the split
- `datasets`: samples and groups of each class
- `leakage_comparison`: the same arms with groups kept apart, and with groups that leak
- `ranks`: families ranked over data sets

Shared by them:

- `leak_checks`: the checks that look at the samples
- `probabilities`: predicted probabilities of one arm
"""
