"""Which corruptions apply to which samples."""

from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.corruptions.heights import HEIGHT_LADDER
from craftbench.datasets.corruptions.images import IMAGE_LADDER
from craftbench.datasets.corruptions.signals import RECORDING_LADDER, WINDOW_LADDER
from craftbench.datasets.samples import Samples


def ladder_of(samples: Samples, view_kinds: set[str]) -> tuple[Corruption, ...]:
    """The corruptions for height images, other images, recordings or single signals.

    Parameters
    ----------
    samples : Samples
        A column ``height_unit_mm`` makes them height images, recordings an ECG.
    view_kinds : set of {"image", "signal"}
        Of the views of the card: they tell signals (n, T, leads) from images (n, H, W).
    """
    if samples.recordings is not None:
        return RECORDING_LADDER
    if "height_unit_mm" in samples.table:
        return HEIGHT_LADDER
    signals = samples.values.ndim == 3 and (
        view_kinds == {"signal"} or samples.values.shape[-1] <= 2
    )
    return WINDOW_LADDER if signals else IMAGE_LADDER
