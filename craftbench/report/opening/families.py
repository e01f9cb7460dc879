"""The families in plain English."""

SUBJECTS: dict[str, tuple[str, bool]] = {
    "hand-crafted": ("hand-crafted features", True),
    "fixed-filter": ("fixed filters", True),
    "pretrained": ("a pretrained network", False),
    "learned": ("a learned network", False),
    "hybrid": ("a hybrid network", False),
}
"""By family: how a sentence calls it, and whether that is a plural."""
FAMILY_ORDER = tuple(SUBJECTS)
"""From hand-crafted to learned: the sides of an axis between two families."""


def subject(family: str) -> str:
    """A family as the subject of a sentence."""
    return SUBJECTS.get(family, (family, False))[0]


def with_verb(family: str, verb: str) -> str:
    """A family and what it does: ``a learned network wins``, ``fixed filters are``."""
    name, plural = SUBJECTS.get(family, (family, False))
    if verb == "be":
        return f"{name} {'are' if plural else 'is'}"
    return f"{name} {verb if plural else verb + 's'}"


def capital(sentence: str) -> str:
    """A sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]
