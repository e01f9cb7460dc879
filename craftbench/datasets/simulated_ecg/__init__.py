"""Electrocardiograms of simulated patients: rhythm, shapes, the dynamical model, noise."""
