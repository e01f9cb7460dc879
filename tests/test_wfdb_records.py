"""The source `wfdb_beats` on records written here: what is wrong with one is told by name."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import wfdb
from gaussian_ecg import gaussian_ecg

from craftbench.datasets.wfdb_beats import WfdbBeatsSource
from craftbench.errors import CraftbenchError
from craftbench.protocol.prepare import prepare
from craftbench.protocol.splits import HoldOut, IgnoreGroups
from craftbench.runs.extraction import extract

FS = 250


def write_record(
    folder: Path, name: str, fs=FS, lead="MLII", seconds=30.0, beats=None, seed=0, others=()
):
    """A record with an ectopic beat; `beats` cuts its annotations, `others` have other heights."""
    signal, r_s = gaussian_ecg(fs, seconds=seconds, seed=seed, noise_mv=0.01)
    r = np.round(r_s * fs).astype(int)[:beats]
    symbols = ["V" if i == len(r) - 1 else "N" for i in range(len(r))]
    wfdb.wrsamp(
        name,
        fs=fs,
        units=["mV"] * (1 + len(others)),
        sig_name=[lead, *others],
        p_signal=np.stack([signal / (1 + i) for i in range(1 + len(others))], axis=1),
        fmt=["16"] * (1 + len(others)),
        write_dir=str(folder),
    )
    wfdb.wrann(name, "atr", r, symbol=symbols, fs=fs, write_dir=str(folder))


def list_checksums(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.name}"
        for file in sorted(folder.iterdir())
        if file.name != "SHA256SUMS.txt"
    ]
    (folder / "SHA256SUMS.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


@pytest.fixture
def database(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "data" / "made"
    folder.mkdir(parents=True)
    monkeypatch.setenv("CRAFTBENCH_DATA", str(tmp_path / "data"))
    for number, name in enumerate(["a", "b", "c", "d"]):
        write_record(folder, name, seed=number)
    list_checksums(folder)
    return folder


def source(records="abcd", **settings) -> WfdbBeatsSource:
    return WfdbBeatsSource(
        kind="wfdb_beats",
        folder="made",
        url="https://127.0.0.1:9/",
        lead="MLII",
        before_s=0.28,
        after_s=0.5,
        records=list(records),
        **settings,
    )


def load(**settings):
    return prepare(source(**settings), ["N", "V"], HoldOut(kind="hold_out", share=1 / 3), seed=0)


def test_recordings_hold_every_record_and_the_beats_point_into_them(database):
    samples = load()
    for name in "abcd":
        signal, fs = samples.recordings.of(name)
        own = samples.table["group"] == name
        peaks = samples.table.loc[own, "r_peak"].to_numpy()
        assert fs == FS and len(signal) == 30 * FS
        assert np.allclose(signal[peaks], samples.values[own][:, round(0.28 * FS), 0])
        assert signal[peaks].min() > 0.8


def test_resampled_records_have_their_beats_at_the_same_times(database):
    slow, fast = load(), load(sampling_rate_hz=360)
    assert fast.values.shape[1] == round(0.28 * 360) + round(0.5 * 360)
    seconds = slow.table["r_peak"] / FS - fast.table["r_peak"] / 360
    assert seconds.abs().max() < 1 / 360
    signal, fs = fast.recordings.of("a")
    assert fs == 360
    assert signal[fast.table.loc[fast.table["group"] == "a", "r_peak"]].min() > 0.8


def test_gaps_stay_gaps_after_resampling_and_their_beats_are_listed(database):
    record = wfdb.rdrecord(str(database / "a"))
    gap = record.p_signal[:, 0].copy()
    gap[2000:2300] = np.nan
    wfdb.wrsamp(
        "a",
        fs=FS,
        units=["mV"],
        sig_name=["MLII"],
        p_signal=gap[:, None],
        fmt=["16"],
        write_dir=str(database),
    )
    list_checksums(database)
    samples = load(sampling_rate_hz=360)
    signal, _ = samples.recordings.of("a")
    assert np.isnan(signal).sum() == pytest.approx(300 * 360 / FS, abs=3)
    assert (samples.rejected["reason"].str.contains("NaN")).sum() >= 2
    assert np.isfinite(samples.values).all()
    features, _ = extract("landmarks", samples.values, samples.table, samples.recordings)
    assert len(features) == len(samples.table)


def break_lead(folder):
    write_record(folder, "b", lead="V5")
    list_checksums(folder)


def cut_short(folder):
    file = folder / "b.dat"
    file.write_bytes(file.read_bytes()[:-1000])


def lose_annotations(folder):
    (folder / "b.atr").unlink()
    list_checksums(folder)


def annotate_past_the_end(folder):
    wfdb.wrann("b", "atr", np.array([500, 8000]), symbol=["N", "N"], write_dir=str(folder))
    list_checksums(folder)


def lose_the_sampling_rate(folder):
    header = folder / "b.hea"
    header.write_text(header.read_text().replace(f"b 1 {FS} ", "b 1 0 "))
    list_checksums(folder)


def other_sampling_rate(folder):
    write_record(folder, "b", fs=360)
    list_checksums(folder)


FAULTS = [
    (break_lead, "record b has no lead MLII, only V5"),
    (cut_short, "b.dat: SHA-256 is .* cut short"),
    (lose_annotations, "does not list b.atr"),
    (annotate_past_the_end, "record b: the beat at sample 8000 lies past the end"),
    (lose_the_sampling_rate, "record b.* sampling rate of .*expected a positive"),
    (other_sampling_rate, "record b has 360 samples per second, others 250"),
]


@pytest.mark.parametrize(("damage", "message"), FAULTS)
def test_a_record_that_cannot_be_used_is_told_by_name_after_all_were_tried(
    database, damage, message
):
    damage(database)
    with pytest.raises(CraftbenchError, match=f"1 of 4 records cannot be used: .*{message}"):
        load()


@pytest.mark.parametrize(("damage", "message"), FAULTS)
def test_or_is_listed_while_the_others_go_on(database, damage, message):
    damage(database)
    samples = load(unusable_records="reject")
    assert samples.rejected["source"].tolist() == ["b"]
    assert samples.rejected["reason"].str.contains(message).all()
    assert set(samples.table["group"]) == set("acd")


def test_a_record_of_two_beats_has_features_that_say_what_is_missing(database):
    write_record(database, "b", beats=2)
    list_checksums(database)
    samples = load()
    own = samples.table["group"] == "b"
    assert own.sum() == 2
    rhythm, _ = extract("rhythm", samples.values, samples.table, samples.recordings)
    assert rhythm.loc[own, "rr_before"].isna().tolist() == [True, False]
    marks, _ = extract("landmarks", samples.values, samples.table, samples.recordings)
    assert marks.loc[own, "qrs_duration"].notna().all()


def test_a_flat_stretch_gives_nan_and_no_error(database):
    record = wfdb.rdrecord(str(database / "a"))
    flat = record.p_signal.copy()
    flat[2000:5000] = flat.max()
    wfdb.wrsamp(
        "a",
        fs=FS,
        units=["mV"],
        sig_name=["MLII"],
        p_signal=flat,
        fmt=["16"],
        write_dir=str(database),
    )
    list_checksums(database)
    samples = load()
    marks, _ = extract("landmarks", samples.values, samples.table, samples.recordings)
    stuck = (samples.table["group"] == "a") & samples.table["r_peak"].between(2200, 4800)
    assert stuck.sum() > 5
    assert marks.loc[stuck, "qrs_duration"].isna().all()
    assert marks.loc[~stuck, "qrs_duration"].notna().mean() > 0.9


def test_ignoring_groups_puts_every_record_on_both_sides_and_keeps_its_name(database):
    split = IgnoreGroups(kind="ignore_groups", share=0.5)
    samples = prepare(source(), ["N", "V"], split, seed=0)
    assert "group" not in samples.table
    assert (samples.table.groupby("recording")["role"].nunique() == 2).all()
    features, _ = extract("template", samples.values, samples.table, samples.recordings)
    assert features["qrs_likeness"].median() > 0.95


def test_groups_stay_whole_otherwise(database):
    samples = prepare(source(), ["N", "V"], HoldOut(kind="hold_out", share=0.25), seed=0)
    assert (samples.table.groupby("group")["role"].nunique() == 1).all()


def test_the_second_lead_is_chosen_by_name_or_is_the_other_one(database):
    for name, leads in zip("abcd", (["V1"], ["V5"], ["V5", "V1"], ["V1", "V5"]), strict=True):
        write_record(database, name, others=leads, seed=7)
    write_record(database, "d", lead="V5", others=["MLII"], seed=7)
    list_checksums(database)
    samples = load(second_lead=["V1", "any"], sampling_rate_hz=360)
    assert samples.values.shape[1:] == (281, 2)
    shares = []
    for name in "abcd":
        signal, _ = samples.recordings.leads_of(name)
        assert np.array_equal(samples.recordings.of(name)[0], signal[:, 0])
        shares.append(np.ptp(signal[:, 1]) / np.ptp(signal[:, 0]))
        height = samples.table.loc[samples.table["group"] == name, "qrs_height_2_mv"].unique()
        assert height == pytest.approx(np.ptp(signal[:, 1]), rel=0.2)
    # V1 is half as high as MLII in a, V5 in b; V1 a third in c; in d, MLII is half of V5.
    assert shares == pytest.approx([1 / 2, 1 / 2, 1 / 3, 2], rel=0.05)


def test_a_record_without_the_second_lead_is_told_by_name(database):
    with pytest.raises(CraftbenchError, match="record a has no second lead any, only MLII"):
        load(second_lead="any")


def test_the_usual_beat_is_the_median_of_the_record(database):
    samples = load(usual_beat=True)
    assert samples.values.shape[1:] == (195, 2)
    own = samples.values[(samples.table["group"] == "a").to_numpy()]
    assert np.abs(np.median(own[..., 1], axis=0)).max() < 0.01
    usual = own[..., 0] - own[..., 1]
    assert np.abs(usual - usual[0]).max() < 1e-5
