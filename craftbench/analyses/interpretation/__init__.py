"""Use of features, or of parts of an image or signal, by a trained arm.

Features of the selected hand-crafted arm:

- `importance`: permutation importance, single features, a short rule and weighted blocks
- `short_rule`: how much accuracy a rule on at most five features keeps
- `weighting`: what a weight on a block of features gains, chosen on validation
- `few_features`: the rule, and its choice of features
- `refitted_features`: the samples that these two are measured on
- `importance_data`: the samples that these are measured on, and the blocks that are measured
- `blocks`: blocks of correlated features
- `permutation`: accuracy after a block is shuffled
- `rule`: a short decision tree in words
- `weights`: classifiers by distance with a weighted block

Attribution maps of the selected network:

- `attributions`: measures of the maps
- `map_methods`: which methods a network allows
- `saliency`, `grad_cam`: the methods
- `network_scores`: scores before the softmax and their gradients
- `randomisation`: maps after weights are randomised
- `deletion`: probability after the attributed pixels are deleted
- `wave_shares`: share of a map on the waves of a heartbeat
"""
