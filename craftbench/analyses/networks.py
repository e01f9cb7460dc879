"""The networks of one data set, as they are built for its samples."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet

from craftbench.config.contest import Contest
from craftbench.datasets.samples import read_values
from craftbench.datasets.views import shown_shape
from craftbench.errors import CraftbenchError
from craftbench.own.models import OwnModel
from craftbench.own.reference import short_name

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Networks:
    """Networks that can be built, but are not trained.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    contest : Contest
        Its classes and arms.
    input_shapes : mapping of tuple of int
        By arm: shape of one sample as the network receives it.
    joined_features : mapping of int
        By arm: number of hand-crafted features that are joined to the samples; 0 by default.
    """

    dataset: str
    contest: Contest
    input_shapes: Mapping[str, tuple[int, ...]]
    joined_features: Mapping[str, int]

    @classmethod
    def read(
        cls, dataset: str, contest: Contest, values: Path, features: Sequence[Path]
    ) -> "Networks":
        """Read the shapes of the stored samples and features.

        Parameters
        ----------
        dataset, contest
            As of the class.
        values : Path
            ``samples.npy``.
        features : sequence of Path
            ``features/{set}.parquet`` of every feature set of the contest.
        """
        # One column of a feature file is the number of the sample.
        columns = {file.stem: len(pyarrow.parquet.read_schema(file)) - 1 for file in features}
        stored = read_values(values).shape[1:]
        shapes: dict[str, tuple[int, ...]] = {}
        joined: dict[str, int] = {}
        for arm in contest.arms:
            view = contest.view(arm)
            count = sum(columns[short_name(name)] for name in contest.feature_sets(arm))
            shapes[arm] = (count,) if view is None else shown_shape(stored, view)
            joined[arm] = 0 if view is None else count
        return cls(dataset, contest, shapes, joined)

    def built(self) -> Iterator[tuple[str, Any]]:
        """Each arm that is a network, and its `keras.Model`.

        Raises
        ------
        CraftbenchError
            Naming the arm whose input shape is missing or whose network cannot be built. Networks
            of the user's own that cannot be built are left out.
        """
        for name, arm in self.contest.arms.items():
            if arm.kind != "network":
                continue
            if name not in self.input_shapes:
                raise CraftbenchError(f"{self.dataset} arms.{name}: no input shape is given")
            model, joined = arm.network_model, self.joined_features.get(name, 0)
            try:
                model.check_options(arm.options)
                network = model.build(
                    self.input_shapes[name],
                    len(self.contest.classes),
                    features=joined,
                    **arm.options,
                )
            except (CraftbenchError, ValueError) as error:
                if isinstance(model, OwnModel):
                    # Its training fails too, and says so; the other networks keep their table.
                    log.warning("%s arms.%s: %s", self.dataset, name, error)
                    continue
                raise CraftbenchError(f"{self.dataset} arms.{name}: {error}") from error
            yield name, network
