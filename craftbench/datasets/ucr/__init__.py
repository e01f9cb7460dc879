"""Time series of the UCR and UEA archives, with their published split.

source          the source: its settings, and the loading of both parts
files           where the two files of a set are
series          series as they stand in a file
ts_format, table_format, arff_format
                the formats of both archives
equal_length    gaps filled, and one length for all series
"""
