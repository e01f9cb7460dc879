"""A first card for a user's own samples: from files to a card that runs.

write       the card: recognise, load, choose, write
given       what the user says on the command line
finding     what was found: a source, its classes, what was inferred and what is unsure
recognise   which kind of source a file or folder is
folders     pictures, depth images, WFDB records, archive sets and arrays in a folder
tables      a CSV or Parquet file: signals, a list of pictures, or features
columns     which column is the label, the group, the split
group_name  what a group is, by the name of its column
depth       settings of depth images
records     settings of WFDB records
sizes       the split and the training sizes
arms        views and arms of every family that fits the samples
card_text   the card as text, with its comments
"""
