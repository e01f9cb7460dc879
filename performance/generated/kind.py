"""A kind of input, and the outcome of reading one."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from craftbench.errors import CraftbenchError

LONGEST_S = 10
SUCCESS, REFUSED = "success", "clear error"


@dataclass(frozen=True)
class Kind:
    """One kind of input: what is drawn, and how craftbench reads it.

    Parameters
    ----------
    drawn : strategy
        Of Hypothesis.
    read : callable
        ``read(drawn, folder)`` writes what was drawn into an empty folder, reads it with
        craftbench, and asserts that nothing was lost.
    before : callable
        Called once before anything is drawn.
    """

    drawn: st.SearchStrategy
    read: Callable[[Any, Path], None]
    before: Callable[[], object] = tuple


def outcome(kind: Kind, drawn: Any, folder: Path) -> str:
    """Read one drawn input; `SUCCESS` or `REFUSED`, every other exception is a fault.

    Raises
    ------
    AssertionError
        If an error does not say anything, or samples were lost.
    TimeoutError
        After `LONGEST_S` seconds.
    """
    with _at_most(LONGEST_S):
        try:
            kind.read(drawn, folder)
        except CraftbenchError as error:
            assert len(str(error)) > 20, f"an error must say what is wrong, found {str(error)!r}"
            return REFUSED
    return SUCCESS


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TimeoutError(f"took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
