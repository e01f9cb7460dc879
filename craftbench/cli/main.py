"""The command `craftbench`."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import yaml

from craftbench.config.cards import read_card
from craftbench.config.new_dataset import write_card
from craftbench.config.pretrained import without_absent_networks
from craftbench.errors import CraftbenchError


def main(arguments: list[str] | None = None) -> int:
    """Run one of the subcommands; returns 0, or 1 after an error that is told in one line."""
    chosen = _parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except CraftbenchError as error:
        print(f"craftbench: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="craftbench", description="Hand-crafted features or a learned CNN?"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    new = commands.add_parser("new-dataset", help="write a card for samples of your own")
    new.add_argument("name", help="name of the data set; the card is {folder}/{name}.yaml")
    new.add_argument("--samples", type=Path, required=True, help="array .npy, sample first")
    new.add_argument("--labels", type=Path, required=True, help="CSV with the column label")
    new.add_argument("--folder", type=Path, default=Path("config/datasets"))
    new.set_defaults(run=_new_dataset)

    check = commands.add_parser("check", help="check a card, and its samples with --load")
    check.add_argument("card", type=Path, nargs="+")
    check.add_argument("--load", action="store_true", help="also load and count the samples")
    check.set_defaults(run=_check)

    architecture = commands.add_parser(
        "architecture", help="parameters, multiply-adds and receptive fields of a network"
    )
    architecture.add_argument("network", help="its name, such as lenet5")
    architecture.add_argument("--input", required=True, help="shape of a sample: 32x32x1, 281x1")
    architecture.add_argument("--classes", type=int, required=True, help="number of classes")
    architecture.add_argument("--features", type=int, default=0, help="joined beside the samples")
    architecture.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="activation=relu ..."
    )
    architecture.set_defaults(run=_architecture)

    pretrained = commands.add_parser(
        "pretrained", help="write a pretrained network as a .keras file for arms with `latent`"
    )
    pretrained.add_argument("network", choices=["efficientnet-lite0"])
    pretrained.add_argument("--side", type=int, default=96, help="of the images in pixels")
    pretrained.add_argument("--checkpoint", type=Path, help="default: of the installed package")
    pretrained.add_argument("--folder", type=Path, default=Path("downloads"))
    pretrained.set_defaults(run=_pretrained)

    predict = commands.add_parser("predict", help="class probabilities of new files")
    predict.add_argument("model", type=Path, help="results/{dataset}/models/{arm}.keras or .skops")
    predict.add_argument("file", type=Path, nargs="+", help="image, .npy array or WFDB record")
    predict.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="what the files do not tell, such as pixel_mm=2.5",
    )
    predict.set_defaults(run=_predict)

    clear = commands.add_parser(
        "clear-runs", help="list or delete finished runs of earlier settings, data or code"
    )
    clear.add_argument("--results", type=Path, default=Path("results"), help="folder of results")
    clear.add_argument("--delete", action="store_true", help="delete them; without it, list them")
    clear.set_defaults(run=_clear_runs)
    return parser


def _new_dataset(chosen: argparse.Namespace) -> None:
    path = write_card(chosen.folder, chosen.name, chosen.samples, chosen.labels)
    print(f"{path} written; read it, then run")
    print(f'  snakemake --cores all --config "datasets=[{chosen.name}]"')


def _check(chosen: argparse.Namespace) -> None:
    for path in chosen.card:
        card = without_absent_networks(read_card(path), str(path))
        print(f"{path}: {len(card.classes)} classes, {len(card.arms)} arms")
        for arm, reason in card.skipped.items():
            print(f"  the arm {arm} is skipped, since {reason}")
        for settings in card.arms.values():
            if settings.pretrained:
                settings.pretrained.checked_path()
        if chosen.load:
            _count_samples(card)


def _predict(chosen: argparse.Namespace) -> None:
    from craftbench.predict.predictor import load_predictor
    from craftbench.predict.printed import given_columns, predictions_of

    given = given_columns(chosen.set)
    predictor = load_predictor(chosen.model)
    for file in chosen.file:
        for line in predictions_of(file, predictor, given):
            print(line)


def _pretrained(chosen: argparse.Namespace) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from craftbench.runs.converted_network import write_efficientnet_lite0

    for line in write_efficientnet_lite0(chosen.folder, chosen.side, chosen.checkpoint):
        print(line)


def _clear_runs(chosen: argparse.Namespace) -> None:
    from craftbench.runs.run_store import clear_runs, old_runs

    if not chosen.results.is_dir():
        raise CraftbenchError(f"{chosen.results}: there is no such folder; see --results")
    old = old_runs(chosen.results)
    for one in old:
        print(f"{one.folder}: {one.runs} runs, {one.bytes / 2**20:.1f} MiB")
    total = f"{sum(one.bytes for one in old) / 2**20:.1f} MiB in {len(old)} folders"
    if chosen.delete:
        clear_runs(old)
        print(f"{total} freed")
    else:
        print(f"{total} would be freed; delete them with --delete")


def _count_samples(card) -> None:
    from craftbench.protocol.prepare import prepare

    samples = prepare(card.source, card.classes, card.split, seed=0)
    counts = samples.table.groupby(["role", "label"], sort=False).size()
    for (role, label), count in counts.items():
        print(f"  {role}: {count} × {label}")
    print(f"  rejected: {len(samples.rejected)}")


def _architecture(chosen: argparse.Namespace) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from craftbench.analyses.cost.architecture.printed import printed_architecture

    shape = _lengths(chosen.input)
    if chosen.classes < 2:
        raise CraftbenchError(f"--classes: expected at least 2, found {chosen.classes}")
    options = dict(map(_name_and_value, chosen.option))
    if len(options) < len(chosen.option):
        raise CraftbenchError(f"--option: one is given twice in {' '.join(chosen.option)}")
    print(printed_architecture(chosen.network, shape, chosen.classes, chosen.features, options))


def _lengths(text: str) -> tuple[int, ...]:
    parts = text.lower().replace("×", "x").split("x")
    if not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise CraftbenchError(
            "--input: expected lengths such as 32x32x1 for an image, 281x1 for a signal or 17 for "
            f"features; found {text!r}"
        )
    return tuple(map(int, parts))


def _name_and_value(text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign:
        raise CraftbenchError(f"--option: expected NAME=VALUE, found {text!r}")
    try:
        return name, yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise CraftbenchError(f"--option {name}: not valid YAML: {value!r}") from error
