"""The interface between runs and models: the arguments and the result of one fit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from craftbench.runs.arm import ArmData, ArmTask
from models.endings import Length
from models.model_input import LabelledInput
from models.search_space import Setting


class Fitted(Protocol):
    """The common interface of fitted classifiers and networks."""

    def probabilities(self, x: Any) -> np.ndarray: ...

    @property
    def parameters(self) -> float: ...

    @property
    def training_facts(self) -> dict[str, Any]: ...

    def save(self, path: Path) -> None: ...


@dataclass(frozen=True)
class Fitting:
    """The arguments of one fit.

    Parameters
    ----------
    train, validation : (x, y)
        Parts of the run, standardised; only networks use the second, and none if `length` is
        given.
    seed : int
        Of the classifier, or of the network's initial weights and order of samples.
    name : str
        Of the fit; names the folder of its TensorBoard logs.
    setting : mapping
        Of the arm's search space, in place of the model's defaults.
    after_all_epochs : callable, optional
        For networks: train for all epochs, and call this with the model of the last one, before
        the weights of the best epoch are restored.
    fitted_at : float, optional
        With `after_all_epochs`: the training accuracy at which that training may end.
    length : Length, optional
        For networks: train for this long, without a validation part.
    """

    train: LabelledInput
    validation: LabelledInput | None
    seed: int
    name: str
    setting: Setting = field(default_factory=dict)
    after_all_epochs: Callable[[Fitted], None] | None = None
    fitted_at: float | None = None
    length: Length | None = None


Fitter = Callable[[Fitting], tuple[Fitted, pd.DataFrame | None]]
"""Returns the fitted model, and the history of a network."""

FitterOfArm = Callable[[ArmTask, ArmData], Fitter]
"""Returns the fitter of an arm; a network is built and traced once for all runs."""
