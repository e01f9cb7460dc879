"""Tables of labels, and arrays."""

from io import BytesIO
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from performance.generated.words import damaged, odd_words, words
from performance.generated.written import check_samples

_cells = st.sampled_from(["A", "B", "None", "NA", "007"]) | words | odd_words


@st.composite
def drawn_tables(draw: st.DrawFn) -> tuple[bytes, int, list[str]]:
    """A table of labels as bytes, its number of rows, and the classes of its card."""
    rows = draw(st.integers(0, 12))
    header = [
        "label",
        *draw(st.lists(st.sampled_from(["group", "role", "sample", "x"]), max_size=3)),
    ]
    classes = draw(
        st.lists(st.sampled_from(["A", "B", "None", "NA", "007"]), min_size=1, unique=True)
    )
    cells = st.sampled_from(classes) if draw(st.booleans()) else _cells
    lines = [",".join(header)]
    for _ in range(rows):
        width = len(header) + (draw(st.integers(-1, 1)) if draw(st.integers(0, 9)) == 0 else 0)
        lines.append(",".join(draw(st.lists(cells, min_size=width, max_size=width))))
    text = "\n".join(lines) + "\n"
    coding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1"]))
    content = text.encode(coding, errors="replace")
    return (damaged(draw, content) if draw(st.integers(0, 5)) == 0 else content), rows, classes


def read_table(drawn: tuple[bytes, int, list[str]], folder: Path) -> None:
    """Labels of an array with as many samples."""
    content, rows, classes = drawn
    np.save(folder / "x.npy", np.random.default_rng(0).random((rows, 8, 8)).astype(np.float32))
    (folder / "y.csv").write_bytes(content)
    _check_arrays(folder, classes, rows)


def _check_arrays(folder: Path, classes: list[str], rows: int | None = None) -> None:
    from craftbench.datasets.arrays import ArraysSource

    source = ArraysSource(kind="arrays", samples=folder / "x.npy", labels=folder / "y.csv")
    samples = source.load(classes)
    check_samples(samples, classes)
    if rows is not None:
        assert len(samples.table) + len(samples.rejected) == rows, "rows were lost"


@st.composite
def drawn_arrays(draw: st.DrawFn) -> bytes:
    """The bytes of a .npy file of any type and shape, sometimes damaged."""
    usual = draw(st.booleans())
    shape = [6, 8, 8] if usual else draw(st.lists(st.integers(0, 6), max_size=5))
    kinds = ["u1", "u2", "f4", "f8"] if usual else ["i4", "f2", "c8", "U3", "b1", "M8[s]", "f4"]
    kind = draw(st.sampled_from(kinds))
    values = np.zeros(shape, dtype=kind)
    if kind.startswith("f") and values.size:
        values.flat[0] = draw(st.sampled_from([0, np.nan, np.inf, 1e300 if kind == "f8" else 1]))
    written = BytesIO()
    np.save(written, values, allow_pickle=False)
    content = written.getvalue()
    if draw(st.integers(0, 3)) == 0:
        shape_in_words = draw(st.sampled_from([b"(1000000000000, 8, 8)", b"(-1, 8, 8)", b"(8,8)"]))
        header = b"{'descr': '<f4', 'fortran_order': False, 'shape': " + shape_in_words + b", }"
        content = content[:8] + len(header).to_bytes(2, "little") + header + content[-64:]
    return damaged(draw, content) if draw(st.integers(0, 3)) == 0 else content


def read_arrays(content: bytes, folder: Path) -> None:
    """Samples with a sound table of labels."""
    (folder / "x.npy").write_bytes(content)
    try:
        rows = len(np.load(folder / "x.npy", allow_pickle=False))
    except Exception:  # whatever the file is, craftbench must say it
        rows = 3
    labels = "".join(f"{'AB'[i % 2]}\n" for i in range(min(rows, 100)))
    (folder / "y.csv").write_text("label\n" + labels, encoding="utf-8")
    _check_arrays(folder, ["A", "B"])
