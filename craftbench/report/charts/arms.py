"""Colour, shape and dashes of each arm: its family gives the colour, its place the others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import altair as alt
import pandas as pd

from craftbench.report.charts.short_names import short_names
from craftbench.report.charts.theme import variable
from craftbench.report.plot_style import FAMILY_COLOUR

SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
HIDDEN = "hidden"
"""Parameter of all charts with arms: those that are not shown."""
BASELINE = "baseline"
END_LABELS = "end_labels"
"""Name of the layer with names at the ends of lines; a narrow page has a legend instead."""


@dataclass(frozen=True)
class Arms:
    """The arms of a chart.

    Parameters
    ----------
    families : mapping of str
        Family by arm, in the order of families.
    names : mapping of str
        Name to show by arm.
    """

    families: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, table: pd.DataFrame, names: Mapping[str, str]) -> "Arms":
        """The arms of a table; one without a name is shown by its key."""
        found = table.drop_duplicates("arm").set_index("arm")["family"]
        order = [arm for family in FAMILY_COLOUR for arm in found.index[found == family]]
        shown = short_names({arm: names.get(arm, arm) for arm in order})
        return cls({arm: found[arm] for arm in order}, shown)

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table with the column ``name``."""
        return table.assign(name=table["arm"].map(self.names))

    @property
    def baselines(self) -> list[str]:
        """Arms that ignore their input; they start hidden."""
        return [arm for arm, family in self.families.items() if family == BASELINE]

    @property
    def baselines_shown(self) -> str:
        """Expression: whether a baseline is shown."""
        tests = [f"indexof({HIDDEN}, {json.dumps(arm)}) < 0" for arm in self.baselines]
        return f"({' || '.join(tests) or 'false'})"

    def colour(self, legend: alt.Legend | None = None) -> alt.Color:
        """By arm, the colour of its family."""
        return alt.Color("name:N").scale(self._scale(self._colours())).legend(legend)

    def scale_of_keys(self) -> alt.Scale:
        """By key of an arm, the colour of its family."""
        return alt.Scale(domain=list(self.families), range=self._colours())

    def shape(self, legend: alt.Legend | None = None) -> alt.Shape:
        """By arm; arms of one family differ."""
        places = self._places()
        shapes = [SHAPES[place % len(SHAPES)] for place in places]
        return alt.Shape("name:N").scale(self._scale(shapes)).legend(legend)

    def _colours(self) -> list[str]:
        return [variable(family) for family in self.families.values()]

    def _places(self) -> list[int]:
        """Of each arm: its place among the shapes; the first ones of the families differ too."""
        starts = {family: i for i, family in enumerate(dict.fromkeys(self.families.values()))}
        seen = dict.fromkeys(starts, 0)
        places = []
        for family in self.families.values():
            places.append(starts[family] + seen[family])
            seen[family] += 1
        return places

    def _scale(self, values: list[str]) -> alt.Scale:
        return alt.Scale(domain=list(self.names.values()), range=values)


def family_marks(
    families: pd.Series, legend: bool = True, baselines_shown: str = "false"
) -> tuple[alt.Color, alt.Shape]:
    """Colour and shape by family, with a legend of both.

    Parameters
    ----------
    families : Series
        Family of each row.
    legend : bool
        Whether there is a legend.
    baselines_shown : str
        Expression: whether baselines are in it.
    """
    found = set(families)
    present = [family for family in FAMILY_COLOUR if family in found]
    others = [family for family in present if family != BASELINE]
    in_legend = alt.ExprRef(f"{baselines_shown} ? {present} : {others}")
    shown = alt.Legend(values=in_legend) if legend else None
    colours = alt.Scale(domain=present, range=[variable(family) for family in present])
    shapes = alt.Scale(domain=present, range=list(SHAPES[: len(present)]))
    return (
        alt.Color("family:N").scale(colours).legend(shown),
        alt.Shape("family:N").scale(shapes).legend(shown),
    )


def hidden(*arms: str) -> alt.Parameter:
    """The parameter that names the arms which are not shown, at first these."""
    return alt.param(name=HIDDEN, value=list(arms))


SHOWN = f"indexof({HIDDEN}, datum.arm) < 0"
"""Filter of rows: those of the arms that are shown."""
