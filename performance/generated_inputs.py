"""Inputs as strangers make them: whole, damaged and hostile, drawn at random.

Each kind is a strategy of Hypothesis and a function that reads what was drawn from a folder. It may
end in success, checked to have lost nothing, or in a `CraftbenchError`. Every other exception, and
more than `LONGEST_S` seconds, is a fault of craftbench. `hostile_inputs.py` counts outcomes.
"""

import numpy as np

from performance.generated.cards import drawn_cards, read_drawn_card
from performance.generated.kind import LONGEST_S, REFUSED, SUCCESS, Kind, outcome
from performance.generated.models import drawn_predictions, predict, stored_model
from performance.generated.pictures import drawn_folders, read_depth, read_pictures
from performance.generated.records import drawn_records, read_records
from performance.generated.tables import drawn_arrays, drawn_tables, read_arrays, read_table

KINDS: dict[str, Kind] = {
    "dataset card": Kind(drawn_cards(), read_drawn_card),
    "table of labels": Kind(drawn_tables(), read_table),
    "array": Kind(drawn_arrays(), read_arrays),
    "folder of pictures": Kind(drawn_folders(), read_pictures),
    "folder of depth images": Kind(
        drawn_folders((np.uint16, np.uint16, np.uint16, np.uint8)), read_depth
    ),
    "ECG record": Kind(drawn_records(), read_records),
    "stored model and new file": Kind(drawn_predictions(), predict, stored_model),
}

__all__ = ["KINDS", "LONGEST_S", "REFUSED", "SUCCESS", "Kind", "outcome"]
