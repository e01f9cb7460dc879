"""The benchmark as its user writes it: YAML files, checked against pydantic models.

The descriptions of the fields are also the reference page docs/settings.md and the schemas for
editors.

arms            one contestant: a representation and a model
arm_names       names of arms for readers
pretrained_network
                a network that was trained elsewhere and is given as a file
pretrained      arms whose network is absent are skipped
contest         classes, sizes, views and arms: the part of a card that training and analyses read
project_files   where the workflow and the shipped cards are: in a clone, or installed
cards           a dataset card: a contest with its source, its split and its texts
budget          sizes, repeats and candidates, set together by one word
training        settings of network training and of tuning
analyses        settings of the analyses
configuration   which cards run, with all settings
left_out        pairs of data sets of which one does not run
schema          schemas and reference page: ``python -m craftbench.config.schema``
new_dataset     a first card for a user's own samples
"""
