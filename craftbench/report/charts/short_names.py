"""Names of arms that fit beside a chart."""

from collections import Counter
from collections.abc import Mapping

from craftbench.report.plot_style import printable

LONGEST, END = 44, 24
"""Letters of a name, and of its end where its middle is left out."""


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """Names by arm, shortened in the middle; all differ.

    Names often share their beginning, the features, and differ in their end, the model, so that the
    end stays whole. Those that agree once they are short are replaced by the keys of their arms.
    """
    short = {arm: _short(printable(name)) for arm, name in names.items()}
    often = Counter(short.values())
    return {arm: name if often[name] == 1 else printable(arm) for arm, name in short.items()}


def _short(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    model = name.rpartition(" + ")[2]
    end = f"+ {model}" if len(model) <= END else _from_word(name[-END:])
    return f"{_to_word(name[: LONGEST - len(end) - 3])} … {end}"


def _to_word(start: str) -> str:
    """Without the word that was cut at its end, if there are others."""
    return (start.rpartition(" ")[0] or start).rstrip(" ,+")


def _from_word(end: str) -> str:
    """Without the word that was cut at its start, if there are others."""
    return (end.partition(" ")[2] or end).strip()
