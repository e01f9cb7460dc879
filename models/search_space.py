"""What can be tuned in a model, and which settings a budget of candidates buys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Setting = Mapping[str, float]
DEFAULTS: Setting = {}


@dataclass(frozen=True)
class Range:
    """Values of one setting, searched on a logarithmic scale.

    Parameters
    ----------
    name : str
        Keyword of the model's function, or ``learning_rate`` of a network's training.
    low, high : float
        Least and greatest value, both above 0.
    whole : bool
        Whether values are rounded to whole numbers.
    """

    name: str
    low: float
    high: float
    whole: bool = False

    def value(self, place: float) -> float:
        """The value at a place from 0 (`low`) to 1 (`high`), to three significant digits."""
        value = self.low * (self.high / self.low) ** place
        return int(round(value)) if self.whole else float(f"{value:.3g}")


def candidate_settings(space: Sequence[Range], count: int) -> list[Setting]:
    """The first `count` settings of a search space, always the same ones.

    Parameters
    ----------
    space : sequence of Range
        What can be tuned; empty where nothing can.
    count : int
        Candidates that every arm may try.

    Returns
    -------
    list of mappings
        The first is empty: the model's defaults. The others follow a Halton sequence, which fills
        the space evenly whatever its dimension, so that a larger budget contains a smaller one.
        Fewer than `count` where the space is empty.

    References
    ----------
    J. Bergstra, Y. Bengio: Random search for hyper-parameter optimization. J. Mach. Learn. Res. 13
    (2012) 281-305, section 4 on low-discrepancy sequences.
    """
    if not space or count == 1:
        return [DEFAULTS]
    from scipy.stats import qmc

    # The sequence begins at the corner 0, 0, …, which no setting needs.
    places = qmc.Halton(len(space), scramble=False).random(count)[1:]
    return [
        DEFAULTS,
        *({r.name: r.value(p) for r, p in zip(space, row, strict=True)} for row in places),
    ]


def described(setting: Setting) -> str:
    """A setting in words, such as ``c=0.3``."""
    return ", ".join(f"{name}={value:g}" for name, value in setting.items()) or "defaults"
