"""Groups from the names of files, by a regular expression of the card."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from craftbench.errors import CraftbenchError

LONGEST = 500
PATIENCE_S = 2.0
NAMES_PER_S = 10_000
"""Matching takes some μs a name, unless the pattern tries every way to divide the name."""
_MATCH = """
import json, re, sys
pattern, names = json.load(sys.stdin)
found = [re.search(pattern, name) for name in names]
groups = [(match["group"] or "").strip() or None if match else None for match in found]
json.dump(groups, sys.stdout)
"""


def _checked(pattern: str) -> str:
    if len(pattern) > LONGEST:
        raise ValueError(f"{len(pattern)} characters, expected at most {LONGEST}")
    try:
        named = "group" in re.compile(pattern).groupindex
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"not a regular expression: {error}") from None
    if not named:
        raise ValueError(f"expected a part (?P<group>…) in {pattern!r:.80}")
    return pattern


GroupPattern = Annotated[str, AfterValidator(_checked)]
"""A regular expression for the path, with ``(?P<group>…)`` as the group."""


def groups_of_names(names: Sequence[str], pattern: str) -> list[str | None]:
    """The part ``group`` of a pattern in each name without blanks around it; None for none.

    Another process matches, because Python cannot interrupt a match: some patterns, such as
    ``(a+)+b``, take years.

    Raises
    ------
    CraftbenchError
        If that takes longer than `PATIENCE_S` and a second for every `NAMES_PER_S` names.
    """
    patience = PATIENCE_S + len(names) / NAMES_PER_S
    try:
        run = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", "-c", _MATCH],
            input=json.dumps([pattern, list(names)]),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=patience,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise CraftbenchError(
            f"source.group_pattern: {pattern!r:.80} was not done with {len(names)} names after "
            f"{patience:.0f} s; write it without repeats inside repeats, such as (a+)+, and with "
            "[^/]* in place of .*"
        ) from None
    return json.loads(run.stdout)
