"""Silenced warnings about samples without features."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def muted_extraction_warnings() -> Iterator[None]:
    """Within it, samples without features are not logged.

    Corrupted samples often have none, which is the measurement and not worth a warning each.
    """
    log = logging.getLogger("craftbench.runs.extraction")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
