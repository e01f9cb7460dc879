"""What stratified drawing of groups does to the accuracy at a small training size.

    python performance/drawn_groups.py ecg_simulated 4 --subsets 60 \\
        --features rhythm landmarks morphology template

Pool samples only, after `snakemake`: a quarter of the pool's groups is set aside as a test part,
and a random forest is fitted on groups drawn from the others, by either way of drawing.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import balanced_accuracy_score

from craftbench.protocol.splits import hold_out
from craftbench.protocol.subsets import draw


def main() -> None:
    given = _arguments()
    folder = given.results / given.dataset
    table = pd.read_parquet(folder / "samples.parquet")
    pool = np.flatnonzero(table["role"] == "pool")
    sets = [pd.read_parquet(folder / "features" / f"{name}.parquet") for name in given.features]
    x = np.hstack([one.drop(columns="sample").to_numpy()[pool] for one in sets])
    table = table.iloc[pool].reset_index(drop=True)
    found: dict[str, list[tuple[float, float]]] = {"random": [], "stratified": []}
    for seed in range(given.subsets):
        # Another test part for every tenth subset, so that no single one decides.
        tested = hold_out(table, 0.25, seed // 10) == "test"
        left = np.flatnonzero(~tested)
        for drawing, scores in found.items():
            drawn = draw(table.iloc[left], given.size, 0.2, seed, drawing)
            rows = left[np.concatenate([drawn.train, drawn.validation])]
            forest = RandomForestClassifier(100, random_state=seed)
            forest.fit(np.nan_to_num(x[rows]), table["label"].iloc[rows])
            predicted = forest.predict(np.nan_to_num(x[tested]))
            true = table.loc[tested, "label"].to_numpy()
            scores.append((np.mean(predicted == true), balanced_accuracy_score(true, predicted)))
    for number, name in enumerate(("accuracy", "balanced accuracy")):
        for drawing, scores in found.items():
            own = np.array(scores)[:, number]
            print(f"{name:18} {drawing:10} mean {own.mean():.3f}, SD {own.std(ddof=1):.3f}")
        difference = np.subtract(found["stratified"], found["random"])[:, number]
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        print(f"{name:18} difference of means {difference.mean():+.3f} ± {error:.3f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset")
    parser.add_argument("size", type=int)
    parser.add_argument("--features", nargs="+", required=True)
    parser.add_argument("--subsets", type=int, default=100)
    parser.add_argument("--results", type=Path, default=Path("results"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
