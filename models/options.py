"""What can be chosen in a network, known without importing Keras."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One of several words.

    Parameters
    ----------
    name : str
        Keyword of the network.
    values : tuple of str
        Valid words.
    """

    name: str
    values: tuple[str, ...]

    def check(self, value: object) -> None:
        """Raise ValueError unless `value` is one of the words."""
        if value not in self.values:
            raise ValueError(
                f"option {self.name}: expected one of {', '.join(self.values)}; found {value!r}"
            )


@dataclass(frozen=True)
class Share:
    """A number from 0 to below 1.

    Parameters
    ----------
    name : str
        Keyword of the network.
    """

    name: str

    def check(self, value: object) -> None:
        """Raise ValueError unless `value` is such a number."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value < 1:  # type: ignore[operator]
            raise ValueError(
                f"option {self.name}: expected a number from 0 to below 1; found {value!r}"
            )


Option = Choice | Share

ACTIVATION = Choice("activation", ("relu", "leaky_relu", "tanh", "sigmoid"))
POOLING = Choice("pooling", ("average", "max"))
POOLING_OR_NONE = Choice("pooling", ("average", "max", "none"))
PADDING = Choice("padding", ("valid", "same"))
DROPOUT = Share("dropout")
