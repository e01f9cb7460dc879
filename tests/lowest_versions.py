"""The lowest versions that pyproject.toml admits, as constraints for pip.

python tests/lowest_versions.py > lowest.txt && pip install -e ".[test,docs]" -c lowest.txt
"""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def requirements(extra: str | None = None) -> list[Requirement]:
    """The dependencies of the project, or of one of its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(line) for line in lines]


def pinned() -> dict[str, str]:
    """Version of each distribution in constraints.txt, by its normalised name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in pins}


def lower_bound(requirement: Requirement) -> str:
    """The version after ``>=``.

    Raises
    ------
    ValueError
        If there is none.
    """
    found = [part.version for part in requirement.specifier if part.operator == ">="]
    if len(found) != 1:
        raise ValueError(
            f"pyproject.toml: {requirement} needs one lower bound, such as "
            f"'{requirement.name}>=1.2'; set it to the lowest version that is tested"
        )
    return found[0]


def lowest_versions() -> list[str]:
    """Constraints: lower bounds; tools for tests as in constraints.txt.

    The extra ``cluster`` is left out: the executor for Slurm needs a newer numpy than craftbench.
    """
    bounded = requirements() + requirements("docs")
    lines = [f"{each.name}=={lower_bound(each)}" for each in bounded]
    pins = pinned()
    tools = {canonicalize_name(each.name) for each in requirements("test")}
    return lines + [f"{name}=={pins[name]}" for name in sorted(tools)]


if __name__ == "__main__":
    print("\n".join(lowest_versions()))
