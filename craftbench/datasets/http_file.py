"""One file from the web: bounded in size, over the scheme that the card allows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from requests import RequestException, Response, Session
from urllib3.exceptions import HTTPError

from craftbench.datasets.web_address import check_address, check_redirect

TIMEOUT_S = 60
MOST_REDIRECTS = 5
_BLOCK = 1 << 20
# Without a compression that the server adds: checksums are those of the file.
_HEADERS = {"Accept-Encoding": "identity"}


class RefusedFileError(ValueError):
    """What the server sends is not the file, or is more than the file can be."""


def fetch(
    url: str, target: Path, plain_http: bool, most_bytes: int, progress: Callable[[int, int], None]
) -> None:
    """Write the file at an address.

    Parameters
    ----------
    url : str
    target : Path
        Written in any case; the caller removes it after an error.
    plain_http : bool
        See `check_address`.
    most_bytes : int
        The file is refused if it is longer, by its declared length or by what arrives.
    progress : callable
        Called with the bytes so far, and all of them, 0 if unknown.

    Raises
    ------
    RefusedFileError
        For another scheme, too long a file, an added compression, or a web page.
    OSError
        If the address cannot be reached or the connection breaks off.
    """
    with Session() as session, _errors(), _answer(session, url, plain_http) as answer:
        declared = int(answer.headers.get("Content-Length") or 0)
        _check_length(declared, url, most_bytes)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise RefusedFileError(
                f"{url}: the server compressed the file although it was asked not to"
            )
        done = 0
        with target.open("wb") as file:
            for block in answer.raw.stream(_BLOCK, decode_content=False):
                if not done and _is_web_page(block):
                    raise RefusedFileError(
                        f"{url}: the server sent a web page (HTML), such as one that asks to log "
                        "in; open the address in a browser"
                    )
                done += len(block)
                _check_length(done, url, most_bytes)
                file.write(block)
                progress(done, declared)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (RequestException, HTTPError) as error:
        raise OSError(first_cause(error)) from error


def first_cause(error: BaseException) -> str:
    """What lies at the bottom of an error, in words.

    requests wraps what the system says (``Name or service not known``) three times, each time with
    the address.
    """
    words, below = str(error), error.__cause__ or error.__context__
    while below is not None:
        words = getattr(below, "strerror", None) or str(below) or words
        below = below.__cause__ or below.__context__
    return words


def _answer(session: Session, url: str, plain_http: bool) -> Response:
    try:
        check_address(url, plain_http)
        for _ in range(MOST_REDIRECTS + 1):
            answer = session.get(
                url, headers=_HEADERS, timeout=TIMEOUT_S, stream=True, allow_redirects=False
            )
            if not answer.is_redirect:
                answer.raise_for_status()
                return answer
            place = urljoin(url, answer.headers["location"])
            answer.close()
            check_redirect(url, place)
            url = place
    except RequestException:
        raise
    except ValueError as error:
        raise RefusedFileError(str(error)) from None
    raise RefusedFileError(f"{url}: more than {MOST_REDIRECTS} redirects")


def _check_length(found: int, url: str, most_bytes: int) -> None:
    if found > most_bytes:
        raise RefusedFileError(
            f"{url}: {found:,} bytes or more, expected at most {most_bytes:,}; this is not the file"
        )


def _is_web_page(block: bytes) -> bool:
    beginning = block[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return beginning.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))
