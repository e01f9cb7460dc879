"""Texts, values and damage that all kinds of input share."""

import string
from typing import Any

from hypothesis import strategies as st

words = st.text(
    st.sampled_from(string.ascii_letters + string.digits + " _-.,;:'\"/\\$%#&*éß漢\u00a0\t\n"),
    max_size=12,
)
odd_words = st.sampled_from(
    ["", " ", "None", "NA", "nan", "null", "no", "007", "1e3", "A", "a", "a ", "..", "../x", "-1"]
)
_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    words,
    odd_words,
    st.dates(),
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(words | odd_words, inner, max_size=4)
    ),
    max_leaves=12,
)


def change(draw: st.DrawFn, content: dict) -> None:
    """One value, somewhere inside, under another key or with another value."""
    place: Any = content
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        inner = place[key]
        if not (isinstance(inner, dict | list) and inner) or draw(st.booleans()):
            break
        place = inner
    if draw(st.integers(0, 3)) == 0 and isinstance(place, dict):
        place[draw(words | odd_words)] = place.pop(key)
    else:
        place[key] = draw(_values)


def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Cut short, with a few bytes replaced, or with bytes in front."""
    how = draw(st.sampled_from(["cut", "replace", "insert"]))
    place = draw(st.integers(0, len(content)))
    some = draw(st.binary(min_size=1, max_size=8))
    if how == "cut":
        return content[:place]
    return content[:place] + some + content[place + (len(some) if how == "replace" else 0) :]
