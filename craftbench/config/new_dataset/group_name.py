"""What a group is, by the name of its column: patients for ``patient_id``."""

from typing import Any

from craftbench.config.new_dataset.columns import GROUPS, plain_name

_PLURALS = {"person": "people", "batch": "batches"}


def group_name(source: dict[str, Any]) -> dict[str, str] | None:
    """The key ``group_name`` of a card; None where the column has no name that says it.

    Parameters
    ----------
    source : dict
        The key ``source`` of the card.

    Examples
    --------
    >>> group_name({"kind": "signal_table", "columns": {"group": "Patient_ID"}})
    {'singular': 'patient', 'plural': 'patients'}
    >>> group_name({"kind": "signal_table", "columns": {"group": "g7"}})
    """
    if source.get("kind") == "wfdb_beats":
        return {"singular": "record", "plural": "records"}
    columns = source.get("columns")
    column = columns.get("group") if isinstance(columns, dict) else None
    word = plain_name(column) if isinstance(column, str) else ""
    if word not in GROUPS or word == "group":
        return None
    return {"singular": word, "plural": _PLURALS.get(word, f"{word}s")}
