"""Records of heartbeats."""

from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from performance.generated.words import damaged
from performance.generated.written import check_samples, written


@st.composite
def drawn_records(draw: st.DrawFn) -> dict[str, bytes]:
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
            files[which] = damaged(draw, files[which])
    return files


def read_records(files: dict[str, bytes], folder: Path) -> None:
    """Every record is used or named."""
    from craftbench.datasets.wfdb_beats import WfdbBeatsSource

    database = written(files, folder)
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
    check_samples(samples, ["N", "V"])
    told = " ".join([*samples.rejected["source"], *samples.rejected["reason"]])
    used = set(samples.table["group"])
    assert "a" in used, "a whole record was lost"
    assert "b" in used or "record b" in told or "b." in told, "a record was lost without a word"
