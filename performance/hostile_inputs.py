"""Count the outcomes of generated inputs: success, a clear error, or a fault of craftbench.

    python performance/hostile_inputs.py            # 2,100 inputs, some minutes
    python performance/hostile_inputs.py 50         # 50 of each kind

Every input is read in an empty folder. A fault is an exception that is not a `CraftbenchError`,
more than ten seconds, or lost samples; the smallest one that Hypothesis finds is printed, and the
exit code is 1.
"""

import logging
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings

sys.path.insert(0, str(Path(__file__).parents[1]))
from performance.generated_inputs import KINDS, REFUSED, SUCCESS, Kind, outcome

OF_EACH_KIND = 300


def outcomes(kind: Kind, inputs: int) -> Counter:
    """How often each outcome came up; raises the fault of the smallest input that has one."""
    found: Counter = Counter()

    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(kind.drawn)
    def read(drawn):
        with tempfile.TemporaryDirectory() as folder:
            found[outcome(kind, drawn, Path(folder))] += 1

    kind.before()
    read()
    return found


def _notes(error: BaseException) -> list[str]:
    """What Hypothesis says of the input, and the last lines of the stack."""
    return [*error.__notes__[:1], *traceback.format_tb(error.__traceback__)[-2:]]


def main() -> int:
    """Print the table; returns 1 if there was a fault."""
    logging.disable()
    inputs = int(sys.argv[1]) if len(sys.argv) > 1 else OF_EACH_KIND
    faults = 0
    print(f"| kind of input | inputs | {SUCCESS} | {REFUSED} | fault |\n|---|---|---|---|---|")
    for name, kind in KINDS.items():
        try:
            found = outcomes(kind, inputs)
        except BaseException as error:  # noqa: BLE001
            if isinstance(error, KeyboardInterrupt):
                raise
            faults += 1
            print(f"| {name} | | | | {type(error).__name__} |", flush=True)
            for one in getattr(error, "exceptions", [error]):
                print(
                    f"{name}: {type(one).__name__}: {one}", *_notes(one), file=sys.stderr, sep="\n"
                )
            continue
        print(f"| {name} | {found.total()} | {found[SUCCESS]} | {found[REFUSED]} | 0 |", flush=True)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
