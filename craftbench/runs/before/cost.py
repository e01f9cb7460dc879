"""Time, memory and disk of a run, from what was measured on a few samples."""

import math

import numpy as np

from craftbench.config.configuration import Config
from craftbench.config.contest import Contest
from craftbench.datasets.samples import Samples
from craftbench.datasets.views import shown_shape
from craftbench.runs.before.arms import TriedArms
from craftbench.runs.before.findings import Findings
from craftbench.runs.before.memory import FLOAT, of_classifier, of_network
from craftbench.runs.before.seconds import seconds_of
from models.blocks import is_one_block


def estimate(
    contest: Contest,
    samples: Samples,
    config: Config,
    tried: TriedArms,
    found: Findings,
    levels: int,
) -> None:
    """Add estimates of time, memory and disk to `found`, see `seconds_of`."""
    seconds = seconds_of(contest, samples.table, config, tried, levels)
    early, usual, late = map(duration, seconds.whole)
    parts = [f"features {duration(seconds.features)}"]
    parts += [f"classifiers {duration(seconds.classifiers)}"] if tried.fits else []
    parts += [f"networks {duration(seconds.networks[1])}"] if tried.networks else []
    parts += [f"analyses and pages {duration(seconds.analyses)}"]
    bounds = (
        f"; between {early}, if the validation of all networks stops improving at once, and "
        f"{late}, if they use up their epochs"
    )
    found.facts.append(
        f"time on one core: about {usual}: {', '.join(parts)}{bounds if tried.networks else ''}"
    )
    found.facts.append(f"memory: about {_size(_memory(contest, samples, tried))} for each job")
    found.facts.append(f"disk: about {_size(_disk(contest, samples, tried))} in results/")


def _memory(contest: Contest, samples: Samples, tried: TriedArms) -> float:
    """Of the largest job."""
    n, stored = len(samples.table), samples.values.shape[1:]
    widths = [sum(tried.columns.get(x, 0) for x in contest.feature_sets(a)) for a in contest.arms]
    classifier = of_classifier(n, max(widths))
    if not tried.networks:
        return classifier
    shown = [math.prod(shown_shape(stored, view)) for view in contest.views.values()]
    return max(classifier, of_network(n, max(shown, default=0)))


def _disk(contest: Contest, samples: Samples, tried: TriedArms) -> float:
    """Samples, features, predictions of all runs, networks of the largest size, and a view."""
    n = len(samples.table)
    runs = len(contest.arms) * len(contest.training_sizes) * contest.repeats
    networks = sum(one["parameters"] for one in tried.networks.values()) * contest.repeats
    numbers = n * sum(tried.columns.values()) + n * runs * len(contest.classes) + networks
    stored = samples.values.shape[1:]
    shown = max((math.prod(shown_shape(stored, one)) for one in contest.views.values()), default=0)
    # A view of more than a block is in a temporary file while a job uses it.
    view = 0 if is_one_block((n, shown)) else n * shown
    return float(samples.values.nbytes + FLOAT * (numbers + view))


def duration(seconds: float) -> str:
    """In seconds, minutes or hours."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _size(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{np.ceil(size / 1e6):.0f} MB"
