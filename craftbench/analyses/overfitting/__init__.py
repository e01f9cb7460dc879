"""How far an arm fits its training samples only.

- `overfitting`: the gap between training and test accuracy
- `excess_risk`: error above an arm's own asymptote
- `random_label_fit`: accuracy after training labels were shuffled
- `early_stopping`: epochs of networks, and the accuracy that early stopping saved
- `group_gap`: samples of the training groups against samples of new groups
- `design_optimism`: optimism of the selected feature design
- `designs`: random designs and the cross-validation that selects among them
- `tuning_optimism`: optimism of the selected candidate of tuning
"""
