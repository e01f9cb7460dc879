"""All checks of one card on its samples."""

from craftbench.config.contest import Contest
from craftbench.config.training import Training
from craftbench.datasets.samples import Samples
from craftbench.runs.before.arms import try_arms
from craftbench.runs.before.cost import estimate
from craftbench.runs.before.findings import Findings
from craftbench.runs.before.samples import check_samples
from craftbench.runs.before.sizes import check_sizes


def check_before_run(
    dataset: str,
    contest: Contest,
    samples: Samples,
    seed: int,
    *,
    networks: bool,
    published: bool = False,
) -> Findings:
    """What would fail in a run with the default training, and what the run will cost.

    Parameters
    ----------
    dataset : str
        Its name.
    contest : Contest
        Of the card.
    samples : Samples
        With roles, as `craftbench.protocol.prepare` gives them.
    seed : int
        Of the configuration.
    networks : bool
        Whether networks are built, in a process of their own; the cost is estimated only then.
    published : bool
        Whether others published the samples.
    """
    found, training = Findings(), Training()
    check_samples(samples, found, published)
    check_sizes(dataset, contest, samples.table, seed, found)
    tried = try_arms(contest, samples, training.batch_size, found, networks)
    if networks:
        estimate(contest, samples, training, tried, found)
    return found
