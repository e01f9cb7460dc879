"""Stored models and new files."""

import json
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from performance.generated.cards import CARDS
from performance.generated.pictures import png
from performance.generated.words import change, damaged
from performance.generated.written import written


@cache
def stored_model() -> dict[str, bytes]:
    """The files of a forest on the HOG features of 50 digits, by name."""
    from craftbench.config.cards import read_card
    from craftbench.config.training import Training
    from craftbench.protocol.prepare import prepare
    from craftbench.runs.arm import ArmTask
    from craftbench.runs.collect import copy_model
    from craftbench.runs.extraction import extract
    from craftbench.runs.fit_classifier import fitter
    from craftbench.runs.input_pipeline import InputPipeline
    from craftbench.runs.run_store import RunStore
    from craftbench.runs.train_arm import train_arm

    card = read_card(CARDS / "digits.yaml")
    card = card.model_copy(update={"training_sizes": [50], "repeats": 1})
    samples = prepare(card.source, card.classes, card.split, 0)
    features = extract("hog", samples.values, samples.table, None)[0].drop(columns="sample")
    data = InputPipeline.of_arm(card, "hog_forest").represent(
        samples.values, samples.table, lambda _: features
    )
    source = card.source.model_dump(mode="json")
    task = ArmTask("digits", "hog_forest", card, Training(), seed=0, source=source)
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder) / "runs", "key")
        train_arm(task, data, fitter, store)
        model = Path(folder) / "hog_forest.skops"
        copy_model(task, store, model)
        return {path.name: path.read_bytes() for path in (model, model.with_suffix(".json"))}


@st.composite
def drawn_predictions(draw: st.DrawFn) -> dict[str, bytes]:
    """A stored model and a new file, of which one is damaged, or none."""
    files = dict(stored_model())
    ending = draw(st.sampled_from([".png", ".npy", ".PNG", ".txt", ".hea", ".json"]))
    shape = draw(st.sampled_from([(8, 8), (8, 8), (8, 9), (3, 8, 8), (0,), (8, 8, 3)]))
    steps = np.arange(draw(st.sampled_from([1, 2, 9, 17, 17, 17, 60])))
    values = np.resize(steps, shape).astype(draw(st.sampled_from([np.uint8, np.uint16])))
    content = BytesIO()
    np.save(content, values)
    as_picture = ending.lower() == ".png" and values.ndim > 1 and shape[-1] in (3, 8, 9)
    files[f"new{ending}"] = png(values) if as_picture and shape[0] == 8 else content.getvalue()
    if draw(st.booleans()):
        which = draw(st.sampled_from(sorted(files)))
        if which.startswith("hog") and which.endswith(".json") and draw(st.booleans()):
            described = json.loads(files[which])
            change(draw, described)
            files[which] = json.dumps(described, default=str).encode()
        else:
            files[which] = damaged(draw, files[which])
    return files


def predict(files: dict[str, bytes], folder: Path) -> None:
    """With the stored model, for the new file."""
    from craftbench.predict.predictor import load_predictor
    from craftbench.predict.printed import predictions_of

    below = written(files, folder)
    new = next(name for name in files if name.startswith("new"))
    lines = list(predictions_of(below / new, load_predictor(below / "hog_forest.skops"), {}))
    assert lines, "a file was read without a word"
