"""Inputs as strangers make them: whole, damaged and hostile, drawn at random.

Each kind is a strategy of Hypothesis and a function that reads what was drawn from a folder. It may
end in success, checked to have lost nothing, or in a `CraftbenchError`. Every other exception, and
more than `LONGEST_S` seconds, is a fault of craftbench. `hostile_inputs.py` counts outcomes.
"""

import json
import signal
import string
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from hypothesis import strategies as st

from craftbench.errors import CraftbenchError

LONGEST_S = 10
SUCCESS, REFUSED = "success", "clear error"

words = st.text(
    st.sampled_from(string.ascii_letters + string.digits + " _-.,;:'\"/\\$%#&*éß漢\u00a0\t\n"),
    max_size=12,
)
odd_words = st.sampled_from(
    ["", " ", "None", "NA", "nan", "null", "no", "007", "1e3", "A", "a", "a ", "..", "../x", "-1"]
)


@dataclass(frozen=True)
class Kind:
    """One kind of input: what is drawn, and how craftbench reads it.

    Parameters
    ----------
    drawn : strategy
        Of Hypothesis.
    read : callable
        ``read(drawn, folder)`` writes what was drawn into an empty folder, reads it with
        craftbench, and asserts that nothing was lost.
    before : callable
        Called once before anything is drawn.
    """

    drawn: st.SearchStrategy
    read: Callable[[Any, Path], None]
    before: Callable[[], object] = tuple


def outcome(kind: Kind, drawn: Any, folder: Path) -> str:
    """Read one drawn input; `SUCCESS` or `REFUSED`, every other exception is a fault.

    Raises
    ------
    AssertionError
        If an error does not say anything, or samples were lost.
    TimeoutError
        After `LONGEST_S` seconds.
    """
    with _at_most(LONGEST_S):
        try:
            kind.read(drawn, folder)
        except CraftbenchError as error:
            assert len(str(error)) > 20, f"an error must say what is wrong, found {str(error)!r}"
            return REFUSED
    return SUCCESS


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TimeoutError(f"took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# Cards -------------------------------------------------------------------------------------------

_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    words,
    odd_words,
    st.dates(),
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(words | odd_words, inner, max_size=4)
    ),
    max_leaves=12,
)
_CARDS = Path(__file__).parents[1] / "config/datasets"
_SHIPPED = sorted(path.stem for path in _CARDS.glob("*.yaml"))


@st.composite
def _cards(draw: st.DrawFn) -> bytes:
    """A shipped card with some of its values replaced, removed, moved, or its text damaged."""
    path = _CARDS / f"{draw(st.sampled_from(_SHIPPED))}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for _ in range(draw(st.integers(0, 3))):
        _change(draw, content)
    text = yaml.safe_dump(content, allow_unicode=True).encode()
    return _damaged(draw, text) if draw(st.integers(0, 4)) == 0 else text


def _change(draw: st.DrawFn, content: dict) -> None:
    place: Any = content
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        inner = place[key]
        if not (isinstance(inner, dict | list) and inner) or draw(st.booleans()):
            break
        place = inner
    if draw(st.integers(0, 3)) == 0 and isinstance(place, dict):
        place[draw(words | odd_words)] = place.pop(key)
    else:
        place[key] = draw(_values)


def _damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Cut short, with a few bytes replaced, or with bytes in front."""
    how = draw(st.sampled_from(["cut", "replace", "insert"]))
    place = draw(st.integers(0, len(content)))
    some = draw(st.binary(min_size=1, max_size=8))
    if how == "cut":
        return content[:place]
    return content[:place] + some + content[place + (len(some) if how == "replace" else 0) :]


def _read_card(text: bytes, folder: Path) -> None:
    from craftbench.config.cards import read_card

    for shipped in _SHIPPED:
        (folder / f"{shipped}.yaml").write_bytes((_CARDS / f"{shipped}.yaml").read_bytes())
    path = folder / "drawn.yaml"
    path.write_bytes(text)
    read_card(path)


# Tables and arrays -------------------------------------------------------------------------------

_cells = st.sampled_from(["A", "B", "None", "NA", "007"]) | words | odd_words


@st.composite
def _tables(draw: st.DrawFn) -> tuple[bytes, int, list[str]]:
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
    return (_damaged(draw, content) if draw(st.integers(0, 5)) == 0 else content), rows, classes


def _read_table(drawn: tuple[bytes, int, list[str]], folder: Path) -> None:
    content, rows, classes = drawn
    np.save(folder / "x.npy", np.random.default_rng(0).random((rows, 8, 8)).astype(np.float32))
    (folder / "y.csv").write_bytes(content)
    _check_arrays(folder, classes, rows)


def _check_arrays(folder: Path, classes: list[str], rows: int | None = None) -> None:
    from craftbench.datasets.arrays import ArraysSource

    source = ArraysSource(kind="arrays", samples=folder / "x.npy", labels=folder / "y.csv")
    samples = source.load(classes)
    _check_samples(samples, classes)
    if rows is not None:
        assert len(samples.table) + len(samples.rejected) == rows, "rows were lost"


def _check_samples(samples: Any, classes: list[str]) -> None:
    assert len(samples.values) == len(samples.table)
    assert set(samples.table["label"]) <= set(classes)
    assert np.isfinite(samples.values.astype(float)).all(), "NaN reached the samples"
    assert samples.rejected["reason"].str.len().gt(0).all(), "a sample was rejected without reason"


@st.composite
def _arrays(draw: st.DrawFn) -> bytes:
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
    return _damaged(draw, content) if draw(st.integers(0, 3)) == 0 else content


def _read_arrays(content: bytes, folder: Path) -> None:
    (folder / "x.npy").write_bytes(content)
    try:
        rows = len(np.load(folder / "x.npy", allow_pickle=False))
    except Exception:  # whatever the file is, craftbench must say it
        rows = 3
    labels = "".join(f"{'AB'[i % 2]}\n" for i in range(min(rows, 100)))
    (folder / "y.csv").write_text("label\n" + labels, encoding="utf-8")
    _check_arrays(folder, ["A", "B"])


# Pictures ----------------------------------------------------------------------------------------


def png(values: np.ndarray) -> bytes:
    """An array of uint8 or uint16, (H, W) or (H, W, 3 or 4), as a PNG file."""
    depth = values.dtype.itemsize * 8
    colour = {2: 0, 3: 2, 4: 6}[values.ndim if values.ndim == 2 else values.shape[2]]
    big = values.astype(values.dtype.newbyteorder(">"))
    lines = b"".join(b"\0" + line.tobytes() for line in big)
    head = values.shape[1].to_bytes(4, "big") + values.shape[0].to_bytes(4, "big")
    head += bytes([depth, colour, 0, 0, 0])
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        for name, body in parts
    )


@st.composite
def _folders(draw: st.DrawFn, kinds: tuple[type, ...] = (np.uint8, np.uint8, np.uint16)):
    """Files of a folder with class folders A and B, by their path."""
    files: dict[str, bytes] = {}
    usual = draw(st.sampled_from([(8, 8), (5, 9), (1, 1)]))
    if draw(st.integers(0, 3)):
        shades = np.arange(1, 1 + np.prod(usual)).reshape(usual)
        files = {f"{c}/whole.png": png((shades + i).astype(kinds[0])) for i, c in enumerate("AB")}
    for _ in range(draw(st.integers(1, 8))):
        shape = usual if draw(st.integers(0, 4)) else draw(st.sampled_from([(8, 7), (3, 3)]))
        channels = draw(st.sampled_from([(), (), (), (), (3,), (4,)]))
        kind = draw(st.sampled_from(kinds))
        content = png(np.full((*shape, *channels), draw(st.integers(0, 255)), kind))
        if draw(st.integers(0, 4)) == 0:
            content = _damaged(draw, content)
        place = draw(st.sampled_from(["A", "B", "A", "B", "C", "A/inner", "", "a"]))
        name = draw(st.sampled_from(["p", "q", "é ü", "Thumbs", ".DS_Store", "r", "s", "t"]))
        ending = draw(st.sampled_from([".png", ".png", ".PNG", ".jpg", ".txt", ".db", ""]))
        files[f"{place}/{name}{ending}".lstrip("/")] = content
    return files


def _written(files: dict[str, bytes], folder: Path) -> Path:
    below = folder / "pictures"
    below.mkdir()
    for name, content in files.items():
        path = below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return below


def _read_pictures(files: dict[str, bytes], folder: Path) -> None:
    from craftbench.datasets.image_folder.source import ImageFolderSource

    source = ImageFolderSource(
        kind="image_folder", folder=str(_written(files, folder)), odd_files="reject"
    )
    samples = source.load(["A", "B"])
    _check_samples(samples, ["A", "B"])
    told = " ".join([*samples.table["source"], *samples.rejected["source"]])
    for name in files:
        hidden = Path(name).name.startswith(".") or Path(name).name.lower() == "thumbs.db"
        assert hidden or any(part in told for part in (name, *map(str, Path(name).parents))), name


# Depth images ------------------------------------------------------------------------------------


def _read_depth(files: dict[str, bytes], folder: Path) -> None:
    from craftbench.datasets.depth_folder.source import DepthFolderSource

    source = DepthFolderSource(
        kind="depth_folder",
        folder=_written(files, folder),
        unit_mm=1.0,
        measures="height",
        pixel_mm=2.0,
    )
    _check_samples(source.load(["A", "B"]), ["A", "B"])


# Heartbeats --------------------------------------------------------------------------------------


@st.composite
def _records(draw: st.DrawFn) -> dict[str, bytes]:
    """The three files of two records; those of the second may be damaged or odd."""
    files = {}
    for name in ("a", "b"):
        odd = name == "b"
        rate = draw(st.sampled_from([250, 250, 100, 1000])) if odd else 250
        units = draw(st.sampled_from(["mV", "uV", "mv", "V", "mmHg", ""])) if odd else "mV"
        gain = draw(st.sampled_from(["200", "200(0)", "0", "-200", "1e400", "x"])) if odd else "200"
        fmt = draw(st.sampled_from(["16", "16", "212", "80", "61", "99", "16+24"])) if odd else "16"
        lead = draw(st.sampled_from(["MLII", "MLII", "II", ""])) if odd else "MLII"
        file = (
            draw(st.sampled_from([f"{name}.dat"] * 4 + ["other.dat", "../a.dat"]))
            if odd
            else "a.dat"
        )
        length = draw(st.sampled_from([2000, 2000, 0, 3000])) if odd else 2000
        wave = (400 * np.sin(np.arange(2000) / 30)).astype("<i2")
        files[f"{name}.dat"] = wave.tobytes()
        files[f"{name}.hea"] = (
            f"{name} 1 {rate} {length}\n{file} {fmt} {gain}/{units} 16 0 0 0 0 {lead}\n".encode()
        )
        beats = draw(st.lists(st.integers(1, 1000), max_size=8)) if odd else [200] * 8
        codes = draw(st.lists(st.integers(0, 63), min_size=8, max_size=8)) if odd else [1, 5] * 4
        words_of_beats = [
            (code << 10) | step for step, code in zip(beats, codes, strict=False) if step < 1024
        ]
        files[f"{name}.atr"] = np.array([*words_of_beats, 0], "<u2").tobytes()
        if odd and draw(st.booleans()):
            which = draw(st.sampled_from([f"{name}.dat", f"{name}.hea", f"{name}.atr"]))
            files[which] = _damaged(draw, files[which])
    return files


def _read_records(files: dict[str, bytes], folder: Path) -> None:
    from craftbench.datasets.wfdb_beats import WfdbBeatsSource

    database = _written(files, folder)
    source = WfdbBeatsSource(
        kind="wfdb_beats",
        folder=str(database),
        lead="MLII",
        before_s=0.1,
        after_s=0.1,
        records=["a", "b"],
        unusable_records="reject",
    )
    samples = source.load(["N", "V"])
    _check_samples(samples, ["N", "V"])
    told = " ".join([*samples.rejected["source"], *samples.rejected["reason"]])
    used = set(samples.table["group"])
    assert "a" in used, "a whole record was lost"
    assert "b" in used or "record b" in told or "b." in told, "a record was lost without a word"


# Stored models and new files ---------------------------------------------------------------------


@cache
def _stored_model() -> dict[str, bytes]:
    """The files of a forest on the HOG features of 50 digits, by name."""
    from craftbench.config.cards import read_card
    from craftbench.config.training import Training
    from craftbench.protocol.prepare import prepare
    from craftbench.runs.arm import ArmTask
    from craftbench.runs.collect import copy_model
    from craftbench.runs.extraction import extract
    from craftbench.runs.fit_classifier import fitter
    from craftbench.runs.input_pipeline import InputPipeline
    from craftbench.runs.run_store import RunStore
    from craftbench.runs.train_arm import train_arm

    card = read_card(_CARDS / "digits.yaml")
    card = card.model_copy(update={"training_sizes": [50], "repeats": 1})
    samples = prepare(card.source, card.classes, card.split, 0)
    features = extract("hog", samples.values, samples.table, None)[0].drop(columns="sample")
    data = InputPipeline.of_arm(card, "hog_forest").represent(
        samples.values, samples.table, lambda _: features
    )
    source = card.source.model_dump(mode="json")
    task = ArmTask("digits", "hog_forest", card, Training(), seed=0, source=source)
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder) / "runs", "key")
        train_arm(task, data, fitter, store)
        model = Path(folder) / "hog_forest.skops"
        copy_model(task, store, model)
        return {path.name: path.read_bytes() for path in (model, model.with_suffix(".json"))}


@st.composite
def _predictions(draw: st.DrawFn) -> dict[str, bytes]:
    """A stored model and a new file, of which one is damaged, or none."""
    files = dict(_stored_model())
    ending = draw(st.sampled_from([".png", ".npy", ".PNG", ".txt", ".hea", ".json"]))
    shape = draw(st.sampled_from([(8, 8), (8, 8), (8, 9), (3, 8, 8), (0,), (8, 8, 3)]))
    steps = np.arange(draw(st.sampled_from([1, 2, 9, 17, 17, 17, 60])))
    values = np.resize(steps, shape).astype(draw(st.sampled_from([np.uint8, np.uint16])))
    content = BytesIO()
    np.save(content, values)
    as_picture = ending.lower() == ".png" and values.ndim > 1 and shape[-1] in (3, 8, 9)
    files[f"new{ending}"] = png(values) if as_picture and shape[0] == 8 else content.getvalue()
    if draw(st.booleans()):
        which = draw(st.sampled_from(sorted(files)))
        if which.startswith("hog") and which.endswith(".json") and draw(st.booleans()):
            described = json.loads(files[which])
            _change(draw, described)
            files[which] = json.dumps(described, default=str).encode()
        else:
            files[which] = _damaged(draw, files[which])
    return files


def _predict(files: dict[str, bytes], folder: Path) -> None:
    from craftbench.predict.predictor import load_predictor
    from craftbench.predict.printed import predictions_of

    below = _written(files, folder)
    new = next(name for name in files if name.startswith("new"))
    lines = list(predictions_of(below / new, load_predictor(below / "hog_forest.skops"), {}))
    assert lines, "a file was read without a word"


KINDS: dict[str, Kind] = {
    "dataset card": Kind(_cards(), _read_card),
    "table of labels": Kind(_tables(), _read_table),
    "array": Kind(_arrays(), _read_arrays),
    "folder of pictures": Kind(_folders(), _read_pictures),
    "folder of depth images": Kind(
        _folders((np.uint16, np.uint16, np.uint16, np.uint8)), _read_depth
    ),
    "ECG record": Kind(_records(), _read_records),
    "stored model and new file": Kind(_predictions(), _predict, _stored_model),
}
