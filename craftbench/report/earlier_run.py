"""A report of an earlier run says so, as long as a later one has not written it anew."""

import os
import re
from datetime import datetime
from pathlib import Path

_BEGIN, _END = "<!-- earlier run -->", "<!-- end of earlier run -->"
_BODY = "<body>"


def mark(page: Path, since: datetime) -> None:
    """Put a notice at the top of a page: a run that began later has not written it.

    Parameters
    ----------
    page : Path
        Nothing happens where there is none. Its time of modification stays as it is.
    since : datetime
        Start of the later run.
    """
    if page.is_file():
        written = datetime.fromtimestamp(page.stat().st_mtime)
        notice = (
            f"{_BEGIN}<p style='background:#f8d7da;color:#1c1c1c;padding:.6rem'>"
            f"<strong>This page is of an earlier run</strong>, of {written:%Y-%m-%d %H:%M}. "
            f"A run that began on {since:%Y-%m-%d %H:%M} has not written it anew: "
            f"it failed, was stopped, or is still at work.</p>{_END}"
        )
        _rewrite(page, _without_notice(page).replace(_BODY, _BODY + notice, 1))


def unmark(page: Path) -> None:
    """Take the notice away, where there is one."""
    if page.is_file() and _BEGIN in (text := page.read_text(encoding="utf-8")):
        del text
        _rewrite(page, _without_notice(page))


def is_marked(page: Path) -> bool:
    """Whether a page says that it is of an earlier run."""
    return page.is_file() and _BEGIN in page.read_text(encoding="utf-8")


def _without_notice(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    return re.sub(f"{_BEGIN}.*?{_END}", "", text, flags=re.DOTALL)


def _rewrite(page: Path, text: str) -> None:
    """Change a page so that it looks as old as before: it is no newer than its inputs."""
    before = page.stat()
    part = page.with_name(f"{page.name}.part")
    part.write_text(text, encoding="utf-8")
    os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
    part.replace(page)
