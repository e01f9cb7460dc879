from craftbench.config.configuration import read_config
from craftbench.runs.code_closure import module_files
from craftbench.errors import CraftbenchError
from craftbench.primer.choice import choose
from features import FEATURE_SETS
from models import MODELS
from models.search_space import candidate_settings
from snakemake.exceptions import WorkflowError

try:
    SETTINGS, CARDS = read_config(config)
except CraftbenchError as error:
    raise WorkflowError(str(error))

DATASETS = list(CARDS)

# Made by the rule compare.
COMPARISON_TABLES = [
    "accuracy",
    "accuracy_per_class",
    "confusions",
    "hardest",
    "data_needs",
    "needs",
    "learning_curves",
    "crossing",
    "overfitting",
    "comparisons",
    "calibration",
    "reliability",
    "checks",
    "cost",
    "tuning_optimism",
    "verdict",
    "datasets",
]
# What is trained again to see overfitting: the best arm of each family, and many designs.
REFIT_TABLES = ["memorisation", "early_stopping", "group_gap"]
OVERFIT_TABLES = [*REFIT_TABLES, "design_optimism"]

# Made by the rules of examine.smk.
EXAMINATION_TABLES = ["robustness", "importance", "attributions", "architectures"]

# One table a data set, joined by the rule collect_tables.
DATASET_TABLES = COMPARISON_TABLES + OVERFIT_TABLES + EXAMINATION_TABLES

# Made from the tables of all data sets.
JOINT_TABLES = ["portability", "protocols", "ranks", "claims"]

TABLES = DATASET_TABLES + JOINT_TABLES


def names_of(names):
    """A wildcard constraint that admits these names, or nothing."""
    return "|".join(sorted(set(names))) or "(?!)"


def arms_of(kind):
    return [
        name
        for card in CARDS.values()
        for name, arm in card.arms.items()
        if arm.kind == kind
    ]


wildcard_constraints:
    dataset=names_of(DATASETS),
    arm=names_of(arms_of("classifier") + arms_of("network") + arms_of("latent")),
    feature_set=names_of(FEATURE_SETS),


def card_of(wildcards):
    return CARDS[wildcards.dataset]


def for_dataset(pattern):
    """Input function: a results file of every arm of the data set."""
    return lambda wildcards: expand(
        pattern, dataset=wildcards.dataset, arm=card_of(wildcards).arms
    )


# What of a card each step depends on; a change of anything else does not run it again.


def source_settings(wildcards):
    card = card_of(wildcards)
    return {
        "source": card.source.model_dump(mode="json"),
        "split": card.split.model_dump(mode="json"),
        "classes": card.classes,
    }


def arm_settings(wildcards):
    card = card_of(wildcards)
    arm = card.arms[wildcards.arm]
    return {
        "arm": arm.model_dump(mode="json"),
        "views": {
            name: card.views[name].model_dump(mode="json")
            for name in arm.representation
            if name in card.views
        },
        "validation_share": card.validation_share,
        "class_weights": card.class_weights,
        "classes": card.classes,
        "seed": SETTINGS.seed,
        "tuning": [
            dict(setting)
            for setting in candidate_settings(arm.space, SETTINGS.tuning.candidates)
        ],
        **({} if arm.kind == "classifier" else network_settings()),
    }


def network_settings():
    return {
        "training": SETTINGS.training.model_dump(),
        "tensorboard": SETTINGS.tensorboard,
    }


def learning_curve(wildcards):
    card = card_of(wildcards)
    return {"training_sizes": card.training_sizes, "repeats": card.repeats}


def description(wildcards):
    return card_of(wildcards).model_dump(mode="json")


def card_without_text(wildcards):
    about = {"title", "description", "citation"}
    return card_of(wildcards).model_dump(mode="json", exclude=about)


# The library files that each step runs; an edit of one of them runs it again.


def source_code(wildcards):
    source = type(card_of(wildcards).source)
    return [
        *module_files(source.__module__, within="craftbench"),
        "craftbench/protocol/prepare.py",
        "craftbench/protocol/subsets.py",
    ]


def feature_code(wildcards):
    return [
        *module_files(FEATURE_SETS[wildcards.feature_set].module, within="features"),
        "craftbench/runs/extraction.py",
    ]


def model_code(wildcards):
    arm = card_of(wildcards).arms[wildcards.arm]
    modules = {
        "classifier": ["models.classical"],
        "network": ["models.training"],
        "latent": ["models.training", "models.latent_classifier"],
    }[arm.kind]
    modules = {*modules, MODELS[arm.model].module, arm.network_model.module}
    return sorted(
        {
            *(file for name in modules for file in module_files(name, within="models")),
            "models/standardisation.py",
            *module_files("craftbench.runs.train_arm", within="craftbench"),
        }
    )


def overfit_code(wildcards):
    models = {
        file
        for arm in card_of(wildcards).arms.values()
        for name in (MODELS[arm.model].module, arm.network_model.module)
        for file in module_files(name, within="models")
    }
    training = module_files("models.training", within="models")
    return sorted(
        {
            *models,
            *training,
            *module_files(
                "craftbench.analyses.overfitting.refits", within="craftbench"
            ),
        }
    )


def table_code(wildcards):
    modules = [
        "accuracy.tables",
        "cost.cost",
        "accuracy.reliability",
        "overfitting.tuning_optimism",
    ]
    return library_code(*(f"craftbench.analyses.{name}" for name in modules))


def feature_files(wildcards):
    return expand(
        "results/{dataset}/features/{feature_set}.parquet",
        dataset=wildcards.dataset,
        feature_set=card_of(wildcards).feature_sets(wildcards.arm),
    )


def all_feature_files(wildcards):
    return expand(
        "results/{dataset}/features/{feature_set}.parquet",
        dataset=wildcards.dataset,
        feature_set=card_of(wildcards).feature_sets(),
    )


def history_files(wildcards):
    return expand(
        "results/{dataset}/history/{arm}.parquet",
        dataset=wildcards.dataset,
        arm=[
            name
            for name, arm in card_of(wildcards).arms.items()
            if arm.kind != "classifier"
        ],
    )


def extraction_files(wildcards):
    return expand(
        "results/{dataset}/features/{feature_set}.seconds.csv",
        dataset=wildcards.dataset,
        feature_set=card_of(wildcards).feature_sets(),
    )


# The primer: computed on one data set, or on none where no card has a convolutional network.

PRIMER = choose(CARDS)


def primer_file(pattern):
    """A results file of the data set that the primer is computed on, or nothing."""
    if PRIMER is None:
        return []
    return pattern.format(dataset=PRIMER.dataset, network=PRIMER.network)


def primer_features():
    if PRIMER is None or PRIMER.features is None:
        return []
    return expand(
        "results/{dataset}/features/{feature_set}.parquet",
        dataset=PRIMER.dataset,
        feature_set=CARDS[PRIMER.dataset].feature_sets(PRIMER.features),
    )


def primer_settings():
    """What of the card the page shows or is computed from."""
    if PRIMER is None:
        return {}
    card = CARDS[PRIMER.dataset].model_dump(mode="json")
    shown = ["title", "citation", "simulated", "classes", "views", "training_sizes"]
    arms = [PRIMER.network, PRIMER.features]
    return {
        **{key: card[key] for key in shown},
        "arms": {name: card["arms"][name] for name in arms if name is not None},
    }


def primer_code():
    return [
        *module_files("craftbench.primer.page", within="craftbench"),
        "craftbench/primer/choice.py",
        "craftbench/runs/representation.py",
        "models/latent.py",
        "models/standardisation.py",
        "craftbench/report/templates/primer.html.j2",
        "craftbench/report/templates/style.css",
    ]


# What the examinations of trained models read.

MODEL_ENDING = {"classifier": "skops", "network": "keras", "latent": "skops"}


def models_of(dataset):
    """The stored model of every arm of a data set, in the order of its card."""
    return [
        f"results/{dataset}/models/{name}.{MODEL_ENDING[arm.kind]}"
        for name, arm in CARDS[dataset].arms.items()
    ]


def latent_networks_of(dataset):
    return [
        f"results/{dataset}/models/{name}.latent.keras"
        for name, arm in CARDS[dataset].arms.items()
        if arm.kind == "latent"
    ]


def model_files(wildcards):
    return models_of(wildcards.dataset)


def prepared_files(wildcards):
    """What lies beside the models and is needed to load them."""
    folder = f"results/{wildcards.dataset}/models"
    arms = card_of(wildcards).arms
    return [
        *(f"{folder}/{name}.json" for name in arms),
        *latent_networks_of(wildcards.dataset),
    ]


def features_of_all_arms(wildcards):
    return expand(
        "results/{dataset}/features/{feature_set}.parquet",
        dataset=wildcards.dataset,
        feature_set=card_of(wildcards).feature_sets(),
    )


def units_of_all_arms(wildcards):
    return [
        file.replace(".parquet", ".json") for file in features_of_all_arms(wildcards)
    ]


def library_code(*modules):
    """The files of some modules of craftbench and of all that they import from it."""
    return sorted(
        {file for name in modules for file in module_files(name, within="craftbench")}
    )


PORTABILITY_FILES = [
    f"results/{dataset}/portability/{other}.csv"
    for dataset, others in SETTINGS.portability.items()
    for other in others
]
