"""Estimates and their intervals in words, as expressions of Vega."""

import altair as alt


def with_interval(name: str, digits: int = 3) -> str:
    """``0.912 (95 % interval 0.893 to 0.930)``; without bounds the estimate alone.

    Parameters
    ----------
    name : str
        Column; its bounds are ``{name}_low`` and ``{name}_high``.
    digits : int
        Decimals.
    """
    value, low, high = (
        f"format(datum.{column}, '.{digits}f')" for column in (name, f"{name}_low", f"{name}_high")
    )
    missing = f"!isValid(datum.{name}_low) && !isValid(datum.{name}_high)"
    low, high = (
        f"(isValid(datum.{name}_{end}) ? {text} : '?')"
        for end, text in (("low", low), ("high", high))
    )
    return f"{value} + ({missing} ? '' : ' (95 % interval ' + {low} + ' to ' + {high} + ')')"


def says(**titles: str) -> list[alt.Tooltip]:
    """Text beside the pointer: columns with their headings, as text."""
    return [alt.Tooltip(f"{column}:N").title(title) for column, title in titles.items()]


def counts(**titles: str) -> list[alt.Tooltip]:
    """Text beside the pointer: columns of numbers, with thousands separated."""
    return [
        alt.Tooltip(f"{column}:Q").title(title).format(",.6~r") for column, title in titles.items()
    ]
