"""WFDB records as they are found in the world: each input with its outcome.

A database of four records has one odd record, b. `REJECTED` are records that cannot be used: with
``unusable_records: reject`` they are in rejected.csv, otherwise they are told by name. `READ` are
records that are odd, but are read. `BEATS` are single beats that are in rejected.csv.
"""

import warnings
from pathlib import Path

import numpy as np
import pytest
from made_records import (
    FS,
    SECONDS,
    annotation_bytes,
    ecg_counts,
    header_text,
    list_checksums,
    write_record,
)

from craftbench.datasets.wfdb_annotations import SYMBOLS, read_annotations
from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.datasets.wfdb_record import read_leads, read_record
from craftbench.datasets.windows import GAP, PAST_THE_END
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut
from craftbench.runs.extraction import extract

COUNTS, PEAKS = ecg_counts(seed=1)
SYMBOLS_OF_B = ["N"] * (len(PEAKS) - 1) + ["V"]
WHOLE = annotation_bytes(PEAKS, SYMBOLS_OF_B)
LINE = "b.dat 16 1000(0)/mV 16 0 0 0 0 MLII"


def with_line(line: str, **settings):
    return lambda folder: write_record(folder, "b", line=line, seed=1, **settings)


def with_header(text: str):
    return lambda folder: write_record(folder, "b", header=text, seed=1)


def with_annotations(content: bytes):
    return lambda folder: write_record(folder, "b", atr=content, seed=1)


def with_signal(counts: np.ndarray):
    return lambda folder: write_record(folder, "b", dat=counts.astype("<i2").tobytes(), seed=1)


def without(ending: str):
    return lambda folder: (folder / f"b.{ending}").unlink()


def in_segments(names=("b_1", "b_2"), units=("mV", "mV"), fs=(FS, FS)):
    def write(folder: Path) -> None:
        half = FS * SECONDS // 2
        lines = "\n".join(f"{name} {half}" for name in names)
        write_record(folder, "b", header=f"b/2 1 {FS} {2 * half}\n{lines}\n", dat=b"", seed=1)
        for i, name in enumerate(names):
            line = f"{name}.dat 16 1000(0)/{units[i]} 16 0 0 0 0 MLII"
            (folder / f"{name}.hea").write_text(header_text(name, line, fs[i], half))
            (folder / f"{name}.dat").write_bytes(COUNTS[i * half : (i + 1) * half].tobytes())

    return write


REJECTED = {
    "annotations of an odd number of bytes": (
        with_annotations(WHOLE[:-1]),
        "b.atr is cut short or is not an annotation file.*bytes, but annotations are pairs",
    ),
    "annotations without their end": (
        with_annotations(WHOLE[:40]),
        "b.atr is cut short or is not an annotation file.*no end mark",
    ),
    "annotations of nothing": (with_annotations(b""), "b.atr is cut short"),
    "annotations that are a web page": (
        with_annotations(b"<html><body>404</body></html>."),
        "record b: .*beat|b.atr is cut short",
    ),
    "annotations without a beat": (
        with_annotations(annotation_bytes([], [], "## odd note")),
        "b.atr has no beat among its 1 annotations",
    ),
    "annotations before the record": (
        with_annotations(annotation_bytes([500, -2000], ["N", "N"])),
        "beat at sample -2000 lies past the end",
    ),
    "annotations of a longer record": (
        with_annotations(annotation_bytes([500, 8000], ["N", "N"])),
        "beat at sample 8000 lies past the end.*do not belong together",
    ),
    "annotations at 0 places a second": (
        with_annotations(annotation_bytes([9], ["N"], "## time resolution: 0")),
        "time resolution of 0",
    ),
    "annotations that are missing": (without("atr"), "does not list b.atr"),
    "header that is missing": (without("hea"), "does not list b.hea"),
    "header of nothing": (with_header(" "), "b.hea is not a WFDB header"),
    "header that is a web page": (with_header("<html>404</html>"), "b.hea is not a WFDB header"),
    "header without signals": (with_header("b 0 250 7500\n"), "record b has no signal"),
    "header that is cut short": (with_header("b 2 250 7500\nb.dat"), "not a WFDB header"),
    "header that names no lead": (
        with_line("b.dat 16 1000(0)/mV 16 0 0 0 0"),
        "record b has no lead MLII, only signal 0",
    ),
    "header of the fewest fields": (with_line("b.dat 16"), "no lead MLII, only signal 0"),
    "header that names another file": (
        with_line("other.dat 16 1000(0)/mV 16 0 0 0 0 MLII"),
        "a file that b.hea names.*does not list other.dat",
    ),
    "header that leaves the folder": (
        with_line("../b.dat 16 1000(0)/mV 16 0 0 0 0 MLII"),
        "b.hea is not a WFDB header",
    ),
    "header that names itself as a segment": (
        with_header("b/1 1 250 7500\nb 7500\n"),
        "names itself as a segment",
    ),
    "header that names an absent segment": (
        with_header("b/1 1 250 7500\nb_1 7500\n"),
        "does not list b_1.hea",
    ),
    "signal format that does not exist": (
        with_line(LINE.replace(" 16 1000", " 99 1000")),
        "does not agree with b.hea.*format",
    ),
    "signal that is cut short": (with_signal(COUNTS[:-500]), "does not agree with b.hea"),
    "signal of nothing": (with_signal(COUNTS[:0]), "does not agree with b.hea"),
    "signal of one value": (with_signal(COUNTS * 0 + 7), "MLII is 0.007 mV throughout"),
    "signal without a value": (
        with_signal(np.full_like(COUNTS, -32768)),
        "MLII has no value .NaN.",
    ),
    "lead of another name": (
        with_line(LINE.replace("MLII", "V5")),
        "record b has no lead MLII, only V5",
    ),
    "unit of a pressure": (with_line(LINE.replace("mV", "mmHg")), "is in mmHg, expected mV, uV"),
    "sampling rate of 0": (with_line(LINE, fs=0.001), "b.hea gives a sampling rate"),
    "sampling rate of a million": (
        with_header(header_text("b", LINE, 1e6)),
        "sampling rate of 1000000 Hz, expected a positive one from 10 to 100000",
    ),
    "sampling rate of its own": (with_line(LINE, fs=360), "b has 360 samples per second, others"),
    "segments of two units": (in_segments(units=("mV", "uV")), "in uV in the segment b_2"),
    "segments of two rates": (in_segments(fs=(FS, 500)), "the segment b_2 has 500 samples"),
}


def matlab_file(folder: Path) -> None:
    """As wfdb2mat writes it: 24 bytes of MATLAB's header, then 16-bit values."""
    write_record(folder, "b", line="b.mat 16+24 1000(0)/mV 16 0 0 0 0 MLII", dat=b"", seed=1)
    (folder / "b.mat").write_bytes(b"MATLAB".ljust(24) + COUNTS.tobytes())
    (folder / "b.dat").unlink()


def with_gap_segment(folder: Path) -> None:
    """Variable layout: a header of the leads, five seconds, five seconds of nothing, the rest."""
    sizes = [1250, 1250, FS * SECONDS - 2500]
    text = f"b/4 1 {FS} {FS * SECONDS}\nb_0 0\nb_1 {sizes[0]}\n~ {sizes[1]}\nb_2 {sizes[2]}\n"
    write_record(folder, "b", header=text, dat=b"", seed=1)
    layout = "~ 0 1000(0)/mV 16 0 0 0 0 MLII"
    (folder / "b_0.hea").write_text(header_text("b_0", layout, FS, 0))
    for name, part in {"b_1": COUNTS[: sizes[0]], "b_2": COUNTS[-sizes[2] :]}.items():
        line = f"{name}.dat 16 1000(0)/mV 16 0 0 0 0 MLII"
        (folder / f"{name}.hea").write_text(header_text(name, line, FS, len(part)))
        (folder / f"{name}.dat").write_bytes(part.tobytes())


READ = {
    "unit mv": with_line(LINE.replace("mV", "mv")),
    "unit uV": with_line(LINE.replace("1000(0)/mV", "1(0)/uV")),
    "unit µV": with_line(LINE.replace("1000(0)/mV", "1(0)/\u00b5V")),
    "unit μV with a Greek letter": with_line(LINE.replace("1000(0)/mV", "1(0)/\u03bcV")),
    "unit V": with_line(LINE.replace("1000(0)/mV", "1000000(0)/V")),
    "no unit, which means mV": with_line(LINE.replace("/mV", "")),
    "baseline of its own": lambda folder: write_record(
        folder,
        "b",
        line="b.dat 16 1000(200)/mV 16 0 0 0 0 MLII",
        dat=(COUNTS + 200).astype("<i2").tobytes(),
        seed=1,
    ),
    "comments before the header": with_header("# made\n" + header_text("b", LINE)),
    "annotations with a note that defines nothing": with_annotations(
        annotation_bytes(PEAKS, SYMBOLS_OF_B, "## something else")
    ),
    "annotations at 1000 places a second": with_annotations(
        annotation_bytes(PEAKS * 4, SYMBOLS_OF_B, "## time resolution: 1000")
    ),
    "a MATLAB file with an offset": matlab_file,
    "two segments": in_segments(),
}


@pytest.fixture
def database(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "data" / "made"
    folder.mkdir(parents=True)
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path / "data"))
    for number, name in enumerate("abcd"):
        write_record(folder, name, seed=number)
    return folder


def load(folder: Path, **settings):
    list_checksums(folder)
    source = WfdbBeatsSource(
        kind="wfdb_beats",
        folder="made",
        url="https://127.0.0.1:9/",
        before_s=0.28,
        after_s=0.5,
        records=list("abcd"),
        **{"lead": "MLII", **settings},
    )
    return prepare(source, ["N", "V"], HoldOut(kind="hold_out", share=1 / 3), seed=0)


@pytest.mark.parametrize(("damage", "reason"), REJECTED.values(), ids=REJECTED)
def test_a_record_that_cannot_be_used_is_rejected_with_its_reason(database, damage, reason):
    damage(database)
    samples = load(database, unusable_records="reject")
    assert samples.rejected["source"].tolist() == ["b"]
    assert samples.rejected["reason"].str.contains(reason).all(), samples.rejected["reason"][0]
    assert set(samples.table["group"]) == set("acd")


@pytest.mark.parametrize("write", READ.values(), ids=READ)
def test_an_odd_record_is_read_as_the_plain_one(database, write):
    plain = load(database)
    write(database)
    odd = load(database)
    assert np.allclose(odd.values, plain.values, atol=2e-6)
    columns = ["label", "group", "r_peak", "rr_before_s", "rr_after_s"]
    assert odd.table[columns].equals(plain.table[columns])


def test_annotations_at_another_rate_give_the_intervals_in_seconds(database):
    places = np.array([1000, 1857, 2714, 3571])
    note = "## time resolution: 1000"
    write_record(database, "b", atr=annotation_bytes(places, "NNNV", note), seed=1)
    own = load(database).table.query("group == 'b'")
    assert own["rr_before_s"].tolist()[1:] == pytest.approx([0.857] * 3)
    assert own["r_peak"].tolist() == [250, 464, 678, 893]


def test_leads_without_a_description_are_read_by_number(database):
    for name in "abcd":
        write_record(database, name, line="{name}.dat 16 1000(0)/mV", seed=1)
    by_number = load(database, lead="signal 0")
    assert np.array_equal(by_number.values, load(database, lead="any").values)


def test_a_segment_of_nothing_is_a_gap_and_its_beats_are_rejected(database):
    with_gap_segment(database)
    samples = load(database)
    signal, _ = samples.recordings.of("b")
    assert np.isnan(signal[1250:2500]).all() and np.isfinite(signal[2500:]).all()
    assert set(samples.rejected["reason"]) == {GAP}
    assert 5 <= len(samples.rejected) <= 8


BEATS = {
    "at the beginning": ([10, *PEAKS], [10], PAST_THE_END),
    "at the end": ([*PEAKS, 7490], [7490], PAST_THE_END),
    "at the last value": ([*PEAKS, 7499], [7499], PAST_THE_END),
    "just after the last value": ([*PEAKS, 7500, 7700], [7500, 7700], PAST_THE_END),
    "twice at one sample": (sorted([*PEAKS, PEAKS[5]]), [PEAKS[5]], "annotated at the same"),
}


@pytest.mark.parametrize(("places", "rejected", "reason"), BEATS.values(), ids=BEATS)
def test_a_beat_that_is_no_sample_is_rejected(database, places, rejected, reason):
    write_record(database, "b", atr=annotation_bytes(places, ["N"] * len(places)), seed=1)
    samples = load(database)
    assert samples.rejected["source"].tolist() == [f"b.dat:{place}" for place in rejected]
    assert samples.rejected["reason"].str.contains(reason).all()
    own = samples.table[samples.table["group"] == "b"]
    assert (own["r_peak"].diff().dropna() > 0).all()
    assert own["rr_before_s"].min() > 0.1
    for name in ("rhythm", "template", "landmarks"):
        features, _ = extract(name, samples.values, samples.table, samples.recordings)
        assert len(features) == len(samples.table)


def test_of_two_classes_at_one_sample_none_is_chosen(database):
    places = sorted([*PEAKS, PEAKS[5]])
    symbols = ["V" if i == 6 else "N" for i in range(len(places))]
    write_record(database, "b", atr=annotation_bytes(places, symbols), seed=1)
    assert load(database).rejected["source"].tolist() == [f"b.dat:{PEAKS[5]}"] * 2


def test_beats_that_coincide_only_after_resampling_are_rejected(database):
    beat = next(peak for peak in PEAKS if round(peak * 0.4) == round((peak + 1) * 0.4))
    places = sorted([*PEAKS, beat + 1])
    write_record(database, "b", atr=annotation_bytes(places, ["N"] * len(places)), seed=1)
    samples = load(database, sampling_rate_hz=100)
    assert len(samples.rejected) == 1
    assert samples.rejected["reason"].str.contains("same sample").all()


def test_rates_that_differ_by_rounding_are_one_rate(database):
    write_record(database, "b", header=header_text("b", LINE).replace(" 250 ", " 250.01 "), seed=1)
    samples = load(database)
    assert set(samples.table["group"]) == set("abcd")


def test_gaps_and_flat_parts_of_a_record_warn_of_nothing(database):
    counts = COUNTS.copy()
    counts[1000:1200], counts[3000:4000] = -32768, counts[3000]
    with_signal(counts)(database)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        samples = load(database, sampling_rate_hz=360)
    assert set(samples.rejected["reason"]) == {GAP}


def test_symbols_are_those_of_the_reference_library():
    from wfdb.io.annotation import ann_label_table

    known = ann_label_table[ann_label_table["label_store"] > 0]
    assert dict(zip(known["label_store"], known["symbol"], strict=True)) == SYMBOLS


@pytest.mark.parametrize("name", ["mitdb/100", "mitdb/207", "qtdb/sel102"])
def test_annotations_of_published_records_are_those_of_the_reference_library(real_data, name):
    import wfdb

    expected = wfdb.rdann(str(real_data / name), "atr")
    found = read_annotations(real_data / f"{name}.atr")
    assert found.place.tolist() == expected.sample.tolist()
    assert found.symbol == expected.symbol


@pytest.mark.parametrize("seed", range(24))
def test_damaged_bytes_are_read_or_told(tmp_path, seed):
    write_record(tmp_path, "b", seed=1)
    random = np.random.default_rng(seed)
    file = tmp_path / f"b.{['hea', 'dat', 'atr'][seed % 3]}"
    content = bytearray(file.read_bytes())
    for place in random.integers(len(content), size=4):
        content[place] = random.integers(256)
    file.write_bytes(bytes(content[: random.integers(len(content)) if seed % 2 else None]))
    try:
        record = read_record(tmp_path / "b", "atr", [["MLII"]])
    except CraftbenchError as error:
        assert "b" in str(error)
    else:
        assert record.signal.shape[1] == 1 and len(record.beats)


def test_a_pipe_in_place_of_a_signal_does_not_hang(tmp_path):
    import os

    write_record(tmp_path, "b", seed=1)
    (tmp_path / "b.dat").unlink()
    os.mkfifo(tmp_path / "b.dat")
    with pytest.raises(CraftbenchError, match="b.dat"):
        read_leads(tmp_path / "b", [["MLII"]])


@pytest.mark.parametrize("rate", [FS, 360, 100])
def test_a_beat_at_the_end_of_the_record_costs_that_beat_alone_at_any_rate(database, rate):
    places = [*PEAKS, len(COUNTS) - 1, len(COUNTS)]
    write_record(database, "b", atr=annotation_bytes(places, ["N"] * len(places)), seed=1)
    samples = load(database, sampling_rate_hz=rate)
    assert samples.rejected["source"].str.startswith("b.dat:").all()
    assert (samples.rejected["reason"].str.contains(PAST_THE_END)).any()
    assert len(samples.rejected) == 2 and "b" in set(samples.table["group"])
    assert np.isfinite(samples.values).all()
