"""What `verify` says: each comparison, the two machines, and how many figures differ."""

from collections.abc import Iterator, Mapping, Sequence

from craftbench.analyses.reference.comparison import Comparison
from craftbench.analyses.reference.runs import Manifest
from craftbench.errors import CraftbenchError

MOST_SHOWN = 100
"""Differences of one comparison that are named, and remarks."""


def told(
    comparisons: Sequence[Comparison],
    manifests: Mapping[str, Manifest],
    machine: Mapping[str, str],
    libraries: Mapping[str, str],
) -> Iterator[str]:
    """Lines about every comparison.

    Parameters
    ----------
    comparisons : sequence of Comparison
        In the order of the lines.
    manifests : mapping of Manifest
        By name of a comparison with a reference run.
    machine, libraries : mapping of str
        Of this run, as in `Manifest`.

    Raises
    ------
    CraftbenchError
        At the end, if something differs, or nothing was compared.
    """
    for one in comparisons:
        yield from (f"        {one.name}: {remark}" for remark in one.remarks[:MOST_SHOWN])
        if len(one.remarks) > MOST_SHOWN:
            yield f"        {one.name}: and {len(one.remarks) - MOST_SHOWN} more"
        if one.figures:
            word = "agrees " if one.agrees else "DIFFERS"
            yield f"{word} {one.name}: {one.figures} figures compared"
        yield from (f"DIFFERS {difference}" for difference in one.differences[:MOST_SHOWN])
        if len(one.differences) > MOST_SHOWN:
            yield f"DIFFERS {one.name}: and {len(one.differences) - MOST_SHOWN} more"
        if one.name in manifests and (one.figures or one.differences):
            yield from _of_machines(one.name, manifests[one.name], machine, libraries)
    figures = sum(one.figures for one in comparisons)
    differences = sum(len(one.differences) for one in comparisons)
    if differences:
        raise CraftbenchError(
            f"differences from results/reference/: {differences} ({figures} figures compared); see "
            "the lines marked DIFFERS"
        )
    if not figures:
        raise CraftbenchError(
            "0 figures compared: results/reference/ has nothing on these data sets with these "
            f"settings. {_runs_there_are(manifests)}"
        )
    if not any(one.figures for one in comparisons if one.name in manifests):
        yield "        no reference run is comparable; published scores and counts were compared"
    yield f"{figures} figures compared with results/reference/, all within tolerance"


def _runs_there_are(manifests: Mapping[str, Manifest]) -> str:
    made = "; ".join(f"{name} by {one.command}" for name, one in manifests.items())
    return f"Its reference runs: {made or 'none'}"


def _of_machines(
    name: str, manifest: Manifest, machine: Mapping[str, str], libraries: Mapping[str, str]
) -> list[str]:
    """Processor and versions of both sides; equal versions once."""
    here = {"processor": machine.get("processor", "not known")}
    here |= {"Python": machine.get("Python", "not known")} | dict(libraries)
    there = dict(manifest.machine) | manifest.libraries
    return [
        f"        {key}: {value}, the same as {name}"
        if there.get(key) == value
        else f"        {key}: {value}, in {name} {there.get(key, 'not known')}"
        for key, value in here.items()
    ]
