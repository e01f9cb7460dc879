"""All checks of one card on its samples."""

from craftbench.config.cards import Card
from craftbench.config.configuration import Config
from craftbench.datasets.corruptions.corruption import SEVERITIES
from craftbench.datasets.samples import Samples
from craftbench.errors import CraftbenchError
from craftbench.protocol.reported_groups import refuse_unknown_groups
from craftbench.runs.before.arms import TriedArms, try_arms
from craftbench.runs.before.cost import duration, estimate
from craftbench.runs.before.findings import Findings
from craftbench.runs.before.samples import check_samples
from craftbench.runs.before.seconds import OF_JOB, OF_NETWORK_JOB
from craftbench.runs.before.sizes import check_sizes


def check_before_run(
    dataset: str,
    card: Card,
    samples: Samples,
    config: Config,
    *,
    networks: bool,
    published: bool = False,
) -> Findings:
    """What would fail in a run with this configuration, and what the run will cost.

    Parameters
    ----------
    dataset : str
        Its name.
    card : Card
        With the sizes and repeats that the configuration leaves it.
    samples : Samples
        With roles, as `craftbench.protocol.prepare` gives them.
    config : Config
        Seed, training, tuning and analyses.
    networks : bool
        Whether networks are built, in a process of their own; the cost is estimated only then.
    published : bool
        Whether others published the samples.
    """
    found = Findings()
    check_samples(samples, found, published)
    try:
        refuse_unknown_groups(dataset, samples.table, card.report_without)
    except CraftbenchError as error:
        found.errors.append(str(error))
    check_sizes(dataset, card, samples.table, config.seed, found)
    tried = try_arms(card, samples, config.training, found, networks)
    if networks and not found.errors:
        estimate(card, samples, config, tried, found, levels_of(card, samples))
        if card.shards > 1:
            found.facts.append(of_shards(card.shards, tried))
    return found


def of_shards(shards: int, tried: TriedArms) -> str:
    """What the starts of the jobs cost that share the runs of each arm, in words."""
    starts = shards * (OF_JOB * len(tried.fits) + OF_NETWORK_JOB * len(tried.networks))
    took = duration(starts)
    return f"shards: {shards} jobs for each arm, whose starts take about {took} more of a core"


def levels_of(card: Card, samples: Samples) -> int:
    """Corrupted versions of each test sample that robustness is tested on."""
    ladder = card.source.corruptions(samples, {view.kind for view in card.views.values()})
    return SEVERITIES[-1] * (len(ladder) + len(card.corruptions))
