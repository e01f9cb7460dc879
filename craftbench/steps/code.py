"""The files of the project that each step runs."""

from collections.abc import Iterable

from craftbench.analyses.analysis import Needs
from craftbench.analyses.explanation.drawings import drawings_of
from craftbench.analyses.own_analysis import all_analyses
from craftbench.config.cards import Card
from craftbench.config.project_files import packages_folder, project_file
from craftbench.datasets.by_name import modules_of
from craftbench.own.corruptions import checked_corruption
from craftbench.own.feature_sets import feature_set
from craftbench.own.models import model, own_references
from craftbench.own.reference import short_name
from craftbench.runs.code_closure import import_closure, own_files
from craftbench.runs.input_pipeline import PRETRAINED
from craftbench.runs.train_arm import LOADING

SCRIPTS = "workflow/scripts"
TEMPLATES = (
    "craftbench/report/templates",
    "craftbench/primer/templates",
    "craftbench/analyses/explanation/templates",
)


def of_script(name: str, modules: Iterable[str] = ()) -> list[str]:
    """Code of ``workflow/scripts/{name}.py`` and of the modules that it finds by name."""
    root, modules = packages_folder(), list(modules)
    files = import_closure([project_file(SCRIPTS) / f"{name}.py"], modules, root)
    return [str(root / file) for file in files] + own_files(modules)


def of_preparation(card: Card) -> list[str]:
    """Code of the step `prepare`."""
    return of_script("prepare", [_source_module(card), *card.source.own_code])


def named_feature_set(card: Card, short: str) -> str:
    """The feature set of a card that files call by its short name, as the card names it."""
    return next((name for name in card.feature_sets() if short_name(name) == short), short)


def of_extraction(card: Card, short: str) -> list[str]:
    """Code of the step `extract`."""
    return of_script("extract", [feature_set(named_feature_set(card, short)).module])


def of_training(card: Card, arm: str) -> list[str]:
    """Code of the training of one arm: that of its kind, and its models."""
    return of_script(f"train_{card.arms[arm].kind}", _model_modules(card, arm))


def of_analyses(
    script: str,
    needs: Needs | tuple[Needs, ...],
    card: Card | None = None,
    own: Iterable[str] = (),
) -> list[str]:
    """Code of a step that computes all analyses with these `needs`, `own` ones too.

    With a card, its source with its corruptions, its feature sets and its models are part of it.
    """
    wanted = (needs,) if isinstance(needs, str) else needs
    modules = {one.module for one in all_analyses(own).values() if one.needs in wanted}
    if card is not None:
        modules.add(_source_module(card))
        if "models" in wanted:
            modules |= set(modules_of(card.source.ladders))
            own_sets = map(short_name, card.feature_sets())
            modules |= set(modules_of(drawings_of(own_sets)))
            modules |= {checked_corruption(name).place for name in card.corruptions}
        modules |= {feature_set(name).module for name in card.feature_sets()}
        modules |= {module for arm in card.arms for module in _model_modules(card, arm)}
    return of_script(script, sorted(modules))


def of_figures(card: Card) -> list[str]:
    """Code of the step `plot`: the source draws its samples."""
    return of_script("plot", [_source_module(card), *modules_of(card.source.drawings)])


def of_page(script: str) -> list[str]:
    """Code of a step that writes a page, and all templates."""
    root = packages_folder()
    templates = [file for folder in TEMPLATES for file in (root / folder).rglob("*.*")]
    return of_script(script) + sorted(map(str, templates))


def _source_module(card: Card) -> str:
    return type(card.source).__module__


def _model_modules(card: Card, arm: str) -> list[str]:
    modules = [model(name).module for name in card.arms[arm].fitted_models]
    if own_references(list(card.arms[arm].fitted_models)):
        modules.append(LOADING)
    return [*modules, PRETRAINED] if card.arms[arm].pretrained else modules
