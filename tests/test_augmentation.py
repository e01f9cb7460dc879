import numpy as np
import pytest
import tensorflow as tf

from models.augmentation import Augmentation
from models.augmented_batches import augment
from models.class_weights import class_weights
from models.feature_mlp import feature_mlp
from models.training import NetworkTrainer, TrainingRule, use_threads

# Before anything of TensorFlow runs in this process, as a job of the workflow does.
use_threads(1)


def images(n: int = 200, side: int = 12) -> np.ndarray:
    return np.random.default_rng(0).normal(5, 1, (n, side, side, 2)).astype(np.float32)


def augmented(x: np.ndarray, settings: Augmentation, seed=(3, 4)) -> np.ndarray:
    return augment(tf.constant(x), settings, tf.constant(seed, tf.int64)).numpy()


ALL = Augmentation(shift=2, rotation=20, turns_and_flips=True, scaling=0.2, noise=0.1)


def test_same_seed_same_changes_another_seed_others():
    x = images()
    assert np.array_equal(augmented(x, ALL), augmented(x, ALL))
    assert not np.allclose(augmented(x, ALL), augmented(x, ALL, (3, 5)))
    assert np.array_equal(augmented(x, Augmentation()), x)


def test_quarter_turns_and_mirrors_are_exact_and_all_eight_occur():
    x = images()
    found = augmented(x, Augmentation(turns_and_flips=True))
    eight = [
        np.rot90(mirrored, turns, axes=(1, 2))
        for mirrored in (x, x[:, :, ::-1])
        for turns in range(4)
    ]
    which = [[np.array_equal(found[i], way[i]) for way in eight] for i in range(len(x))]
    assert (np.sum(which, axis=1) == 1).all()
    assert np.any(which, axis=0).all()


def test_shifted_images_repeat_their_edge():
    x = images()
    found = augmented(x, Augmentation(shift=3))
    padded = np.pad(x, ((0, 0), (3, 3), (3, 3), (0, 0)), "edge")
    ways = [padded[:, i : i + 12, j : j + 12] for i in range(7) for j in range(7)]
    which = [[np.array_equal(found[i], way[i]) for way in ways] for i in range(len(x))]
    assert (np.sum(which, axis=1) == 1).all()
    assert np.any(which, axis=0).sum() > 40


def test_turned_round_spot_stays_and_turned_bar_leans():
    row, column = np.mgrid[:33, :33] - 16
    spot = np.exp(-(row**2 + column**2) / 50).astype(np.float32)
    bar = (np.abs(column) < 2).astype(np.float32)
    x = np.repeat(np.stack([spot, bar])[..., None], 50, axis=0)
    found = augmented(x, Augmentation(rotation=30))[..., 0]
    assert np.abs(found[:50] - spot).max() < 0.02
    for image in found[50:]:
        top, bottom = (image[r] @ np.arange(33) / image[r].sum() for r in (6, 26))
        assert np.degrees(np.arctan(abs(top - bottom) / 20)) < 30.5
    assert np.abs(found[50:] - bar).mean(axis=(1, 2)).max() > 0.05


def test_shifted_signals_repeat_their_ends():
    x = np.random.default_rng(0).normal(size=(100, 30, 2)).astype(np.float32)
    found = augmented(x, Augmentation(shift=5))
    padded = np.pad(x, ((0, 0), (5, 5), (0, 0)), "edge")
    ways = [padded[:, i : i + 30] for i in range(11)]
    which = [[np.array_equal(found[i], way[i]) for way in ways] for i in range(len(x))]
    assert (np.sum(which, axis=1) == 1).all()
    assert np.any(which, axis=0).all()


def test_flipped_images_are_mirrored_left_to_right_or_as_they_were():
    x = images()
    found = augmented(x, Augmentation(flip=True))
    flipped = (found == x[:, :, ::-1]).all(axis=(1, 2, 3))
    assert (flipped ^ (found == x).all(axis=(1, 2, 3))).all()
    assert 0.35 < flipped.mean() < 0.65


def test_reflected_borders_mirror_images_and_signals():
    x = images()
    found = augmented(x, Augmentation(shift=3, border="reflect"))
    padded = np.pad(x, ((0, 0), (3, 3), (3, 3), (0, 0)), "symmetric")
    ways = [padded[:, i : i + 12, j : j + 12] for i in range(7) for j in range(7)]
    which = [[np.array_equal(found[i], way[i]) for way in ways] for i in range(len(x))]
    assert (np.sum(which, axis=1) == 1).all()
    signals = x[:, :, 0]
    found = augmented(signals, Augmentation(shift=3, border="reflect"))
    padded = np.pad(signals, ((0, 0), (3, 3), (0, 0)), "symmetric")
    ways = [padded[:, i : i + 12] for i in range(7)]
    which = [[np.array_equal(found[i], way[i]) for way in ways] for i in range(len(x))]
    assert (np.sum(which, axis=1) == 1).all()


def test_cutout_replaces_one_square_in_all_channels_by_the_mean():
    x = images(400)
    cut = augmented(x, Augmentation(cutout=0.4)) == 0
    assert (cut[..., 0] == cut[..., 1]).all()
    rows, columns = cut[..., 0].any(axis=2).sum(axis=1), cut[..., 0].any(axis=1).sum(axis=1)
    assert np.array_equal(cut[..., 0].sum(axis=(1, 2)), rows * columns)
    assert rows.max() == columns.max() == round(0.4 * 12)
    assert rows.min() >= round(0.4 * 12) // 2
    assert cut.any(axis=(0, 3)).all()
    signals = augmented(x[:, :, 0], Augmentation(cutout=0.25)) == 0
    assert signals[..., 0].sum(axis=1).max() == 3


def test_older_settings_change_samples_as_before_beside_newer_ones():
    x = images()
    alone = augmented(x, Augmentation(shift=2, scaling=0.1))
    together = augmented(x, Augmentation(shift=2, scaling=0.1, cutout=0.3))
    assert np.array_equal(together, np.where(together == 0, 0, alone))


def test_scaling_stays_within_its_share_and_noise_has_its_deviation():
    x = images()
    factor = augmented(x, Augmentation(scaling=0.2)) / x
    assert np.ptp(factor, axis=(1, 2, 3)).max() < 1e-5
    assert 0.8 <= factor.min() < 0.83 and 1.17 < factor.max() <= 1.2
    noise = augmented(x, Augmentation(noise=0.3)) - x
    assert noise.std() == pytest.approx(0.3, rel=0.02)
    assert abs(noise.mean()) < 0.01


@pytest.mark.parametrize(
    ("settings", "shape", "message"),
    [
        (Augmentation(noise=0.1), (6,), "found 6 features"),
        (Augmentation(flip=True), (280, 1), "flip and turns_and_flips are for images"),
        (Augmentation(rotation=5), (280, 1), "found signals of 280 samples"),
        (Augmentation(turns_and_flips=True), (32, 48, 1), "square images, found 32 × 48"),
        (Augmentation(shift=32), (32, 48, 1), "shift is 32, samples have 32"),
    ],
)
def test_augmentation_that_does_not_suit_is_refused(settings, shape, message):
    rule = TrainingRule(1e-3, 16, 10, 4, 2)
    with pytest.raises(ValueError, match=message):
        NetworkTrainer(feature_mlp, shape, 3, rule, augmentation=settings)


def test_balanced_classes_count_the_same_and_the_mean_weight_is_one():
    y = np.repeat([0, 1, 3], [90, 9, 1])
    balanced = class_weights(y, 5, "balanced")
    assert np.bincount(y, minlength=5)[[0, 1, 3]] * balanced[[0, 1, 3]] == pytest.approx(100 / 3)
    for weighting in ("none", "sqrt", "balanced"):
        weights = class_weights(y, 5, weighting)
        assert weights[y].mean() == pytest.approx(1, rel=1e-6)
        assert weights[[2, 4]].tolist() == [1, 1]
    softened = class_weights(y, 5, "sqrt")
    assert softened[3] / softened[0] == pytest.approx(np.sqrt(90), rel=1e-5)
