"""Intermediate results that several tables of a study need are computed once."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from craftbench.analyses.study import Study

Given = ParamSpec("Given")
Result = TypeVar("Result")


def once(
    function: Callable[Concatenate[Study, Given], Result],
) -> Callable[Concatenate[Study, Given], Result]:
    """A function of a study, and of hashable arguments, whose result the study keeps."""

    @wraps(function)
    def kept(study: Study, *given: Given.args, **named: Given.kwargs) -> Result:
        key = function, given, tuple(sorted(named.items()))
        if key not in study.kept:
            study.kept[key] = function(study, *given, **named)
        return study.kept[key]

    return kept
