"""The model of an arm on disk, with all that prepares its input."""

import json
from pathlib import Path
from typing import Any

from craftbench.runs.arm import ArmData, ArmTask, InputPreparation
from craftbench.runs.fitters import Fitted


def save_model(
    task: ArmTask,
    data: ArmData,
    fitted: Fitted,
    prepare: InputPreparation,
    size: int,
    folder: Path,
) -> None:
    """Write ``model.skops`` or ``model.keras``, and ``preparation.json``, to the run's folder."""
    arm, contest = task.contest.arms[task.arm], task.contest
    fitted.save(folder / ("model.keras" if arm.kind == "network" else "model.skops"))
    standardisations = [standardise.to_json() for standardise in prepare.of_input]
    preparation: dict[str, Any] = {
        "dataset": task.dataset,
        "arm": task.arm,
        "model": arm.model,
        "representation": arm.representation,
        "views": {n: v.model_dump() for n, v in contest.views.items() if n in arm.representation},
        "features": data.names,
        "classes": contest.classes,
        "training_size": size,
        "sample_shape": data.sample_shape,
        "source": contest.source.model_dump(mode="json"),
        "standardisation": standardisations[0],
    }
    if len(standardisations) > 1:
        preparation["feature_standardisation"] = standardisations[1]
    if arm.kind == "latent":
        preparation["latent_standardisation"] = fitted.standardisation.to_json()  # type: ignore[attr-defined]
    (folder / "preparation.json").write_text(json.dumps(preparation, ensure_ascii=False, indent=1))
