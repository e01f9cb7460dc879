"""Seconds of the stages of a run."""

import time


class RunClock:
    """Measures the seconds since its start or the last lap."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._cpu = time.process_time()

    def lap(self) -> float:
        """Seconds since the last lap, which begin again."""
        now = time.perf_counter()
        seconds, self._last = now - self._last, now
        return seconds

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of this process since the start."""
        return time.process_time() - self._cpu
