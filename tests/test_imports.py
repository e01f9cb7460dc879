"""What must be quick to import: the Snakefile reads the configuration, and so does every job."""

import os
import subprocess
import sys

import numpy as np
import pytest

HEAVY = ("scipy.signal", "scipy.stats", "sklearn", "skimage", "mujoco", "tensorflow", "keras")

PANDAS_TOO = (*HEAVY, "pandas", "pyarrow", "yaml", "numpy")


@pytest.mark.parametrize(
    "module",
    ["craftbench.config.configuration", "craftbench.primer.choice", "craftbench.runs.code_closure"],
)
def test_reading_a_configuration_loads_no_heavy_library(module):
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], PANDAS_TOO),
        (["--version"], PANDAS_TOO),
        (["predict", "--help"], PANDAS_TOO),
        (["init", "new"], PANDAS_TOO),
        (["clear-runs"], ("tensorflow", "keras")),
        (["check", "digits"], HEAVY),
        (["check", "digits", "--load", "--no-networks"], ("tensorflow", "keras")),
        (
            ["new-dataset", "beats", "x.npy", "--labels", "y.csv"],
            ("tensorflow", "keras"),
        ),
    ],
    ids=" ".join,
)
def test_a_command_loads_no_library_that_it_does_not_use(arguments, absent, tmp_path):
    (tmp_path / "results").mkdir()
    np.save(tmp_path / "x.npy", np.random.default_rng(0).normal(size=(40, 30, 1)))
    (tmp_path / "y.csv").write_text("label\n" + "a\nb\n" * 20)
    code = f"""
import sys
from craftbench.cli.main import main
try:
    code = main({arguments})
except SystemExit as end:
    code = end.code
print([code, *(m for m in {absent} if m in sys.modules)])
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert run.stdout.splitlines()[-1] == "[0]", run.stdout + run.stderr


def test_the_messages_of_tensorflow_stay_off_the_terminal():
    command = [sys.executable, "-m", "craftbench.cli", "architecture", "lenet5"]
    run = subprocess.run(
        [*command, "--input", "32x32x1", "--classes", "10"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == "" and "61,706 parameters" in run.stdout


def test_a_failed_import_is_not_silent(tmp_path):
    (tmp_path / "keras.py").write_text("import os; os.write(2, b'told'); raise ImportError('no')")
    code = "from craftbench.cli.quiet_import import import_keras_quietly as f; f()"
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": paths},
    )
    assert run.returncode == 1 and "told" in run.stderr and "ImportError: no" in run.stderr


def test_keras_is_imported_without_extras_which_can_be_imported_later():
    code = """
import sys
from craftbench.cli.quiet_import import EXTRAS, import_keras_quietly
import_keras_quietly()
print([name for name in EXTRAS if name in sys.modules])
import keras, matplotlib.pyplot, sklearn.linear_model
print(keras.layers.Dense(2)(keras.Input((3,))).shape)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["[]", "(None, 2)"]
