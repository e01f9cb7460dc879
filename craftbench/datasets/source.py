"""The base class of all sources: the behaviour that depends on the kind of source."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.by_name import imported
from craftbench.datasets.corruptions.corruption import Corruption
from craftbench.datasets.samples import Samples
from craftbench.datasets.table_features import FeatureTable
from craftbench.datasets.windows import BeatWindow
from craftbench.settings import Settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class SampleSource(Settings, ABC):
    """A kind of source: its settings in a card, and the behaviour of its samples.

    A new kind of source implements `load`. Its other behaviour is that of images, unless it names
    another one, each as ``module:name``. The methods below use the first name; a source with
    samples of several forms overrides them and lists all names that it may use.
    """

    readers: ClassVar[tuple[str, ...]] = ("craftbench.datasets.new_files.arrays:read_images",)
    """Functions ``f(source, file, given, sample_shape) -> Samples`` that read a new file."""

    ladders: ClassVar[tuple[str, ...]] = ("craftbench.datasets.corruptions.images:IMAGE_LADDER",)
    """Corruptions with their severities, as a tuple of `Corruption`."""

    drawings: ClassVar[tuple[str, ...]] = ("craftbench.datasets.drawing:draw_image",)
    """Functions ``f(axis, sample)`` that draw one sample."""

    shows_heights: ClassVar[bool] = False
    """Whether samples are drawn as heights, with pixels that were not measured."""

    features: FeatureTable | None = Field(
        None,
        description="A table of features that were computed elsewhere, joined to the samples by "
        "their names: the feature set `table`.",
    )

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

    def files(self, classes: list[str]) -> list[Path]:
        """The files that `load` reads, as far as they are there; none if it computes the samples.

        Samples are prepared again when one of them changes. A source that reads files overrides
        this; it may raise CraftbenchError where they cannot be listed.
        """
        return []

    @property
    def own_code(self) -> tuple[str, ...]:
        """Files and modules of the user that `load` calls by name."""
        return ()

    @property
    def window(self) -> BeatWindow | None:
        """How samples are cut around R peaks, where they are cut from recordings."""
        return None

    def read_new(
        self,
        file: Path,
        given: Mapping[str, float],
        sample_shape: tuple[int, ...],
        view_kinds: Collection[str] = (),
    ) -> Samples:
        """Unlabelled samples of one new file, in the form in which training had them.

        Parameters
        ----------
        file : Path
            An image, a ``.npy`` array of one or many samples, or a WFDB record.
        given : mapping
            Numbers that the file does not contain, such as ``height_unit_mm``.
        sample_shape : tuple of int
            Shape of a sample in training.
        view_kinds : collection of {"image", "signal"}
            Kinds of the model's views.

        Returns
        -------
        Samples
            ``rejected`` names the parts of the file that the model cannot be given.

        Raises
        ------
        CraftbenchError
            Naming the file, if the source cannot read it.
        """
        return imported(self.readers[0])(self, file, given, sample_shape)

    def corruptions(
        self, samples: Samples, view_kinds: Collection[str] = ()
    ) -> tuple[Corruption, ...]:
        """The corruptions that its samples are tested with.

        Parameters
        ----------
        samples : Samples
            Of this source.
        view_kinds : collection of {"image", "signal"}
            Kinds of the contest's views.
        """
        return imported(self.ladders[0])

    def draw(
        self, axis: Axes, sample: np.ndarray, table: pd.DataFrame, view_kinds: Collection[str] = ()
    ) -> None:
        """Draw one sample for a contact sheet.

        Parameters
        ----------
        axis : Axes
            Of matplotlib.
        sample : array
            One of the samples of this source.
        table : DataFrame
            Table of its samples.
        view_kinds : collection of {"image", "signal"}
            Kinds of the contest's views.
        """
        imported(self.drawings[0])(axis, sample)
