"""What `verify` knows of the run whose tables it compares."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ThisRun:
    """A run beside a reference run.

    Parameters
    ----------
    datasets : collection of str
        Data sets of the run whose rows are compared.
    networks : mapping of collection of str
        By data set: arms that train a network, whatever their family is. A published recipe and a
        classifier on features may be networks too.
    elsewhere : bool
        Whether the processor or a version differs from those of the reference run.
    """

    datasets: Collection[str]
    networks: Mapping[str, Collection[str]] = field(default_factory=dict)
    elsewhere: bool = False

    def about_network(self, row: Mapping[str, Any]) -> bool:
        """Whether a row of a table depends on the training of a network.

        A row that names no arm is about all arms of its data set.
        """
        networks = self.networks.get(str(row.get("dataset")), ())
        arms = [row[column] for column in row if column == "arm" or column.endswith("_arm")]
        return any(arm in networks for arm in arms) if arms else bool(networks)

    def names_network(self, row: Mapping[str, Any], column: str) -> bool:
        """Whether a cell of a row names a network, as ``behind`` of a verdict does."""
        networks = self.networks.get(str(row.get("dataset")), ())
        return not set(networks).isdisjoint(re.findall(r"\w+", str(row[column])))
