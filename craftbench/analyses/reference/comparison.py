"""What was compared, and every difference."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Some figures of a run beside those of a reference.

    Parameters
    ----------
    name : str
        Of the reference: a table, or a folder with several.
    figures : int
        Number of cells that both have.
    differences : tuple of str
        One sentence each: a figure outside its tolerance, or a table, column or row that only one
        side has.
    remarks : tuple of str
        What was not compared, and why that is no difference.
    """

    name: str
    figures: int = 0
    differences: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether something was compared and nothing differs."""
        return self.figures > 0 and not self.differences
