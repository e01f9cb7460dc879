"""Facts of a data set that the pages show beside its results."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DatasetFacts:
    """The part of a card that is shown as text.

    Parameters
    ----------
    title, description, citation : str
        As on the card.
    simulated : bool
        Whether the samples are simulated; every figure says so.
    leaks : bool
        Whether groups are both trained and tested on, on purpose.
    shows_heights : bool
        Whether figures of its samples show heights as colours.
    classes : list of str
        In the order of the card.
    skipped : mapping of str
        By arm that did not run: the reason.
    failed : mapping of str
        By arm that failed: its family and the reason.
    arm_names : mapping of str
        By key of an arm: its name for readers, see `craftbench.config.arm_names`.
    group_name, sample_name : mapping of str
        Words for one and for several of them, ``singular`` and ``plural``.
    """

    title: str
    description: str
    citation: str
    simulated: bool
    leaks: bool
    shows_heights: bool
    classes: list[str]
    skipped: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    arm_names: Mapping[str, str] = field(default_factory=dict)
    group_name: Mapping[str, str] = field(
        default_factory=lambda: {"singular": "group", "plural": "groups"}
    )
    sample_name: Mapping[str, str] = field(
        default_factory=lambda: {"singular": "sample", "plural": "samples"}
    )
