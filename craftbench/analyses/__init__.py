"""Run tables in, tables of results out.

An analysis is one table: a module that assigns ``ANALYSIS`` and defines a function of its name.

- `accuracy`: how accurate each arm is, how certain that is, and whether the scores can be trusted
- `convergence`: whether each arm was trained to the end
- `data_needs`: how much training data each arm needs
- `overfitting`: how far an arm fits its training samples only
- `robustness`: accuracy on corrupted samples and on other data sets
- `interpretation`: what the selected arms rest on
- `explanation`: one sample with what its features measured and what a network looked at
- `cost`: time, memory, arithmetic and design effort
- `verdict`: which family to choose, and what that says about common claims

What analyses are computed from:

- `study`, `read_study`: the predictions and scores of all arms of a data set
- `refits`, with `refitting`: fits of the selected arms under changed conditions
- `features`: the feature tables of a data set
- `examined`: the stored models of the selected arms, and the samples
- `networks`: the networks of a data set, built but not trained
- `pair`: the stored models of one data set, and the samples of another
- `joint`: the tables over all data sets

Shared by them:

- `analysis`: what an analysis declares, and where to find it
- `own_analysis`: analyses of the user's own
- `selection`: which arm stands for its family
- `arm_result`, `test_predictions`, `drawn_score`, `scores`: predictions and scores of the arms
  of a study
- `simultaneous_differences`: differences between arms at several sizes, decided together
- `feature_words`: names of features for a reader
- `limits`: what limits the intervals of a study, in words
- `refitted_scores`: scores of refits, and the columns that their tables share
- `sees`: what reaches an arm, in words
- `once`: intermediate results that several tables of a study need
- `stored`, `samples_table`, `test_samples`: stored samples and models, and which rows are tested
- `read`: a table from its file
- `write`: from the settings of a step to a table's file
- `reference`: published figures, and whether a run agrees with them
"""
