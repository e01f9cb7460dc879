"""Pages of notebooks: their text, their code, and the outputs that are stored in them."""

import json
from pathlib import Path
from typing import Any


def notebooks(docs: Path) -> dict[str, str]:
    """Markdown of every notebook in ``docs/notebooks`` by its place in the site."""
    return {
        f"notebooks/{file.stem}.md": notebook_page(
            json.loads(file.read_text(encoding="utf-8")), file.name
        )
        for file in sorted(docs.glob("notebooks/*.ipynb"))
    }


def notebook_page(notebook: dict[str, Any], name: str) -> str:
    """One notebook of the format 4 as Markdown; outputs are texts and pictures.

    Parameters
    ----------
    notebook : dict
        As its JSON has it. The first cell is text that begins with the title.
    name : str
        Of its file, which readers can download beside the page.
    """
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"]).strip()
        if cell["cell_type"] == "code":
            parts.append(f"````python\n{source}\n````")
            parts += [_output(one) for one in cell.get("outputs", [])]
        elif cell["cell_type"] == "markdown":
            parts.append(source)
    title, *rest = "\n\n".join(filter(None, parts)).split("\n", 1)
    download = f'<a href="{name}" download>{name}</a>'
    stored = any(cell.get("outputs") for cell in notebook["cells"])
    note = "" if stored else " Its figures and tables are not stored in it: run it to see them."
    return "\n".join([title, f"\nThe notebook {download}.{note}", *rest]) + "\n"


def _output(output: dict[str, Any]) -> str:
    data = output.get("data", {})
    if "image/png" in data:
        picture = "".join(data["image/png"]).replace("\n", "")
        return f"![output of the code above](data:image/png;base64,{picture})"
    text = "".join(output.get("text", data.get("text/plain", ""))).rstrip()
    return f"````text\n{text}\n````" if text else ""
