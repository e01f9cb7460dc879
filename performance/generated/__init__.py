"""Inputs as strangers make them, one kind a module; `performance/generated_inputs.py` lists them.

kind         a kind of input, and the outcome of reading one
words        texts, values, and damage that all kinds share
written      files that were drawn, in a folder; checks of what was read
cards        cards of data sets
tables       tables of labels, and arrays
pictures     folders of pictures and of depth images
records      records of heartbeats
models       stored models and new files
"""
