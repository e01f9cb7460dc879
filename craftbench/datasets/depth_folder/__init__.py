"""Depth images of a real camera, from folders or a CSV, made into heights above the belt."""
