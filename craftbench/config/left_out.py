"""Pairs of data sets that a configuration compares and of which one does not run."""

from craftbench.config.configuration import Config
from craftbench.config.project_files import project_file
from craftbench.errors import CraftbenchError, suggestion


def left_out(config: Config) -> list[str]:
    """A line for every pair of data sets that is left out, since one of them does not run.

    Raises
    ------
    CraftbenchError
        If a name in such a pair is that of no card, neither in `cards` nor of the project.
    """
    folders = (config.cards, project_file("config/datasets"))
    known = sorted({card.stem for folder in folders for card in folder.glob("*.yaml")})
    pairs = [
        ("portability", name, other, [name])
        for name, others in config.portability.items()
        for other in others
        if name not in config.datasets
    ]
    pairs += [
        ("leakage_comparison", name, other, [n for n in (name, other) if n not in config.datasets])
        for name, other in config.leakage_comparison.items()
        if name not in config.compared_leakage
    ]
    for key, *names, _ in pairs:
        for name in names:
            if name not in known:
                raise CraftbenchError(f"{key}: there is no card {name!r}{suggestion(name, known)}")
    return [
        f"{key}: {name} with {other} is left out, since {' and '.join(absent)} "
        f"{'is' if len(absent) == 1 else 'are'} not among datasets"
        for key, name, other, absent in pairs
    ]
