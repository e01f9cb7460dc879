"""catch22: 22 canonical characteristics of time series."""

import numpy as np
import pandas as pd

from features.autocorrelation import autocorrelation, first_below, first_minimum, first_zero
from features.canonical import (
    binned_mode,
    binned_mutual_information,
    embedding_misfit,
    extreme_timing,
    gaussian_mutual_information,
    longest_run,
    power_spectrum,
    wang_period,
)
from features.feature import Feature
from features.fluctuation_analysis import (
    rescaled_range,
    root_mean_square,
    share_of_first_regime,
)
from features.signal_arrays import each_lead, standardised
from features.three_letters import pair_entropy, transition_spread

SHORTEST = 12

CATCH22_COLUMNS = {
    "DN_HistogramMode_5_*": Feature("1", "mode of the standardised values in 5 bins"),
    "DN_HistogramMode_10_*": Feature("1", "mode of the standardised values in 10 bins"),
    "CO_f1ecac_*": Feature("samples", "lag at which the autocorrelation falls to 1/e"),
    "CO_FirstMin_ac_*": Feature("samples", "first minimum of the autocorrelation"),
    "CO_HistogramAMI_even_2_5_*": Feature("nat", "mutual information at lag 2, 5 bins"),
    "CO_trev_1_num_*": Feature("1", "mean cube of successive differences: asymmetry in time"),
    "MD_hrv_classic_pnn40_*": Feature("1", "share of successive differences above 0.04 sd"),
    "SB_BinaryStats_mean_longstretch1_*": Feature("samples", "longest run above the mean"),
    "SB_TransitionMatrix_3ac_sumdiagcov_*": Feature(
        "1", "trace of the covariance of transitions between three letters"
    ),
    "PD_PeriodicityWang_th0_01_*": Feature("samples", "period by Wang et al. 2007; 0 if none"),
    "CO_Embed2_Dist_tau_d_expfit_meandiff_*": Feature(
        "1", "misfit of an exponential to distances of successive points of an embedding"
    ),
    "IN_AutoMutualInfoStats_40_gaussian_fmmi_*": Feature(
        "samples", "first minimum of the Gaussian mutual information, up to lag 40"
    ),
    "FC_LocalSimple_mean1_tauresrat_*": Feature(
        "1", "first zero of the autocorrelation: of differences over that of the signal"
    ),
    "DN_OutlierInclude_p_001_mdrmd_*": Feature(
        "1", "median time of high extremes, −1 at the start and 1 at the end"
    ),
    "DN_OutlierInclude_n_001_mdrmd_*": Feature("1", "median time of low extremes"),
    "SP_Summaries_welch_rect_area_5_1_*": Feature("1", "power in the lowest fifth of frequencies"),
    "SB_BinaryStats_diff_longstretch0_*": Feature("samples", "longest run of decreases"),
    "SB_MotifThree_quantile_hh_*": Feature("nat", "entropy of pairs of three letters"),
    "SC_FluctAnal_2_rsrangefit_50_1_logi_prop_r1_*": Feature(
        "1", "share of time scales before the growth of the rescaled range changes"
    ),
    "SC_FluctAnal_2_dfa_50_1_2_logi_prop_r1_*": Feature(
        "1", "share of time scales before the growth of detrended fluctuations changes"
    ),
    "SP_Summaries_welch_rect_centroid_*": Feature(
        "radians per sample", "frequency that halves the power"
    ),
    "FC_LocalSimple_mean3_stderr_*": Feature(
        "1", "standard deviation of the error of the mean of three as a forecast"
    ),
}


def catch22(samples: np.ndarray) -> pd.DataFrame:
    """The 22 characteristics of each lead, under their published names.

    Parameters
    ----------
    samples : (n, T, leads) array
        Signals of at least 12 values.

    Returns
    -------
    DataFrame
        n rows; columns ``{name}_{lead}``. A lead that is constant or has a missing value has NaN
        only.

    Raises
    ------
    ValueError
        For an array of another shape, or signals that are too short.

    Notes
    -----
    Each lead of a sample is standardised first, so the features do not depend on its level and
    size. They are written from the descriptions in the paper and in hctsa, from which they were
    chosen, not from the authors' program: values can differ where a description leaves a choice,
    such as the normalisation of a histogram.

    References
    ----------
    C. H. Lubba et al.: catch22: CAnonical Time-series CHaracteristics. Data Min. Knowl. Discov. 33
    (2019) 1821-1852.
    """
    return each_lead(samples, SHORTEST, _of_lead)


def _of_lead(signals: np.ndarray) -> dict[str, np.ndarray]:
    z = standardised(signals)
    constant = ~z.any(axis=1)
    z[constant] = standardised(np.sin(np.arange(z.shape[1])[None] ** 2))  # any signal will do
    found = _features(z)
    return {name: np.where(constant, np.nan, values) for name, values in found.items()}


def _features(z: np.ndarray) -> dict[str, np.ndarray]:
    length = z.shape[1]
    change = np.diff(z, axis=1)
    correlation = autocorrelation(z)
    zero = first_zero(correlation)
    centred_change = change - change.mean(axis=1, keepdims=True)
    frequency, power = power_spectrum(z)
    running = np.cumsum(power, axis=1)
    ahead = z[:, 3:] - (z[:, :-3] + z[:, 1:-2] + z[:, 2:-1]) / 3
    information = gaussian_mutual_information(z, min(40, length // 2))
    return {
        "DN_HistogramMode_5": binned_mode(z, 5),
        "DN_HistogramMode_10": binned_mode(z, 10),
        "CO_f1ecac": first_below(correlation, 1 / np.e),
        "CO_FirstMin_ac": first_minimum(correlation, length),
        "CO_HistogramAMI_even_2_5": binned_mutual_information(z, lag=2, bins=5),
        "CO_trev_1_num": (change**3).mean(axis=1),
        "MD_hrv_classic_pnn40": (np.abs(change) > 0.04).mean(axis=1),
        "SB_BinaryStats_mean_longstretch1": longest_run(z > 0),
        "SB_TransitionMatrix_3ac_sumdiagcov": transition_spread(z, zero),
        "PD_PeriodicityWang_th0_01": wang_period(z, 0.01),
        "CO_Embed2_Dist_tau_d_expfit_meandiff": embedding_misfit(z, zero),
        "IN_AutoMutualInfoStats_40_gaussian_fmmi": 1
        + first_minimum(information, information.shape[1] - 1),
        "FC_LocalSimple_mean1_tauresrat": first_zero(autocorrelation(centred_change)) / zero,
        "DN_OutlierInclude_p_001_mdrmd": extreme_timing(z),
        "DN_OutlierInclude_n_001_mdrmd": extreme_timing(-z),
        "SP_Summaries_welch_rect_area_5_1": power[:, : len(frequency) // 5].sum(axis=1),
        "SB_BinaryStats_diff_longstretch0": longest_run(change <= 0),
        "SB_MotifThree_quantile_hh": pair_entropy(z),
        "SC_FluctAnal_2_rsrangefit_50_1_logi_prop_r1": share_of_first_regime(
            z, rescaled_range, step=1
        ),
        "SC_FluctAnal_2_dfa_50_1_2_logi_prop_r1": share_of_first_regime(
            z, root_mean_square, step=2
        ),
        "SP_Summaries_welch_rect_centroid": frequency[(running > 0.5).argmax(axis=1)],
        "FC_LocalSimple_mean3_stderr": ahead.std(axis=1, ddof=1),
    }
