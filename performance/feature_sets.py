"""Accuracy of feature sets and classifiers by cross-validation inside the pool of a data set.

    snakemake --cores all --config "datasets=[parcels]" -- results/parcels/samples.npy
    python performance/feature_sets.py results/parcels --sets parcel+honv --models rbf_svm

Nothing is read of the test part, so feature sets and arms may be chosen by these figures. A group
is never in two folds. Each set is compared with the first one on the same groups. Errors are
standard errors over groups, or over samples where there are none.
"""

import os

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import argparse  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold  # noqa: E402

from craftbench.runs.extraction import extract  # noqa: E402
from models import MODELS  # noqa: E402
from models.classical import fit_classifier  # noqa: E402
from models.standardisation import Standardisation  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="with samples.npy and samples.parquet")
    parser.add_argument("--sets", nargs="+", required=True, help="feature sets, joined by +")
    parser.add_argument("--models", nargs="+", default=["rbf_svm"])
    parser.add_argument("--samples", type=int, help="first samples of each class, together so many")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--measured", type=int, help="how many of the folds are measured")
    chosen = parser.parse_args()
    values, table = pool(chosen.folder, chosen.samples)
    names = sorted({name for one in chosen.sets for name in one.split("+")})
    print(f"{len(table)} samples of the pool, {chosen.folds} folds")
    features = {}
    for name in names:
        found, seconds = extract(name, values, table)
        features[name] = found.drop(columns="sample").to_numpy(np.float32)
        print(f"  {name}: {features[name].shape[1]} features, {1e3 * seconds.median():.2f} ms each")
    print("| features | model | accuracy | its error | minus first set | its error | s a fit |")
    print("|---|---|---|---|---|---|---|")
    first: dict[str, pd.Series] = {}
    for one in chosen.sets:
        x = np.concatenate([features[name] for name in one.split("+")], axis=1)
        for model in chosen.models:
            score, seconds = held_out_accuracy(x, table, model, chosen.folds, chosen.measured)
            beside = with_error(score - first.setdefault(model, score))
            print(
                f"| {one} | {model} | {with_error(score)} | {beside} | {seconds:.1f} |", flush=True
            )


def pool(folder: Path, samples: int | None) -> tuple[np.ndarray, pd.DataFrame]:
    """Samples of the pool, and their table; the first ones of each class."""
    table = pd.read_parquet(folder / "samples.parquet")
    rows = table["role"] == "pool"
    if samples is not None:
        rows &= table[rows].groupby("label").cumcount() < samples // table["label"].nunique()
    rows = rows.fillna(False).to_numpy(bool)
    values = np.load(folder / "samples.npy", mmap_mode="r", allow_pickle=False)[rows]
    return values, table[rows].reset_index(drop=True)


def held_out_accuracy(
    x: np.ndarray, table: pd.DataFrame, model: str, folds: int, measured: int | None
) -> tuple[pd.Series, float]:
    """Accuracy of each group (sample without groups) while held out, and CPU seconds a fit."""
    y = pd.factorize(table["label"])[0]
    grouped = "group" in table
    split = (StratifiedGroupKFold if grouped else StratifiedKFold)(
        folds, shuffle=True, random_state=0
    )
    group = table["group"].to_numpy() if grouped else None
    correct, seconds = pd.Series(np.nan, index=table.index), []
    for train, held_out in list(split.split(x, y, group))[:measured]:
        standardise = Standardisation.fit(x[train])
        given = standardise(x[train])
        start = time.process_time()
        estimator = MODELS[model].build(0, given.shape)
        fitted = fit_classifier(estimator, given, y[train], y.max() + 1)
        seconds.append(time.process_time() - start)
        predicted = fitted.probabilities(standardise(x[held_out])).argmax(axis=1)
        correct[held_out] = (predicted == y[held_out]).astype(float)
    by_group = correct.groupby(table.index if group is None else group).mean().dropna()
    return by_group, float(np.mean(seconds))


def with_error(values: pd.Series) -> str:
    """Mean over groups with its standard error."""
    return f"{values.mean():.3f} | {values.std() / np.sqrt(len(values)):.3f}"


if __name__ == "__main__":
    main()
