"""The search space of a model, and the candidate settings within a budget."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Setting = Mapping[str, float]
DEFAULTS: Setting = {}
EDGE = 0.1


@dataclass(frozen=True)
class SearchRange:
    """Values of one setting, searched on a logarithmic scale.

    Parameters
    ----------
    name : str
        Keyword argument of the model's function, or ``learning_rate`` of a network's training.
    low, high : float
        Lowest and highest value, both above 0.
    whole : bool
        Whether values are rounded to integers.
    """

    name: str
    low: float
    high: float
    whole: bool = False

    def value(self, place: float) -> float:
        """The value at a position from 0 (`low`) to 1 (`high`), to three significant digits."""
        value = self.low * (self.high / self.low) ** place
        return int(round(value)) if self.whole else float(f"{value:.3g}")


def candidate_settings(space: Sequence[SearchRange], count: int) -> list[Setting]:
    """The first `count` settings of a search space, always the same ones.

    Parameters
    ----------
    space : sequence of SearchRange
        Settings that can be tuned; may be empty.
    count : int
        Budget: candidates that every arm may try.

    Returns
    -------
    list of mappings
        The first is empty: the model's defaults. The others follow a Halton sequence, which fills
        a space of any dimension evenly, so that a larger budget contains the smaller ones. An
        empty space has the defaults only.

    References
    ----------
    J. Bergstra, Y. Bengio: Random search for hyper-parameter optimization. J. Mach. Learn. Res. 13
    (2012) 281-305, section 4 on low-discrepancy sequences.
    """
    if not space or count == 1:
        return [DEFAULTS]
    from scipy.stats import qmc

    # The sequence starts in the corner 0, 0, …, the lowest value of every setting: skipped.
    places = qmc.Halton(len(space), scramble=False).random(count)[1:]
    return [
        DEFAULTS,
        *({r.name: r.value(p) for r, p in zip(space, row, strict=True)} for row in places),
    ]


def at_edge(setting: Setting, space: Sequence[SearchRange]) -> str:
    """Names of the settings within a tenth of an end of their range, on the logarithmic scale.

    A better value may lie beyond. Empty for the defaults, which nobody searched.
    """
    names = []
    for one in space:
        if one.name in setting:
            place = math.log(setting[one.name] / one.low) / math.log(one.high / one.low)
            names += [one.name] if not EDGE <= place <= 1 - EDGE else []
    return ", ".join(names)


def described(setting: Setting) -> str:
    """A setting in words, such as ``c=0.3``."""
    return ", ".join(f"{name}={value:g}" for name, value in setting.items()) or "defaults"
