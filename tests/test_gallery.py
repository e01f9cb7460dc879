"""The code of docs/gallery.md draws the pictures beside it."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
LARGEST_BYTES = 1_500_000
TRAINED = "filters.webp"
"""A picture of a training, whose weights differ a little between processors."""

_spec = importlib.util.spec_from_file_location("make_gallery", ROOT / "docs/make_gallery.py")
make_gallery = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_gallery)
PAGE = make_gallery.PAGE.read_text(encoding="utf-8")
BLOCKS = make_gallery.blocks(PAGE)


def test_every_picture_has_its_code_and_all_are_small():
    shown = re.findall(r"^!\[.+?\]\(images/gallery/(\S+)\)$", PAGE, re.MULTILINE)
    assert shown == list(BLOCKS)
    files = list(make_gallery.PICTURES.iterdir())
    assert {file.name for file in files} == set(BLOCKS)
    assert sum(file.stat().st_size for file in files) < LARGEST_BYTES


@pytest.mark.parametrize("name", BLOCKS)
def test_the_code_draws_the_picture(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    drawn = make_gallery.drawn(BLOCKS[name])
    shown = Image.open(make_gallery.PICTURES / name).convert("RGB")
    assert np.allclose(drawn.size, shown.size, rtol=0.03), "run python docs/make_gallery.py"
    if name != TRAINED:
        apart = np.asarray(drawn.resize(shown.size), float) - np.asarray(shown, float)
        assert np.abs(apart).mean() < 8, "run python docs/make_gallery.py"
