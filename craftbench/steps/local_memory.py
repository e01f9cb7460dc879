"""The memory that jobs on this machine may use together."""

import os
from pathlib import Path

SHARE = 0.9
"""Of the memory; the rest is for the system and for Snakemake."""
LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Where Linux says how much a container may use, in versions 2 and 1 of cgroups."""


def local_memory_mb(limits: tuple[Path, ...] = LIMITS) -> int | None:
    """Megabytes (10⁶ bytes): a share of what the machine, or its container, has.

    None where the system does not say.
    """
    try:
        found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    except (AttributeError, OSError, ValueError):
        return None
    for path in limits:
        try:
            found.append(int(path.read_text(encoding="ascii")))
        except (OSError, ValueError):  # absent, or "max"
            continue
    return int(SHARE * min(found) / 1e6)
