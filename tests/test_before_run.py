"""What a check finds before a run: each fault of made samples with its sentence."""

import numpy as np
import pandas as pd
import pytest

from craftbench.cli.main import main
from craftbench.config.configuration import Config
from craftbench.config.contest import Contest
from craftbench.config.of_run import joined, of_run
from craftbench.config.training import Training
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.runs.before.arms import TriedArms, try_arms
from craftbench.runs.before.check import of_shards
from craftbench.runs.before.classifiers import FitTimes
from craftbench.runs.before.cost import estimate
from craftbench.runs.before.findings import Findings
from craftbench.runs.before.samples import check_samples
from craftbench.runs.before.seconds import seconds_of
from craftbench.runs.before.sizes import check_sizes

FOREST = {"representation": ["hog"], "model": "random_forest"}
LENET = {"representation": ["pixels"], "model": "lenet5"}


def contest(**changes) -> Contest:
    content = {
        "classes": ["a", "b"],
        "training_sizes": [8, 20],
        "repeats": 2,
        "views": {"pixels": {"kind": "image", "height": 32, "width": 32}},
        "arms": {"forest": FOREST, "lenet5": LENET},
    }
    return Contest.model_validate(content | changes)


def made(n: int = 60, groups: int | None = None, shape=(16, 16)) -> Samples:
    values = np.random.default_rng(0).integers(0, 255, (n, *shape)).astype(np.uint8)
    table = pd.DataFrame({"sample": range(n), "label": ["a", "b"] * (n // 2)})
    table["role"] = np.where(np.arange(n) < n * 2 // 3, "pool", "test")
    table["source"] = [f"x.npy[{i}]" for i in range(n)]
    if groups:
        table["group"] = [f"{role}{i % groups}" for i, role in enumerate(table["role"])]
    return Samples(values, table)


def errors(check, *given) -> list[str]:
    found = Findings()
    check(*given, found)
    return found.errors


def test_nothing_is_found_where_nothing_is_wrong():
    found = Findings()
    check_samples(made(), found)
    check_sizes("x", contest(), made(200).table, 0, found)
    assert found.lines() == [] and not found.errors


def test_copies_across_the_split_are_errors_with_their_names():
    samples = made()
    samples.values[50:58] = samples.values[2]
    (error,) = errors(check_samples, samples)
    assert error.startswith("8 test samples are exact copies of pool samples: x.npy[50] = x.npy[2]")
    assert "and 3 more" in error
    published = Findings()
    check_samples(samples, published, published=True)
    assert not published.errors and published.warnings[0].endswith("so in the published data")
    copied_within = made()
    copied_within.values[3] = copied_within.values[2]
    assert errors(check_samples, copied_within) == []


def test_constant_samples_are_warned_of_and_are_no_copies():
    samples = made()
    samples.values[[1, 55]] = 7
    found = Findings()
    check_samples(samples, found)
    assert not found.errors
    assert found.warnings[0].startswith(
        "2 of 60 samples are constant, the first: x.npy[1], x.npy[55]"
    )


@pytest.mark.parametrize(
    ("sizes", "groups", "message"),
    [
        ([8, 50], None, "training size 50: the pool has only 40 samples"),
        ([3, 9], 4, "training size 9: the pool has only 4 groups"),
        ([1], None, "training size 1: .* raise the smallest of training_sizes"),
    ],
)
def test_sizes_that_the_pool_does_not_have_are_errors(sizes, groups, message):
    (error,) = errors(check_sizes, "x", contest(training_sizes=sizes), made(groups=groups).table, 0)
    assert pd.Series([error]).str.contains(message).all()


def test_classes_that_are_too_rare_are_told():
    rare = made(300).table
    rare.loc[0, "label"] = "c"
    rare.loc[250:290, "label"] = "c"
    found = Findings()
    check_sizes("x", contest(classes=["a", "b", "c"]), rare, 0, found)
    assert any("training size 8: a class has no sample: 'c' in" in x for x in found.warnings)
    few = Findings()
    check_sizes("x", contest(), made().table, 0, few)
    assert few.warnings == ["few test samples of a class make wide intervals: a 10, b 10"]


@pytest.mark.parametrize(
    ("arm", "shape", "message"),
    [
        (FOREST, (5, 5), "arms.one: feature set hog: expected images .* at least 6 × 6"),
        (FOREST | {"representation": ["quant"]}, (5, 5), "arms.one: feature set quant: expected"),
        (FOREST | {"representation": ["colour_histogram"]}, (16, 16), "needs colour"),
        (FOREST | {"representation": ["rhythm"]}, (16, 16), "needs the column rr_before_s"),
        (
            {"representation": ["signal"], "model": "minirocket"},
            (4, 1),
            "arms.one: minirocket needs signals of at least",
        ),
    ],
)
def test_every_arm_is_tried_and_named(arm, shape, message):
    views = {"signal": {"kind": "signal"}, "pixels": {"kind": "image", "height": 32, "width": 32}}
    found = Findings()
    arms = {"one": arm, "majority": {"representation": [], "model": "majority"}}
    try_arms(contest(arms=arms, views=views), made(shape=shape), Training(), found, measure=False)
    assert len(found.errors) == 1
    assert pd.Series(found.errors).str.contains(message).all()


def test_networks_are_built_in_another_process():
    found = Findings()
    small = LENET | {"representation": ["small"]}
    views = {
        side: {"kind": "image", "height": n, "width": n}
        for side, n in (("small", 8), ("pixels", 32))
    }
    few = Training(batch_size=8)
    tried = try_arms(
        contest(arms={"lenet5": LENET, "tiny": small}, views=views), made(), few, found
    )
    assert len(found.errors) == 1 and found.errors[0].startswith(
        "arms.tiny: LeNet-5 needs at least"
    )
    assert tried.networks["lenet5"]["parameters"] > 10_000
    assert tried.networks["lenet5"]["seconds"] > 0


CONFIG = Config(datasets=["x"])
TRIED = TriedArms(
    {"hog": 0.01},
    {"hog": 500},
    {"forest": FitTimes((60, 240), (0.2, 0.8), 1e-4)},
    {"lenet5": {"parameters": 6e4, "seconds": 0.02}},
)


def test_the_estimate_names_time_memory_and_disk():
    found = Findings()
    estimate(contest(), made(), CONFIG, TRIED, found, levels=30)
    time, memory, disk = found.facts
    assert time.startswith("time on one core: about ")
    for part in ("features 1 s", "classifiers ", "networks ", "analyses and pages ", "between "):
        assert part in time
    assert "MB for each job" in memory and disk.startswith("disk: about ")


def test_more_jobs_for_each_arm_cost_their_starts():
    tried = TriedArms(fits={"forest": FitTimes((0, 9), (0, 1), 0)}, networks={"lenet5": {}})
    assert "4 jobs for each arm" in of_shards(4, tried)
    assert "about 30 s more of a core" in of_shards(4, tried)


def test_networks_cost_their_updates():
    found = seconds_of(contest(), made().table, CONFIG, TRIED, levels=0)
    # 2 sizes × 2 repeats × 3 folds × 50 updates × 17 epochs and their decay, of 20 ms each
    early, usual, late = found.networks
    assert early == pytest.approx(2 * 2 * 3 * 50 * 17 * 1.25 * 0.02, rel=0.1)
    # ... × 150 epochs and their decay, and the final fit on all samples as long again
    assert late == pytest.approx(2 * 2 * (3 + 1) * 50 * 150 * 1.25 * 0.02, rel=0.05)
    assert early < usual < late


@pytest.mark.parametrize(
    ("changes", "config", "factor"),
    [
        ({"repeats": 4}, {}, (2, 2)),
        ({"refit": False}, {}, (0.75, 0.7)),
        ({}, {"tuning": {"candidates": 10}}, (7, 7)),
        ({}, {"training": {"epochs": 10}}, (1, 0.3)),
    ],
    ids=["repeats", "no final fit", "candidates", "short training"],
)
def test_what_the_configuration_changes(changes, config, factor):
    """Factors on the usual time of classifiers and of networks, without the start of their jobs."""

    def times(contest_, config_):
        found = seconds_of(contest_, made().table, config_, TRIED, levels=0)
        return found.classifiers - 1.5, found.networks[1] - 6

    before = times(contest(), CONFIG)
    after = times(contest(**changes), Config.model_validate({"datasets": ["x"]} | config))
    for one, two, expected in zip(before, after, factor, strict=True):
        assert two / one == pytest.approx(expected, rel=0.25)


def test_a_fit_costs_what_lies_on_the_line_through_two_measured_ones():
    times = FitTimes((60, 240), (0.2, 0.8), 0.0)
    assert times.of(150) == pytest.approx(0.5)
    assert times.of(2400) == pytest.approx(8.0)
    assert times.of(1) == 0.2
    assert FitTimes((60, 60), (0.2, 0.3), 0.0).of(1000) == 0.3


def test_the_configuration_is_that_of_the_run(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text("budget: thorough\ntraining: {epochs: 7}\nseed: 3\n", encoding="utf-8")
    config = of_run(joined([file], ["seed=4", "datasets=[gait]"]), [file])
    assert (config.seed, config.training.epochs, config.training.patience) == (4, 7, 15)
    assert config.tuning.candidates == 48 and config.datasets == ["gait"]
    assert of_run(joined([], [])).seed == 0


@pytest.mark.parametrize(
    ("files", "pairs", "message"),
    [
        ([], ["seed"], "--config: expected NAME=VALUE, found 'seed'"),
        ([], ["seed=-1"], r"configuration \(config/config.yaml\): seed: "),
        ([], ["bugdet=quick"], "did you mean 'budget'"),
        ([], ["a=[1"], "--config a: not valid YAML"),
        (["nothing.yaml"], [], "nothing.yaml: there is no such file"),
    ],
)
def test_a_wrong_configuration_is_named(files, pairs, message, tmp_path):
    with pytest.raises(CraftbenchError, match=message):
        of_run(joined([tmp_path / one for one in files], pairs))


def test_check_takes_sizes_and_seed_of_the_run(capsys):
    options = ["--no-networks", "--config", "budget=quick", "repeats=1", "seed=7"]
    assert main(["check", "digits", *options]) == 0
    assert "budget quick: sizes 50, 150, 450; 1 repeats; seed 7" in capsys.readouterr().out
