"""Addresses of publishers: encrypted ones, unless the card allows others."""

from urllib.parse import urlsplit


def check_address(url: str, plain_http: bool = False) -> None:
    """Raises ValueError unless `url` is an address of files on the web.

    Parameters
    ----------
    url : str
    plain_http : bool
        Whether ``http://`` is allowed beside ``https://``. No other scheme ever is: ``file://``
        would read what the card's author cannot.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise ValueError(f"{url!r:.80} is not an address ({error})") from None
    if parts.scheme == "http" and not plain_http:
        raise ValueError(
            f"{url!r:.80} is not encrypted; write https://, or allow it with `plain_http: true` if "
            "the publisher has nothing else"
        )
    if parts.scheme not in ("https", "http"):
        raise ValueError(
            f"{url!r:.80} begins with {parts.scheme or 'no scheme'!r}, expected https://"
        )
    if not host or parts.username is not None or any(c.isspace() for c in url):
        raise ValueError(f"{url!r:.80}: expected https://, a host without a password, and a path")


def check_redirect(old: str, new: str) -> None:
    """Raises ValueError if a server sends the request to another scheme than https.

    A publisher that is asked without encryption may answer so.
    """
    try:
        check_address(new, plain_http=urlsplit(old).scheme == "http")
    except ValueError as error:
        raise ValueError(f"{old} redirects, which is refused: {error}") from None
