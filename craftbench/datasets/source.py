"""The base class of all sources."""

from abc import ABC, abstractmethod

from craftbench.datasets.samples import Samples
from craftbench.settings import Settings


class SampleSource(Settings, ABC):
    """A kind of source: its settings in a card, and what it does with its samples."""

    @abstractmethod
    def load(self, classes: list[str], threads: int = 1) -> Samples:
        """All samples of the source.

        Parameters
        ----------
        classes : list of str
            Samples of other classes are rejected.
        threads : int
            Processes that may be used; their number has no effect on the samples.
        """

    @property
    def window_s(self) -> tuple[float, float] | None:
        """Seconds before and after the R peak, where samples are cut from recordings."""
        return None
