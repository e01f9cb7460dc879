"""Publishers that are broken or mean no good: this answer, this outcome, and nothing kept.

All servers are of this machine, so that the cards allow ``http://``.
"""

import contextlib
import gzip
import hashlib
import http.server
import io
import tarfile
import threading
from pathlib import Path

import numpy as np
import pytest

from craftbench.config.cards import read_card
from craftbench.datasets import download
from craftbench.datasets.checksum_list import fault_of_checksums, read_checksums
from craftbench.datasets.cifar import CifarSource
from craftbench.datasets.idx import IdxSource, read_idx
from craftbench.datasets.web_address import check_address
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.errors import CraftbenchError

SIGNAL = b"signal" * 1000
DIGEST = hashlib.sha256(SIGNAL).hexdigest()
PAGE = b"<!DOCTYPE html>\n<html><body>Please log in</body></html>\n"
SUMS = f"{DIGEST} 100.dat\n{DIGEST} 100.hea\n".encode()


class _Publisher(http.server.BaseHTTPRequestHandler):
    """Answers by the first part of the path."""

    def do_GET(self):
        getattr(self, self.path.split("/")[1].replace("-", "_"))()

    def _send(self, content: bytes, status: int = 200, length: int | None = None, **headers):
        self.send_response(status)
        if length != -1:
            self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(content)

    def good(self):
        self._send(SIGNAL)

    def page(self):
        self._send(PAGE)

    def empty(self):
        self._send(b"")

    def absent(self):
        self._send(PAGE, 404)

    def broken(self):
        self._send(b"", 500)

    def short(self):
        self._send(SIGNAL[:100], length=len(SIGNAL))

    def long(self):
        self._send(SIGNAL, length=10**13)

    def endless(self):
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(bytes(1 << 20))

    def bomb(self):
        self._send(gzip.compress(bytes(50 << 20)), Content_Encoding="gzip")

    def away(self):
        self._send(b"", 302, Location=f"/good/{self.path.split('/')[-1]}")

    def to_file(self):
        self._send(b"", 302, Location="file:///etc/passwd")

    def to_ftp(self):
        self._send(b"", 301, Location="ftp://127.0.0.1/x")

    def to_data(self):
        self._send(b"", 307, Location="data:text/plain,x")

    def to_password(self):
        self._send(b"", 302, Location="http://me:secret@127.0.0.1/x")

    def round(self):
        self._send(b"", 302, Location=self.path)

    def sums(self):
        self._send(SUMS)

    def sums_cut(self):
        self._send(SUMS[:-30])

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Publisher)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()


@pytest.fixture
def downloads(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(download, "DOWNLOADS", tmp_path / "downloads")
    monkeypatch.delenv("CRAFTBENCH_DATA", raising=False)
    return tmp_path / "downloads"


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


ANSWERS = {
    "page": r"sent a web page \(HTML\).*Nothing was kept",
    "empty": "SHA-256 is e3b0c44.*Nothing was kept",
    "absent": "could not be downloaded: 404",
    "broken": "could not be downloaded: 500",
    "short": "could not be downloaded: .*100 bytes read",
    "long": "10,000,000,000,000 bytes or more, expected at most",
    "endless": "bytes or more, expected at most 3,000,000",
    "bomb": "compressed the file although it was asked not to",
    "to-file": "redirects, which is refused: 'file:///etc/passwd' begins with 'file'",
    "to-ftp": "redirects, which is refused: .* begins with 'ftp'",
    "to-data": "redirects, which is refused: .* begins with 'data'",
    "to-password": "redirects, which is refused: .* without a password",
    "round": "more than 5 redirects",
    "sums": "SHA-256 is .*, expected",
}
"""What the server does, and the message; its method of that name says how."""


@pytest.mark.parametrize("answer", ANSWERS)
def test_answer_that_is_not_the_file(answer, server, downloads):
    with pytest.raises(CraftbenchError, match=ANSWERS[answer]):
        download.find_or_download(
            "db/100.dat",
            f"{server}/{answer}/100.dat",
            DIGEST,
            plain_http=True,
            most_bytes=3_000_000,
        )
    assert kept(downloads) == []


def test_a_server_that_does_not_answer_is_told_in_the_words_of_the_system(downloads):
    words = "could not be downloaded: Connection refused. Check the network"
    with pytest.raises(CraftbenchError, match=words):
        download.find_or_download("db/100.dat", "https://127.0.0.1:9/100.dat", DIGEST)


@pytest.mark.parametrize("answer", ["good", "away"])
def test_answer_that_is_the_file(answer, server, downloads):
    path = download.find_or_download(
        "db/100.dat", f"{server}/{answer}/100.dat", DIGEST, plain_http=True
    )
    assert path.read_bytes() == SIGNAL
    assert kept(downloads) == ["100.dat"]


ADDRESSES = {
    "http://example.org/": "is not encrypted; write https://, or allow it with `plain_http",
    "file:///etc/": "begins with 'file', expected https://",
    "FILE:///etc/": "begins with 'file', expected https://",
    "ftp://example.org/": "begins with 'ftp'",
    "/etc/": "begins with 'no scheme'",
    "example.org/x/": "begins with 'no scheme'",
    "https:///x/": "expected https://, a host without a password",
    "https://me:secret@example.org/": "expected https://, a host without a password",
    "https://[::1/": "is not an address",
    "https://a b/": "expected https://",
    "": "begins with 'no scheme'",
}


@pytest.mark.parametrize("url", ADDRESSES)
def test_address_that_is_refused(url):
    with pytest.raises(ValueError, match=ADDRESSES[url]):
        check_address(url)
    source = {"kind": "cifar", "folder": "x", "md5": "0" * 32, "url": url}
    with pytest.raises(ValueError, match="url: "):
        CifarSource.model_validate(source)


def test_encryption_is_never_taken_away(server, downloads, monkeypatch):
    from craftbench.datasets.web_address import check_redirect

    with pytest.raises(ValueError, match="redirects, which is refused: .* is not encrypted"):
        check_redirect("https://example.org/x", "http://example.org/x")
    check_redirect("http://example.org/x", "https://example.org/x")


def test_address_without_a_slash_at_its_end():
    with pytest.raises(ValueError, match="end it with a slash"):
        CifarSource(kind="cifar", folder="x", md5="0" * 32, url="https://example.org/x")


def test_only_the_cards_of_fashion_mnist_need_plain_http():
    cards = {path.stem: read_card(path) for path in Path("config/datasets").glob("*.yaml")}
    plain = [name for name, card in cards.items() if getattr(card.source, "plain_http", False)]
    assert sorted(plain) == ["fashion_mnist", "fashion_mnist_whole"]


LISTS = {
    "page": (PAGE, "line 1 is '<!DOCTYPE html>', expected the 64 digits"),
    "empty": (b"", "no checksum in it"),
    "cut-in-digits": (SUMS[:100], "line 2 is .*, expected the 64 digits"),
    "cut-in-name": (SUMS[:-4], r"the last line, of 100\.\w*, has no end"),
    "md5": (b"0" * 32 + b" 100.dat\n", "line 1 is .*, expected the 64 digits"),
    "binary": (bytes(range(256)), "expected the 64 digits"),
}


@pytest.mark.parametrize("case", LISTS)
def test_wrong_list_of_checksums_is_told(case, tmp_path):
    content, message = LISTS[case]
    (tmp_path / "SUMS").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read_checksums(tmp_path / "SUMS")
    assert fault_of_checksums(tmp_path / "SUMS")


def test_list_of_checksums(tmp_path):
    (tmp_path / "SUMS").write_bytes(SUMS + f"\n{DIGEST}  *a/b c.dat\n\n".encode())
    found = read_checksums(tmp_path / "SUMS")
    assert list(found) == ["100.dat", "100.hea", "a/b c.dat"]
    assert fault_of_checksums(tmp_path / "SUMS") == ""


def ecg(url: str, **changes) -> WfdbBeatsSource:
    given = {"lead": "MLII", "before_s": 0.3, "after_s": 0.5, "records": ["100"]} | changes
    return WfdbBeatsSource.model_validate(
        {"kind": "wfdb_beats", "folder": "db", "url": url, "plain_http": True} | given
    )


@pytest.mark.parametrize("answer", ["page", "empty", "sums-cut"])
def test_wrong_list_is_not_kept(answer, server, downloads):
    with pytest.raises(CraftbenchError, match="SHA256SUMS.txt: .*Nothing was kept"):
        ecg(f"{server}/{answer}/").load(["N"])
    assert kept(downloads) == []


@pytest.mark.parametrize("case", LISTS)
def test_wrong_list_that_is_there_is_deleted_and_downloaded_again(case, server, downloads):
    listing = downloads / "db" / "SHA256SUMS.txt"
    listing.parent.mkdir(parents=True)
    listing.write_bytes(LISTS[case][0])
    with pytest.raises(CraftbenchError, match=r"SHA256SUMS\.txt: .* It was deleted; run the comm"):
        ecg(f"{server}/sums/").load(["N"])
    assert not listing.exists()
    assert ecg(f"{server}/sums/")._checksums() == {"100.dat": DIGEST, "100.hea": DIGEST}


def test_list_without_the_record_is_deleted_too_for_it_may_be_cut_at_a_line(server, downloads):
    with pytest.raises(CraftbenchError, match=r"does not list 7\.hea; .* or the list is cut short"):
        ecg(f"{server}/sums/", records=["7"]).load(["N"])
    assert kept(downloads) == []


@pytest.mark.parametrize("name", ["../x.dat", "/etc/x", "a/../../x.dat", "con"])
def test_a_publisher_names_no_file_outside_its_folder(name, server, downloads):
    with pytest.raises(CraftbenchError, match="db: a file of the publisher: .* cannot be a path"):
        ecg(f"{server}/good/").find(name, DIGEST)
    assert kept(downloads.parent) == []


def test_wrong_files_of_the_user_are_not_touched(server, downloads, tmp_path, monkeypatch):
    own = tmp_path / "own" / "db"
    own.mkdir(parents=True)
    (own / "SHA256SUMS.txt").write_bytes(PAGE)
    (own / "100.dat").write_bytes(b"other")
    monkeypatch.setenv("CRAFTBENCH_DATA", str(own.parent))
    with pytest.raises(CraftbenchError, match="line 1 is .* Delete it, so that it is downloaded"):
        ecg(f"{server}/sums/").load(["N"])
    with pytest.raises(CraftbenchError, match="SHA-256 is .* Delete it, so that it is downloaded"):
        download.find_or_download("db/100.dat", f"{server}/good/", DIGEST, plain_http=True)
    assert kept(own) == ["100.dat", "SHA256SUMS.txt"]


def idx(shape: tuple[int, ...], data: bytes) -> bytes:
    header = bytes((0, 0, 8, len(shape))) + np.array(shape, ">u4").tobytes()
    return gzip.compress(header + data, 1)


IDX_FILES = {
    "page": (PAGE, "not a complete gzip file"),
    "more-than-declared": (
        idx((3,), bytes(200 << 20)),
        r"says \(3,\), which is 3 bytes, found more",
    ),
    "declared-too-large": (
        idx((2**31, 2**31), b""),
        "4,611,686,018,427,387,904 bytes; expected at",
    ),
    "less-than-declared": (idx((2**30,), b"ab"), "which is 1073741824 bytes, found 2"),
    "negative": (idx((2**32 - 1,), b""), "4,294,967,295 bytes; expected at most"),
    "many-dimensions": (gzip.compress(bytes((0, 0, 8, 255))), "ends within its header"),
    "no-dimension": (gzip.compress(bytes((0, 0, 8, 0))), "ends within its header"),
    "cut": (idx((3,), b"abc")[:-6], "not a complete gzip file"),
    "other-checksum": (idx((3,), b"abc"), "SHA-256 .*, expected 000"),
}


@pytest.mark.parametrize("case", IDX_FILES)
def test_idx_file_that_lies(case, tmp_path):
    import resource

    content, message = IDX_FILES[case]
    (tmp_path / "x.gz").write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CraftbenchError, match=message):
        read_idx(tmp_path / "x.gz", "0" * 64)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000, "kB"


def test_idx_file_that_is_wrong_is_deleted(downloads):
    file = {"name": "x.gz", "sha256": "0" * 64}
    part = {"images": file, "labels": file}
    source = IdxSource.model_validate(
        {"kind": "idx", "folder": "db", "url": "https://127.0.0.1:9/", "pool": part, "test": part}
    )
    (downloads / "db").mkdir(parents=True)
    (downloads / "db" / "x.gz").write_bytes(PAGE)
    with pytest.raises(CraftbenchError, match=r"x\.gz: not a complete gzip.* It was deleted"):
        source.load(["a", "b"])
    assert kept(downloads) == []


def archive(members: dict[str, int]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz", compresslevel=1) as file:
        for name, size in members.items():
            member = tarfile.TarInfo(name)
            member.size = size
            file.addfile(member, io.BytesIO(bytes(size)))
    return written.getvalue()


@pytest.mark.parametrize(
    "members",
    [{"data_batch_1.bin": 100 << 20}, {"other": 100 << 20}, {f"m{i}": 1 for i in range(40)}],
    ids=["batch", "another-member", "many-members"],
)
def test_archive_that_inflates_is_cut(members, downloads):
    content = archive(members)
    source = CifarSource(
        kind="cifar",
        folder="db",
        url="https://127.0.0.1:9/",
        md5=hashlib.md5(content).hexdigest(),  # noqa: S324
    )
    (downloads / "db").mkdir(parents=True)
    (downloads / "db" / source.archive).write_bytes(content)
    with pytest.raises(CraftbenchError, match="expected at most 30 members of 67,108,864 bytes"):
        source.load(["cat", "dog"])
