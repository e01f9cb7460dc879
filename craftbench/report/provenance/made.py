"""How the results of a page were made: software, machine, inputs, command, time and memory."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from craftbench.report.facts import DatasetFacts
from craftbench.report.glossary.names import Names
from craftbench.report.provenance.machine import UNKNOWN, library_versions, machine
from craftbench.report.provenance.timings import timings

COMMAND = "CRAFTBENCH_COMMAND"
"""Environment variable with the command of the run, which the workflow sets."""


def made(
    datasets: Mapping[str, DatasetFacts],
    hashes: Mapping[str, Any],
    sources: Mapping[str, str],
    benchmarks: Path,
) -> dict[str, Any]:
    """What ``made.html.j2`` shows; read when the page is written.

    Parameters
    ----------
    datasets : mapping of DatasetFacts
        By data set.
    hashes : mapping
        ``configuration``: SHA-256 of the configuration; ``cards``: that of each card.
    sources : mapping of str
        By data set: the digest of the files that its source reads.
    benchmarks : Path
        Folder with the measured jobs.
    """
    return {
        "command": os.environ.get(COMMAND, UNKNOWN),
        "machine": machine(),
        "libraries": library_versions(),
        "configuration": hashes["configuration"],
        "inputs": [
            {
                "dataset": facts.title,
                "key": name,
                "card": hashes["cards"][name],
                "files": sources.get(name, UNKNOWN),
            }
            for name, facts in datasets.items()
        ],
        "timings": Names(datasets).named(timings(benchmarks, datasets)),
    }
