"""Settings of a folder of annotated WFDB records."""

from collections import Counter
from pathlib import Path

from craftbench.config.new_dataset.finding import Finding, folder_in_card
from craftbench.config.new_dataset.given import Given
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.datasets.wfdb_header import read_header
from craftbench.errors import CraftbenchError

ANNOTATORS = ("atr", "qrs", "ecg", "ann")
CLASSES = ["N", "S", "V", "F"]
WINDOW_S = (0.28, 0.5)


def find_records(given: Given) -> Finding:
    """Records with the annotator that most of them have, and the lead that most of them have."""
    folder = given.source
    headers = sorted(folder.glob("*.hea"))
    annotator = max(
        ANNOTATORS, key=lambda ending: sum(_beside(one, ending).is_file() for one in headers)
    )
    records = [one.stem for one in headers if _beside(one, annotator).is_file()]
    if not records:
        raise CraftbenchError(
            f"{folder}: {len(headers)} records (.hea), but none has annotations "
            f"(.{', .'.join(ANNOTATORS)}); craftbench needs the annotated beats"
        )
    leads = Counter(lead for name in records for lead in read_header(folder / name).leads)
    lead = leads.most_common(1)[0][0]
    source = {
        "kind": "wfdb_beats",
        "folder": folder_in_card(folder),
        "annotator": annotator,
        "lead": lead,
        "before_s": WINDOW_S[0],
        "after_s": WINDOW_S[1],
        "records": records,
        "unusable_records": "reject",
    }
    loaded = WfdbBeatsSource.model_validate(source).load(CLASSES)
    counts = loaded.table["label"].value_counts()
    classes = [name for name in CLASSES if counts.get(name, 0) > 1]
    found = Finding(source, classes)
    found.inferred += [
        f"{len(records)} WFDB records with the annotations .{annotator}; each is a group",
        f"lead {lead}, in {leads[lead]} of {len(records)} records",
        "classes of the AAMI: " + ", ".join(f"{name} {counts[name]}" for name in classes),
    ]
    found.unsure.append(
        "two records of one patient must not be in both parts: name them in source.pool and "
        "source.test instead of source.records"
    )
    if len(records) < len(headers):
        found.unsure.append(f"{len(headers) - len(records)} records have no .{annotator} file")
    return found


def _beside(header: Path, ending: str) -> Path:
    return header.with_suffix(f".{ending}")
