"""Intermediate results that several tables of one job need are computed once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Keeper(Protocol):
    """What analyses are computed from and keeps intermediate results: a study, a pair."""

    @property
    def kept(self) -> dict[Any, Any]:
        """The results by function and arguments."""
        ...


Kept = TypeVar("Kept", bound=Keeper)
Given = ParamSpec("Given")
Result = TypeVar("Result")


def once(
    function: Callable[Concatenate[Kept, Given], Result],
) -> Callable[Concatenate[Kept, Given], Result]:
    """A function of a study or a pair, and of hashable arguments, whose result that keeps."""

    @wraps(function)
    def kept(keeper: Kept, *given: Given.args, **named: Given.kwargs) -> Result:
        key = function, given, tuple(sorted(named.items()))
        if key not in keeper.kept:
            keeper.kept[key] = function(keeper, *given, **named)
        return keeper.kept[key]

    return kept
