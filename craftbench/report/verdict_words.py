"""The verdict as a paragraph that says how certain it is."""

import pandas as pd

from craftbench.analyses.verdict.verdict import UNDECIDED

_CERTAINTY = ((0.99, "almost certainly"), (0.95, "very likely"), (0.8, "probably"))


def verdict_paragraph(verdict: pd.DataFrame, title: str) -> str:
    """What `craftbench.analyses.verdict.verdict.verdict` found on one data set, in sentences.

    Parameters
    ----------
    verdict : DataFrame
        The rows of one data set, rising in size.
    title : str
        How the text calls the data set.

    Returns
    -------
    str
        The choice at the largest size with its difference, interval and probability; how it was
        at the smallest; where it changes; costs; and what all this rests on.
    """
    last, first = verdict.iloc[-1], verdict.iloc[0]
    if pd.isna(last["arm"]):
        return f"{title}: no verdict, {last['note']}."
    sentences = [f"{title}, with {_size(last)} to train on: {_finding(last)}"]
    if len(verdict) > 1 and pd.notna(first["arm"]):
        sentences.append(f"With {_size(first)}: {_finding(first)}")
    sentences += _change(verdict)
    sentences.append(_costs(last))
    groups = "" if pd.isna(last["test_groups"]) else f" in {last['test_groups']:g} groups"
    sentences.append(
        f"This rests on {last['n_test']:g} test samples{groups} and {last['repeats']:g} "
        f"{'repeat' if last['repeats'] == 1 else 'repeats'}; arms were chosen on validation."
    )
    return " ".join(sentences)


def _size(row: pd.Series) -> str:
    return f"{row['training_size']:g} {row['size_unit']}"


def _finding(row: pd.Series) -> str:
    pair = f"{row['family']} ({row['arm']}) against {row['rival_family']} ({row['rival_arm']})"
    measured = f"{row['accuracy']:.3f} against {row['rival_accuracy']:.3f}"
    if pd.isna(row["difference_low"]):
        return f"undecided, {pair}: accuracy {measured}, without an interval."
    measured += (
        f", difference {row['difference']:+.3f} ({row['difference_low']:+.3f} to "
        f"{row['difference_high']:+.3f} at 95 %)"
    )
    chance = (
        f"better by more than {row['margin']:g} with probability {_percent(row['p_better'])}, "
        f"within it {_percent(row['p_equivalent'])}"
    )
    if row["choice"] == UNDECIDED:
        return f"undecided, {pair}: accuracy {measured}; {chance}."
    return f"choose {row['choice']}, {certainty(row['p_better'])}; {pair}: {measured}; {chance}."


def _percent(probability: float) -> str:
    """Whole percent; a finite number of draws never gives certainty."""
    if probability > 0.99:
        return "above 99 %"
    return "below 1 %" if probability < 0.01 else f"{100 * probability:.0f} %"


def certainty(probability: float) -> str:
    """A probability in words: almost certainly from 99 %, very likely from 95, probably from 80."""
    for least, word in _CERTAINTY:
        if probability >= least:
            return word
    return "by a small margin, if at all"


def _change(verdict: pd.DataFrame) -> list[str]:
    changes = verdict[verdict["changes_at"].notna()]
    if not len(changes):
        return []
    row = changes.iloc[-1]
    bounds = " to ".join(
        "?" if pd.isna(row[f"changes_at_{end}"]) else f"{row[f'changes_at_{end}']:.0f}"
        for end in ("low", "high")
    )
    how = "" if row["changes_basis"] == "measured" else ", extrapolated by power laws"
    return [
        f"From about {row['changes_at']:.0f} {row['size_unit']} ({bounds}{how}) "
        f"{row['rival_family']} leads."
    ]


def _costs(row: pd.Series) -> str:
    return (
        f"A fit takes {row['fit_seconds']:.2g} s against {row['rival_fit_seconds']:.2g} s, "
        f"features {1000 * row['extract_seconds_per_sample']:.2g} ms a sample against "
        f"{1000 * row['rival_extract_seconds_per_sample']:.2g} ms, for {row['parameters']:,.0f} "
        f"parameters against {row['rival_parameters']:,.0f}."
    )
