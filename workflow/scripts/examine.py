"""Ask the best arm of each family what it withstands and what it looks at."""

import json
import logging
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pandas as pd
from matplotlib.figure import Figure

from craftbench.analyses import examination
from craftbench.analyses.interpretation.importance import importance
from craftbench.analyses.robustness.robustness import Bootstrap
from craftbench.config.configuration import read_config
from craftbench.datasets.samples import Samples, read_recordings, read_values
from craftbench.predict.predictor import load_predictor
from craftbench.report.attribution_figure import plot_attributions
from craftbench.report.robustness_figure import plot_robustness
from craftbench.runs.arm_data import arm_data
from craftbench.runs.jobs import run_job


def main(job):
    config, cards = read_config(job.config)
    card = cards[job.wildcards.dataset]
    bootstrap = Bootstrap(config.bootstrap, config.seed)
    runs = {arm: pd.read_parquet(Path(job.input.runs, f"{arm}.parquet")) for arm in card.arms}
    files = {Path(file).name.split(".")[0]: Path(file) for file in job.input.models}
    best = examination.best_arms(card, runs)
    networks = examination.best_arms(card, runs, {"network"})
    if any(card.arms[arm].kind != "classifier" for arm in [*best.values(), *networks.values()]):
        from models.training import use_threads

        use_threads(job.threads)
    samples = Samples(
        read_values(Path(job.input.values)),
        pd.read_parquet(job.input.table),
        recordings=read_recordings(Path(job.input.recordings)),
    )

    predictors = {family: load_predictor(files[arm]) for family, arm in best.items()}
    # Corrupted samples often have no feature: that is the measurement, not worth a warning each.
    logging.getLogger("craftbench.runs.extraction").setLevel(logging.ERROR)
    found = examination.robustness(predictors.values(), samples, card, bootstrap)
    found.to_csv(job.output.robustness, index=False)
    plot_robustness(found).savefig(job.output.robustness_figure)

    table, rule = pd.DataFrame(columns=examination.IMPORTANCE_COLUMNS), ""
    if "hand-crafted" in best:
        arm = best["hand-crafted"]
        sets = card.feature_sets(arm)
        parquets = [Path(file) for file in job.input.features]
        own = [file for name in sets for file in parquets if file.stem == name]
        data = arm_data(card, arm, job.input.values, job.input.table, own)
        units = {
            f"{file.stem}:{name}": feature["unit"]
            for file in own
            for name, feature in json.loads(file.with_suffix(".json").read_text()).items()
        }
        features = pd.DataFrame(data.inputs[-1], columns=data.names)
        answer = importance(predictors["hand-crafted"], features, samples.table, units, bootstrap)
        table, rule = answer.rows, answer.rule
    table.to_csv(job.output.importance, index=False)
    Path(job.output.rule).write_text(rule, encoding="utf-8")

    rows, figure = pd.DataFrame(columns=examination.ATTRIBUTION_COLUMNS), Figure()
    network = networks.get("learned", networks.get("hybrid"))
    if network is not None:
        rows, shown = examination.attributions(load_predictor(files[network]), samples, bootstrap)
        figure = plot_attributions(shown.samples, shown.maps, shown.titles)
    rows.to_csv(job.output.attributions, index=False)
    figure.savefig(job.output.attributions_figure)


if __name__ == "__main__":
    run_job(main, snakemake)  # noqa: F821
