"""Words of a data set that its charts show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from craftbench.stats.primary_metric import IN_WORDS


@dataclass(frozen=True)
class Labels:
    """Names that the tables do not have.

    Parameters
    ----------
    title : str
        Of the data set.
    arms : mapping of str
        Name to show by arm; an arm without one is shown by its key.
    units : mapping of str
        Words for the units of training sizes, such as ``batches`` for ``groups``.
    """

    title: str
    arms: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def of_sizes(self, table) -> str:
        """The unit of the training sizes of a table."""
        unit = str(table["size_unit"].iloc[0])
        return self.units.get(unit, unit)


def metric_words(table) -> str:
    """The primary metric of a table in words."""
    return IN_WORDS[table["metric"].iloc[0]]
