"""The rooms of the project and the imports between them: ``python -m craftbench.steps.rooms``.

The command draws the imports into docs/architecture.md; tests/test_rooms.py holds the order.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from craftbench.runs.code_closure import PACKAGES, imported_names

ROOMS = (
    *("features", "models", "errors", "settings", "own", "stats", "datasets", "protocol"),
    *("config", "runs", "predict", "analyses", "report", "primer", "steps", "cli"),
)
"""In their order: a room imports only rooms before it."""
PAGE = Path("docs/architecture.md")
BEGIN, END = "<!-- import graph -->", "<!-- end -->"


def room_of(module: str) -> str:
    """Room of a module: the sub-package of craftbench, or the package itself."""
    package, *inner = module.split(".")
    return inner[0] if package == "craftbench" and inner else package


def module_imports(root: Path = Path()) -> Iterator[tuple[str, str]]:
    """Every pair (module, imported module) within the project's packages."""
    modules = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for package in PACKAGES
        for path in (root / package).rglob("*.py")
    }
    for module, path in modules.items():
        for name in sorted(set(imported_names(path))):
            if name in modules and name != module:
                yield module, name


def arrows(root: Path = Path()) -> list[tuple[str, str]]:
    """Every pair of rooms of which the first imports the second, sorted."""
    pairs = {(room_of(one), room_of(other)) for one, other in module_imports(root)}
    return sorted((one, other) for one, other in pairs if one != other and other != "craftbench")


def drawn(root: Path = Path()) -> str:
    """The arrows between rooms as a Mermaid diagram, without those that another path implies."""
    direct = arrows(root)
    lines = [f"    {one} --> {other}" for one, other in _reduced(direct)]
    rooms = len({room for arrow in direct for room in arrow})
    words = f"{rooms} rooms, {len(direct)} arrows; arrows that a longer path implies are not drawn."
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```", words])


def _reduced(direct: list[tuple[str, str]]) -> list[tuple[str, str]]:
    after: dict[str, set[str]] = {}
    for one, other in direct:
        after.setdefault(one, set()).add(other)

    def reaches(start: str, goal: str) -> bool:
        return any(step == goal or reaches(step, goal) for step in after.get(start, ()))

    return [
        (one, other)
        for one, other in direct
        if not any(reaches(step, other) for step in after[one] - {other})
    ]


def page_with_graph(page: str, root: Path = Path()) -> str:
    """A page with the drawn imports between its two markers."""
    before, rest = page.split(BEGIN)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n{drawn(root)}\n{END}{after}"


def main() -> int:
    """Write the drawing into the project that is the working directory."""
    PAGE.write_text(page_with_graph(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
