"""The options of networks and their valid values, without importing Keras."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WordOption:
    """An option whose value is one of several words.

    Parameters
    ----------
    name : str
        Keyword argument of the network.
    values : tuple of str
        Valid values.
    """

    name: str
    values: tuple[str, ...]

    def check(self, value: object) -> None:
        """Raise ValueError unless `value` is one of the valid values."""
        if value not in self.values:
            raise ValueError(
                f"option {self.name}: expected one of {', '.join(self.values)}; found {value!r}"
            )


@dataclass(frozen=True)
class ShareOption:
    """An option whose value is a number from 0 to below 1.

    Parameters
    ----------
    name : str
        Keyword argument of the network.
    """

    name: str

    def check(self, value: object) -> None:
        """Raise ValueError unless `value` is such a number."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value < 1:  # type: ignore[operator]
            raise ValueError(
                f"option {self.name}: expected a number from 0 to below 1; found {value!r}"
            )


@dataclass(frozen=True)
class CountOption:
    """An option whose value is a whole number within bounds.

    Parameters
    ----------
    name : str
        Keyword argument of the network.
    least, most : int
        Bounds, both valid.
    """

    name: str
    least: int
    most: int

    def check(self, value: object) -> None:
        """Raise ValueError unless `value` is such a number."""
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not self.least <= value <= self.most:  # type: ignore[operator]
            raise ValueError(
                f"option {self.name}: expected a whole number from {self.least} to {self.most}; "
                f"found {value!r}"
            )


Option = WordOption | ShareOption | CountOption

ACTIVATION = WordOption("activation", ("relu", "leaky_relu", "tanh", "sigmoid"))
POOLING = WordOption("pooling", ("average", "max"))
POOLING_OR_NONE = WordOption("pooling", ("average", "max", "none"))
PADDING = WordOption("padding", ("valid", "same"))
DROPOUT = ShareOption("dropout")
WIDTH = CountOption("width", 4, 128)
BLOCKS = CountOption("blocks", 1, 6)
STEM = WordOption("stem", ("auto", "full", "half", "quarter"))
FILTERS = CountOption("filters", 4, 128)
DEPTH = CountOption("depth", 1, 12)
