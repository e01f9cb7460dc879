import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from craftbench.cli.main import main
from craftbench.config.cards import read_card


@pytest.fixture
def own_data(tmp_path):
    rng = np.random.default_rng(0)
    label = rng.choice(["cat", "dog"], 200)
    images = rng.integers(0, 60, (200, 20, 20)).astype(np.uint8)
    images[:, 4:16, 4:10] += np.where(label == "dog", 120, 0).astype(np.uint8)[:, None, None]
    images[:, 4:9, 4:16] += np.where(label == "cat", 120, 0).astype(np.uint8)[:, None, None]
    np.save(tmp_path / "x.npy", images)
    pd.DataFrame({"label": label}).to_csv(tmp_path / "y.csv", index=False)
    return [str(tmp_path / "x.npy")]


def test_new_dataset_for_signals_with_groups(tmp_path):
    rng = np.random.default_rng(0)
    np.save(tmp_path / "x.npy", rng.normal(size=(120, 64, 1)))
    labels = {"label": rng.choice(["a", "b"], 120), "group": [f"p{i // 6}" for i in range(120)]}
    pd.DataFrame(labels).to_csv(tmp_path / "y.csv", index=False)
    arguments = [str(tmp_path / "x.npy"), "--labels", str(tmp_path / "y.csv")]
    assert main(["new-dataset", "beats", *arguments, "--folder", str(tmp_path)]) == 0
    card = read_card(tmp_path / "beats.yaml")
    assert card.arms["lenet5_1d"].model == "lenet5_1d"
    assert card.training_sizes[-1] <= 15


def test_new_dataset_overwrites_nothing(own_data, tmp_path, capsys):
    arguments = ["new-dataset", "pets", *own_data, "--folder", str(tmp_path)]
    assert main(arguments) == 0
    assert main(arguments) == 1
    assert "is there already" in capsys.readouterr().err


def test_check_counts_samples(capsys):
    assert main(["check", "--load", "config/datasets/digits.yaml"]) == 0
    output = capsys.readouterr().out
    assert "10 classes, 7 arms" in output
    assert "rejected: 0" in output


def test_check_names_the_fault(tmp_path, capsys):
    (tmp_path / "c.yaml").write_text("titel: x\n")
    assert main(["check", str(tmp_path / "c.yaml")]) == 1
    assert "titel: unknown key; did you mean 'title'?" in capsys.readouterr().err


def test_command_is_installed():
    command = [sys.executable, "-m", "craftbench.cli", "--help"]
    run = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=True)
    assert "new-dataset" in run.stdout and "check" in run.stdout
