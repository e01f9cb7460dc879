"""Electrocardiograms of simulated patients.

source          the source: recordings cut into beats
settings        assumptions about rhythm, ectopic beats and noise
wave_settings   assumptions about the shapes of the waves
simulate        recordings of all patients
cohort          rhythm and ectopic beats of each patient
patient         the properties of one patient
tachogram       RR intervals of the sinus node
rhythm          times and classes of the beats
shapes          the waves of each beat
dynamics        the dynamical model of McSharry et al.
landmarks       onsets, peaks and ends of the waves
noise           f waves, and the noise of electrodes and mains
"""
