"""Figures that others published, beside what this run measures.

Table:

- `published`: one row a published figure, with a verdict

Shared by it:

- `comparison`: whether a measured value reproduces a published one
- `measured`: the measured value of an arm, from the tables of the run
"""
