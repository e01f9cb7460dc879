"""WFDB records written byte by byte, so that tests can write wrong ones."""

import hashlib
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from gaussian_ecg import gaussian_ecg

FS, SECONDS, GAIN = 250, 30, 1000
CODES = {"N": 1, "V": 5, "A": 8}
NOTE, SKIP, AUXILIARY = 22, 59, 63


def ecg_counts(fs: int = FS, seconds: float = SECONDS, seed: int = 0):
    """An ECG in counts of 1 µV, (n,) int16, and the samples of its R peaks."""
    signal, r_s = gaussian_ecg(fs, seconds=seconds, seed=seed, noise_mv=0.01)
    return np.round(signal * GAIN).astype("<i2"), np.round(r_s * fs).astype(int)


def header_text(name: str, line: str, fs: float = FS, samples: int = FS * SECONDS) -> str:
    return f"{name} {line.count(chr(10)) + 1} {fs:.9g} {samples}\n{line}\n"


def word(kind: int, distance: int) -> bytes:
    return struct.pack("<H", kind << 10 | distance)


def annotation_bytes(
    places: Sequence[int], symbols: Sequence[str], note: str = "", end: bytes = b"\0\0"
) -> bytes:
    """Content of an annotation file; `note` stands at place 0."""
    parts = []
    if note:
        text = note.encode()
        parts += [word(NOTE, 0), word(AUXILIARY, len(text)), text + b"\0" * (len(text) % 2)]
    for distance, symbol in zip(np.diff([0, *places]).tolist(), symbols, strict=True):
        if 0 <= distance < 1024:
            parts.append(word(CODES[symbol], distance))
        else:
            longer = distance & 0xFFFFFFFF
            parts += [word(SKIP, 0), struct.pack("<HH", longer >> 16, longer & 0xFFFF)]
            parts.append(word(CODES[symbol], 0))
    return b"".join(parts) + end


def write_record(
    folder: Path,
    name: str,
    *,
    fs: int = FS,
    line: str = "{name}.dat 16 1000(0)/mV 16 0 0 0 0 MLII",
    header: str | None = None,
    dat: bytes | None = None,
    atr: bytes | None = None,
    seed: int = 0,
) -> None:
    """A record of one lead of 1,000 counts a millivolt; each file can be given instead."""
    counts, peaks = ecg_counts(fs, seed=seed)
    symbols = ["N"] * (len(peaks) - 1) + ["V"]
    text = header or header_text(name, line.format(name=name), fs, len(counts))
    (folder / f"{name}.hea").write_bytes(text.encode())
    (folder / f"{name}.dat").write_bytes(counts.tobytes() if dat is None else dat)
    content = annotation_bytes(peaks, symbols) if atr is None else atr
    (folder / f"{name}.atr").write_bytes(content)


def list_checksums(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.name}"
        for file in sorted(folder.iterdir())
        if file.name != "SHA256SUMS.txt"
    ]
    (folder / "SHA256SUMS.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
