"""Whether a run agrees with ``results/reference/``: what the rule `verify` does.

- `comparison`: what was compared, and every difference
- `bounds`: published scores and counts of samples, ``accuracy.csv`` and ``datasets.csv``
- `tolerances`: how far each column may be from a run of this project
- `this_run`: what is known of the run: its data sets, its networks, whether it is elsewhere
- `tables`: one table of a run against the same table of the reference run
- `runs`: the folders of reference runs, and which of them a run is comparable with
- `lines`: what `verify` says, and whether it fails
"""
