"""The verdict as a paragraph: what is chosen, by which rule, and what would decide."""

import pandas as pd

from craftbench.report.formats import seconds
from craftbench.stats.primary_metric import IN_WORDS

UNDECIDED, NOT_ENOUGH_DATA = "undecided", "not enough data"
_BECAUSE = {
    "equivalent": "neither is better by more than {margin:g}",
    NOT_ENOUGH_DATA: "there are not enough data",
    "not trained to the end": "an arm was not trained to the end",
    "arm failed": "an arm of another family failed",
}


def verdict_paragraph(verdict: pd.DataFrame, title: str) -> str:
    """The verdict on one data set in sentences.

    Parameters
    ----------
    verdict : DataFrame
        The rows of one data set, by rising size.
    title : str
        Name of the data set in the text.

    Returns
    -------
    str
        The choice at the largest and at the smallest size with the difference and its interval,
        and what would decide it; the size at which it changes; the costs; the number of test
        samples, groups and repeats; and with one size, what that leaves open. The rule stands once,
        in the opening of the page, and p values in the table.
    """
    last, first = verdict.iloc[-1], verdict.iloc[0]
    if pd.isna(last["arm"]):
        return f"{title}: no verdict, {last['note']}."
    sentences = [f"{title}, trained on {_size(last)}: {_finding(last)}"]
    if len(verdict) > 1 and pd.notna(first["arm"]):
        sentences.append(f"Trained on {_size(first)}: {_finding(first)}")
    sentences += _change(verdict)
    sentences.append(_costs(last))
    groups = "" if pd.isna(last["test_groups"]) else f" in {last['test_groups']:g} groups"
    sentences.append(
        f"Based on {last['n_test']:g} test samples{groups} and {last['repeats']:g} "
        f"{'repeat' if last['repeats'] == 1 else 'repeats'}; arms were selected on validation "
        "samples."
    )
    if len(verdict) == 1:
        sentences.append("One training size was tried: data needs were not measured.")
    return " ".join(sentences)


def _size(row: pd.Series) -> str:
    return f"{row['training_size']:g} {row['size_unit']}"


def _finding(row: pd.Series) -> str:
    choice = f"choose {row['choice']}"
    if row["choice"] == UNDECIDED:
        because = _BECAUSE[row["undecided_because"]].format(margin=row["margin"])
        choice = f"{UNDECIDED}, because {because}"
    measured = (
        f"{choice}. {row['arm']} ({row['family']}) has test {IN_WORDS[row['metric']]} "
        f"{row['score']:.3f}, "
        f"{row['rival_arm']} ({row['rival_family']}) {row['rival_score']:.3f}"
    )
    if pd.isna(row["difference_low"]):
        return f"{measured}; the difference has no interval."
    return (
        f"{measured}: a difference of {row['difference']:.3f} ({row['difference_low']:.3f} to "
        f"{row['difference_high']:.3f})." + _behind(row) + _power(row)
    )


def _behind(row: pd.Series) -> str:
    """What is decided where the choice is not: the family that is behind all others."""
    if row["choice"] != UNDECIDED or pd.isna(row["behind"]) or not row["behind"]:
        return ""
    return f" By the same rule, {row['behind']} is behind every other family."


def _power(row: pd.Series) -> str:
    """What these data could show, and how many more would decide."""
    if row["undecided_because"] != NOT_ENOUGH_DATA or pd.isna(row["detectable_difference"]):
        return ""
    unit = "test samples" if pd.isna(row["test_groups"]) else "test groups"
    n = row["n_test"] if pd.isna(row["test_groups"]) else row["test_groups"]
    text = (
        f" With {n:g} {unit} and {row['repeats']:g} repeats, only a difference of about "
        f"{row['detectable_difference']:.3f} or more would probably be decided (power at most 80 %)"
    )
    if max(abs(row["difference"]), row["margin"]) >= row["detectable_difference"]:
        return f"{text}."
    target = "the observed difference"
    if abs(row["difference"]) < row["margin"]:
        target = f"a difference of the margin, {row['margin']:g},"
    enough = [
        f"about {_rounded(row[name])} {what}"
        for name, what in (("test_groups_needed", unit), ("repeats_needed", "repeats"))
        if pd.notna(row[name])
    ]
    if not enough:
        alone = f"neither more {unit} nor more repeats alone are enough"
        return f"{text}. For {target.rstrip(',')}, {alone}."
    return f"{text}. To decide {target} would take {' or '.join(enough)}."


def _rounded(number: float) -> str:
    """To two digits."""
    return f"{float(f'{number:.2g}'):,.0f}"


def _change(verdict: pd.DataFrame) -> list[str]:
    changes = verdict[verdict["changes_at"].notna()]
    if not len(changes):
        return []
    row = changes.iloc[-1]
    bounds = " to ".join(
        "?" if pd.isna(row[f"changes_at_{end}"]) else f"{row[f'changes_at_{end}']:.0f}"
        for end in ("low", "high")
    )
    return [
        f"The {row['rival_family']} arm overtakes at about {row['changes_at']:.0f} "
        f"{row['size_unit']} (95 % interval {bounds})."
    ]


def _costs(row: pd.Series) -> str:
    """Medians of the repeats, the figures of the table of costs."""
    each = " ".join(
        f"{row[f'{prefix}arm']} takes {seconds(row[f'{prefix}fit_seconds'])} for its final fit"
        f"{_extraction(row[f'{prefix}extract_seconds_per_sample'])}, and has "
        f"{row[f'{prefix}parameters']:,.0f} parameters."
        for prefix in ("", "rival_")
    )
    return each if row["repeats"] == 1 else f"{each} (Medians of {row['repeats']:g} repeats.)"


def _extraction(seconds_per_sample: float) -> str:
    """The time to extract features, if there are any."""
    if not seconds_per_sample > 0:
        return ""
    return f" and {seconds(seconds_per_sample)} a sample for its features"
