"""A sample with everything that is shown of it, ready to be stored or put on a page."""

from dataclasses import dataclass, field

from markupsafe import Markup

from craftbench.analyses.feature_words import FeatureWords


@dataclass(frozen=True)
class Drawn:
    """A drawing and what it shows.

    Parameters
    ----------
    svg : Markup
        Of the sample; "" where nothing can be drawn.
    caption : str
        One sentence.
    """

    svg: Markup
    caption: str


@dataclass(frozen=True)
class FeatureRow:
    """One measured feature of a sample.

    Parameters
    ----------
    words : FeatureWords
        Its set, name and unit.
    value : float
        In its unit; NaN where it could not be measured.
    deviations : float
        Standard deviations of the training samples that it lies above their mean; NaN without a
        value, or where training had none.
    """

    words: FeatureWords
    value: float
    deviations: float


@dataclass(frozen=True)
class ArmProbabilities:
    """What one arm predicts for a sample: its name, family, and probabilities by class."""

    arm: str
    family: str
    probabilities: dict[str, float]


@dataclass(frozen=True)
class ExplainedSample:
    """One sample with everything that is shown of it.

    Parameters
    ----------
    name : str
        File, and place in it.
    measured : Drawn
        What the features measured.
    attention : Drawn or None
        What the network looked at; None where no network was asked.
    arms : list of ArmProbabilities
        One entry for each model.
    features : list of FeatureRow
        Those that lie farthest from the training samples.
    label, group : str
        True class, and patient or batch; "" where unknown.
    """

    name: str
    measured: Drawn
    attention: Drawn | None
    arms: list[ArmProbabilities]
    features: list[FeatureRow] = field(default_factory=list)
    label: str = ""
    group: str = ""
