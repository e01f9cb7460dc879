"""Candidates within a cap of CPU seconds."""

import time
from collections.abc import Callable, Iterator, Sequence

from models.search_space import Setting


def affordable(
    settings: Sequence[Setting],
    seconds: float | None,
    clock: Callable[[], float] = time.process_time,
) -> Iterator[tuple[int, Setting]]:
    """The settings with their numbers, until the CPU seconds of this process are used up.

    The time is looked at between two settings only, so that a training under way is finished. The
    first setting, the model's defaults, is always affordable.

    Parameters
    ----------
    settings : sequence of mappings
        The candidates, the defaults first.
    seconds : float or None
        The cap; None for no cap.
    clock : callable
        Returns CPU seconds.
    """
    start = clock()
    for number, setting in enumerate(settings):
        if number and seconds is not None and clock() - start >= seconds:
            return
        yield number, setting
