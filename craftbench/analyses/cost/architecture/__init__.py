"""What a network is made of, computed from its layers: parameters, multiply-adds, receptive field.

`table` puts it together from `weights` and `receptive_field`, `arms` for the networks of a card,
`printed` for the command line; `measured` finds a receptive field by gradient.
"""
