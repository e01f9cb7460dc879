"""Whether a measured value reproduces a published one."""

import numpy as np

REPRODUCED, NOT_REPRODUCED = "reproduced", "not reproduced"
NOT_COMPARED = "cannot be compared"
WIDE = 0.1
"""An interval that is wider holds many values, which the reason says."""
PRINTED = 0.0005
"""Figures are printed with three decimals or fewer: a value is known to half of the third."""
_ROUNDED = 1e-9


def verdict_on(
    published: float, measured: float, low: float, high: float, tolerance: float | None
) -> tuple[str, str]:
    """Verdict and reason.

    Parameters
    ----------
    published, measured : float
        The two values.
    low, high : float
        95 % interval of the measured value; NaN if it has none.
    tolerance : float or None
        A distance that counts as reproduced, whatever the interval is.

    Returns
    -------
    tuple of str
        ``reproduced`` if the published value, which is rounded, is in the interval, or within the
        tolerance of the measured one. Without an interval and without a tolerance nothing can be
        said.

    Examples
    --------
    >>> verdict_on(0.92, 0.90, 0.88, 0.93, None)
    ('reproduced', 'in the interval')
    >>> verdict_on(1.0, 0.993, 0.976, 0.99999, None)  # 1.000 is any value from 0.9995
    ('reproduced', 'in the interval')
    >>> verdict_on(0.99, 0.90, 0.88, 0.93, 0.05)
    ('not reproduced', '0.060 above the interval, 0.090 from the measured value, tolerance 0.05')
    """
    distance = abs(published - measured)
    close = tolerance is not None and distance <= tolerance + _ROUNDED
    if np.isnan(low) or np.isnan(high):
        if tolerance is None:
            return NOT_COMPARED, "the measured value has no interval, and no tolerance is given"
        if close:
            return REPRODUCED, f"within the tolerance of {tolerance:g}; no interval"
        return NOT_REPRODUCED, f"{distance:.3f} from the measured value, tolerance {tolerance:g}"
    if low - PRINTED - _ROUNDED <= published <= high + PRINTED + _ROUNDED:
        wide = f", which is {high - low:.2f} wide" if high - low > WIDE else ""
        return REPRODUCED, f"in the interval{wide}"
    side = f"{low - published:.3f} below" if published < low else f"{published - high:.3f} above"
    if close:
        return REPRODUCED, f"within the tolerance of {tolerance:g}; {side} the interval"
    if tolerance is None:
        return NOT_REPRODUCED, f"{side} the interval"
    allowed = f"{distance:.3f} from the measured value, tolerance {tolerance:g}"
    return NOT_REPRODUCED, f"{side} the interval, {allowed}"
