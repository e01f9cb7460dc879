"""The subcommands with their options, and an example of each."""

import argparse
from pathlib import Path

from craftbench.cli import commands
from craftbench.cli.version import VERSION


def parser() -> argparse.ArgumentParser:
    """All subcommands; each sets `run`, the function that gets what was chosen."""
    whole = argparse.ArgumentParser(
        prog="craftbench",
        description="Hand-crafted features or a learned CNN?",
        epilog=_examples(
            "craftbench init my-study",
            "cd my-study && snakemake --cores all",
            "craftbench COMMAND --help     options and examples of a command",
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"craftbench {VERSION}")
    adding = whole.add_subparsers(required=True, metavar="COMMAND")
    for add in (_init, _new_dataset, _check, _architecture, _pretrained, _predict, _clear_runs):
        add(adding)
    return whole


def _init(adding) -> None:
    new = _command(
        adding,
        "init",
        "write a folder for a study of your own: a Snakefile, a configuration, an example card",
        commands.init,
        "craftbench init my-study",
        "cd my-study && snakemake --cores all",
    )
    new.add_argument("folder", type=Path, help="new or empty")


def _new_dataset(adding) -> None:
    new = _command(
        adding,
        "new-dataset",
        "write a card for samples of your own",
        commands.new_dataset,
        "craftbench new-dataset pets photos/",
        "craftbench new-dataset gait windows.csv --label activity --group person",
        "craftbench new-dataset beats beats.npy --labels beats.csv",
        'snakemake --cores all --config "datasets=[gait]"',
    )
    new.add_argument("name", help="name of the data set; the card is {folder}/{name}.yaml")
    new.add_argument(
        "source",
        type=Path,
        help="folder of pictures, depth images or WFDB records; CSV or Parquet table of pictures, "
        "signals or features; .npy or .npz; .ts or .arff; my_data.py:my_function",
    )
    new.add_argument("--label", metavar="COLUMN", help="column with the class")
    new.add_argument("--group", metavar="COLUMN", help="column with the patient, batch or device")
    new.add_argument("--split", metavar="COLUMN", help="column that says train or test")
    new.add_argument(
        "--group-pattern", metavar="REGEX", help="group in the path of a file: (?P<group>...)"
    )
    new.add_argument("--labels", type=Path, metavar="CSV", help="of an array .npy or .npz")
    new.add_argument(
        "--kind",
        choices=("image_manifest", "signal_table", "feature_table", "depth_folder"),
        help="if the files are taken for another kind of source",
    )
    new.add_argument(
        "--folder", type=Path, default=commands.CARDS, help="of the cards (default %(default)s)"
    )


LOAD = "also load samples that are downloaded or simulated (those of your own files always are)"


def _check(adding) -> None:
    check = _command(
        adding,
        "check",
        "check a card and its samples, or a configuration, before a run",
        commands.check,
        "craftbench check digits",
        "craftbench check config/datasets/beats.yaml --load",
        "craftbench check gait --config budget=thorough",
        "craftbench check config/full.yaml",
    )
    check.add_argument(
        "card",
        nargs="+",
        help="its file, or its name in config/datasets or among those shipped; or the "
        "file of a configuration",
    )
    check.add_argument("--load", action="store_true", help=LOAD)
    check.add_argument(
        "--no-networks",
        dest="networks",
        action="store_false",
        help="do not build the networks, and do not estimate the cost of the run: faster",
    )
    check.add_argument(
        "--configfile",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="of the run, as for snakemake; over config/config.yaml",
    )
    check.add_argument(
        "--config",
        nargs="+",
        default=[],
        metavar="KEY=VALUE",
        help="of the run, as for snakemake: budget=quick seed=1",
    )


def _architecture(adding) -> None:
    architecture = _command(
        adding,
        "architecture",
        "parameters, multiply-adds and receptive fields of a network",
        commands.architecture,
        "craftbench architecture lenet5 --input 32x32x1 --classes 10",
        "craftbench architecture small_cnn --input 64x64x3 --classes 3 --option activation=relu",
    )
    architecture.add_argument("network", help="its name, such as lenet5")
    architecture.add_argument("--input", required=True, help="shape of a sample: 32x32x1, 281x1")
    architecture.add_argument("--classes", type=int, required=True, help="number of classes")
    architecture.add_argument("--features", type=int, default=0, help="joined beside the samples")
    architecture.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="activation=relu ..."
    )


def _pretrained(adding) -> None:
    pretrained = _command(
        adding,
        "pretrained",
        "write a pretrained network as a .keras file for arms with `latent`",
        commands.pretrained,
        "craftbench pretrained efficientnet-lite0 --side 96",
    )
    pretrained.add_argument("network", choices=["efficientnet-lite0"])
    pretrained.add_argument("--side", type=int, default=96, help="of the images in pixels")
    pretrained.add_argument("--checkpoint", type=Path, help="default: of the installed package")
    pretrained.add_argument("--folder", type=Path, default=Path("downloads"))


def _predict(adding) -> None:
    predict = _command(
        adding,
        "predict",
        "class probabilities of new files",
        commands.predict,
        "craftbench predict results/digits/models/hog_svm.skops seven.png",
        "craftbench predict results/digits/models/lenet5.keras scans/*.png",
        "craftbench predict results/parcels/models/parcel_svm.skops one.npy --set pixel_mm=2.5 "
        "--set height_unit_mm=0.1",
        "craftbench predict results/digits/models/hog_svm.skops seven.png --explain pages "
        "--beside results/digits/models/lenet5.keras",
    )
    predict.add_argument("model", type=Path, help="results/{dataset}/models/{arm}.keras or .skops")
    predict.add_argument(
        "file", type=Path, nargs="+", help="images, .npy arrays or WFDB records; any number"
    )
    predict.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="what the files do not tell, such as pixel_mm=2.5",
    )
    predict.add_argument(
        "--code",
        action="append",
        default=[],
        metavar="FILE",
        help="own code that the model needs and that you trust, such as my_features.py",
    )
    predict.add_argument(
        "--explain",
        type=Path,
        metavar="DIR|FILE.html",
        help="draw what the features measured, and what the network looked at: a page for each "
        "file in a folder, or one page",
    )
    predict.add_argument(
        "--beside",
        type=Path,
        metavar="MODEL",
        help="with --explain: a second model of the same data set, such as the network beside the "
        "hand-crafted arm",
    )


def _clear_runs(adding) -> None:
    clear = _command(
        adding,
        "clear-runs",
        "list or delete finished runs of earlier settings, data or code",
        commands.clear_runs,
        "craftbench clear-runs",
        "craftbench clear-runs --delete",
    )
    clear.add_argument("--results", type=Path, default=Path("results"), help="folder of results")
    clear.add_argument("--delete", action="store_true", help="delete them; without it, list them")


def _command(adding, name: str, about: str, run, *examples: str) -> argparse.ArgumentParser:
    command = adding.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog=_examples(*examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command


def _examples(*lines: str) -> str:
    return "\n".join(["examples:", *(f"  {line}" for line in lines)])
