"""Scattering: its filters, its symmetries, and what it is stable to."""

import numpy as np
import pytest
from scipy.fft import fft2, ifft2

from craftbench.runs.load_model import load_classifier
from models import MODELS
from models.classical import fit_classifier
from models.scattering import ANGLES, Scattering, folded, gaussian_averages, morlet, scattering

PATHS = {2: 81, 3: 217}


def pictures(n: int = 3, side: int = 32, channels: int = 1, seed: int = 0) -> np.ndarray:
    """Smooth random images."""
    noise = np.random.default_rng(seed).normal(size=(n, side, side, channels))
    for axis in (1, 2):
        noise = sum(np.roll(noise, shift, axis) for shift in range(3))
    return noise.astype(np.float32)


def stripes(n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Stripes of two directions and random phase, in noise."""
    rng = np.random.default_rng(0)
    y = np.arange(n) % 2
    row, column = np.mgrid[:16, :16]
    place = np.where(y[:, None, None] == 1, row, column)
    x = np.sin(place * 1.2 + rng.uniform(0, 2 * np.pi, (n, 1, 1)))
    return (x + rng.normal(size=x.shape))[..., None].astype(np.float32), y


@pytest.mark.parametrize("scales", [2, 3])
def test_number_of_coefficients(scales):
    found = Scattering(scales)(pictures(channels=3))
    assert found.shape == (3, 3 * PATHS[scales] * (32 // 2**scales) ** 2)
    assert found.dtype == np.float32


def test_wavelets_have_mean_zero_and_together_lose_no_frequency_twice():
    bands = [morlet((40, 40), j, k * np.pi / ANGLES) for j in range(2) for k in range(ANGLES)]
    assert all(abs(band[0, 0]) < 1e-6 for band in bands)
    energy = sum(band**2 for band in bands)
    # Of a real image, a wavelet sees a frequency and its opposite.
    both = (energy + np.roll(energy[::-1, ::-1], (1, 1), (0, 1))) / 2
    assert 0.5 < both.max() < 1.05


def test_a_wavelet_answers_to_its_frequency_and_direction():
    for angle, axis in ((0, 1), (ANGLES // 2, 0)):
        response = morlet((64, 64), 1, angle * np.pi / ANGLES)
        place = np.unravel_index(response.argmax(), response.shape)
        assert place[1 - axis] == 0
        assert 2 * np.pi * place[axis] / 64 == pytest.approx(3 * np.pi / 8, abs=0.1)


@pytest.mark.parametrize("octaves", [0, 1, 2])
def test_folding_a_spectrum_is_sampling_the_image(octaves):
    image = pictures(side=24)[..., 0]
    sampled = image[:, :: 2**octaves, :: 2**octaves]
    np.testing.assert_allclose(ifft2(folded(fft2(image), octaves)).real, sampled, atol=1e-5)


def test_averages_are_weighted_means_around_the_centres_of_blocks():
    weights = gaussian_averages(side=40, own=32, scale=0, scales=2)
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-6)
    places = weights @ (np.arange(40) - 4)
    np.testing.assert_allclose(places[2:-2], np.arange(8)[2:-2] * 4 + 1.5, atol=0.01)


def of_paths(images: np.ndarray) -> np.ndarray:
    return Scattering(2)(images).reshape(len(images), PATHS[2], 8, 8)


def test_a_constant_image_has_averages_only():
    found = of_paths(np.full((1, 32, 32, 1), 3.0, np.float32))
    np.testing.assert_allclose(found[:, 0], 3, rtol=1e-5)
    assert found[:, 1:].max() < 0.01


def test_a_quarter_turn_exchanges_directions():
    images = pictures()
    turned = of_paths(np.rot90(images, axes=(1, 2)))
    first = of_paths(images)[:, 1 : 1 + ANGLES]
    exchanged = np.roll(first, ANGLES // 2, axis=1)
    np.testing.assert_allclose(
        turned[:, 1 : 1 + ANGLES], np.rot90(exchanged, axes=(2, 3)), rtol=0.02, atol=0.01
    )


def test_contrast_enters_by_its_root():
    images = pictures()
    np.testing.assert_allclose(of_paths(4 * images)[:, 1:], 2 * of_paths(images)[:, 1:], rtol=1e-3)


def test_a_small_shift_changes_it_less_than_the_pixels():
    images = pictures(n=20)
    shifted = np.roll(images, 1, axis=2)
    change = np.linalg.norm(of_paths(shifted) - of_paths(images)) / np.linalg.norm(of_paths(images))
    assert change < 0.4 * np.linalg.norm(shifted - images) / np.linalg.norm(images)


def test_an_image_has_the_same_coefficients_in_any_company():
    images = pictures(n=150, side=28)
    np.testing.assert_allclose(
        Scattering()(images)[100:102], Scattering()(images[100:102]), rtol=1e-5
    )


def test_it_learns_and_loads_without_pickle(tmp_path):
    x, y = stripes()
    fitted = fit_classifier(MODELS["scattering"].build(0, x[:30].shape), x[:30], y[:30], 2)
    probabilities = fitted.probabilities(x[30:])
    assert (probabilities.argmax(axis=1) == y[30:]).mean() > 0.9
    assert fitted.parameters == 2 * PATHS[2] * 16 + 2 + 1
    fitted.save(tmp_path / "model.skops")
    _, stored = load_classifier(tmp_path / "model.skops", 2)
    np.testing.assert_array_equal(stored(x[30:]), probabilities)


def test_too_small_an_image_is_told():
    with pytest.raises(ValueError, match="at least 8 × 8 pixels, found 6 × 32"):
        scattering(0, (10, 6, 32, 1))
