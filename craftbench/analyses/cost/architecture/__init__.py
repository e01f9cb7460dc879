"""Parameters, multiply-adds and receptive fields, computed from the layers of a network.

- `stages`: a network as a list of stages, one for each input and layer, and the rules by kind
- `weights`: parameters and multiply-adds of one layer
- `receptive_field`: the part of the input that one unit sees
- `table`: the stages as a table
- `printed`: the table as text, for the command line
"""
