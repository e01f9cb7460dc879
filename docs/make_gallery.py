"""Pictures of docs/gallery.md, made by the code beside them: ``python docs/make_gallery.py``.

Every block of code that begins with ``picture=NAME.webp`` runs by itself, in order, and leaves its
picture in the variable ``figure``. Names of pictures make those only.
"""

import argparse
import io
import re
from pathlib import Path

import matplotlib as mpl
from PIL import Image

mpl.use("Agg")

PAGE = Path(__file__).parent / "gallery.md"
PICTURES = Path(__file__).parent / "images" / "gallery"
BLOCK = re.compile(r"^```python picture=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOTS_AN_INCH = 110


def blocks(page: str) -> dict[str, str]:
    """The code of each picture by its file name."""
    return dict(BLOCK.findall(page))


def drawn(code: str) -> Image.Image:
    """Run the code of one picture.

    Returns
    -------
    Image
        What is left in the variable ``figure``, in RGB.

    Raises
    ------
    KeyError
        If the code leaves no ``figure``.
    """
    names: dict[str, object] = {}
    exec(compile(code, str(PAGE), "exec"), names)
    file = io.BytesIO()
    figure = names["figure"]
    figure.savefig(file, dpi=DOTS_AN_INCH, bbox_inches="tight", facecolor="white")
    mpl.pyplot.close(figure)
    return Image.open(file).convert("RGB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("names", nargs="*", help="files of pictures; default all")
    chosen = parser.parse_args().names
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, code in blocks(PAGE.read_text(encoding="utf-8")).items():
        if not chosen or name in chosen:
            drawn(code).save(PICTURES / name, "WEBP", quality=85, method=6)
            print(f"{name}: {(PICTURES / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
