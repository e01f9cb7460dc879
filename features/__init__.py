"""Hand-crafted features: functions from samples to named numbers with units. Arrays in, tables out.

`FEATURE_SETS` names every feature set with the module that computes it, so that a card can be
checked without importing scikit-image. Nothing here knows of files, models or the rest of the
project.

Images
    image                      gradient histograms, geometry of the bright object
    local_binary_patterns, cooccurrence
                               texture: patterns around a pixel, pairs of grey levels
    daisy                      gradient histograms around points
    colour_histogram           hue, saturation, value; moments of opponent channels
    image_arrays               checks, grey values, histograms over a grid of cells
Height images of parcels
    parcel                     the two feature sets and their columns
    honv                       histograms of the direction of the surface
    measured_pixels            checks; the measured pixels of many images
    height_distribution        mean, moments, quantiles, entropy, levels
    perimeter, convex_hull, minimum_area_rectangle
                               outline and extents
    connected_parts, top_plane, edge_steps
                               parts and holes, tilt and flatness, steps in height
Electrocardiograms
    ecg                        R peaks and landmarks: `detect_r_peaks`, `delineate`
    r_peaks, delineation       how these two work
    qrs_bounds, wave_search, wave_presence
                               bounds of QRS; P and T waves, and whether they are there
    quadratic_spline_wavelet, beat_windows, analysis_rate, usable_signal, ecg_arguments
                               wavelet transform, windows, resampling, gaps, checks
Signals of any kind
    quant                      quantiles over dyadic intervals
    catch22                    22 canonical characteristics
    signal_statistics          moments, quantiles, spectrum
    canonical, autocorrelation, fluctuation_analysis, three_letters
                               parts of catch22
    signal_arrays              checks; features of every lead
Heartbeats
    rhythm                     RR intervals
    heartbeat_landmarks        intervals and amplitudes
    heartbeat_morphology       Haar and Hermite coefficients
    heartbeat_template         similarity to the median beat of the record
    irregularity               is an early beat isolated, or the rhythm irregular
    sinus_likeness             is the P wave that of the record's regular beats
    rule_evidence              the few facts from which an expert decides the class
    sinus_interval, qrs_clusters, p_repetition, qrs_shape, qrs_beginning
                               its parts: expected RR; beats of one shape; P waves that repeat;
                               QRS against regular beats; the first 60 ms of QRS
    p_waves_nearby             do the beat and the beats around it have a P wave
    rhythm_with_p              an early beat counts as far as there are P waves nearby
    record_scaled, beat_alignment
                               a record in units of its QRS height; beats shifted to agree
    width_at_height            width of the QRS complex at a share of its height
Heartbeats, recipes from the literature
    de_chazal_2004, llamedo_2011, saenz_cogollo_2020, mondejar_2019, sellami_2019, niu_2020
                               as their papers describe them, see docs/ecg-arrhythmia.md
    two_leads                  their check of two leads, and the removal of baseline wander
All
    table                      features that were computed elsewhere
    feature                    unit and description of a feature
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pandas as pd

from features.feature import Feature

WHOLE_SAMPLE, R_PEAKS, EARLIER_BEATS, LATER_BEATS, WHOLE_RECORD = (
    *("whole sample", "given R peaks", "earlier beats", "later beats"),
    "whole record",
)
GREY_VALUES = "grey values of the whole sample"
"""Of feature sets that average the channels of a colour image."""
PIXEL_SIZE = "size of a pixel in mm"


@dataclass(frozen=True)
class FeatureSet:
    """Where a feature set is computed, and from what.

    Parameters
    ----------
    module, function : str
        ``getattr(import_module(module), function)`` returns a DataFrame, one row per sample.
    inputs : tuple of str
        Arguments of the function, in order: ``"samples"`` is the array of samples,
        ``"heights_mm"`` are samples in counts of the column ``height_unit_mm``, any other name is
        the column of that name in ``samples.parquet``. With ``"recording"`` (the first
        lead of the continuous signal in mV) or ``"recording_leads"`` (all leads, (samples,
        leads)), and ``"sampling_rate_hz"``, the function is called for one recording at a time.
    columns : str
        Name of the module's dictionary from column names, or patterns as in `fnmatch`, to
        `Feature`, or of its function from a name to `Feature`.
    reads : tuple of str
        What the features of one sample depend on, in words for the report: by default the whole
        sample. What lies outside of the sample must be named.
    """

    module: str
    function: str
    inputs: tuple[str, ...]
    columns: str
    reads: tuple[str, ...] = (WHOLE_SAMPLE,)

    @property
    def compute(self) -> Callable[..., pd.DataFrame]:
        return getattr(importlib.import_module(self.module), self.function)

    def describe(self, names: list[str]) -> dict[str, Feature]:
        """Unit and description of the named columns; raises KeyError for one without."""
        patterns = getattr(importlib.import_module(self.module), self.columns)
        if callable(patterns):
            return {name: patterns(name) for name in names}
        return {name: _first_match(name, patterns) for name in names}


def _first_match(name: str, patterns: Mapping[str, Feature]) -> Feature:
    for pattern, feature in patterns.items():
        if fnmatchcase(name, pattern):
            return feature
    raise KeyError(f"feature {name!r} has no unit and description; declare it beside its function")


BEATS = ("recording", "sampling_rate_hz", "r_peak")
LEADS_OF_BEATS = ("recording_leads", "sampling_rate_hz", "r_peak", "rr_before_s", "rr_after_s")
RECORD = (R_PEAKS, EARLIER_BEATS, LATER_BEATS, WHOLE_RECORD)
HEIGHTS = (WHOLE_SAMPLE, PIXEL_SIZE)
GREY = (GREY_VALUES,)
TABLE = ("features computed elsewhere",)

FEATURE_SETS = {
    "hog": FeatureSet("features.image", "hog", ("samples",), "HOG_COLUMNS"),
    "geometry": FeatureSet("features.image", "geometry", ("samples",), "GEOMETRY_COLUMNS", GREY),
    "local_binary_patterns": FeatureSet(
        "features.local_binary_patterns", "local_binary_patterns", ("samples",), "LBP_COLUMNS", GREY
    ),
    "cooccurrence": FeatureSet(
        "features.cooccurrence", "cooccurrence", ("samples",), "COOCCURRENCE_COLUMNS", GREY
    ),
    "daisy": FeatureSet("features.daisy", "daisy", ("samples",), "DAISY_COLUMNS", GREY),
    "colour_histogram": FeatureSet(
        "features.colour_histogram", "colour_histogram", ("samples",), "COLOUR_COLUMNS"
    ),
    "honv": FeatureSet(
        "features.honv", "honv", ("heights_mm", "pixel_mm"), "HONV_COLUMNS", HEIGHTS
    ),
    "honv_object": FeatureSet(
        "features.honv", "honv_object", ("heights_mm", "pixel_mm"), "HONV_OBJECT_COLUMNS", HEIGHTS
    ),
    "parcel": FeatureSet(
        "features.parcel", "extract", ("heights_mm", "pixel_mm"), "COLUMNS", HEIGHTS
    ),
    "parcel_shape": FeatureSet(
        "features.parcel", "extract_shape", ("heights_mm", "pixel_mm"), "SHAPE_COLUMNS", HEIGHTS
    ),
    "table": FeatureSet("features.table", "table_features", ("table:*",), "describe_column", TABLE),
    "quant": FeatureSet("features.quant", "quant", ("samples",), "QUANT_COLUMNS"),
    "catch22": FeatureSet("features.catch22", "catch22", ("samples",), "CATCH22_COLUMNS"),
    "signal_statistics": FeatureSet(
        "features.signal_statistics", "signal_statistics", ("samples",), "STATISTICS_COLUMNS"
    ),
    "rhythm": FeatureSet(
        "features.rhythm",
        "rhythm",
        ("rr_before_s", "rr_after_s", "group"),
        "RHYTHM_COLUMNS",
        RECORD,
    ),
    "landmarks": FeatureSet(
        "features.heartbeat_landmarks",
        "landmarks",
        (*BEATS, "rr_before_s"),
        "LANDMARK_COLUMNS",
        RECORD,
    ),
    "morphology": FeatureSet(
        "features.heartbeat_morphology", "morphology", BEATS, "MORPHOLOGY_COLUMNS", RECORD
    ),
    "template": FeatureSet(
        "features.heartbeat_template", "template", BEATS, "TEMPLATE_COLUMNS", RECORD
    ),
    "irregularity": FeatureSet(
        "features.irregularity",
        "irregularity",
        ("rr_before_s", "group"),
        "IRREGULARITY_COLUMNS",
        RECORD,
    ),
    "sinus_likeness": FeatureSet(
        "features.sinus_likeness", "sinus_likeness", LEADS_OF_BEATS, "SINUS_COLUMNS", RECORD
    ),
    "rule_evidence": FeatureSet(
        "features.rule_evidence", "rule_evidence", LEADS_OF_BEATS, "RULE_COLUMNS", RECORD
    ),
    "p_waves_nearby": FeatureSet(
        "features.p_waves_nearby",
        "p_waves_nearby",
        (*BEATS, "rr_before_s"),
        "P_NEARBY_COLUMNS",
        RECORD,
    ),
    "rhythm_with_p": FeatureSet(
        "features.rhythm_with_p",
        "rhythm_with_p",
        (*BEATS, "rr_before_s", "rr_after_s"),
        "RHYTHM_WITH_P_COLUMNS",
        RECORD,
    ),
    "de_chazal_2004": FeatureSet(
        "features.de_chazal_2004", "de_chazal_2004", LEADS_OF_BEATS, "DE_CHAZAL_COLUMNS", RECORD
    ),
    "llamedo_2011": FeatureSet(
        "features.llamedo_2011", "llamedo_2011", LEADS_OF_BEATS, "LLAMEDO_COLUMNS", RECORD
    ),
    **{
        name: FeatureSet("features.mondejar_2019", name, BEATS, columns, (R_PEAKS,))
        for name, columns in (
            ("mondejar_hos", "HOS_COLUMNS"),
            ("mondejar_wavelet", "WAVELET_COLUMNS"),
            ("mondejar_lbp", "LBP_COLUMNS"),
            ("mondejar_shape", "SHAPE_COLUMNS"),
        )
    },
    "mondejar_rr": FeatureSet(
        "features.mondejar_2019",
        "mondejar_rr",
        (*BEATS, "rr_before_s", "rr_after_s"),
        "RR_COLUMNS",
        (R_PEAKS, EARLIER_BEATS, LATER_BEATS),
    ),
    "mondejar_normalised_rr": FeatureSet(
        "features.mondejar_2019",
        "mondejar_normalised_rr",
        (*BEATS, "rr_before_s", "rr_after_s"),
        "NORMALISED_RR_COLUMNS",
        RECORD,
    ),
    "sellami_2019": FeatureSet(
        "features.sellami_2019",
        "sellami_2019",
        BEATS,
        "SELLAMI_COLUMNS",
        (R_PEAKS, EARLIER_BEATS, LATER_BEATS),
    ),
    "niu_2020": FeatureSet(
        "features.niu_2020",
        "niu_2020",
        (*BEATS, "rr_before_s", "rr_after_s"),
        "NIU_COLUMNS",
        RECORD,
    ),
    "saenz_cogollo_2020": FeatureSet(
        "features.saenz_cogollo_2020",
        "saenz_cogollo_2020",
        (*BEATS, "rr_before_s", "rr_after_s"),
        "SAENZ_COGOLLO_COLUMNS",
        (R_PEAKS, EARLIER_BEATS, LATER_BEATS),
    ),
}
