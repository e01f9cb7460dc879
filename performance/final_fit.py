"""What the final fit on the whole subset gains over the fit without the validation part.

    python performance/final_fit.py digits hog_svm 50 --repeats 20

Pool samples only, after `snakemake`: a quarter of the pool is set aside as a test part, and the arm
is fitted on subsets of the rest, once without their validation part and then on all of it.
"""

import argparse
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import balanced_accuracy_score

from craftbench.config.cards import find_card, read_card
from craftbench.config.training import Training
from craftbench.protocol.splits import hold_out
from craftbench.protocol.subsets import draw
from craftbench.runs.arm import ArmTask
from craftbench.runs.arm_data import arm_data
from craftbench.runs.final_fit import refit
from craftbench.runs.fitters import fitter
from craftbench.runs.fitting import Fitted, Fitting
from craftbench.runs.prepared import Prepared
from craftbench.runs.tuning import Part, search


def main() -> None:
    given = _arguments()
    card = read_card(find_card(Path("config/datasets"), given.dataset))
    folder = given.results / given.dataset
    sets = [folder / "features" / f"{name}.parquet" for name in card.feature_sets(given.arm)]
    data = arm_data(card, given.arm, folder / "samples.npy", folder / "samples.parquet", sets)
    task = ArmTask(given.dataset, given.arm, card, Training(), seed=0)
    fit, pool = fitter(task, data), np.flatnonzero(data.table["role"] == "pool")
    table, gains, seconds = data.table.iloc[pool], [], []
    for repeat in range(given.repeats):
        tested = hold_out(table.reset_index(drop=True), 0.25, repeat // 5) == "test"
        left, test = pool[~tested], pool[tested]
        drawn = draw(data.table.iloc[left], given.size, card.validation_share, repeat, card.drawing)
        part = Prepared.of(task, data, left[drawn.train])
        named = Fitting(part.train, None, repeat, "search")
        start = time.process_time()
        found = search(
            fit,
            [{}],
            [Part(part.train, part.part(left[drawn.validation]), partial(part.part, test))],
            named,
            card.class_weights,
        )
        searched = time.process_time()
        before = _scores(found.chosen.fitted, part, test)
        start_final = time.process_time()
        rows = left[np.sort(np.concatenate([drawn.train, drawn.validation]))]
        whole = Prepared.of(task, data, rows)
        fitted = refit(fit, found.chosen, whole.train, named)
        seconds.append((searched - start, time.process_time() - start_final))
        gains.append(_scores(fitted, whole, test) - before)
    _show(given, np.array(gains), np.array(seconds))


def _scores(fitted: Fitted, prepared: Prepared, rows: np.ndarray) -> np.ndarray:
    """Accuracy and balanced accuracy."""
    x, y = prepared.part(rows)
    predicted = fitted.probabilities(x).argmax(axis=1)
    return np.array([np.mean(predicted == y), balanced_accuracy_score(y, predicted)])


def _show(given: argparse.Namespace, gains: np.ndarray, seconds: np.ndarray) -> None:
    error = gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
    row = {"arm": given.arm, "size": given.size, "subsets": len(gains)}
    for number, name in enumerate(("accuracy", "balanced accuracy")):
        row[f"gain in {name}"] = f"{gains[:, number].mean():+.3f} ± {error[number]:.3f}"
    row |= {"search, CPU s": seconds[:, 0].mean(), "final fit, CPU s": seconds[:, 1].mean()}
    print(pd.DataFrame([row]).round(2).to_string(index=False))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset")
    parser.add_argument("arm")
    parser.add_argument("size", type=int)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--results", type=Path, default=Path("results"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
