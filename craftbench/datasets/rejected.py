"""What could not be used, in few lines: each reason with its count and an example."""

import logging

import pandas as pd

MOST_REASONS = 10

log = logging.getLogger(__name__)


def counted_reasons(rejected: pd.DataFrame, most: int = MOST_REASONS) -> list[str]:
    """Lines such as ``3 × no label (the first: x.npy[4])``, the commonest reason first.

    Parameters
    ----------
    rejected : DataFrame
        ``source`` and ``reason``, as in ``rejected.csv``.
    most : int
        Reasons that have a line of their own; the last line counts the others.
    """
    counts = rejected["reason"].value_counts()
    first = rejected.drop_duplicates("reason").set_index("reason")["source"]
    lines = [f"{n} × {reason} (the first: {first[reason]})" for reason, n in counts[:most].items()]
    if len(counts) > most:
        lines.append(f"{counts[most:].sum()} × one of {len(counts) - most} further reasons")
    return lines


def tell_of_rejected(rejected: pd.DataFrame, file: str) -> None:
    """Log the reasons with their counts, and the file that lists everything."""
    if len(rejected):
        reasons = "; ".join(counted_reasons(rejected))
        log.warning("%d rejected, see %s: %s", len(rejected), file, reasons)
