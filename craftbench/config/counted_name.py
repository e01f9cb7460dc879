"""The word for one of something, and for several: a batch, batches."""

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from craftbench.settings import Settings
from craftbench.settings.names import class_name

LONGEST = 30


def _word(text: str) -> str:
    try:
        short = len(class_name(text)) <= LONGEST
    except ValueError:
        short = False
    if not short:
        raise ValueError(
            f"{text[: LONGEST + 10]!r} cannot stand in a sentence: expected 1 to {LONGEST} "
            "characters, no line break, and no blank at its beginning or end"
        )
    return text


Word = Annotated[
    str,
    AfterValidator(_word),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST}),
]


class CountedName(Settings):
    """What is counted, in the user's words."""

    singular: Word = Field(description="For one, such as `patient`.")
    plural: Word = Field(description="For several, such as `patients`.")
