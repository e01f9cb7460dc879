"""The pages of `craftbench predict --explain`."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from craftbench.analyses.explanation.explained import explain
from craftbench.analyses.explanation.explained_page import explained_page
from craftbench.analyses.explanation.explained_sample import ExplainedSample
from craftbench.errors import CraftbenchError
from craftbench.predict.new_files import read_new_samples
from craftbench.predict.predictor import Predictor

PAGE = ".html"
MOST_SAMPLES = 50
"""Samples of one file that are drawn: the beats of a whole record would make a page of 50 MB."""


class ExplainedFiles:
    """Writes one page for each file into a folder, or one page for all.

    Parameters
    ----------
    target : Path
        A page if it ends in ``.html``, else a folder, which is made.
    predictors : sequence of Predictor
        One or two models of the same data set.
    given : mapping
        Columns that the files do not contain.

    Raises
    ------
    CraftbenchError
        If the target cannot be written.
    """

    def __init__(
        self, target: Path, predictors: Sequence[Predictor], given: Mapping[str, float]
    ) -> None:
        self.target, self.predictors, self.given = target, predictors, given
        self._samples: list[ExplainedSample] = []
        self._notes: list[str] = []
        self._written: set[Path] = set()
        _check_together(predictors)
        try:
            folder = target.parent if self.in_one else target
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CraftbenchError(f"--explain {target}: {error.strerror}") from None

    @property
    def in_one(self) -> bool:
        """Whether all files share one page."""
        return self.target.suffix.lower() == PAGE

    def add(self, file: Path) -> None:
        """Explain the samples of a file; the page of a folder is written at once."""
        samples, notes = self._explained(file)
        if self.in_one:
            self._samples += samples
            self._notes += notes
        else:
            self._write(self._page_of(file), str(file), samples, notes)

    def finish(self) -> list[Path]:
        """Write the page of all files; returns the pages."""
        if self.in_one and (self._samples or self._notes):
            self._write(self.target, self._arms, self._samples, self._notes)
        return sorted(self._written)

    @property
    def _arms(self) -> str:
        about = self.predictors[0].about
        return f"{about.dataset}: {' and '.join(one.about.arm for one in self.predictors)}"

    def _explained(self, file: Path) -> tuple[list[ExplainedSample], list[str]]:
        samples = read_new_samples(file, self.predictors[0], self.given)
        for other in self.predictors[1:]:
            read_new_samples(file, other, self.given)  # its own range and columns are checked
        notes = [
            f"{one.source}: not predicted, {one.reason}" for one in samples.rejected.itertuples()
        ]
        if not len(samples.table):
            return [], notes
        every = len(samples.table)
        if every > MOST_SAMPLES:
            notes.append(f"{file}: the first {MOST_SAMPLES} of {every} samples are drawn")
        try:
            return explain(self.predictors, samples, MOST_SAMPLES), notes
        except CraftbenchError as error:
            raise CraftbenchError(f"{file}: {error}") from None
        except Exception as error:  # a damaged model fails wherever it is damaged
            names = " and ".join(one.about.arm for one in self.predictors)
            raise CraftbenchError(
                f"{file}: the models {names} could not be explained ({type(error).__name__}: "
                f"{error}); their files may be damaged, copy or train them again"
            ) from error

    def _page_of(self, file: Path) -> Path:
        """A name in the folder that no other file of this call has."""
        stem = re.sub(r"[^\w.-]+", "_", file.name) or "sample"
        page, number = self.target / f"{stem}{PAGE}", 2
        while page in self._written:
            page, number = self.target / f"{stem}-{number}{PAGE}", number + 1
        return page

    def _write(
        self, page: Path, title: str, samples: Sequence[ExplainedSample], notes: Sequence[str]
    ) -> None:
        try:
            page.write_text(explained_page(title, samples, notes), encoding="utf-8")
        except OSError as error:
            raise CraftbenchError(f"--explain {page}: {error.strerror}") from None
        self._written.add(page)


def _check_together(predictors: Sequence[Predictor]) -> None:
    first = predictors[0]
    for other in predictors[1:]:
        if other.about.classes != first.about.classes or other.about.dataset != first.about.dataset:
            raise CraftbenchError(
                f"--beside: {other.about.arm} was trained on {other.about.dataset} "
                f"({', '.join(other.about.classes)}), {first.about.arm} on {first.about.dataset} "
                f"({', '.join(first.about.classes)}); expected two models of one data set"
            )
