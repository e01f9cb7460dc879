"""Names of arms and data sets for readers, in columns and inside longer texts."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from craftbench.report.facts import DatasetFacts
from craftbench.report.glossary import heading

ARM_COLUMNS = ("arm", "arm_a", "arm_b", "rival_arm", "target_arm", "compared_arm", "hindsight_arm")
DATASET_COLUMNS = ("dataset", "tested_on", "shared_dataset")
TEXT_COLUMNS = ("note", "evidence", "expected", "behind", "setting", "metric_reason")
_KEY = re.compile(r"(?<![\w/.])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?![\w/]|\.\w)")


def _of_any(arms: Iterable[str]) -> re.Pattern:
    """A pattern that finds these keys as whole words, but not inside names of files."""
    either = "|".join(map(re.escape, sorted(arms, key=len, reverse=True)))
    return re.compile(rf"(?<![\w/.+-])(?:{either})(?![\w/-]|\.\w)")


@dataclass(frozen=True)
class Names:
    """Names for keys.

    Parameters
    ----------
    datasets : mapping of DatasetFacts
        By data set; their titles and the names of their arms.
    dataset : str
        The data set of rows without a column ``dataset``.
    """

    datasets: Mapping[str, DatasetFacts] = field(default_factory=dict)
    dataset: str = ""

    def title(self, dataset: str) -> str:
        """Title of a data set, also of one that is tested on only."""
        facts = self.datasets.get(dataset)
        return facts.title if facts else dataset.replace("_", " ")

    def arm(self, key: str, dataset: str = "") -> str:
        """Name of an arm; the key itself if the card does not have it."""
        return self._arms(dataset).get(key, key)

    def text(self, text: str, dataset: str = "") -> str:
        """A longer text in which keys of arms, columns and data sets are words.

        Names of classes, files and folders stay as they are.
        """
        facts = self.datasets.get(dataset or self.dataset)
        kept: Collection[str] = facts.classes if facts else ()
        arms = {key: name for key, name in self._arms(dataset).items() if key not in kept}

        def words(key: re.Match) -> str:
            found = key[0]
            if found in kept:
                return found
            return self.title(found) if found in self.datasets else heading(found)

        text = _KEY.sub(lambda key: key[0] if key[0] in arms else words(key), text)
        return _of_any(arms).sub(lambda key: arms[key[0]], text) if arms else text

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table with names instead of the keys of arms and data sets.

        The keys of the arms are kept in a column ``arm_key``.
        """
        named = table.copy()
        if "arm" in table:
            named["arm_key"] = table["arm"]
        owners = table["dataset"] if "dataset" in table else [self.dataset] * len(table)
        for column in table.columns:
            write = self._writer(column)
            if write:
                named[column] = [
                    write(value, owner) if isinstance(value, str) else value
                    for value, owner in zip(table[column], owners, strict=True)
                ]
        return named

    def _writer(self, column: str) -> Callable[[str, str], str] | None:
        if column in ARM_COLUMNS or column.startswith("best_"):
            return self.arm
        if column in TEXT_COLUMNS:
            return self.text
        return (lambda value, _: self.title(value)) if column in DATASET_COLUMNS else None

    def _arms(self, dataset: str) -> Mapping[str, str]:
        facts = self.datasets.get(dataset or self.dataset)
        return facts.arm_names if facts else {}
