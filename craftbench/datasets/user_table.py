"""CSV tables that a user wrote: every cell is text, and what is wrong is named with its line."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from craftbench.errors import CraftbenchError

_SEPARATORS = (",", ";", "\t")
_NUMBER_MISSING = ("NA", "N/A", "NaN", "nan", "None", "null")
"""Words for a missing number; a missing text is blank, as these words may be labels."""


def read_user_table(path: Path, key: str, required: Sequence[str]) -> pd.DataFrame:
    """A table whose cells are text, without the blanks around them.

    Parameters
    ----------
    path : Path
        CSV in UTF-8, or in UTF-16 with its mark. Commas separate the cells; semicolons or tabs do
        where the header has no comma.
    key : str
        The key of the card that names the file, for messages.
    required : sequence of str
        Columns that the table must have.

    Returns
    -------
    DataFrame
        The index is the line in the file. Only a blank cell is missing: ``None``, ``NA`` and
        ``007`` are text. A column without name and values is left out, and so is a first column
        without name (the index that pandas writes).

    Raises
    ------
    CraftbenchError
        Naming the file and the line: no such file, another encoding, an open quote, a row that
        does not have a cell for every column, a column that is named twice or missing, no rows.
    """
    text = _text(path, key)
    rows = list(_rows(path, text))
    if not rows:
        raise CraftbenchError(f"{path}: the file is empty; expected a header and rows ({key})")
    (_, names), *rows = rows
    names = [name.strip() for name in names]
    _check_header(path, names, required)
    if not rows:
        raise CraftbenchError(f"{path}: expected rows below the header, found none ({key})")
    for line, cells in rows:
        if len(cells) != len(names):
            raise CraftbenchError(
                f"{path}: line {line} has {len(cells)} cells, but the header names {len(names)} "
                f"columns ({', '.join(names)}); expected as many. Correct the line, or the header "
                "if all lines are so; a separator inside a value needs quotes around the value"
            )
    lines = pd.Index([line for line, _ in rows], name="line")
    columns = dict(enumerate(zip(*(cells for _, cells in rows), strict=True)))
    table = pd.DataFrame(columns, index=lines, dtype="str")
    table = table.apply(lambda column: column.str.strip())
    table = table.mask(table == "")
    return _named(path, table, names)


def numbers_where_all_are(
    path: Path, table: pd.DataFrame, texts: Sequence[str], numbers: Sequence[str] = ()
) -> pd.DataFrame:
    """The table with numbers in every column of numbers, but for the columns `texts`.

    Raises
    ------
    CraftbenchError
        Naming the line of a cell in one of the columns `numbers` that is no number.
    """
    converted = {}
    for name in table.columns.difference(list(texts)):
        cells = table[name].mask(table[name].isin(_NUMBER_MISSING))
        found = pd.to_numeric(cells, errors="coerce")
        odd = found.isna() & cells.notna()
        if not odd.any():
            converted[name] = found
        elif name in numbers:
            raise CraftbenchError(
                f"{path}: line {odd.idxmax()} has {cells[odd.idxmax()]!r} in the column {name}, "
                "expected a number with a decimal point; correct it, or rename the column"
            )
    return table.assign(**converted)


def _text(path: Path, key: str) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CraftbenchError(f"{path}: there is no such file; correct {key} in the card") from None
    except OSError as error:
        raise CraftbenchError(f"{path}: cannot be read: {error.strerror}; see {key}") from None
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CraftbenchError(
            f"{path}: line {line} is not UTF-8 (byte 0x{content[error.start]:02x}); the file may "
            "be Latin-1 or Windows-1252. Save it as UTF-8 (in Excel: CSV UTF-8)"
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise CraftbenchError(
            f"{path}: line {line} has a zero byte, expected text; the file may be UTF-16 or not be "
            "a CSV file. Save it as UTF-8"
        )
    return text


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines and cells; blank lines at the end are left out, others have a single blank cell."""
    header = text.lstrip().partition("\n")[0]
    separator = next((one for one in _SEPARATORS if one in header), ",")
    reader = csv.reader(
        io.StringIO(text.rstrip(), newline=""),
        delimiter=separator,
        skipinitialspace=True,
        strict=True,
    )
    line = 1
    try:
        for cells in reader:
            if any("\n" in cell or "\r" in cell for cell in cells):
                raise CraftbenchError(
                    f"{path}: a value runs from line {line} to line {reader.line_num}, expected "
                    f'one line a row; is a quote (") missing or too many in line {line}?'
                )
            if cells or line > 1:
                yield line, cells or [""]
            line = reader.line_num + 1
    except csv.Error as error:
        raise CraftbenchError(
            f'{path}: line {line} is not a row of a CSV file: {error}; is a quote (") missing or '
            "too many?"
        ) from None


def _check_header(path: Path, names: list[str], required: Sequence[str]) -> None:
    given = [name for name in names if name]
    twice = sorted({name for name in given if given.count(name) > 1})
    if twice:
        raise CraftbenchError(
            f"{path}: the column {twice[0]} is named twice in the header ({', '.join(names)}); "
            "expected different names, delete or rename one"
        )
    for name in required:
        if name not in given:
            near = next((one for one in given if one.lower() == name), None)
            raise CraftbenchError(
                f"{path}: expected a column {name} in the first line, found "
                f"{', '.join(names)}; "
                + (f"rename {near}" if near else "the first line must name the columns")
            )


def _named(path: Path, table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    for place, name in enumerate(names):
        filled = table[place].notna()
        if not name and place > 0 and filled.any():
            raise CraftbenchError(
                f"{path}: column {place + 1} has no name in the header, but line "
                f"{filled.idxmax()} has {table[place][filled.idxmax()]!r} there; name the column "
                "or delete it"
            )
    kept = [place for place, name in enumerate(names) if name]
    return table[kept].set_axis([names[place] for place in kept], axis=1)
