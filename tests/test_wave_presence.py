"""Evidence of P waves: the rhythm and the place of the waves."""

import numpy as np
import pytest

from features.wave_presence import LEAST_COHERENCE, coherence_of_p


@pytest.mark.parametrize(
    ("irregularity", "spread_ms", "evidence"),
    [
        (0.02, 4, 1.5),  # sinus rhythm
        (0.02, 16, LEAST_COHERENCE),
        (0.15, 4, 2.0),  # irregular, but the waves keep their place
        (0.15, 13, LEAST_COHERENCE + 25 * 0.1 * 1.5),
        (0.15, 40, LEAST_COHERENCE + 25 * 0.1 * 1.5),  # atrial fibrillation
    ],
)
def test_evidence_that_a_neighbourhood_has_p_waves(irregularity, spread_ms, evidence):
    given = coherence_of_p(np.array([irregularity]), np.array([spread_ms / 4]))
    assert given == pytest.approx([evidence])


def test_more_irregular_rhythms_and_wider_spreads_ask_for_more():
    irregularity, spread = np.meshgrid(np.linspace(0, 0.4, 41), np.linspace(0, 20, 81))
    evidence = coherence_of_p(irregularity, spread)
    assert (np.diff(evidence, axis=0) >= 0).all()
    assert (np.diff(evidence, axis=1) >= 0).all()
