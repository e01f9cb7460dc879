"""The protocol of the comparison: which samples train, validate and test.

splits       the test part: its settings, and its draw
prepare      from a source to samples with the role pool or test
one_part     classes that are in the pool only, or in the test part only
reported_groups  test groups without which a card has scores reported
subsets      nested subsets of the pool, with their validation part
folds        a small subset cut so that every sample is validated once
duplicates   test samples that are also in the pool, exactly or nearly
"""
