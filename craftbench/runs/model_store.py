"""A stored model: the file of the model, and the JSON file beside it that describes it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from craftbench.config.arms import ArmKind, Family
from craftbench.errors import CraftbenchError
from craftbench.own.feature_sets import is_feature_set, known_feature_sets
from craftbench.own.models import own_references
from craftbench.runs.arm import ArmTask
from craftbench.runs.fitting import Fitted
from craftbench.runs.input_pipeline import InputPipeline
from craftbench.runs.stored_input import StoredStandardisation
from models.standardisation import Standardisation

ENDINGS: dict[ArmKind, str] = {"classifier": ".skops", "network": ".keras", "latent": ".skops"}
"""Ending of the model's file, by kind of arm; a latent arm has a ``.latent.keras`` beside it."""


@dataclass(frozen=True)
class ModelDescription:
    """The model, its arm and its training.

    Parameters
    ----------
    dataset, arm, family, model : str
        Names of the data set, the arm, its family and its model.
    kind : {"classifier", "network", "latent"}
        Kind of the arm.
    classes : list of str
        In the order of the probabilities.
    training_size : int
        Of the run.
    source : dict or None
        Settings of the source that gave the training samples.
    own_models : tuple of str
        References to the user's functions that build its network or classifier: they define its
        layers.
    """

    dataset: str
    arm: str
    family: Family
    model: str
    kind: ArmKind
    classes: list[str]
    training_size: int
    source: Mapping[str, Any] | None = None
    own_models: tuple[str, ...] = ()

    __pydantic_config__ = ConfigDict(extra="forbid")


_DESCRIPTION = TypeAdapter(ModelDescription)


@dataclass(frozen=True)
class Sidecar:
    """Content of the JSON file beside a model.

    ``latent`` standardises the output of the network of a latent arm.
    """

    about: ModelDescription
    pipeline: InputPipeline
    latent: Standardisation | None = None

    @property
    def own_code(self) -> tuple[str, ...]:
        """References to all functions of the user that the model needs."""
        return (*self.about.own_models, *own_references(list(self.pipeline.feature_sets)))


def described(task: ArmTask, training_size: int) -> ModelDescription:
    """The description of an arm's model at one training size."""
    arm = task.contest.arms[task.arm]
    return ModelDescription(
        task.dataset,
        task.arm,
        task.contest.family(task.arm),
        arm.model,
        arm.kind,
        task.contest.classes,
        training_size,
        task.source,
        own_references(list(arm.fitted_models)),
    )


def save_model(
    fitted: Fitted, about: ModelDescription, pipeline: InputPipeline, model: Path
) -> Path:
    """Write the model and the JSON file beside it.

    Parameters
    ----------
    fitted, about, pipeline
        The model, its description and the pipeline of its input.
    model : Path
        Path without ending, which follows from the kind of the arm.

    Returns
    -------
    Path
        Of the model's file.
    """
    path = model.with_name(model.name + ENDINGS[about.kind])
    fitted.save(path)
    latent = fitted.standardisation if about.kind == "latent" else None  # type: ignore[attr-defined]
    write_sidecar(path.with_suffix(".json"), Sidecar(about, pipeline, latent))
    return path


def write_sidecar(path: Path, sidecar: Sidecar) -> None:
    """Write the JSON file that `read_sidecar` reads."""
    content = {
        **asdict(sidecar.about),
        "input": sidecar.pipeline.to_json(),
        "latent_standardisation": sidecar.latent and sidecar.latent.to_json(),
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _about(content: Any) -> ModelDescription:
    about = _DESCRIPTION.validate_python(content)
    if not about.classes or len(set(about.classes)) < len(about.classes):
        raise ValueError(f"classes: expected different names, found {about.classes}")
    return about


def _standardisation(content: Any) -> Standardisation:
    checked = StoredStandardisation.model_validate(content)
    return Standardisation.from_json(checked.model_dump())


def _in_a_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part)[:60] for part in first['loc'])}: {first['msg']}"
    if isinstance(error, KeyError):
        return f"it has no {error}"
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def read_sidecar(path: Path) -> Sidecar:
    """Read the JSON file beside a stored model.

    Raises
    ------
    CraftbenchError
        If it is missing, was not written by `write_sidecar`, or names an unknown feature set.
    """
    if not path.is_file():
        found = "not an ordinary file" if path.exists() else "there is no such file"
        raise CraftbenchError(f"{path}: {found}; training wrote it beside the model, copy both")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError(f"expected a mapping, found {str(content)[:40]!r}")
        latent = content.pop("latent_standardisation")
        sidecar = Sidecar(
            pipeline=InputPipeline.from_json(content.pop("input")),
            about=_about(content),
            latent=None if latent is None else _standardisation(latent),
        )
    except OSError as error:
        raise CraftbenchError(f"{path}: cannot be read: {error.strerror}") from None
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise CraftbenchError(
            f"{path}: not the description of a stored model ({_in_a_line(error)}); copy the file "
            "again, or train the arm again with this version"
        ) from None
    unknown = [name for name in sidecar.pipeline.feature_sets if not is_feature_set(name)]
    if unknown:
        raise CraftbenchError(
            f"{path}: the feature set {unknown[0]} is unknown, expected one of "
            f"{', '.join(known_feature_sets())}; use the version of craftbench that trained the "
            "model, or train the arm again"
        )
    return sidecar
