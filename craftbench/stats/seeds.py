"""Seeds that follow from names."""

import numpy as np


def seed_of(seed: int, *names: str | int) -> int:
    """A seed in [0, 2³²) that follows from the benchmark's seed and from `names`."""
    words = [word for name in names for word in str(name).encode()]
    return int(np.random.SeedSequence([seed, len(words), *words]).generate_state(1)[0])
