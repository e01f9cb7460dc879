"""Pages of the navigation that need not be there: they are shown where their file is."""

from pathlib import Path

from notebook_pages import notebooks

LATER = {
    "Start": [("For teachers", "teaching.md")],
    "How to": [("Run on a cluster", "cluster.md")],
}
"""Title and file of each, by the part of the navigation that they end."""


def with_later_pages(nav: list[dict], docs: Path) -> list[dict]:
    """The navigation with those pages whose files exist, and with the notebooks as tutorials.

    Parameters
    ----------
    nav : list of dict
        Parts of the navigation, each a name with its pages.
    docs : Path
        The folder of the pages.
    """
    of_notebooks = [
        {f"Notebook: {text.removeprefix('# ').splitlines()[0]}": uri}
        for uri, text in notebooks(docs).items()
    ]
    found = []
    for part in nav:
        ((name, pages),) = part.items()
        more = [{title: file} for title, file in LATER.get(name, []) if (docs / file).is_file()]
        found.append({name: pages + more + (of_notebooks if name == "Tutorials" else [])})
    return found
