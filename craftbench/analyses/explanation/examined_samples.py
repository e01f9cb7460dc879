"""The samples that a report shows, chosen and drawn from stored models and predictions."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from craftbench.analyses.examined import Examined
from craftbench.analyses.explanation.attention import Attention, attention
from craftbench.analyses.explanation.chosen_samples import ChosenSamples, choose_samples, counts
from craftbench.analyses.explanation.explained import drawn_attention
from craftbench.analyses.explanation.explained_sample import ArmProbabilities, ExplainedSample
from craftbench.analyses.explanation.feature_rows import feature_rows
from craftbench.analyses.explanation.measured import MeasuredSamples
from craftbench.analyses.explanation.raster import photograph
from craftbench.analyses.explanation.shown_samples import AverageImage, ShownArm, ShownSamples
from craftbench.analyses.samples_table import codes_of
from craftbench.datasets.stored_file import read_parquet
from craftbench.own.reference import short_name

MOST_SAMPLES = 45
MOST_BYTES = 400_000
"""Of the drawings of a data set; with probabilities and feature tables, a page has 500 kB of it."""
BYTES_BESIDE = 2_500
AVERAGED = 500
LEARNED = ("learned", "hybrid", "pretrained")


def shown_samples(examined: Examined, predictions: Sequence[Path]) -> ShownSamples:
    """The test samples of the followed arms' confusion matrices.

    Parameters
    ----------
    examined : Examined
        Models, features and samples.
    predictions : sequence of Path
        ``predictions/{arm}.parquet``; of each arm, those of the stored model are used: largest
        training size, first repeat.
    """
    arms = followed_arms(examined)
    files = {file.stem: file for file in predictions}
    rows = np.flatnonzero((examined.samples.table["role"] == "test").to_numpy())
    classes = examined.contest.classes
    found = {arm: _probabilities(examined, files[arm], rows) for arm in arms.values()}
    true = codes_of(examined.samples.table, classes)[rows]
    chosen = choose_samples(
        true, list(found.values()), MOST_SAMPLES, examined.settings.attributions.shown_samples
    )
    samples = _explained(examined, arms, found, rows, chosen)
    chosen, samples = _small_enough(chosen, samples)
    matrices = [counts(true, one) for one in found.values()]
    cells = sum(int((one > 0).sum()) for one in matrices)
    return ShownSamples(
        [
            ShownArm(arm, family, matrix.tolist())
            for (family, arm), matrix in zip(arms.items(), matrices, strict=True)
        ],
        list(classes),
        samples,
        chosen.cells,
        cells - len(chosen.cells),
        _average(examined),
    )


def followed_arms(examined: Examined) -> dict[str, str]:
    """By family: the selected hand-crafted arm, and the selected learned one or its stand-in."""
    selected = examined.arms
    learned = next((family for family in LEARNED if family in selected), None)
    wanted = ["hand-crafted", *([] if learned is None else [learned])]
    return {family: selected[family] for family in wanted if family in selected}


def _probabilities(examined: Examined, file: Path, rows: np.ndarray) -> np.ndarray:
    table = read_parquet(file)
    largest = examined.contest.training_sizes[-1]
    own = table[(table["training_size"] == largest) & (table["split"] == "test").to_numpy()]
    own = own[own["repeat"] == own["repeat"].min()]
    columns = [f"p_{name}" for name in examined.contest.classes]
    return (
        own.set_index("sample")
        .loc[examined.samples.table["sample"].iloc[rows], columns]
        .to_numpy(float)
    )


def _explained(
    examined: Examined,
    arms: Mapping[str, str],
    probabilities: Mapping[str, np.ndarray],
    rows: np.ndarray,
    chosen: ChosenSamples,
) -> list[ExplainedSample]:
    table, places = examined.samples.table, np.array(chosen.samples, int)
    measuring = arms.get("hand-crafted")
    sets = (
        ()
        if measuring is None
        else tuple(map(short_name, examined.contest.feature_sets(measuring)))
    )
    signals = any(view.kind == "signal" for view in examined.contest.views.values())
    drawn = MeasuredSamples(examined.samples, sets, signals)
    network = next((arm for family, arm in arms.items() if family in LEARNED), None)
    maps = _attention(examined, network, probabilities, rows, places)
    group = table["group"].astype(str).to_numpy() if "group" in table else None
    explained = []
    for place, sample in enumerate(chosen.samples):
        row = int(rows[sample])
        attended = None
        if network is not None and maps is not None:
            attended = drawn_attention(
                examined.predictor(network), maps, place, examined.samples, row
            )
        features = []
        if measuring is not None:
            of_arm = examined.features(measuring)
            features = feature_rows(
                of_arm.values.iloc[row], examined.predictor(measuring).pipeline, of_arm.units
            )
        explained.append(
            ExplainedSample(
                str(table["source"].iloc[row]),
                drawn.draw(row),
                attended,
                [
                    ArmProbabilities(
                        arm,
                        family,
                        dict(
                            zip(
                                examined.contest.classes,
                                probabilities[arm][sample].tolist(),
                                strict=True,
                            )
                        ),
                    )
                    for family, arm in arms.items()
                ],
                features,
                str(table["label"].iloc[row]),
                "" if group is None else str(group[row]),
            )
        )
    return explained


def _attention(
    examined: Examined,
    network: str | None,
    probabilities: Mapping[str, np.ndarray],
    rows: np.ndarray,
    places: np.ndarray,
) -> Attention | None:
    if network is None or not len(places):
        return None
    predictor = examined.predictor(network)
    if predictor.about.kind != "network":
        return attention(predictor, np.zeros((0, 1)), probabilities[network][places])
    x = predictor.prepare(examined.samples, rows[places])
    return attention(predictor, x, probabilities[network][places])


def _small_enough(
    chosen: ChosenSamples, samples: list[ExplainedSample]
) -> tuple[ChosenSamples, list[ExplainedSample]]:
    """The first samples whose drawings have at most `MOST_BYTES`."""
    sizes = [
        BYTES_BESIDE
        + len(one.measured.svg)
        + (0 if one.attention is None else len(one.attention.svg))
        for one in samples
    ]
    kept = int(np.searchsorted(np.cumsum(sizes), MOST_BYTES, side="right"))
    return chosen.first(kept), samples[:kept]


def _average(examined: Examined) -> AverageImage | None:
    """The mean image of up to 500 pool samples, spread over the pool; None for other samples."""
    values, table = examined.samples.values, examined.samples.table
    signals = any(view.kind == "signal" for view in examined.contest.views.values())
    if values.ndim not in (3, 4) or signals or values.shape[2] < 3:
        return None
    pool = np.flatnonzero((table["role"] == "pool").to_numpy())
    if not len(pool):
        return None
    some = pool[np.unique(np.linspace(0, len(pool) - 1, min(len(pool), AVERAGED)).astype(int))]
    mean = np.asarray(values[some], np.float64).mean(axis=0)
    png = base64.b64encode(photograph(mean)).decode("ascii")
    return AverageImage(list(mean.shape[:2]), png)
