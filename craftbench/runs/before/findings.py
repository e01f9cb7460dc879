"""What a check found."""

from dataclasses import dataclass, field


@dataclass
class Findings:
    """Sentences of a check.

    Parameters
    ----------
    errors : list of str
        What makes a run fail, or its result worthless.
    warnings : list of str
        What the user should know.
    facts : list of str
        Estimates.
    """

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Warnings and estimates; errors are raised together."""
        return [*(f"warning: {one}" for one in self.warnings), *self.facts]
