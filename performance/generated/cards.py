"""Cards of data sets."""

from pathlib import Path

import yaml
from hypothesis import strategies as st

from performance.generated.words import change, damaged

CARDS = Path(__file__).parents[2] / "config/datasets"
_SHIPPED = sorted(path.stem for path in CARDS.glob("*.yaml"))


@st.composite
def drawn_cards(draw: st.DrawFn) -> bytes:
    """A shipped card with some of its values replaced, removed, moved, or its text damaged."""
    path = CARDS / f"{draw(st.sampled_from(_SHIPPED))}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for _ in range(draw(st.integers(0, 3))):
        change(draw, content)
    text = yaml.safe_dump(content, allow_unicode=True).encode()
    return damaged(draw, text) if draw(st.integers(0, 4)) == 0 else text


def read_drawn_card(text: bytes, folder: Path) -> None:
    """As `craftbench check` reads it, beside the shipped cards that it may be like."""
    from craftbench.config.cards import read_card

    for shipped in _SHIPPED:
        (folder / f"{shipped}.yaml").write_bytes((CARDS / f"{shipped}.yaml").read_bytes())
    path = folder / "drawn.yaml"
    path.write_bytes(text)
    read_card(path)
