"""Names of arms that fit beside a chart."""

from collections import Counter
from collections.abc import Mapping

from craftbench.report.plot_style import printable

LONGEST, END = 34, 16
"""Letters of a name, and of its end where its middle is left out."""


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """Names by arm, shortened in the middle; all differ.

    Names often share their beginning, the features, and differ in their end, the model. Those that
    agree once they are short are replaced by the keys of their arms.
    """
    short = {arm: _short(printable(name)) for arm, name in names.items()}
    often = Counter(short.values())
    return {arm: name if often[name] == 1 else printable(arm) for arm, name in short.items()}


def _short(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    start, end = name[: LONGEST - END - 2], name[-END:]
    if " " in start.strip() and " " in end.strip():  # whole words
        start, end = start.rpartition(" ")[0], end.partition(" ")[2]
    return f"{start.strip(' ,+')} … {end.strip()}"
