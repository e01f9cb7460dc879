"""The page on the functions behind intervals, tests and curves."""

from public_names import module_docs


def statistics_page() -> str:
    """Every public function of `craftbench.stats`."""
    about = (
        "Pure functions of arrays. [Statistics](../statistics.md) explains which of them answers "
        "which question of the report."
    )
    return f"# Functions of statistics\n\n{about}\n\n{module_docs('craftbench/stats')}"
