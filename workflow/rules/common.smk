import os
import shlex
import sys
from functools import cache, partial
from pathlib import Path

from craftbench.analyses.own_analysis import tables_needing
from craftbench.config.configuration import read_config, read_targets
from craftbench.config.left_out import left_out
from craftbench.config.project_files import project_file
from craftbench.errors import CraftbenchError
from craftbench.primer.choice import choose
from craftbench.report.provenance.made import COMMAND
from craftbench.runs.source_files import of_preparation
from craftbench.steps import code as step_code
from craftbench.steps import resources as step_resources
from craftbench.steps import settings as step_settings
from craftbench.steps import settings_of_all as step_settings_of_all
from craftbench.steps import shards as step_shards
from craftbench.steps.failure import read_failures
from craftbench.steps.local_memory import local_memory_mb
from craftbench.steps.progress_line import show_progress
from craftbench.steps.remaining import left_empty, remaining_cards, remaining_targets
from craftbench.steps.rest_of_run import VARIABLE, RestOfRun
from craftbench.own.reference import short_name
from snakemake.exceptions import WorkflowError
from snakemake.logging import logger
from snakemake.settings.types import SharedFSUsage

try:
    SETTINGS, ALL_CARDS = read_config(
        config, list(dict.fromkeys(map(str, workflow.configfiles)))
    )
    # Cards that models of others are tested on, without training of their own.
    TARGETS = read_targets(SETTINGS)
    LEFT_OUT = left_out(SETTINGS)
    # The analyses of craftbench and those of the user, and the code of both.
    needing = partial(tables_needing, own=SETTINGS.analyses.own)
    code_of_analyses = partial(step_code.of_analyses, own=SETTINGS.analyses.own)
    # One table a data set, joined by the rule collect_tables; the others are made of those.
    DATASET_TABLES = [
        "selection",
        *needing("study", "refits", "features", "models", "networks"),
    ]
except CraftbenchError as error:
    raise WorkflowError(str(error))

# After a failure, Snakemake runs once more on what remains, see failures.smk.
FAILURES = read_failures(os.environ.get(VARIABLE))
CARDS = remaining_cards(ALL_CARDS, FAILURES)
TARGETS = remaining_targets(TARGETS, FAILURES)

if workflow.is_main_process:
    # For the page, which is written by a job of its own.
    os.environ.setdefault(COMMAND, shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]))
    show_progress(logger)

# The image that the user built, for `--sdm apptainer`: no image is published.
if IMAGE := os.environ.get("CRAFTBENCH_IMAGE"):

    container: IMAGE


# Jobs on this machine do not ask for more memory together than it has; --resources sets another
# limit. Executors of clusters have a number of jobs, and no such limit.
if workflow.resource_settings.nodes is None:
    if "mem_mb" not in workflow.global_resources and local_memory_mb():
        workflow.register_resource("mem_mb", local_memory_mb())

DATASETS = list(CARDS)

# Arms whose pretrained network is absent; jobs read the configuration too, and say nothing.
for dataset, card in CARDS.items():
    for arm, reason in card.skipped.items():
        if workflow.is_main_process and not FAILURES:
            logger.warning(f"{dataset}: the arm {arm} is skipped, since {reason}")

# Pairs of data sets of which one does not run.
if workflow.is_main_process and not FAILURES:
    for line in LEFT_OUT:
        logger.warning(line)

TABLES = DATASET_TABLES + needing("pair", "tables", "all tables")

# Which data set and network the primer is computed on; None where no card has one.
PRIMER = choose({name: card for name, card in CARDS.items() if not card.leaks})

# Which models are tested on which other data sets: one table a pair and analysis.
PAIRS = [
    f"results/{dataset}/cross_dataset/{other}.{table}.csv"
    for table in needing("pair")
    for dataset, others in SETTINGS.tested_elsewhere.items()
    for other in others
    if dataset in CARDS and other in CARDS | TARGETS
]

MODEL_ENDING = {"classifier": "skops", "network": "keras", "latent": "skops"}


def one_of(names):
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
    shard=r"\d+",
    shards=r"\d+",
    dataset=one_of([*DATASETS, *TARGETS]),
    arm=one_of(arms_of("classifier") + arms_of("network") + arms_of("latent")),
    feature_set=one_of(
        short_name(name)
        for card in [*CARDS.values(), *TARGETS.values()]
        for name in card.feature_sets()
    ),


def tracked(code):
    """Code that a job depends on, as input; never in the storage of results.

    Snakemake runs a job with a local input where it was started itself. Where jobs share no folder,
    as on Kubernetes, code is therefore no input: each pod gets it with the workflow.
    """

    def files(wildcards):
        # An executor without a shared folder says so only after the rules have been read.
        shared = workflow.storage_settings.shared_fs_usage
        if SharedFSUsage.INPUT_OUTPUT not in shared:
            return []
        return code(wildcards) if callable(code) else code

    return local(files)


def card_of(wildcards):
    return (CARDS | TARGETS)[wildcards.dataset]


@cache
def files_of(dataset):
    """The digest of the files that a data set's source reads."""
    card = (CARDS | TARGETS)[dataset]
    return of_preparation(dataset, card.source, card.classes)


def for_card(function, *arguments):
    """A function of the wildcards: what `function` says of their card."""
    return lambda wildcards: function(*arguments, card_of(wildcards))


def for_arm(function, *arguments):
    """A function of the wildcards: what `function` says of their card's arm."""
    return lambda wildcards: function(*arguments, card_of(wildcards), wildcards.arm)


def memory_mb(wildcards, input, attempt, rulename):
    """Megabytes that a job asks for, see craftbench/steps/resources.py."""
    card = (CARDS | TARGETS).get(wildcards.get("dataset"))
    return step_resources.memory_mb(rulename, card, wildcards, input, attempt)


def minutes(wildcards, input, attempt, rulename):
    """Minutes that a job may take, see craftbench/steps/resources.py."""
    card = (CARDS | TARGETS).get(wildcards.get("dataset"))
    return step_resources.minutes(rulename, card, SETTINGS, wildcards, input, attempt)


def failed_parts(step):
    """A function of the wildcards: outputs that a step leaves empty, since they failed before."""
    return lambda wildcards: left_empty(
        FAILURES, step, getattr(wildcards, "dataset", "")
    )


def for_feature_set(function):
    """A function of the wildcards: what `function` says of their card's feature set."""
    return lambda wildcards: function(card_of(wildcards), wildcards.feature_set)


def of_arms(pattern, *kinds):
    """A function of the wildcards: a results file of every arm of these kinds, or of all."""
    return lambda wildcards: expand(
        pattern,
        dataset=wildcards.dataset,
        arm=[
            name
            for name, arm in card_of(wildcards).arms.items()
            if not kinds or arm.kind in kinds
        ],
    )


def of_feature_sets(pattern):
    """A function of the wildcards: a results file of the arm's feature sets, or of all."""
    return lambda wildcards: expand(
        pattern,
        dataset=wildcards.dataset,
        feature_set=[
            short_name(name)
            for name in card_of(wildcards).feature_sets(getattr(wildcards, "arm", None))
        ],
    )


def stored_models(wildcards):
    """The stored model of every arm, in the order of the card."""
    return [
        f"results/{wildcards.dataset}/models/{name}.{MODEL_ENDING[arm.kind]}"
        for name, arm in card_of(wildcards).arms.items()
    ]


def beside_models(wildcards):
    """What is needed to load them: how their input is prepared, and networks behind classifiers."""
    return [
        *of_arms("results/{dataset}/models/{arm}.json")(wildcards),
        *of_arms("results/{dataset}/models/{arm}.latent.keras", "latent")(wildcards),
    ]


def shards_of_arm(wildcards):
    """What the jobs leave that share the runs of an arm; nothing where one job does them all."""
    if "shard" in wildcards.keys():
        return []
    of_arm = wildcards.dataset, wildcards.arm
    shards = step_shards.shards_of_arm(SETTINGS, card_of(wildcards), *of_arm)
    return step_shards.markers(*of_arm, shards)


def keeps_every_model(wildcards):
    """Whether the models of all repeats are kept: robustness and portability test them."""
    several = SETTINGS.analyses.robustness.repeats > 1
    return several or wildcards.dataset in SETTINGS.tested_elsewhere


def of_primer(pattern):
    """A results file of the data set and network of the primer, or nothing."""
    if PRIMER is None:
        return []
    return pattern.format(dataset=PRIMER.dataset, network=PRIMER.network)


def primer_features():
    if PRIMER is None or PRIMER.features is None:
        return []
    return expand(
        "results/{dataset}/features/{feature_set}.parquet",
        dataset=PRIMER.dataset,
        feature_set=[
            short_name(name)
            for name in CARDS[PRIMER.dataset].feature_sets(PRIMER.features)
        ],
    )


def exported_svg(folder, name, label, **more):
    """The SVG of a chart, which is in Snakemake's report too."""
    caption = f"../report/{name}.rst"
    labels = {"figure": label}
    # A line that begins with "report" is a keyword of Snakemake.
    return report(
        f"{folder}/{name}.svg",
        caption=caption,
        category="Figures",
        labels=labels,
        **more,
    )


def exported_charts(folder, charts, **more):
    """Files of charts in a folder of exports."""
    drawn = [
        exported_svg(folder, name, label, **more) for name, label in charts.items()
    ]
    return drawn + expand(
        "{folder}/{name}.{ending}",
        folder=folder,
        name=charts,
        ending=["png", "vl.json"],
    )
