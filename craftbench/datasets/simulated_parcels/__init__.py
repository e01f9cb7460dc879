"""Depth images of a simulated sorting belt: physics, camera and sensor.

source        the source: scenes as samples
settings      assumptions about items, pairs, camera, batches and sensor
simulate      a range of scenes
items         envelopes, mailers and parcels, and their shape
arrangement   poses from which items are dropped
scene         items on the belt, settled by MuJoCo
batch         the camera of a batch, and its drift
camera        rays of a pinhole camera, shadows and heights
sensor        noise, mixed pixels and missing measurements
noise         published formulae of depth noise, and correlated random fields
photograph    one depth frame
table         the items of the scenes as a table
"""
