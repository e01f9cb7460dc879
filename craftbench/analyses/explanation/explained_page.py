"""Explained samples as HTML: the panel of one, and a page of several that opens offline."""

import math
from collections.abc import Sequence
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from craftbench.analyses.explanation.explained_sample import ExplainedSample, FeatureRow

MOST_CLASSES = 6
WITHOUT_NETWORK = "No network was asked: give one beside this model."
LEAST_SHOWN = 0.005


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("craftbench.analyses.explanation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def stylesheet() -> Markup:
    """The styles of panels and drawings; their colours are variables with fallbacks."""
    environment = _environment()
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, "drawn.css")[0])


def panels(
    samples: Sequence[ExplainedSample],
    group_name: str = "group",
    without_network: str = WITHOUT_NETWORK,
) -> list[Markup]:
    """One panel for each sample; everything from the data is escaped.

    Parameters
    ----------
    samples : sequence of ExplainedSample
    group_name : str
        What a group is called: ``patient``, ``batch``.
    without_network : str
        Sentence in place of the attention where no network was asked.
    """
    template = _environment().get_template("sample.html.j2")
    return [
        Markup(
            template.render(
                sample=sample,
                group=partial(_group, group_name),
                without_network=without_network,
                classes=_classes,
                hidden=_hidden,
                percent=_percent,
                value=_value,
                position=_position,
            )
        )
        for sample in samples
    ]


def explained_page(title: str, samples: Sequence[ExplainedSample], notes: Sequence[str]) -> str:
    """A whole page.

    Parameters
    ----------
    title : str
    samples : sequence of ExplainedSample
    notes : sequence of str
        Sentences above the samples, such as which were not predicted.
    """
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            title=title, notes=notes, css=stylesheet(), panels=Markup("\n").join(panels(samples))
        )
    )


def _group(word: str, sample: ExplainedSample) -> str:
    """``patient 7``, also where the group's own name begins with the word."""
    return sample.group if sample.group.startswith(word) else f"{word} {sample.group}"


def _classes(sample: ExplainedSample) -> list[str]:
    """Classes to list, the most probable first: six, and the true one."""
    best = {
        name: max(one.probabilities[name] for one in sample.arms)
        for name in sample.arms[0].probabilities
    }
    ranked = sorted(best, key=lambda name: -best[name])
    true = [sample.label] if sample.label in ranked[MOST_CLASSES:] else []
    return ranked[:MOST_CLASSES] + true


def _hidden(sample: ExplainedSample) -> str:
    left = len(sample.arms[0].probabilities) - len(_classes(sample))
    return (
        f"{left} less probable {'class is' if left == 1 else 'classes are'} not listed."
        if left
        else ""
    )


def _percent(share: float) -> str:
    if LEAST_SHOWN > share > 0:
        return "< 1 %"
    return f"{100 * share:.0f} %"


def _value(row: FeatureRow) -> str:
    if math.isnan(row.value):
        return "not measured"
    size = abs(row.value)
    number = f"{row.value:,.0f}" if size >= 1000 else f"{row.value:.3g}"
    return f"{number} {row.words.unit}".strip().replace("-", "−")


def _position(row: FeatureRow) -> str:
    """``+1.8 SD``: standard deviations of training from its mean."""
    if math.isnan(row.deviations):
        return "not known"
    return f"{row.deviations:+.1f} SD".replace("-", "−")
