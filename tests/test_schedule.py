"""The learning rate and the end of a training, on a network that never learns."""

from dataclasses import replace

import numpy as np
import pytest

from craftbench.errors import CraftbenchError
from craftbench.runs.final_fit import chosen_length, refit
from craftbench.runs.fitting import Fitting
from craftbench.runs.tuning import Try
from models.endings import BUDGET, FITTED, FIXED, NO_BETTER_FIT, PLATEAU, Length
from models.feature_mlp import feature_mlp
from models.schedule import FitToLabels
from models.training import NetworkTrainer
from models.training_rule import TrainingRule

RULE = TrainingRule(
    1e-2, batch_size=16, block_updates=10, epochs=12, patience=3, warm_up=2, decay=0.5
)


def samples(n=96, seed=0, noise=0.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 6)).astype(np.float32)
    y = (x[:, 0] > 0).astype(int) + (x[:, 1] > 0)
    return x, np.where(rng.random(n) < noise, rng.integers(0, 3, n), y)


def fitted(rule, validation):
    return NetworkTrainer(feature_mlp, (6,), 3, rule).fit(samples(), validation, 0)


@pytest.fixture(scope="module")
def stalled():
    """Validation labels that contradict the training labels: the loss only rises."""
    x, y = samples()
    return fitted(RULE, (x, (y + 1) % 3))


def test_the_rate_rises_stays_and_decays_to_almost_zero(stalled):
    rate = stalled.history["learning_rate"].to_numpy()
    decay = stalled.ending.decay_from - 1
    assert rate[:2] == pytest.approx([1e-2 / 3, 2e-2 / 3])
    assert (rate[2:decay] == 1e-2).all()
    assert (np.diff(rate[decay - 1 :]) < 0).all()
    assert rate[-1] == pytest.approx(1e-2 / (len(rate) - decay + 1))


def test_a_training_whose_validation_stalls_ends_by_it(stalled):
    assert stalled.ending.reason == PLATEAU
    decay = stalled.ending.decay_from - 1
    assert decay < RULE.epochs
    assert len(stalled.history) == decay + RULE.decay_epochs(decay)
    assert stalled.training_facts["ended"] == PLATEAU


def test_a_training_that_still_improves_ends_by_its_budget():
    found = fitted(RULE, samples(200, seed=1))
    assert found.ending.reason == BUDGET
    assert len(found.history) == RULE.most_epochs == 18
    assert found.training_facts["updates"] == 18 * RULE.updates_per_epoch(96)
    assert found.training_facts["validation_slope"] > 0


def test_weights_of_the_best_epoch_are_kept(stalled):
    losses = stalled.history["validation_loss"]
    assert stalled.ending.best_epoch == losses.argmin() + 1


def test_label_smoothing_keeps_probabilities_from_the_ends():
    from dataclasses import replace

    rule = replace(RULE, warm_up=0, epochs=30, patience=30)
    sure, smooth = (
        fitted(replace(rule, label_smoothing=share), samples()).probabilities(samples()[0])
        for share in (0.0, 0.3)
    )
    assert smooth.max(axis=1).mean() < sure.max(axis=1).mean() - 0.05


def test_weight_decay_shrinks_kernels_and_leaves_biases():
    from dataclasses import replace

    rule = replace(RULE, warm_up=0, epochs=5, patience=5, decay=0.0)
    found = {}
    for decay in (0.0, 2.0):
        trainer = NetworkTrainer(feature_mlp, (6,), 3, replace(rule, weight_decay=decay))
        trainer.fit(samples(), samples(50, seed=1), 0)
        found[decay] = np.abs(trainer.model.layers[0].kernel.numpy()).mean()
        excluded = [v.name for v in trainer.model.trainable_variables if "bias" in v.name]
        assert excluded
    assert found[2.0] < 0.8 * found[0.0]


def test_a_training_of_a_chosen_length_needs_no_validation_and_decays_in_proportion():
    trainer = NetworkTrainer(feature_mlp, (6,), 3, RULE)
    fitted = trainer.fit(samples(), None, 0, length=Length(52, 10))
    rate = fitted.history["learning_rate"].to_numpy()
    assert len(rate) == 5 + RULE.decay_epochs(5)
    assert rate[:2] == pytest.approx([1e-2 / 3, 2e-2 / 3])
    assert (rate[2:5] == 1e-2).all() and (np.diff(rate[4:]) < 0).all()
    facts = fitted.training_facts
    assert facts["ended"] == FIXED and facts["updates"] == 10 * len(rate)
    assert (fitted.probabilities(samples()[0]).argmax(axis=1) == samples()[1]).mean() > 0.7


def test_a_chosen_length_gives_the_same_weights_whatever_was_validated_before():
    trainer = NetworkTrainer(feature_mlp, (6,), 3, RULE)
    first = trainer.fit(samples(), None, 0, length=Length(40, 10)).probabilities(samples()[0])
    trainer.fit(samples(50, seed=4), samples(20, seed=5), 3)
    again = trainer.fit(samples(), None, 0, length=Length(40, 10)).probabilities(samples()[0])
    np.testing.assert_array_equal(first, again)


def test_the_plateau_is_where_the_averaged_loss_was_lowest_before_the_decay():
    rule = replace(RULE, window=3)
    found = fitted(rule, samples(200, seed=1, noise=0.4))
    losses = found.history["validation_loss"].to_numpy()[: found.ending.decay_from - 1]
    averaged = [np.mean(losses[max(0, i - 2) : i + 1]) for i in range(len(losses))]
    assert found.ending.plateau_epoch == np.argmin(averaged) + 1
    assert found.training_facts["plateau_epoch"] == found.ending.plateau_epoch


def test_a_final_fit_that_diverges_names_itself_and_the_way_out():
    trainer = NetworkTrainer(feature_mlp, (6,), 3, RULE)

    def fit(given):
        return trainer.fit(given.train, None, 0, length=given.length, learning_rate=1e30), None

    facts = {"ended": PLATEAU, "plateau_epoch": 4, "epochs": 8, "updates": 80}
    chosen = Try({}, [], [facts], [], None)
    with pytest.raises(CraftbenchError, match="final fit on all 96 samples.*loss.*refit: false"):
        refit(fit, chosen, samples(), Fitting(samples(), None, 0, "9-0"))


def test_the_length_is_that_of_the_lowest_averaged_loss_in_updates_over_all_folds():
    facts = [{"plateau_epoch": p, "epochs": 40, "updates": 2000} for p in (6, 10, 20)]
    assert chosen_length(facts) == Length(600, 50)
    assert chosen_length([{"ended": "solved"}]) is None


@pytest.mark.parametrize(
    ("errors", "fitted_at", "expected"),
    [
        ([0.5, 0.2, 0.005, 0.0], 0.99, [False, False, True, True]),
        ([0.5, 0.4, 0.4, 0.4, 0.4], 0.99, [False, False, False, False, True]),
        ([0.5, 0.4, 0.3, 0.2], 0.99, [False] * 4),
    ],
)
def test_a_fit_ends_when_labels_are_fitted_or_no_longer_better(errors, fitted_at, expected):
    fit = FitToLabels(replace(RULE, warm_up=0), fitted_at)
    assert [fit.ended_by(epoch, error) for epoch, error in enumerate(errors)] == expected
    reason = {0.0: FITTED, 0.4: NO_BETTER_FIT, 0.2: BUDGET}[errors[-1]]
    assert fit.ended == reason


def test_a_training_to_fit_ends_before_its_budget():
    seen = []
    x, y = samples()
    rule = replace(RULE, epochs=60)
    network = NetworkTrainer(feature_mlp, (6,), 3, rule).fit(
        *((x, y), (x, (y + 1) % 3), 0),
        after_all_epochs=lambda now: seen.append((now.ending.reason, len(now.history))),
        fitted_at=0.9,
    )
    ((reason, epochs),) = seen
    assert reason == FITTED and epochs < rule.most_epochs
    assert network.ending.reason == PLATEAU and network.ending.best_epoch < epochs
