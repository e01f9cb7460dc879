"""How much training data each arm needs.

Tables, one a module:

- `learning_curves`: measured scores at every training size
- `learning_curve_fits`: a power law and an exponential fitted to the error
- `data_needs`: the size at which an arm reaches a target, and its plateau
- `crossing`: the size from which learning overtakes hand-crafting

Shared by them:

- `mean_data_ratio`: how many times the data one curve needs of another
- `arm_curve`: score of one arm over its sizes
"""
