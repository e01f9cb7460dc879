"""What each subcommand does.

A function imports what it needs when it is called: `craftbench --help` is there at once, and
TensorFlow is loaded only where a network is used.
"""

import shlex
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from craftbench.cli.quiet_import import import_keras_quietly
from craftbench.errors import CraftbenchError

CARDS = Path("config/datasets")


def init(chosen: Namespace) -> None:
    from craftbench.cli.new_study import write_study

    write_study(chosen.folder)
    print(f"{chosen.folder} written; see {chosen.folder / 'README.md'}, or run its example with")
    print(f"  cd {shlex.quote(str(chosen.folder))} && snakemake --cores all")


def new_dataset(chosen: Namespace) -> None:
    from craftbench.config.new_dataset.given import Given
    from craftbench.config.new_dataset.write import write_card

    given = Given(
        chosen.source,
        chosen.label,
        chosen.group,
        chosen.split,
        chosen.group_pattern,
        chosen.labels,
        chosen.kind,
    )
    written = write_card(chosen.folder, chosen.name, given)
    for title, lines in (("Inferred", written.inferred), ("Please check", written.unsure)):
        if lines:
            print("\n".join([f"{title}:", *(f"  {line}" for line in lines)]))
    print(f"{written.path} written; read it, then run")
    print(f"  craftbench check {chosen.name}    # faults, and what the run will cost")
    print(f'  snakemake --cores all --config "datasets=[{chosen.name}]"')


def check(chosen: Namespace) -> None:
    from craftbench.cli.check import check_card
    from craftbench.cli.check_configuration import check_configuration, is_configuration
    from craftbench.config.cards import find_card
    from craftbench.config.of_run import joined, of_run
    from craftbench.settings import read_yaml

    content = joined(chosen.configfile, chosen.config)
    for name in chosen.card:
        path = Path(name) if name.endswith(".yaml") else None
        if path is not None and is_configuration(read_yaml(path)):
            check_configuration(path, content)
            continue
        config = of_run(content, chosen.configfile)
        check_card(path or find_card(config.cards, name), config, chosen.load, chosen.networks)


def predict(chosen: Namespace) -> None:
    if chosen.beside is not None and chosen.explain is None:
        raise CraftbenchError("--beside: expected with --explain, which draws both models")
    if _has_network(chosen.model) or (chosen.beside is not None and _has_network(chosen.beside)):
        import_keras_quietly()
    from craftbench.predict.predictor import load_predictor
    from craftbench.predict.printed import given_columns, predictions_of

    given = given_columns(chosen.set)
    predictor = load_predictor(chosen.model, chosen.code)
    pages = None if chosen.explain is None else _pages(chosen, predictor, given)
    failed = 0
    for file in chosen.file:
        try:
            for line in predictions_of(file, predictor, given):
                print(line)
            if pages is not None:
                pages.add(file)
        except CraftbenchError as error:
            if len(chosen.file) == 1:
                raise
            print(f"craftbench: {error}", file=sys.stderr)
            failed += 1
    for page in () if pages is None else pages.finish():
        print(f"{page} written")
    if failed:
        raise CraftbenchError(f"{failed} of {len(chosen.file)} files were not predicted; see above")


def _pages(chosen: Namespace, predictor: Any, given: dict[str, float]) -> Any:
    """What draws the pages; imported only for them, since its libraries take a second."""
    from craftbench.cli.explained_files import ExplainedFiles
    from craftbench.predict.predictor import load_predictor

    beside = () if chosen.beside is None else (load_predictor(chosen.beside, chosen.code),)
    return ExplainedFiles(chosen.explain, (predictor, *beside), given)


def _has_network(model: Path) -> bool:
    """Whether TensorFlow is needed: a network, or a classifier behind the network beside it."""
    if not model.is_file():
        return False
    return model.suffix == ".keras" or model.with_suffix(".latent.keras").is_file()


def pretrained(chosen: Namespace) -> None:
    import_keras_quietly()
    from craftbench.runs.converted_network import write_efficientnet_lite0

    for line in write_efficientnet_lite0(chosen.folder, chosen.side, chosen.checkpoint):
        print(line)


def clear_runs(chosen: Namespace) -> None:
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


def architecture(chosen: Namespace) -> None:
    import_keras_quietly()
    from craftbench.analyses.cost.architecture.printed import printed_architecture

    shape = _lengths(chosen.input)
    if chosen.classes < 2:
        raise CraftbenchError(f"--classes: expected at least 2, found {chosen.classes}")
    from craftbench.settings.pairs import name_and_value

    options = dict(name_and_value(one, "--option") for one in chosen.option)
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
