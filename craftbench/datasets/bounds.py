"""Types of settings of both simulations: bounds of random draws, and shares."""

from typing import Annotated

from pydantic import AfterValidator, Field


def _ascending(bounds: tuple[float, float]) -> tuple[float, float]:
    if bounds[0] > bounds[1]:
        raise ValueError(f"a range is (lowest, highest), but {bounds[0]} exceeds {bounds[1]}")
    return bounds


def _positive(bounds: tuple[float, float]) -> tuple[float, float]:
    if bounds[0] <= 0:
        raise ValueError(f"expected a range above 0, found {bounds}")
    return bounds


def _not_negative(bounds: tuple[float, float]) -> tuple[float, float]:
    if bounds[0] < 0:
        raise ValueError(f"expected a range of at least 0, found {bounds}")
    return bounds


Bounds = Annotated[tuple[float, float], AfterValidator(_ascending)]
PositiveBounds = Annotated[Bounds, AfterValidator(_positive)]
LevelBounds = Annotated[Bounds, AfterValidator(_not_negative)]
Share = Annotated[float, Field(ge=0, le=1)]
