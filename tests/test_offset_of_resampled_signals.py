"""A constant offset of the electrodes changes nothing but the offset."""

import numpy as np
import pandas as pd
import pytest
from gaussian_ecg import gaussian_ecg

from craftbench.datasets.wfdb_record import EcgRecord
from features.analysis_rate import AnalysisRate
from features.ecg import delineate, detect_r_peaks


@pytest.mark.parametrize("fs", [100, 128, 200, 250, 333.33, 360, 500, 1000])
@pytest.mark.parametrize("offset_mv", [50.0, -300.0])
def test_landmarks_are_those_without_the_offset(fs, offset_mv):
    signal, _ = gaussian_ecg(fs, noise_mv=0.01)
    peaks = detect_r_peaks(signal, fs)
    np.testing.assert_array_equal(detect_r_peaks(signal + offset_mv, fs), peaks)
    with_offset = delineate(signal + offset_mv, fs, peaks)
    pd.testing.assert_frame_equal(with_offset, delineate(signal, fs, peaks), atol=1e-6, rtol=0)


@pytest.mark.parametrize("fs", [100, 128, 200, 257, 333.33, 360, 1000])
def test_a_constant_stays_constant_at_the_analysis_rate(fs):
    np.testing.assert_allclose(AnalysisRate.of(fs).resample(np.full(999, 300.0)), 300.0, rtol=1e-12)


@pytest.mark.parametrize("rate", [128, 200, 250])
@pytest.mark.parametrize("offset_mv", [50.0, -300.0])
def test_a_resampled_record_differs_by_the_offset_alone(rate, offset_mv):
    signal, r_s = gaussian_ecg(360, noise_mv=0.01)
    beats = pd.DataFrame({"r_peak": np.rint(r_s * 360).astype(int)})
    lead = signal.astype(np.float32)[:, None]
    plain = EcgRecord(lead, 360.0, beats).resampled(rate).signal
    shifted = EcgRecord(lead + np.float32(offset_mv), 360.0, beats).resampled(rate).signal
    rounding = 4 * np.spacing(np.float32(abs(offset_mv)))
    assert np.abs(shifted - offset_mv - plain).max() <= rounding
