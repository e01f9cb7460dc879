"""Signals in a CSV or Parquet file of a user: one row a sample, or one row a moment.

source     the source: its settings, and what it rejects
one_row    one row a sample, its values in columns
long_form  one row a moment, with the columns of a sample's name and of the time
signals    samples as both forms give them
"""
