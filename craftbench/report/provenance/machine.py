"""The machine and the software that write the page."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = (
    *("numpy", "scipy", "pandas", "scikit-learn", "scikit-image", "keras", "tensorflow"),
    *("matplotlib", "altair", "snakemake"),
)
"""Libraries whose version can change a result or a figure."""
UNKNOWN = "not known"


def library_versions() -> dict[str, str]:
    """Installed version of each of `LIBRARIES`."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def machine() -> dict[str, str]:
    """Processor, cores, memory, system and Python of this process."""
    return {
        "processor": processor(),
        "cores": str(os.cpu_count() or UNKNOWN),
        "memory": _memory(),
        "system": platform.platform(),
        "Python": platform.python_version(),
    }


def processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Model of the processor, as Linux names it; elsewhere what Python knows."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine() or UNKNOWN)


def _memory() -> str:
    try:
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return UNKNOWN
    return f"{pages / 2**30:.1f} GiB"
