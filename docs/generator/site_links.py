"""Links of the pages, as they are in the repository, become links between pages of the site.

Links that lead out of ``docs/`` work in the repository; the site has a page for each of their
targets, below ``project/``: a Markdown file as it is, another file as a listing.
"""

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

OUTSIDE = "project/"
"""Where pages of the site are that stand for files outside of ``docs/``."""
LISTINGS = {".yaml": "yaml", ".py": "python", ".smk": "python", "": "text"}
"""Languages of files that are shown as listings, by the ending of their names."""

_FENCED = re.compile(r"^(`{3,}).*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<=\]\()([^)\s#]+)")


def page_uri(path: str) -> str:
    """Where the site shows a file of the repository.

    Examples
    --------
    >>> page_uri("docs/own-data.md"), page_uri("config/README.md"), page_uri("Snakefile")
    ('own-data.md', 'project/config/README.md', 'project/Snakefile.md')
    """
    if path.startswith("docs/"):
        return path.removeprefix("docs/").replace(".ipynb", ".md")
    return OUTSIDE + (path if path.endswith(".md") else f"{path}.md")


def repository_path(uri: str, root: Path) -> str:
    """The file of the repository that a page of the site shows; the reverse of `page_uri`."""
    if not uri.startswith(OUTSIDE):
        path = f"docs/{uri}"
        notebook = path.removesuffix(".md") + ".ipynb"
        return notebook if (root / notebook).is_file() else path
    path = uri.removeprefix(OUTSIDE)
    return path if (root / path).is_file() else path.removesuffix(".md")


def targets(text: str, path: str) -> list[str]:
    """Files of the repository that a page links to, by their paths in the repository."""
    found: list[str] = []

    def note(target: str) -> str:
        found.append(_resolved(target, path))
        return target

    _each_link(text, note)
    return found


def with_site_links(text: str, path: str, root: Path) -> str:
    """A page with its links changed into those of the site.

    Parameters
    ----------
    text : str
        Markdown.
    path : str
        Of the page in the repository.
    root : Path
        Of the repository.

    Returns
    -------
    str
        The page; links that lead to no file of the repository, and fenced code, are as they were.
    """
    here = posixpath.dirname(page_uri(path))

    def changed(target: str) -> str:
        resolved = _resolved(target, path)
        if not (root / resolved).is_file():
            return target
        return posixpath.relpath(page_uri(resolved), here or ".")

    return _each_link(text, changed)


def outside_pages(root: Path, linked: set[str]) -> dict[str, str]:
    """Pages for all files outside of ``docs/`` that pages link to, and that these link to.

    Parameters
    ----------
    root : Path
        Of the repository.
    linked : set of str
        Paths of the files that are shown in any case.

    Returns
    -------
    dict of str
        Text by the place in the site.
    """
    waiting = set(linked)
    for page in root.glob("docs/**/*.md"):
        path = page.relative_to(root).as_posix()
        waiting |= set(targets(page.read_text(encoding="utf-8"), path))
    pages: dict[str, str] = {}
    while waiting:
        path = waiting.pop()
        if path.startswith(("docs/", "..")) or page_uri(path) in pages:
            continue
        if (root / path).is_file():
            text = (root / path).read_text(encoding="utf-8")
            pages[page_uri(path)] = text if path.endswith(".md") else _listing(path, text)
            if path.endswith(".md"):
                waiting |= set(targets(text, path))
    return pages


def _listing(path: str, text: str) -> str:
    language = LISTINGS.get(Path(path).suffix, "text")
    return f"# {Path(path).name}\n\nThe file `{path}`.\n\n````{language}\n{text.rstrip()}\n````\n"


def _resolved(target: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _each_link(text: str, change: Callable[[str], str]) -> str:
    """Text with every relative link outside of fenced code changed."""

    def link(match: re.Match) -> str:
        target = match[0]
        return target if re.match(r"[a-z]+:|/", target) else change(target)

    parts, end = [], 0
    for fence in _FENCED.finditer(text):
        parts += [_LINK.sub(link, text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, _LINK.sub(link, text[end:])])
