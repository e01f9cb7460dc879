"""The confusion matrices of a data set, and the samples of a cell side by side."""

from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from craftbench.analyses.explanation.explained_page import panels
from craftbench.analyses.explanation.shown_samples import ShownSamples
from craftbench.report.facts import DatasetFacts
from craftbench.report.page_environment import page_environment
from craftbench.report.samples.matrices import first_choice, matrices

FILE = "shown_samples.json"
WITHOUT_NETWORK = "No network of this data set ran, so there is no attention to show."


def section(dataset: str, folder: Path, facts: DatasetFacts) -> Markup:
    """Both confusion matrices as tables of buttons, and a panel for each shown sample.

    Parameters
    ----------
    dataset : str
        Name of the data set.
    folder : Path
        Holds ``shown_samples.json``, from
        `craftbench.analyses.explanation.examined_samples.shown_samples`.
    facts : DatasetFacts
        Of the data set.

    Returns
    -------
    Markup
        Empty where no arm has test samples. A missing arm is named in a sentence.
    """
    shown = ShownSamples.load(folder / FILE)
    if not shown.arms:
        return Markup("")
    found = matrices(shown, facts.arm_names, facts.sample_name)
    named = [
        replace(
            sample,
            arms=[replace(one, arm=facts.arm_names.get(one.arm, one.arm)) for one in sample.arms],
        )
        for sample in shown.samples
    ]
    template = page_environment().get_template("samples.html.j2")
    return Markup(
        template.render(
            dataset=dataset,
            facts=facts,
            matrices=found,
            classes=shown.classes,
            first=first_choice(found),
            a_cell=max(map(len, shown.cells.values()), default=0),
            left_out=shown.cells_left_out,
            missing=_missing(shown, facts),
            panels=panels(named, facts.group_name["singular"], WITHOUT_NETWORK),
        )
    )


def _missing(shown: ShownSamples, facts: DatasetFacts) -> list[str]:
    """Sentences about the sides that have no arm, with the reason where an arm failed."""
    families = {one.family for one in shown.arms}
    sides = {
        "hand-crafted": {"hand-crafted"} & families,
        "learned": families - {"hand-crafted"},
    }
    return [
        f"No {side} arm has results, so only the other side is shown."
        for side, there in sides.items()
        if not there
    ]
