"""Depth images of a real camera, from folders or a CSV, converted to heights above the belt.

source      the source: its settings, and the loading of all images
settings    settings of the belt and of the crop
files       lists of files, and the content of one
belt        the plane of the belt, and heights above it
new_image   one new image, for prediction
"""
