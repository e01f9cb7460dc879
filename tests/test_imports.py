"""What must be quick to import: the Snakefile reads the configuration, and so does every job."""

import subprocess
import sys

import pytest

HEAVY = ("scipy.signal", "scipy.stats", "sklearn", "skimage", "mujoco", "tensorflow", "keras")


@pytest.mark.parametrize(
    "module",
    ["craftbench.config.configuration", "craftbench.primer.choice", "craftbench.runs.code_closure"],
)
def test_reading_a_configuration_loads_no_heavy_library(module):
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
