"""The command `craftbench`."""

import sys

from craftbench.cli.options import parser
from craftbench.errors import CraftbenchError


def main(arguments: list[str] | None = None) -> int:
    """Run one of the subcommands; returns 0, or 1 after an error that is told in one line."""
    chosen = parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except CraftbenchError as error:
        print(f"craftbench: {error}", file=sys.stderr)
        return 1
    return 0
