"""Generated inputs end in success or in a clear error; performance/hostile_inputs.py draws more."""

import pytest

from performance.generated_inputs import KINDS
from performance.hostile_inputs import outcomes

INPUTS = 25


@pytest.mark.parametrize("kind", KINDS)
def test_no_input_ends_in_a_traceback_a_hang_or_a_loss(kind):
    found = outcomes(KINDS[kind], INPUTS)
    assert found.total() >= INPUTS
