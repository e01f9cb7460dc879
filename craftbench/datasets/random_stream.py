"""Independent random streams of one seed."""

import numpy as np


def random_stream(seed: int, *key: int) -> np.random.Generator:
    """The generator of one part of a simulation, such as a scene or a patient.

    Parameters
    ----------
    seed : int
        Of the simulation.
    *key : int
        Number of the part; different keys give independent streams, in any order of use.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
