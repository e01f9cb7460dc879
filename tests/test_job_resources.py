"""What jobs ask for: memory and time that follow from the samples, the arm and an earlier run."""

import os
import re
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from craftbench.config.cards import Card, read_card
from craftbench.config.configuration import Config
from craftbench.steps.earlier_jobs import benchmark_file, earlier_job
from craftbench.steps.local_memory import local_memory_mb
from craftbench.steps.resources import LEAST_MB, LEAST_MINUTES, memory_mb, minutes
from craftbench.steps.shards import markers

ROOT = Path(__file__).parents[1]
NETWORK = {"dataset": "digits", "arm": "lenet5"}
CLASSIFIER = {"dataset": "digits", "arm": "hog_logistic"}
CONFIG = Config(datasets=["digits"])
TRAINING = (ROOT / "workflow" / "rules" / "train.smk").read_text()


@pytest.fixture(scope="module")
def card() -> Card:
    return read_card(ROOT / "config" / "datasets" / "digits.yaml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def samples(n: int) -> None:
    Path("results/digits").mkdir(parents=True, exist_ok=True)
    np.lib.format.open_memmap("results/digits/samples.npy", "w+", np.uint8, (n, 8, 8))
    table = pd.DataFrame({"role": np.where(np.arange(n) % 4, "pool", "test")})
    table.to_parquet("results/digits/samples.parquet")


def benchmark(seconds: float, mebibytes: float | str, name: str = "train_lenet5") -> Path:
    path = Path(f"results/benchmarks/digits/{name}.tsv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"s\th:m:s\tmax_rss\n{seconds}\t0:00:01\t{mebibytes}\n")
    return path


def test_more_samples_ask_for_more_memory_and_a_network_for_more_than_a_classifier(card):
    samples(2_000)
    network, classifier = (memory_mb("train_network", card, NETWORK), LEAST_MB)
    assert memory_mb("train_classifier", card, CLASSIFIER) == classifier < network
    samples(200_000)
    more = memory_mb("train_network", card, NETWORK)
    assert more > network
    # Samples stay on disk, in blocks; features do not.
    samples(400_000)
    assert memory_mb("train_network", card, NETWORK) == more
    assert memory_mb("train_classifier", card, CLASSIFIER) == pytest.approx(
        1.5 * (250 + 3 * 400_000 * 200 * 4 / 1e6), abs=1
    )


@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_each_attempt_asks_for_twice_as_much(card, attempt):
    samples(2_000)
    at_first = (
        memory_mb("train_network", card, NETWORK),
        minutes("train_network", card, CONFIG, NETWORK),
    )
    again = (
        memory_mb("train_network", card, NETWORK, attempt=attempt),
        minutes("train_network", card, CONFIG, NETWORK, attempt=attempt),
    )
    assert again == tuple(2 ** (attempt - 1) * one for one in at_first)


def test_a_job_asks_for_what_it_needed_in_an_earlier_run(card):
    samples(2_000)
    benchmark(seconds=3600, mebibytes=5000)
    assert memory_mb("train_network", card, NETWORK) == np.ceil(1.3 * 5000 * 2**20 / 1e6)
    assert minutes("train_network", card, CONFIG, NETWORK) == 180


def test_jobs_that_share_the_runs_of_an_arm_ask_for_their_part(card):
    samples(200_000)
    shards = [NETWORK | {"shard": str(one), "shards": "3"} for one in (1, 2, 3)]
    whole = minutes("train_network", card, CONFIG, NETWORK)
    parts = [minutes("train_network_shard", card, CONFIG, one) for one in shards]
    assert whole <= sum(parts) <= whole + 3 and min(parts) > LEAST_MINUTES
    assert memory_mb("train_network_shard", card, shards[0]) == memory_mb(
        "train_network", card, NETWORK
    )
    given = markers("digits", "lenet5", 3)
    assert minutes("train_network", card, CONFIG, NETWORK, given) == LEAST_MINUTES


def test_an_arm_in_one_job_asks_for_what_its_earlier_shards_needed_together(card):
    samples(2_000)
    benchmark(60, 500)
    for shard, seconds in ((1, 1800), (2, 1740)):
        benchmark(seconds, 5000, f"train_lenet5_shard_{shard}-of-2")
    old = benchmark(9999, 9000, "train_lenet5_shard_1-of-7")
    os.utime(old, (time.time() + 1 - 60,) * 2)
    os.utime("results/digits/samples.npy", (time.time() - 600,) * 2)
    assert minutes("train_network", card, CONFIG, NETWORK) == 180
    assert memory_mb("train_network", card, NETWORK) == np.ceil(1.3 * 5000 * 2**20 / 1e6)


def test_a_run_on_other_samples_says_nothing(card):
    file = benchmark(3600, 5000)
    os.utime(file, (time.time() - 100,) * 2)
    samples(2_000)
    assert earlier_job(file, Path("results/digits/samples.npy")) is None
    assert memory_mb("train_network", card, NETWORK) < 5000


@pytest.mark.parametrize("memory", ["-", "NA", "6.44"])
def test_a_job_that_ended_before_its_memory_was_seen_still_asks_for_some(card, memory):
    samples(2_000)
    benchmark(0.4, memory, "extract_hog")
    wildcards = {"dataset": "digits", "feature_set": "hog"}
    assert memory_mb("extract", card, wildcards) == LEAST_MB
    assert minutes("extract", card, CONFIG, wildcards) == LEAST_MINUTES


@pytest.mark.parametrize("text", ["", "s\tmax_rss\n", "nonsense\n1\n"])
def test_a_damaged_benchmark_file_is_no_benchmark_file(text):
    Path("x.tsv").write_text(text)
    assert earlier_job(Path("x.tsv"), Path("none.npy")) is None


def test_before_the_samples_are_there_nothing_is_known(card):
    path = "results/digits/samples.npy"
    with pytest.raises(FileNotFoundError) as raised:
        memory_mb("train_network", card, NETWORK, [path])
    assert raised.value.filename == path
    # A job that does not read them, and jobs over all data sets.
    assert memory_mb("score", card, {"dataset": "digits"}) == LEAST_MB
    assert memory_mb("report", None, {}) == LEAST_MB
    assert memory_mb("primer", None, {}) > LEAST_MB


def rules() -> dict[str, str]:
    """Text of every rule that runs a script, by its name."""
    found = {}
    for file in (ROOT / "workflow" / "rules").glob("*.smk"):
        for text in re.split(r"^rule ", file.read_text(), flags=re.M)[1:]:
            if "    script:" in text:
                found[text.split(":")[0]] = text
    return found


def test_every_rule_asks_for_memory_and_time():
    assert len(rules()) >= 20
    for name, text in rules().items():
        assert "mem_mb=memory_mb" in text and "runtime=minutes" in text, name


def test_earlier_jobs_are_found_where_the_rules_put_their_benchmarks():
    names = ("dataset", "arm", "feature_set", "other", "shard", "shards")
    wildcards = {name: f"{{{name}}}" for name in names}
    compared = 0
    text_of_shards = {
        f"{kind}_shard": text
        for kind, text in re.findall(
            r"^use rule (\w+) as \1_shard with:\n(.*?\n)\n", TRAINING, re.M | re.S
        )
    }
    assert len(text_of_shards) == 3
    for name, text in (rules() | text_of_shards).items():
        if named := re.search(r'    benchmark:\n +"(.*)"', text):
            given = {key: value for key, value in wildcards.items() if value in named[1]}
            assert str(benchmark_file(name, given)) == named[1]
            compared += 1
    assert compared >= 15


def test_a_container_may_have_less_memory_than_its_machine(tmp_path):
    whole, limit = local_memory_mb(()), tmp_path / "memory.max"
    assert whole and whole > 100
    limit.write_text("100000000\n")
    assert local_memory_mb((limit,)) == 90
    limit.write_text("max\n")
    assert local_memory_mb((limit, tmp_path / "absent")) == whole


def test_only_on_clusters_are_failed_jobs_started_again():
    read = {
        name: yaml.safe_load((ROOT / "profiles" / name / "profile.yaml").read_text())
        for name in ("default", "slurm", "kubernetes")
    }
    assert {name: one.get("retries", 0) for name, one in read.items()} == {
        "default": 0,
        "slurm": 2,
        "kubernetes": 2,
    }
    assert all(one["keep-going"] and one["rerun-incomplete"] for one in read.values())
